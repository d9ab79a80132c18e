// Tested by tests/bayes/tokenizer_test.cc.
#include "bayes/token_sink.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/hash.h"

namespace gatepost {
namespace {

constexpr std::size_t kChunkBytes = 32 << 10;
constexpr std::size_t kFirstSlots = 1024;  // a power of two
// A slot: the upper bits of the text's hash, and its number plus 1 in the lower ones.
constexpr int kNumberBits = 24;
constexpr std::uint64_t kNumberMask = (std::uint64_t{1} << kNumberBits) - 1;
constexpr std::size_t kMostTexts = kNumberMask;

}  // namespace

TokenSink::TokenSink(std::size_t max_tokens)
    : max_tokens_(std::min(max_tokens, kMostTexts)), slots_(kFirstSlots) {
  texts_.reserve(kFirstSlots / 2);
}

std::string_view TokenSink::Keep(std::string_view prefix, std::string_view text) {
  std::size_t size = prefix.size() + text.size();
  if (chunk_size_ - chunk_used_ < size) {
    chunk_size_ = std::max(kChunkBytes, size);
    chunk_used_ = 0;
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_size_));
  }
  char* place = chunks_.back().get() + chunk_used_;
  std::memcpy(place, prefix.data(), prefix.size());
  if (!text.empty()) std::memcpy(place + prefix.size(), text.data(), text.size());
  chunk_used_ += size;
  return {place, size};
}

// The first free slot, or the one for which `is_it` says so.
template <class IsIt>
std::size_t TokenSink::Find(std::uint64_t hash, const IsIt& is_it) const {
  const std::uint64_t mask = slots_.size() - 1;
  std::size_t at = (hash >> kNumberBits) & mask;
  while (slots_[at] != 0 && !(((slots_[at] ^ hash) & ~kNumberMask) == 0 && is_it(slots_[at])))
    at = (at + 1) & mask;
  return at;
}

void TokenSink::Grow() {
  std::vector<std::uint64_t> old(slots_.size() * 2);
  old.swap(slots_);
  for (std::uint64_t slot : old) {
    if (slot != 0) slots_[Find(slot, [](std::uint64_t) { return false; })] = slot;
  }
}

void TokenSink::Add(std::string_view prefix, std::string_view text) {
  if (prefix.empty() && text.empty()) return;
  ++added_;
  constexpr std::hash<std::string_view> kHash;
  std::uint64_t hash = prefix.empty() ? kHash(text) : kHash(text) ^ (kHash(prefix) >> 1);
  const std::size_t at = Find(hash, [&](std::uint64_t slot) {
    std::string_view there = texts_[(slot & kNumberMask) - 1];
    return there.size() == prefix.size() + text.size() && there.starts_with(prefix) && there.ends_with(text);
  });
  if (slots_[at] != 0) return;
  if (texts_.size() >= max_tokens_) {
    is_cut_ = true;
    return;
  }
  texts_.push_back(Keep(prefix, text));
  slots_[at] = (hash & ~kNumberMask) | texts_.size();
  if (texts_.size() * 2 > slots_.size()) Grow();
}

TokenList TokenSink::Finish() {
  // The 40 bits of the hash, then the number of the text, complemented: of two texts with one hash the
  // later one comes first, and is the one that is told.
  constexpr int kTextBits = 24;
  constexpr std::uint64_t kTextMask = (std::uint64_t{1} << kTextBits) - 1;
  std::vector<std::uint64_t> entries;
  entries.reserve(texts_.size());
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    std::uint64_t key = 0;
    for (unsigned char byte : HashToken(texts_[i])) key = key << 8 | byte;
    entries.push_back(key << kTextBits | (~static_cast<std::uint64_t>(i) & kTextMask));
  }
  std::sort(entries.begin(), entries.end());
  TokenList list;
  list.hashes.reserve(entries.size());
  list.texts.reserve(entries.size());
  for (std::uint64_t entry : entries) {
    TokenHash hash;
    for (std::size_t i = 0; i < hash.size(); ++i) {
      hash[i] = static_cast<unsigned char>(entry >> (kTextBits + 8 * (hash.size() - 1 - i)));
    }
    if (!list.hashes.empty() && list.hashes.back() == hash) continue;
    list.hashes.push_back(hash);
    list.texts.push_back(texts_[~entry & kTextMask]);
  }
  list.storage = std::move(chunks_);
  list.is_cut = is_cut_;
  return list;
}

}  // namespace gatepost

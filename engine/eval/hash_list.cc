// Tested by tests/eval/hash_list_evals_test.cc.
#include "eval/hash_list.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/digest.h"
#include "base/hash.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxFound = 10'000;  // of a message, before options choose
constexpr std::size_t kMaxAsked = 100;

// RFC 4648 without padding, in small letters.
std::string Base32(std::string_view bytes) {
  constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (count += 8; count >= 5; count -= 5) text += kDigits[(bits >> (count - 5)) & 31];
    bits &= 31;
  }
  if (count > 0) text += kDigits[(bits << (5 - count)) & 31];
  return text;
}

}  // namespace

HashListOptions::HashListOptions(std::string_view words, std::string_view standard) {
  const std::string text = AsciiLower(words.empty() ? standard : words);
  for (std::string_view word : Split(text, '/')) {
    word = Trim(word);
    const std::size_t equals = word.find('=');
    std::size_t value = 1;
    if (equals != kNpos) {
      const std::string_view digits = word.substr(equals + 1);
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
    }
    values_[std::string(word.substr(0, equals))] = value;
  }
}

std::size_t HashListOptions::Number(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? 0 : found->second;
}

std::size_t HashListOptions::most() const { return std::min(Has("max") ? Number("max") : 10, kMaxAsked); }

std::string HashListOptions::Case(std::string_view text) const {
  return Has("case") ? std::string(text) : AsciiLower(text);
}

std::string HashListOptions::Hash(std::string_view bytes) const {
  if (Has("sha256")) {
    Digest digest(DigestKind::kSha256);
    digest.Add(bytes);
    return Base32(digest.Value());
  }
  if (Has("sha1")) return Sha1Hex(bytes);
  return Has("md5") ? Md5Hex(bytes) : std::string(bytes);
}

void HashListValues::Add(std::string value) {
  if (!value.empty() && values_.size() < kMaxFound && known_.insert(value).second)
    values_.push_back(std::move(value));
}

}  // namespace gatepost

// Tested by tests/match/prefilter_differential_test.cc
#include "match/prefilter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "match/literals.h"
#include "match/text_facts.h"

namespace gatepost::match {
namespace {

constexpr std::uint32_t kPrefilterMagic = 0x47505033;  // another layout gets another number
constexpr std::size_t kSetsPerPattern = 3;
constexpr std::size_t kSetWords = std::tuple_size_v<PresentBytes>;
constexpr std::size_t kMinWindows = 16;
constexpr std::uint32_t kNoSet = 0xFFFFFFFF;
// Room that a thread keeps for squeezed texts between calls, in bytes.
constexpr std::size_t kKeptBytes = 1 << 20;

std::uint32_t AppendAll(std::vector<std::uint32_t>* words, const std::vector<std::uint32_t>& more) {
  const std::size_t at = words->size();
  words->insert(words->end(), more.begin(), more.end());
  return static_cast<std::uint32_t>(at);
}

}  // namespace

// Offsets and lengths are in words.
struct Prefilter::Header {
  std::uint32_t magic;
  std::uint32_t total_words;
  std::uint32_t pattern_count;
  std::uint32_t rows;  // one Row a pattern
  std::uint32_t sets;
  std::uint32_t set_count;
  std::uint32_t always;  // patterns with neither literals nor a window
  std::uint32_t always_count;
  std::uint32_t plain;
  std::uint32_t plain_words;
  std::uint32_t squeezed;
  std::uint32_t squeezed_words;
  std::uint32_t windows;
  std::uint32_t window_words;
};

struct Prefilter::Row {
  std::uint32_t min_length;
  std::uint32_t min_dense_run;
  std::uint32_t min_word_run;
  std::uint32_t sets[kSetsPerPattern];  // numbers of byte sets, or kNoSet
};

const Prefilter::Header& Prefilter::header() const { return *reinterpret_cast<const Header*>(words_.data()); }

namespace {

// The words of one Row a pattern; the byte sets that they name by number go to `sets`.
std::vector<std::uint32_t> MakeRows(const std::vector<Requirements>& requirements,
                                    std::vector<ByteSet>* sets) {
  std::vector<std::uint32_t> rows;
  for (const Requirements& required : requirements) {
    for (std::int32_t least : {required.min_length, required.min_dense_run, required.min_word_run}) {
      rows.push_back(static_cast<std::uint32_t>(std::max(least, 0)));
    }
    for (std::size_t i = 0; i < kSetsPerPattern; ++i) {
      std::uint32_t number = kNoSet;
      if (i < required.bytes.size()) {
        auto found = std::find(sets->begin(), sets->end(), required.bytes[i]);
        if (found == sets->end()) found = sets->insert(sets->end(), required.bytes[i]);
        number = static_cast<std::uint32_t>(found - sets->begin());
      }
      rows.push_back(number);
    }
  }
  return rows;
}

std::vector<std::uint32_t> WordsOf(const std::vector<ByteSet>& sets) {
  std::vector<std::uint32_t> words;
  for (const ByteSet& set : sets) {
    PresentBytes members{};
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (set.Has(byte)) members[byte / 32] |= 1u << (byte % 32);
    }
    words.insert(words.end(), members.begin(), members.end());
  }
  return words;
}

}  // namespace

void Prefilter::Build(const std::vector<Requirements>& requirements) {
  Header head{};
  head.magic = kPrefilterMagic;
  head.pattern_count = static_cast<std::uint32_t>(requirements.size());
  std::vector<std::uint32_t> always;
  std::vector<std::vector<std::string>> plain(requirements.size());
  std::vector<std::vector<std::string>> squeezed(requirements.size());
  std::vector<std::pair<std::uint32_t, WindowSet>> windows;
  for (std::size_t pattern = 0; pattern < requirements.size(); ++pattern) {
    const Requirements& required = requirements[pattern];
    const bool usable =
        !required.literals.empty() &&
        std::all_of(required.literals.begin(), required.literals.end(),
                    [](const std::string& literal) { return literal.size() >= kMinLiteralBytes; });
    if (usable) {
      (required.squeezed ? squeezed : plain)[pattern] = required.literals;
    } else if (!required.windows.empty()) {
      windows.emplace_back(static_cast<std::uint32_t>(pattern), required.windows);
    } else {
      always.push_back(static_cast<std::uint32_t>(pattern));
    }
  }
  // A table is worth its size for some.
  if (windows.size() < kMinWindows) {
    for (const auto& [pattern, set] : windows) always.push_back(pattern);
    windows.clear();
  }
  std::vector<ByteSet> sets;
  const std::vector<std::uint32_t> rows = MakeRows(requirements, &sets);
  const std::vector<std::uint32_t> plain_table = LiteralScan::MakeTable(plain);
  const std::vector<std::uint32_t> squeezed_table = LiteralScan::MakeTable(squeezed);
  const std::vector<std::uint32_t> window_table = WindowScan::MakeTable(windows);

  owned_.assign(sizeof(Header) / 4, 0);
  head.rows = AppendAll(&owned_, rows);
  head.sets = AppendAll(&owned_, WordsOf(sets));
  head.set_count = static_cast<std::uint32_t>(sets.size());
  head.always = AppendAll(&owned_, always);
  head.always_count = static_cast<std::uint32_t>(always.size());
  head.plain = AppendAll(&owned_, plain_table);
  head.plain_words = static_cast<std::uint32_t>(plain_table.size());
  head.squeezed = AppendAll(&owned_, squeezed_table);
  head.squeezed_words = static_cast<std::uint32_t>(squeezed_table.size());
  head.windows = AppendAll(&owned_, window_table);
  head.window_words = static_cast<std::uint32_t>(window_table.size());
  head.total_words = static_cast<std::uint32_t>(owned_.size());
  std::memcpy(owned_.data(), &head, sizeof head);
  Use(owned_);
}

void Prefilter::Use(std::span<const std::uint32_t> words) {
  words_ = words;
  const Header& head = header();
  plain_.Use(words.subspan(head.plain, head.plain_words));
  squeezed_.Use(words.subspan(head.squeezed, head.squeezed_words));
  windows_.Use(words.subspan(head.windows, head.window_words));
}

bool Prefilter::IsSound(std::span<const std::uint32_t> words, std::size_t patterns) {
  Header head{};
  if (words.size() < sizeof head / 4) return false;
  std::memcpy(&head, words.data(), sizeof head);
  if (head.magic != kPrefilterMagic || head.total_words != words.size() || head.pattern_count != patterns)
    return false;
  const auto fits = [&](std::uint32_t at, std::uint64_t count) {
    return at >= sizeof head / 4 && std::uint64_t{at} + count <= words.size();
  };
  if (!fits(head.rows, std::uint64_t{head.pattern_count} * (sizeof(Row) / 4)) ||
      !fits(head.sets, std::uint64_t{head.set_count} * kSetWords) || !fits(head.always, head.always_count) ||
      !fits(head.plain, head.plain_words) || !fits(head.squeezed, head.squeezed_words) ||
      !fits(head.windows, head.window_words)) {
    return false;
  }
  const auto* rows = reinterpret_cast<const Row*>(words.data() + head.rows);
  for (std::uint32_t i = 0; i < head.pattern_count; ++i) {
    for (std::uint32_t set : rows[i].sets) {
      if (set != kNoSet && set >= head.set_count) return false;
    }
  }
  const std::uint32_t* always = words.data() + head.always;
  for (std::uint32_t i = 0; i < head.always_count; ++i) {
    if (always[i] >= head.pattern_count) return false;
  }
  return LiteralScan::IsSound(words.subspan(head.plain, head.plain_words), head.pattern_count) &&
         LiteralScan::IsSound(words.subspan(head.squeezed, head.squeezed_words), head.pattern_count) &&
         WindowScan::IsSound(words.subspan(head.windows, head.window_words), head.pattern_count);
}

void Prefilter::Find(std::string_view text, std::vector<std::uint32_t>* candidates) const {
  if (words_.empty()) return;
  const Header& head = header();
  const auto* rows = reinterpret_cast<const Row*>(words_.data() + head.rows);
  const std::uint32_t* sets = words_.data() + head.sets;
  const TextFacts facts = LookAt(text);
  const auto consider = [&](std::uint32_t pattern) {
    if (text.size() < rows[pattern].min_length || facts.dense_run < rows[pattern].min_dense_run ||
        facts.word_run < rows[pattern].min_word_run) {
      return;
    }
    for (std::uint32_t number : rows[pattern].sets) {
      if (number == kNoSet) break;
      std::uint32_t common = 0;
      for (std::size_t i = 0; i < kSetWords; ++i) common |= facts.present[i] & sets[number * kSetWords + i];
      if (common == 0) return;
    }
    candidates->push_back(pattern);
  };

  for (std::uint32_t i = 0; i < head.always_count; ++i) consider(words_[head.always + i]);
  thread_local FoundPatterns hits;
  thread_local std::string squeezed;
  hits.Reset(head.pattern_count);
  plain_.Find(text, &hits);
  if (!squeezed_.empty()) {
    Squeeze(text, &squeezed);
    squeezed_.Find(squeezed, &hits);
    if (squeezed.capacity() > kKeptBytes) std::string().swap(squeezed);
  }
  windows_.Find(text, &hits);
  for (std::uint32_t pattern : hits.numbers()) consider(pattern);
}

}  // namespace gatepost::match

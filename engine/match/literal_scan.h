// LiteralScan: many literals, one text: whose literals are in it? Internal to match/; see prefilter.h.
//
// Each literal is known by its rarest four bytes (three, when it is no longer). A position of the text costs
// a hash and a bit test for each; only where the bit is set are the literals of that hash compared. The
// table is one array of 32-bit words without pointers, so that a cache file can hold it and be mapped.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost::match {

inline constexpr std::size_t kMinLiteralBytes = 3;

// Numbers of patterns, each once, in the order in which they were found. Kept between texts for its memory.
class FoundPatterns {
 public:
  // Forgets what was found; numbers below `patterns` may be added. Cost: what was found before.
  void Reset(std::size_t patterns) {
    for (std::uint32_t number : numbers_) seen_[number] = 0;
    numbers_.clear();
    if (seen_.size() < patterns) seen_.resize(patterns);
  }
  void Add(std::uint32_t number) {
    if (seen_[number] != 0) return;
    seen_[number] = 1;
    numbers_.push_back(number);
  }
  std::span<const std::uint32_t> numbers() const { return numbers_; }

 private:
  std::vector<unsigned char> seen_;
  std::vector<std::uint32_t> numbers_;
};

class LiteralScan {
 public:
  // The table for `literals[p]`, those of pattern p: folded by FoldForScan, kMinLiteralBytes or longer.
  static std::vector<std::uint32_t> MakeTable(const std::vector<std::vector<std::string>>& literals);

  // Is it a table that MakeTable could have made, of `patterns` patterns? Cost: one pass over it.
  static bool IsSound(std::span<const std::uint32_t> words, std::uint32_t patterns);
  // Takes a sound table; `words` must stay.
  void Use(std::span<const std::uint32_t> words) { words_ = words; }

  bool empty() const { return words_.empty() || header().entry_count == 0; }
  // Adds each pattern with a literal in `text`.
  void Find(std::string_view text, FoundPatterns* hits) const;

 private:
  // Offsets are in words from the start of the table; counts are of items.
  struct Header {
    std::uint32_t magic;
    std::uint32_t total_words;
    std::uint32_t long_shift;   // 32 minus the filter's bits, for four bytes; 0 when no literal has them
    std::uint32_t short_shift;  // the same for three bytes
    std::uint32_t bucket_shift;
    std::uint32_t long_filter;
    std::uint32_t short_filter;
    std::uint32_t buckets;
    std::uint32_t entries;
    std::uint32_t entry_count;
    std::uint32_t records;
    std::uint32_t record_count;
    std::uint32_t numbers;
    std::uint32_t number_count;
    std::uint32_t text;
    std::uint32_t text_bytes;
  };
  const Header& header() const { return *reinterpret_cast<const Header*>(words_.data()); }
  void Verify(std::string_view text, std::size_t gram_start, std::uint32_t gram, FoundPatterns* hits) const;
  template <bool kLong, bool kShort>
  void Search(std::string_view text, FoundPatterns* hits) const;
  template <bool kLong, bool kShort>
  void Walk(std::string_view text, std::size_t from, FoundPatterns* hits) const;
  // Returns where Walk must go on.
  template <bool kLong, bool kShort>
  std::size_t WalkWide(std::string_view text, FoundPatterns* hits) const;

  std::span<const std::uint32_t> words_;
};

}  // namespace gatepost::match

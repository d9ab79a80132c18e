// PatternTable: a PatternSet as packed data, as a running engine uses it, whether it was read from a compiled
// ruleset or packed a moment ago. A pattern costs nothing before its first match.
// Immutable but for that; safe to share between threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/packed.h"
#include "match/pattern_set.h"
#include "match/regex.h"

namespace gatepost {

struct PackedPattern {
  PackedText pattern, modifiers;
  PackedText shared_code, code;    // Regex::Code(), or ""
  PackedSpan<std::uint32_t> gate;  // Regex::GateTable(), or none
  std::uint64_t pattern_checksum, code_checksum, gate_checksum;
  std::int32_t captures;
  std::uint8_t re2_decides, re2_locates, stepwise, unused;
};

struct PackedPatterns {
  PackedSpan<PackedPattern> patterns;
  PackedSpan<std::uint32_t> scan;  // of PatternSet::ScanTable; none: made by the first text
};

// What is large and seldom needed goes behind everything else.
struct CodeToPlace {
  std::size_t at;             // of its PackedPattern
  std::string pattern, code;  // the code's own part
  std::vector<std::uint32_t> gate;
};

// Gates by themselves: a check looks at more of them than of the others.
void Place(const std::vector<CodeToPlace>& codes, Packer* packer);

class PatternTable {
 public:
  // Fills the PackedPatterns at `field`. With `codes` each pattern is compiled, and its code and gate are
  // appended there.
  static void Pack(std::span<const Regex* const> patterns, std::span<const std::uint32_t> scan,
                   Packer* packer, std::size_t field, std::vector<CodeToPlace>* codes);

  // False where it is damaged. `bounds` are those of all.
  static bool IsSound(const PackedPatterns& packed, const PackedBounds& bounds);
  // Takes what is sound. `packed` stays as long as this object.
  void Use(const PackedPatterns& packed, const Limits& limits);

  int size() const { return static_cast<int>(patterns_.size()); }
  // Does the pattern match, as far as can be said without making it? Often kUndecided. Cost: a look at most
  // bytes.
  MatchOutcome Decide(int pattern, std::string_view text) const;
  // Made on first use.
  const Regex& regex(int pattern) const;
  bool IsRe2(int pattern) const { return patterns_[static_cast<std::size_t>(pattern)].re2_decides != 0; }
  // As PatternSet's. Cost: without a scan table, the first text pays for one.
  void FindCandidates(std::string_view text, std::vector<std::uint32_t>* candidates) const;

  PatternTable();
  PatternTable(PatternTable&&) noexcept;
  PatternTable& operator=(PatternTable&&) noexcept;
  ~PatternTable();

 private:
  struct Slot;
  struct State;
  Slot& SlotOf(std::size_t pattern) const;

  std::span<const PackedPattern> patterns_;
  Limits limits_;
  std::unique_ptr<State> state_;
};

}  // namespace gatepost

// PatternSet: N patterns and one view's texts: which patterns can match at all?
//
// A literal scan (one pass over the texts for all patterns) names the candidates; only those are run.
// Contract, as RE2's FilteredRE2 states it: a candidate may fail to match; a pattern that is not a
// candidate cannot match. Checked by running without it (tests/match/prefilter_differential_test.cc).
// Immutable after Build; safe to share between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/regex.h"

namespace gatepost {

class PatternSet {
 public:
  PatternSet();
  PatternSet(PatternSet&&) noexcept;
  PatternSet& operator=(PatternSet&&) noexcept;
  ~PatternSet();

  // Adds a pattern and returns its number (0, 1, ...). Fails as Regex::Compile does.
  Result<int> Add(const PatternSource& source, const Limits& limits);
  // Builds the literal scan. No Add after it.
  void Build();

  // The literal scan as words without pointers, for a compiled ruleset; valid as long as this object.
  std::span<const std::uint32_t> ScanTable() const;
  int size() const;
  const Regex& regex(int pattern) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatepost

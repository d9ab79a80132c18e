// What the scan of a pattern set finds in a text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "match/pattern_set.h"
#include "match/prefilter.h"

namespace gatepost {

inline std::vector<std::uint32_t> Candidates(const PatternSet& set, std::string_view text) {
  match::Prefilter prefilter;
  prefilter.Use(set.ScanTable());
  std::vector<std::uint32_t> candidates;
  prefilter.Find(text, &candidates);
  return candidates;
}

}  // namespace gatepost

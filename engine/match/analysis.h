// What a pattern can consume, and whether RE2 can say exactly the same. Internal to match/; see regex.h.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "match/syntax.h"

namespace gatepost::match {

// Lengths at or over this are "endless".
inline constexpr std::int32_t kEndless = 1 << 28;

struct Lengths {
  std::int32_t min = 0;
  std::int32_t max = 0;
  bool fixed() const { return min == max; }
};

// (*ACCEPT) ends a match anywhere: nothing behind it is required.
bool MayAccept(const Syntax& syntax);

// The bytes that a node of one byte can take; none for other nodes.
std::optional<ByteSet> BytesOf(const Syntax& syntax, const Node& node);

// One loop over the tree; index is the node's.
std::vector<Lengths> MeasureLengths(const Syntax& syntax);

struct Analysis {
  // RE2 gives the same yes or no.
  bool re2_decides = true;
  // RE2 gives the same match and the same groups.
  bool re2_locates = true;
};

Analysis Analyze(const Syntax& syntax, const std::vector<Lengths>& lengths);

}  // namespace gatepost::match

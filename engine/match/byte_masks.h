// Where in a text may four bytes in a row be what is looked for? Many places at once, by tables of half bytes
// (as Hyperscan's "Teddy" does: https://github.com/intel/hyperscan, doc/dev-reference). Internal to match/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatepost::match {

inline constexpr std::size_t kAheadBytes = 4;
inline constexpr std::size_t kMaskPlaces = 32;

// Eight sets of bytes: a bit for each. By half bytes, so that each set may hold more than was added.
struct ByteMasks {
  std::uint8_t low[16], high[16];

  void Add(unsigned char byte, std::uint8_t sets) {
    low[byte & 15] |= sets;
    high[byte >> 4] |= sets;
  }
  std::uint8_t SetsOf(unsigned char byte) const {
    return static_cast<std::uint8_t>(low[byte & 15] & high[byte >> 4]);
  }
};

// One for each byte of a sequence, wherever one can begin.
using AheadMasks = ByteMasks[kAheadBytes];

// For the places from `*at` on at which kAheadBytes are left: moves `*at` to the first run of kMaskPlaces of
// them that has one where a set holds all four bytes, and returns those as bits. 0: there are no more, and
// `*at` is the first place where less is left.
std::uint32_t NextMask(const AheadMasks& masks, std::string_view text, std::size_t* at);

}  // namespace gatepost::match

// The layout of a block of WindowScan: a row for each byte and one more for what lies beyond the text's
// end; in it `lanes` words for each place of the window; in those a bit for each window. Internal to match/.
#pragma once

#include <cstddef>
#include <cstdint>

#include "match/windows.h"

namespace gatepost::match {

inline constexpr std::size_t kBeyond = 256;

constexpr std::size_t WindowTableWords(std::size_t lanes) { return (kBeyond + 1) * kWindowBytes * lanes; }

// The words of what stands at `place`: a byte, or kBeyond.
constexpr std::size_t WindowTableAt(std::size_t row, std::size_t place, std::size_t lanes) {
  return (row * kWindowBytes + place) * lanes;
}

// Sets the bits of window `number`. What stands behind its length is anything, the text's end too.
inline void AddToTable(const Window& window, std::size_t number, std::size_t lanes, std::uint32_t* table) {
  for (std::size_t row = 0; row <= kBeyond; ++row) {
    for (std::size_t place = 0; place < kWindowBytes; ++place) {
      if (place >= window.length || (row < kBeyond && window.bytes[place].Has(static_cast<unsigned>(row))))
        table[WindowTableAt(row, place, lanes) + number / 32] |= 1u << (number % 32);
    }
  }
}

}  // namespace gatepost::match

// Windows: which bytes can stand where a match must pass, byte by byte. For patterns
// whose letters are spelled in many ways, so that no literal is required. Internal to match/.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "match/analysis.h"
#include "match/byte_set.h"
#include "match/syntax.h"

namespace gatepost::match {

inline constexpr std::size_t kWindowBytes = 8;

// Byte i of the window is one of bytes[i]; what stands behind `length` is anything.
struct Window {
  std::size_t length = 0;
  std::array<ByteSet, kWindowBytes> bytes{};

  // How often a position of mail fits: an estimate.
  double Rate() const;
};

// At a place of the text one of these fits. Letters have many forms outside ASCII, of many lengths, and would
// blur what is known of plain text. So there are two: where the next kWindowBytes bytes are ASCII one of
// `ascii` fits, else one of `any`.
struct WindowSet {
  std::vector<Window> ascii, any;
  bool empty() const { return any.empty(); }
};

// A point that every match passes, with the windows (at most `most` of a kind) that are expected to fit
// least. Empty where they fit at `useless` of mail's places or more.
WindowSet FindWindows(const Syntax& syntax, const std::vector<Lengths>& lengths, std::size_t most,
                      double useless = 0.008);

}  // namespace gatepost::match

// What a text has, to be held against what patterns require. Internal to match/; see prefilter.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatepost::match {

using PresentBytes = std::array<std::uint32_t, 8>;  // a bit for each byte

struct TextFacts {
  PresentBytes present{};
  std::size_t dense_run = 0;  // longest without white space
  std::size_t word_run = 0;   // longest of \w
};

// Cost: one pass.
TextFacts LookAt(std::string_view text);

// IsKeptBySqueeze (literals.h), for whole texts. Cost: one pass.
void Squeeze(std::string_view text, std::string* squeezed);

}  // namespace gatepost::match

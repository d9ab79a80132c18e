// The parts of a mail as Razor's client cuts them, whose rules are its own: each with the header lines that
// say what it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// Of longer messages nothing is asked; of more parts, one beyond is found, to tell. The client knows neither
// limit.
inline constexpr std::size_t kMostRazorBytes = std::size_t{2} << 20, kMostRazorParts = 100;

// Header lines, an empty line and at most 60 KiB of body, each part. Cost: linear, times the depth of nested
// multiparts, which ends at 20.
std::vector<std::string> RazorParts(std::string_view mail);

}  // namespace gatepost

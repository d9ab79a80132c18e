// HTML as Razor's client takes it out of a part: a plain walk over the bytes, header lines and all.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

// Is there a tag of a name that mail uses? Ends at a NUL. Cost: linear.
bool IsRazorHtml(std::string_view text);

// Without tags and comments, names of characters as Latin-1; the last byte is lost, and all from a NUL on.
std::string StripRazorHtml(std::string_view text);

}  // namespace gatepost

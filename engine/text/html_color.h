// Colours as HTML writes them. Internal to text/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// "#rrggbb" for a colour name, "#rgb", "#rrggbb", "rgb(1,2,3)" or "rgb(1%,2%,3%)"; "invalid" for all else,
// by SpamAssassin's idea of what is valid. Odd input may give odd lengths ("#"), as there.
std::string ColorToHex(std::string_view color);

struct Rgb {
  int red = 0, green = 0, blue = 0;
};
// Of "#rrggbb" in lower case.
std::optional<Rgb> ParseHexColor(std::string_view hex);
// How far two colours are apart for a reader, weighted by brightness: 0 to about 191.
double ColorDistance(Rgb a, Rgb b);

// The words of the last layer of a CSS "background" value (lower case); url(...), rgb(...) and quoted
// strings stay whole.
std::vector<std::string> LastBackgroundLayer(std::string_view background);

}  // namespace gatepost

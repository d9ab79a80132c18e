// Razor's engine 8, "whiplash": SHA-1 over the domain of each link of a text, and over the text's length.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// Of a cleaned body with its HTML, in the servers' letters; none where there is no link. Nothing where the
// client ends with an error, and asks nothing of the mail: at a domain with a letter beyond Latin-1.
// Cost: linear, and some hundred comparisons a link.
std::optional<std::vector<std::string>> WhiplashSignatures(std::string_view text);

}  // namespace gatepost

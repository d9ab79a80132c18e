// Razor's engine 4: SHA-1 over two stretches of a text, whose places follow from a seed that the server says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatepost {

// What a server says as "ep4": "7542-10" is the seed, and the numbers of the bytes that part lines.
struct RazorSeed {
  std::uint32_t number = 7542;
  std::string separator = "\n";
  std::string text = "7542-10";
};
// Nothing where it cannot be understood. The client takes a separator as a pattern; of such with a special
// character nothing is made.
std::optional<RazorSeed> ReadRazorSeed(std::string_view text);

// Of a cleaned body without HTML, in the servers' letters. Cost: linear.
std::string EphemeralSignature(std::string_view text, const RazorSeed& seed);

}  // namespace gatepost

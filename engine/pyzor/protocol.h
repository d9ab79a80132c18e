// The two messages of a look-up in Pyzor, a datagram each: lines "Name: value". Internal to pyzor/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gatepost/pyzor.h"

namespace gatepost {

// Longer answers are none.
inline constexpr std::size_t kMostPyzorAnswer = 8192;
// Numbers of questions; smaller ones are the servers' own.
inline constexpr std::uint16_t kLeastThread = 1024;

// A question for `digest` that is signed as anybody may sign. `thread` comes back in the answer.
std::string PyzorRequest(std::string_view digest, std::uint16_t thread, std::int64_t now_unix_s);

// What a server sent, who may be anybody. Nothing where it is no answer to the question with that number, or
// cannot be understood. Counts have nine digits at most.
std::optional<PyzorAnswer> ParsePyzorAnswer(std::string_view datagram, std::uint16_t thread);

}  // namespace gatepost

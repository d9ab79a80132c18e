// How much of one message may be asked for, as users say it: check, filter and spamc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "asked_options.h"

namespace gatepost {

inline constexpr std::size_t kStandardSize = std::size_t{256} << 10;  // bytes
inline constexpr double kStandardTimeout = 30;                        // seconds

// -s, --max-size, in bytes, and --timeout, in seconds. What is below 0, or no number, is wrong usage.
void AddMaxSize(AskedOptions& options, std::size_t& bytes, const char* help);
void AddTimeout(AskedOptions& options, double& seconds, const char* help);

// For CheckOptions::deadline_ms: 0 of 0 seconds (never), else at least a millisecond and at most a day. Any
// other value is 0.
std::uint32_t DeadlineMs(double seconds);

}  // namespace gatepost

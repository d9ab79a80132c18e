// How long a check of one message may take, as users say it: check, filter and spamc.
#pragma once

#include <cstdint>

#include "asked_options.h"

namespace gatepost {

inline constexpr double kStandardTimeout = 30;  // seconds

// --timeout, in seconds. What is no time (negative, "nan") is wrong usage.
void AddTimeout(AskedOptions& options, double& seconds, const char* help);

// For CheckOptions::deadline_ms: 0 of 0 seconds (never), else at least a millisecond and at most a day. Any
// other value is 0.
std::uint32_t DeadlineMs(double seconds);

}  // namespace gatepost

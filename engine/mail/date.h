// RFC 5322 dates, and the many forms that mail programs write instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatepost {

// Seconds since 1970 UTC, or nothing where the text is no date. Two-digit years, missing weekday or
// zone, named zones and extra comments are understood as SpamAssassin understands them.
std::optional<std::int64_t> ParseDate(std::string_view text);

}  // namespace gatepost

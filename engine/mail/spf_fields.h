// What the own servers noted of SPF: Received-SPF and Authentication-Results fields, as SpamAssassin's SPF
// plugin reads them before it asks the network.
#pragma once

#include <string_view>

namespace gatepost {

enum class SpfResult { kNotNoted, kPass, kNeutral, kNone, kFail, kSoftFail, kTempError, kPermError };

struct SpfResults {
  SpfResult sender = SpfResult::kNotNoted;  // of the envelope's sender
  SpfResult helo = SpfResult::kNotNoted;
};

// `fields` are lines of "Name: value\n", newest first. Of several results the oldest counts, or the newest.
// Cost: linear.
SpfResults ReadSpfFields(std::string_view fields, bool newest_counts);

}  // namespace gatepost

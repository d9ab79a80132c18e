// Signs of an authenticated sender in a Received line.
#pragma once

#include <string>
#include <string_view>

#include "mail/pair_set.h"
#include "mail/relay_shape.h"

namespace gatepost {

// The kind ("ESMTPA", "Postfix", "GMail - transport=..."), or "". `line` is on one line, begins with
// "from" and has lost its date. `pairs`: of the line, or of one that it is a part of.
std::string FindRelayAuth(std::string_view line, const PairSet& pairs, ShapeBudget* budget);

}  // namespace gatepost

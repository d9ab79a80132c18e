// Signs of an authenticated sender in a Received line.
#pragma once

#include <string>
#include <string_view>

#include "mail/relay_shape.h"

namespace gatepost {

// The kind ("ESMTPA", "Postfix", "GMail - transport=..."), or "". `line` is on one line, begins with
// "from" and has lost its date.
std::string FindRelayAuth(std::string_view line, ShapeBudget* budget);

}  // namespace gatepost

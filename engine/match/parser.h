// Perl pattern text to a Syntax tree. Internal to match/; see regex.h.
#pragma once

#include <string_view>

#include "gatepost/status.h"
#include "match/syntax.h"

namespace gatepost::match {

// Modifiers: "imsxnadupl" of Perl; /aa is the rule, as SpamAssassin compiles every rule so.
// What Perl warns of (an unknown escape, a brace that is no quantifier, [a-\d]) is refused here, as
// SpamAssassin refuses a rule with a warning. Cost: linear in the pattern, no recursion.
// Fails with kInvalidArgument: a reason and the byte where it was seen.
Result<Syntax> Parse(std::string_view pattern, std::string_view modifiers);

}  // namespace gatepost::match

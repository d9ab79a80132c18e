// The patterns that rules give to eval tests as arguments.
#pragma once

#include "match/regex.h"

namespace gatepost {

// The pattern, made once a thread; null where it is none. It stays until the thread asks for another.
const Regex* ArgumentRegex(const PatternSource& source);

}  // namespace gatepost

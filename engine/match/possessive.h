// Finds repeats that never give back what they took, because what follows could not take it. Internal to
// match/.
#pragma once

#include "match/syntax.h"

namespace gatepost::match {

// Marks them Greed::kKeeps. Only those that take almost any byte but a line's end: so long runs are spared
// their way back, and how long a run can be is known. Changes nothing about what matches.
void MarkKeeping(Syntax* syntax);

}  // namespace gatepost::match

// What rewritten messages say about this machine.
#pragma once

#include "gatepost/engine.h"

namespace gatepost {

// Host name, "Gatepost VERSION", the time of the call. The name is the system's; one without a dot is looked
// up in /etc/hosts for its full form. No query leaves the machine.
MarkupOptions ThisMachine();

}  // namespace gatepost

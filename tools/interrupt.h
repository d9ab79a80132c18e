// Lets a long run end in order: after SIGINT, SIGTERM or SIGHUP it stops at the next message, removes what it
// made and writes nothing.
#pragma once

namespace gatepost {

// From here on those signals only set what Interrupted tells. A second one ends the process as usual.
void CatchInterrupts();
bool Interrupted();

}  // namespace gatepost

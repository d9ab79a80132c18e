// How a process of root's becomes somebody else for good.
#pragma once

#include "identity.h"

namespace gatepost {

// Takes the identity's groups, gid and uid, so that there is no way back, and sees to it that the process
// ends with `parent`, gains no rights by exec, leaves no core file and is not traced by the user.
// Where the process is not root's it must be this user already. After a failure the caller must exit.
Status BecomeForGood(const Identity& identity, pid_t parent);

}  // namespace gatepost

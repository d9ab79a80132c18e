// Who a process is, and how a process of root's becomes somebody else for good.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

// One line of the password database.
struct Identity {
  std::string name, home;
  uid_t uid = 0;
  gid_t gid = 0;
};

// By name, or by number where no name fits. Fails with kNotFound.
Result<Identity> FindIdentity(const std::string& name);

// All users of the password database but root, in its order; of several lines with one uid and one
// home folder, the first.
std::vector<Identity> AllIdentities();

// Takes the identity's groups, gid and uid, so that there is no way back, and sees to it that the process
// ends with `parent`, gains no rights by exec, leaves no core file and is not traced by the user.
// Where the process is not root's it must be this user already. After a failure the caller must exit.
Status BecomeForGood(const Identity& identity, pid_t parent);

}  // namespace gatepost

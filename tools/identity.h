// Users of the system, as `getent` tells them.
//
// Why another process: the program is linked with libc, and modules of the system's NSS do not always live in
// such a program (libnss_systemd ends it). Needed by few: a check asks for no user unless it is told one.
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

// By name, or by number. Fails with kNotFound. Cost of each: a process.
Result<Identity> FindIdentity(const std::string& name);

// The name of the effective user; "" where there is none. Cost: a look into /etc/passwd; a process where the
// user is not in it.
std::string CallerName();

// All users of the password database but root, in its order; of several lines with one uid and one
// home folder, the first.
Result<std::vector<Identity>> AllIdentities();

// Takes the identity's groups, gid and uid, real, effective and saved. Only root can. After a failure the
// process may be neither.
Status TakeIds(const Identity& identity);

}  // namespace gatepost

// Tested by tests/tools/train_test.py, tests/tools/train_hostile_test.py.
#include "train_identity.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/file.h"

namespace gatepost {
Status BecomeForGood(const Identity& identity, pid_t parent) {
  if (geteuid() == 0) {
    if (Status status = TakeIds(identity); !status.ok()) return status;
  }
  uid_t real = 0, effective = 0, saved = 0;
  if (getresuid(&real, &effective, &saved) != 0 || real != identity.uid || effective != identity.uid ||
      saved != identity.uid) {
    return {StatusCode::kPermission, "only root can act for " + identity.name};
  }
  if (identity.uid != 0 && (setuid(0) == 0 || seteuid(0) == 0))
    return {StatusCode::kInternal, "root's rights came back"};
  rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  // After the change of user, which clears both.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0 ||
      prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    return ErrnoStatus("cannot confine the process of", identity.name, errno);
  }
  if (getppid() != parent) return {StatusCode::kUnavailable, "the parent process is gone"};
  return {};
}

}  // namespace gatepost

// Tested by tests/tools/train_test.py, tests/tools/train_hostile_test.py.
#include "train_identity.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <set>

#include "base/file.h"

namespace gatepost {
namespace {

Identity FromEntry(const passwd& entry) {
  return {entry.pw_name, entry.pw_dir == nullptr ? "" : entry.pw_dir, entry.pw_uid, entry.pw_gid};
}

Status TakeIds(const Identity& identity) {
  if (initgroups(identity.name.c_str(), identity.gid) != 0)
    return ErrnoStatus("cannot take the groups of", identity.name, errno);
  if (setresgid(identity.gid, identity.gid, identity.gid) != 0)
    return ErrnoStatus("cannot take the group of", identity.name, errno);
  if (setresuid(identity.uid, identity.uid, identity.uid) != 0)
    return ErrnoStatus("cannot become", identity.name, errno);
  return {};
}

}  // namespace

Result<Identity> FindIdentity(const std::string& name) {
  if (const passwd* entry = getpwnam(name.c_str()); entry != nullptr) return FromEntry(*entry);
  uid_t uid = 0;
  const char* end = name.data() + name.size();
  if (auto [stop, error] = std::from_chars(name.data(), end, uid); error == std::errc() && stop == end) {
    if (const passwd* entry = getpwuid(uid); entry != nullptr) return FromEntry(*entry);
  }
  return Status(StatusCode::kNotFound, "no user \"" + name + "\" in the password database");
}

std::vector<Identity> AllIdentities() {
  std::vector<Identity> identities;
  std::set<std::pair<uid_t, std::string>> seen;
  setpwent();
  while (const passwd* entry = getpwent()) {
    Identity identity = FromEntry(*entry);
    if (identity.uid == 0 || identity.home.empty()) continue;
    if (seen.emplace(identity.uid, identity.home).second) identities.push_back(std::move(identity));
  }
  endpwent();
  return identities;
}

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

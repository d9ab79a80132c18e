// Tested by tests/tools/confine_test.cc.
#include "confine.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>

#include "base/descriptor.h"

namespace gatepost {
namespace {

// As Linux 6.12 has it; Debian 12's header ends at the first field and at version 2.
struct Restrictions {
  std::uint64_t files, network, scopes;
};
constexpr std::uint64_t kTruncate = 1 << 14;                                // version 3
constexpr std::uint64_t kConnectTcp = 1 << 1, kTcp = 1 << 0 | kConnectTcp;  // version 4; the first: to bind
constexpr std::uint64_t kOthers = 1 << 0 | 1 << 1;  // version 6: abstract sockets and signals

struct PortRule {
  std::uint64_t allowed, port;
};
constexpr int kPortRule = 2;  // LANDLOCK_RULE_NET_PORT

constexpr std::uint64_t kDatabase =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE | kTruncate;
constexpr std::uint64_t kFiles = kDatabase | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

// What this Linux can take away; a kernel refuses what it does not know. None: no files.
Restrictions Known() {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return {};
  return {version < 3 ? kFiles & ~kTruncate : kFiles, version < 4 ? 0 : kTcp, version < 6 ? 0 : kOthers};
}

}  // namespace

void Confine(const std::vector<std::string>& databases, const std::vector<std::uint16_t>& ports) {
  const Restrictions known = Known();
  if (known.files == 0) return;
  const Descriptor rules(static_cast<int>(syscall(SYS_landlock_create_ruleset, &known, sizeof known, 0)));
  if (!rules.is_open()) return;
  for (const std::string& database : databases) {
    if (database.empty()) continue;
    // SQLite's log and journal lie beside the file that a link leads to.
    std::error_code ignored;
    const std::filesystem::path file = std::filesystem::weakly_canonical(database, ignored);
    const Descriptor folder(open(file.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    const landlock_path_beneath_attr beneath{known.files & kDatabase, folder.get()};
    if (folder.is_open())
      syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  }
  for (const std::uint16_t port : ports) {
    const PortRule rule{kConnectTcp, port};
    if (known.network != 0) syscall(SYS_landlock_add_rule, rules.get(), kPortRule, &rule, 0);
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) syscall(SYS_landlock_restrict_self, rules.get(), 0);
}

}  // namespace gatepost

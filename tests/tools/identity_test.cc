// What getent says, against what the system's libc says to this test, which is not linked as the program is.
#include "identity.h"

#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace gatepost {
namespace {

TEST(Identity, IsFoundByNameAndByNumber) {
  const passwd* expected = getpwnam("nobody");
  ASSERT_NE(expected, nullptr);
  for (const std::string& key : {std::string("nobody"), std::to_string(expected->pw_uid)}) {
    const Result<Identity> found = FindIdentity(key);
    ASSERT_TRUE(found) << key;
    EXPECT_EQ(found->name, "nobody");
    EXPECT_EQ(found->home, expected->pw_dir);
    EXPECT_EQ(found->uid, expected->pw_uid);
    EXPECT_EQ(found->gid, expected->pw_gid);
  }
}

TEST(Identity, OfNobodyIsNotFound) {
  for (const char* key : {"", "no-such-user", "--help", "-s", "nobody\nroot", "nobody:x", "4294967294"}) {
    const Result<Identity> found = FindIdentity(key);
    ASSERT_FALSE(found) << key;
    EXPECT_EQ(found.error().code(), StatusCode::kNotFound) << key;
  }
}

TEST(Identity, OfAllHasEveryoneButRoot) {
  const Result<std::vector<Identity>> all = AllIdentities();
  ASSERT_TRUE(all);
  const auto has = [&](std::string_view name) {
    return std::any_of(all->begin(), all->end(),
                       [&](const Identity& identity) { return identity.name == name; });
  };
  EXPECT_TRUE(has("daemon"));
  EXPECT_TRUE(has("nobody"));
  EXPECT_FALSE(has("root"));
}

// The groups of a user who has more than one, where the system has such a one.
TEST(Identity, IsTakenWithAllItsGroups) {
  if (geteuid() != 0) GTEST_SKIP() << "as root alone";
  Identity identity{"daemon", "/", 1, 1};
  setgrent();
  while (const group* entry = getgrent()) {
    if (entry->gr_mem == nullptr || *entry->gr_mem == nullptr) continue;
    if (const passwd* member = getpwnam(*entry->gr_mem); member != nullptr && member->pw_uid != 0)
      identity = {member->pw_name, member->pw_dir, member->pw_uid, member->pw_gid};
  }
  endgrent();
  std::array<gid_t, 1000> expected{};
  int count = static_cast<int>(expected.size());
  ASSERT_GE(getgrouplist(identity.name.c_str(), identity.gid, expected.data(), &count), 1);
  std::sort(expected.begin(), expected.begin() + count);
  const pid_t child = fork();
  if (child == 0) {
    std::array<gid_t, 1000> groups{};
    uid_t real = 0, effective = 0, saved = 0;
    const bool is_taken = TakeIds(identity).ok();
    const int got = getgroups(static_cast<int>(groups.size()), groups.data());
    std::sort(groups.begin(), groups.begin() + std::max(got, 0));
    getresuid(&real, &effective, &saved);
    const bool is_user = real == identity.uid && effective == identity.uid && saved == identity.uid;
    _exit(is_taken && is_user && setuid(0) != 0 && got == count &&
                  std::equal(groups.begin(), groups.begin() + got, expected.begin())
              ? 0
              : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0) << identity.name;
}

}  // namespace
}  // namespace gatepost

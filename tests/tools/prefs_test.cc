// gatepost prefs: a user_prefs on request, and never in a stranger's home.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "support/run_command.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;

class Prefs : public ::testing::Test {
 protected:
  CommandResult Run(const std::string& option) {
    return RunCommand({"/usr/bin/env", "HOME=" + home(), GATEPOST_BINARY, "prefs", option});
  }
  std::string home() const { return folder_ / "home"; }
  bool Exists(const std::string& name) const { return std::filesystem::exists(home() + name); }
  Prefs() { std::filesystem::create_directory(home()); }
  TempFolder folder_;
};

TEST_F(Prefs, AreCreatedOnRequestAlone) {
  RunCommand({"/usr/bin/env", "HOME=" + home(), GATEPOST_BINARY, "filter"}, "Subject: x\n\n");
  EXPECT_FALSE(Exists("/.gatepost"));
  CommandResult result = Run("--create");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(ReadWhole(home() + "/.gatepost/user_prefs"),
            ReadWhole(GATEPOST_SOURCE_DIR "/data/user_prefs.template"));
  struct stat info {};
  ASSERT_EQ(stat((home() + "/.gatepost/user_prefs").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_THAT(Run("--create").out, HasSubstr("is there already"));
}

TEST_F(Prefs, OfSpamAssassinAreFound) {
  folder_.Write("home/.spamassassin/user_prefs", "score A 1\n");
  EXPECT_EQ(RunCommand({"/usr/bin/env", "HOME=" + home(), GATEPOST_BINARY, "prefs"}).out,
            home() + "/.spamassassin/user_prefs\n");
  EXPECT_EQ(Run("--create").status, 0);
  EXPECT_FALSE(Exists("/.gatepost"));
}

TEST_F(Prefs, ThatCannotBeReadDoNotKeepMailFromACheck) {
  folder_.Write("home/.gatepost/user_prefs/this is a folder", "");
  folder_.Write("rules/1.cf", "body A /word/\nscore A 6\n");
  const CommandResult result =
      RunCommand({"/usr/bin/env", "HOME=" + home(), GATEPOST_BINARY, "check", "--exitcode", "--no-cache",
                  "-C", folder_ / "rules", "--siteconfigpath", folder_ / "rules"},
                 "Subject: x\n\nword\n");
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "6.0/5.0\n");
  EXPECT_THAT(result.err, HasSubstr(home() + "/.gatepost/user_prefs: Is a directory: it is not read"));
}

TEST_F(Prefs, LinksAreNotFollowed) {
  std::filesystem::create_directory(folder_ / "elsewhere");
  std::filesystem::create_directory_symlink(folder_ / "elsewhere", home() + "/.gatepost");
  EXPECT_EQ(Run("--create").status, 1);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere/user_prefs"));
}

TEST_F(Prefs, NotInAHomeThatOthersMayWriteTo) {
  ASSERT_EQ(chmod(home().c_str(), 0777), 0);
  EXPECT_EQ(Run("--create").status, 1);
  EXPECT_FALSE(Exists("/.gatepost"));
}

TEST_F(Prefs, NotInAStrangersHome) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to make a stranger's home";
  ASSERT_EQ(chown(home().c_str(), 12345, 12345), 0);
  CommandResult result = Run("--create");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("is not your home"));
  EXPECT_FALSE(Exists("/.gatepost"));
}

}  // namespace
}  // namespace gatepost

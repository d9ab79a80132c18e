// What the program says of each message to the log, here on standard error.
#include "verdict_log.h"

#include <gmock/gmock.h>

#include "support/run_command.h"
#include "support/scoped_variable.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const std::string kLoggedMail = "From: a@example.org\nMessage-ID: <7@example.org>\n\nSee you at noon.\n";

class VerdictLogTest : public ::testing::Test {
 protected:
  VerdictLogTest() {
    folder_.Write("rules/10.cf", "use_bayes 0\nbody LUNCH /noon/\nscore LUNCH 7\n");
    folder_.Write("site/local.cf", "");
    folder_.Write("mail/1", kLoggedMail);
    folder_.Write("mail/2", "Subject: x\n\ny\n");
  }
  CommandResult Run(const std::string& command, const std::vector<std::string>& words) {
    return RunGatepost(command, folder_ / "rules", folder_ / "site", words, kLoggedMail);
  }
  TempFolder folder_;
  ScopedVariable name_{"LOGNAME", "anna"};
};

TEST_F(VerdictLogTest, IsSpamdsWithoutSpamd) {
  const std::string uid = std::to_string(geteuid());
  const std::string expected =
      "gatepost: identified spam \\(7.0/5.0\\) for anna:" + uid + " in [0-9.]+ seconds, " +
      std::to_string(kLoggedMail.size()) +
      " bytes.\ngatepost: result: Y  7 - LUNCH scantime=[0-9.]+,size=" + std::to_string(kLoggedMail.size()) +
      ",user=anna,uid=" + uid + ",required_score=5.0,mid=<7@example.org>,autolearn=disabled\n";
  EXPECT_THAT(Run("check", {"--log", "stderr"}).err, MatchesRegex(expected));
  EXPECT_THAT(Run("filter", {"--log", "stderr"}).err, MatchesRegex(expected));
}

TEST_F(VerdictLogTest, HasALinePairForEachMessage) {
  const CommandResult result = Run("check", {"--log", "stderr", "-j2", folder_ / "mail"});
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 4);
  EXPECT_THAT(result.err, HasSubstr("mid=(unknown)"));
}

TEST_F(VerdictLogTest, SaysNothingUnlessAsked) {
  EXPECT_EQ(Run("check", {}).err, "");
  EXPECT_EQ(Run("check", {"--log", "null"}).err, "");
  EXPECT_EQ(Run("check", {"--log", "local0"}).err, "") << "into syslog";
  const std::string unscanned = Run("check", {"--log", "stderr", "--max-size", "5"}).err;
  EXPECT_THAT(unscanned, MatchesRegex("gatepost: not scanned: [^\n]*\n"));
}

TEST_F(VerdictLogTest, AFacilityHasAName) {
  const CommandResult result = Run("check", {"--log", "/var/log/mail"});
  EXPECT_EQ(result.status, 64);
  EXPECT_THAT(result.err, HasSubstr("there is no such facility: /var/log/mail"));
}

TEST_F(VerdictLogTest, SpamcSpeaksAsSpamd) {
  const std::vector<std::string> spamc = {GATEPOST_COMPAT "/spamc", "--configpath",   folder_ / "rules",
                                          "--siteconfigpath",       folder_ / "site", "-c"};
  const auto run = [&](const std::vector<std::string>& words) {
    std::vector<std::string> line = spamc;
    line.insert(line.end(), words.begin(), words.end());
    return RunCommand(line, kLoggedMail);
  };
  EXPECT_THAT(run({"--syslog", "stderr"}).err,
              MatchesRegex("spamd: spamd: identified spam .*\nspamd: spamd: result: Y .*,rhost=localhost,"
                           "raddr=127.0.0.1,rport=0,mid=<7@example.org>,.*\n"));
  EXPECT_EQ(run({}).err, "") << "into syslog";
  EXPECT_EQ(run({"--syslog", "nowhere"}).status, 64);
}

}  // namespace
}  // namespace gatepost

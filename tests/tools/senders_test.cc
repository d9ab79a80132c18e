// The history of senders from outside: `gatepost db senders`, and what the compat spamassassin does with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/run_command.h"
#include "support/scoped_variable.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kKnownHam[] = "Received: from a (a [192.0.2.7]) by b; x\nFrom: Ann@example.com\n\none\n";
constexpr char kKnownSpam[] = "Received: from a (a [192.0.2.7]) by b; x\nFrom: Ann@example.com\n\nfive\n";
constexpr char kAnnsLine[] = "    -1.0      (-1.000/1)  --  ann@example.com|ip=192.0\n";

class SendersTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_.Write("rules/10.cf",
                  "header AWL eval:check_from_in_auto_welcomelist()\ntflags AWL userconf noautolearn\n"
                  "priority AWL 1000\nbody FIVE /five/\nscore FIVE 5\nbody ONE /one/\nscore ONE -1\n"
                  "util_rb_tld com org\n");
    folder_.Write("site/init.pre", "loadplugin Mail::SpamAssassin::Plugin::AWL\n");
    folder_.Write("site/local.cf", "use_bayes 0\nreport_safe 0\nadd_header all Status score=_SCORE_\n");
  }
  CommandResult Gatepost(const char* command, const std::vector<std::string>& words,
                         const std::string& input = "") {
    return RunGatepost(command, folder_ / "rules", folder_ / "site", words, input);
  }
  CommandResult SpamAssassin(const std::vector<std::string>& words, const std::string& input = "") {
    return RunOfSite({GATEPOST_COMPAT "/spamassassin"}, folder_ / "rules", folder_ / "site", words, input);
  }
  std::string Dump() { return Gatepost("db", {"senders", "dump"}).out; }
  std::string Check(const std::string& mail) { return Gatepost("check", {}, mail).out; }

  TempFolder folder_;
  ScopedVariable home_{"HOME", folder_.path()};
};

TEST_F(SendersTest, AreCountedFromProcessToProcess) {
  EXPECT_THAT(Check(kKnownHam), HasSubstr("-1.0/"));
  EXPECT_EQ(Dump(), kAnnsLine);
  EXPECT_THAT(Check(kKnownSpam), HasSubstr("2.0/"));
  EXPECT_EQ(Dump(), "     2.0       (4.000/2)  --  ann@example.com|ip=192.0\n");
}

TEST_F(SendersTest, AFilterWritesThatToo) {
  Check(kKnownHam);
  const CommandResult filtered =
      Gatepost("filter", {"--cf", "add_header all Awl _AWL_ _AWLMEAN_ _AWLCOUNT_"}, kKnownSpam);
  EXPECT_THAT(filtered.out, HasSubstr("X-Spam-Awl: -3.0 -1.0 1.0\n"));
}

TEST_F(SendersTest, ComeOverAsSaAwlWritesThemAndGoBack) {
  const CommandResult imported = Gatepost("db", {"senders", "import"},
                                          "    -1.0        (-1.0/1)  --  ann@example.com|ip=192.0\n"
                                          "     9.5        (19.0/2)  --  bob@example.com|ip=none\n");
  EXPECT_EQ(imported.status, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("imported 2 senders"));
  const std::string dump = Dump();
  EXPECT_THAT(Check(kKnownSpam), HasSubstr("2.0/"));
  EXPECT_EQ(Gatepost("db", {"senders", "import", folder_.Write("dump", dump)}).status, 0);
  EXPECT_EQ(Dump(), dump);
}

TEST_F(SendersTest, ABadLineImportsNothing) {
  const CommandResult imported = Gatepost("db", {"senders", "import"}, std::string(kAnnsLine) + "not one\n");
  EXPECT_EQ(imported.status, 65);
  EXPECT_THAT(imported.err, HasSubstr("standard input:2: "));
  EXPECT_THAT(Dump(), IsEmpty());
}

TEST_F(SendersTest, WithoutThePluginThereAreNone) {
  folder_.Write("site/init.pre", "");
  const CommandResult dump = Gatepost("db", {"senders", "dump"});
  EXPECT_EQ(dump.status, 69);
  EXPECT_THAT(dump.err, HasSubstr("AWL"));
}

class ReputationTest : public SendersTest {
 protected:
  void SetUp() override {
    SendersTest::SetUp();
    folder_.Write("rules/20.cf",
                  "header TXREP eval:check_senders_reputation()\ntflags TXREP userconf noautolearn\n"
                  "priority TXREP 1000\n");
    folder_.Write("site/init.pre", "loadplugin Mail::SpamAssassin::Plugin::TxRep\n");
    folder_.Write("site/local.cf",
                  "use_txrep 1\nreport_safe 0\nadd_header all Rep _TXREPIP_ _TXREPIPCOUNT_\n"
                  "bayes_path " +
                      folder_ / "bayes\n");
  }
};

TEST_F(ReputationTest, IsCountedAndLearnedFromProcessToProcess) {
  EXPECT_THAT(Gatepost("filter", {}, kKnownHam).out, HasSubstr("X-Spam-Rep: 0.0 0.0\n"));
  EXPECT_THAT(Dump(), HasSubstr("    -1.0      (-1.000/1)  --  192.0.2.7|ip=none\n"));
  const CommandResult learned = Gatepost("learn", {"--spam"}, kKnownSpam);
  EXPECT_THAT(learned.out, HasSubstr("Learned tokens from 1 message(s)")) << learned.err;
  EXPECT_THAT(Dump(), HasSubstr("    10.0      (20.000/2)  --  192.0.2.7|ip=none\n"));
  // (20 - 1) / 3 + 1, as if a message more.
  EXPECT_THAT(Gatepost("filter", {}, "To: another\n" + std::string(kKnownHam)).out,
              HasSubstr("X-Spam-Rep: 7.3 2.0\n"));
}

TEST_F(ReputationTest, OneAddressIsWelcomedBlockedAndRemoved) {
  EXPECT_EQ(SpamAssassin({"--add-addr-to-welcomelist=Ann@Example.com"}).status, 0);
  EXPECT_THAT(Dump(), HasSubstr("(-650.000/1)  --  ann@example.com|ip=none\n"));
  EXPECT_EQ(SpamAssassin({"--add-addr-to-blocklist=198.51.100.1"}).status, 0);
  EXPECT_THAT(Dump(), HasSubstr("(487.500/1)  --  198.51.100.1|ip=none\n"));
  EXPECT_EQ(SpamAssassin({"--remove-addr-from-welcomelist", "ann@example.com"}).status, 0);
  EXPECT_THAT(Dump(), testing::Not(HasSubstr("ann")));
}

TEST_F(SendersTest, OneAddressIsWelcomedBlockedAndRemoved) {
  EXPECT_EQ(SpamAssassin({"--add-addr-to-whitelist=Ann@Example.com"}).status, 0);
  EXPECT_EQ(Dump(), "  -100.0    (-100.000/1)  --  ann@example.com|ip=none\n");
  EXPECT_THAT(Check(kKnownSpam), HasSubstr("-47.5/"));
  EXPECT_EQ(SpamAssassin({"--add-addr-to-blocklist", "ann@example.com"}).status, 0);
  EXPECT_EQ(Dump(), "   100.0     (100.000/1)  --  ann@example.com|ip=none\n");
  EXPECT_EQ(SpamAssassin({"--remove-addr-from-welcomelist", "ann@example.com"}).status, 0);
  EXPECT_THAT(Dump(), IsEmpty());
}

TEST_F(SendersTest, SoAreAllAddressesOfAMessage) {
  const std::string mail =
      "From: Ann <ann@example.com>\nTo: bob@example.org\nCc: x@example.org, y@example.org\n\nAsk "
      "z@example.com.\n";
  const CommandResult added = SpamAssassin({"-W"}, mail);
  EXPECT_EQ(added.status, 0) << added.err;
  for (const char* name :
       {"ann@example.com", "bob@example.org", "x@example.org", "y@example.org", "z@example.com"})
    EXPECT_THAT(Dump(), HasSubstr(std::string("--  ") + name + "|ip=none"));
  EXPECT_EQ(SpamAssassin({"-R", folder_.Write("mail", mail)}).status, 0);
  EXPECT_THAT(Dump(), IsEmpty());
  const CommandResult blocked = SpamAssassin({"--add-to-blocklist"}, mail);
  EXPECT_EQ(blocked.out, "blocklisted: ann@example.com\n1 message(s) examined.\n");
  EXPECT_EQ(Dump(), "   100.0     (100.000/1)  --  ann@example.com|ip=none\n") << "and no recipient";
}

TEST_F(SendersTest, TestModeAndEvaluationsLeaveThemAlone) {
  Check(kKnownHam);
  const CommandResult tested = SpamAssassin({"-t"}, kKnownSpam);
  EXPECT_THAT(tested.out, HasSubstr("score=5.0"));
  folder_.Write("ham/1", kKnownHam);
  folder_.Write("spam/1", kKnownSpam);
  EXPECT_EQ(Gatepost("evaluate", {"--ham", folder_ / "ham", "--spam", folder_ / "spam"}).status, 0);
  EXPECT_EQ(Dump(), kAnnsLine);
}

TEST_F(SendersTest, ALockedDatabaseHoldsUpNoMailForLong) {
  Check(kKnownHam);
  const std::string path = folder_ / ".spamassassin/auto-welcomelist.sqlite";
  // The lock ends with the shell's read.
  const std::string script =
      "{ echo 'BEGIN IMMEDIATE;'; sleep 4; } | sqlite3 " + Quoted(path) + " & sleep 1; exec \"$@\"";
  if (RunShell("command -v sqlite3").status != 0) GTEST_SKIP() << "there is no sqlite3";
  const CommandResult checked =
      RunCommand({"/bin/sh", "-c", script, "sh", GATEPOST_COMPAT "/spamassassin", "-C", folder_ / "rules",
                  "--siteconfigpath", folder_ / "site", "-p", "/dev/null"},
                 kKnownSpam);
  EXPECT_EQ(checked.status, 0);
  EXPECT_THAT(checked.out, HasSubstr("score=5.0"));
  EXPECT_THAT(checked.err, HasSubstr("locked"));
}

}  // namespace
}  // namespace gatepost

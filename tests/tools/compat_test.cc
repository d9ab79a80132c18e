// Gatepost as spamc, spamassassin and sa-learn: what scripts rely on. The answers are those of
// SpamAssassin 4.0.1, as bench/compat_parity.py sees them where it is installed.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/run_command.h"
#include "support/sample_mail.h"

namespace gatepost {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

constexpr char kLunch[] = "From: a@example.org\nSubject: x\n\nSee you at noon.\n";

class Compat : public ::testing::Test {
 protected:
  Compat() {
    folder_.Write("site/local.cf", "bayes_path " + (folder_ / "bayes.db") +
                                       "\nreport_safe 0\nreport _SCORE_ points: _TESTS_\n");
    folder_.Write("site/headers.cf", "add_header spam Flag _YESNOCAPS_\n");
    folder_.Write("rules/10.cf", "body LUNCH /noon/\nscore LUNCH 1.5\n");
  }
  std::vector<std::string> SpamcWords(const std::string& file) {
    return {GATEPOST_COMPAT "/spamc",
            "-F",
            file,
            "--configpath",
            folder_ / "rules",
            "--siteconfigpath",
            folder_ / "site",
            "--prefspath",
            "/dev/null"};
  }
  CommandResult Spamc(const std::vector<std::string>& words, const std::string& input) {
    std::vector<std::string> line = SpamcWords("/dev/null");
    line.insert(line.end(), words.begin(), words.end());
    return RunCommand(line, input);
  }
  CommandResult Run(const std::string& name, const std::vector<std::string>& words,
                    const std::string& input = "") {
    return RunOfSite({GATEPOST_COMPAT "/" + name, "-L"}, folder_ / "rules", folder_ / "site", words, input);
  }
  TempFolder folder_;
};

TEST_F(Compat, SpamAssassinPutsNothingBesideTheMessageOnStandardOutput) {
  std::vector<std::string> line = {"/usr/bin/env",
                                   "HOME=" + (folder_ / "home"),
                                   GATEPOST_COMPAT "/spamassassin",
                                   "-C",
                                   folder_ / "rules",
                                   "--siteconfigpath",
                                   folder_ / "site"};
  std::filesystem::create_directory(folder_ / "home");
  const std::string plain = RunCommand(line, kHam).out;
  line.push_back("--create-prefs");
  CommandResult result = RunCommand(line, kHam);
  EXPECT_EQ(result.out, plain);
  EXPECT_THAT(result.err, HasSubstr("created " + (folder_ / "home/.gatepost/user_prefs")));
}

TEST_F(Compat, UserPrefsMaySayAllThatTheSiteMay) {
  folder_.Write("prefs", "body OWN /noon/\nscore OWN 2\nrequired_score 3\nreport_safe 0\n");
  const std::string prefs = folder_ / "prefs";
  const std::vector<std::string> words = {"-p", prefs, "-e", "--cf", "report_hostname h"};
  EXPECT_EQ(Run("spamassassin", words, kLunch).status, 5);  // 3.5 points
  // Under spamd a user may set the threshold and no rule.
  EXPECT_EQ(FirstLine(Spamc({"-c", "--prefspath", prefs}, kLunch).out), "1.5/3.0");
  // What stands on the command line counts last, but not under spamd.
  EXPECT_EQ(Run("spamassassin", {"-p", prefs, "-e", "--cf", "required_score 4"}, kLunch).status, 0);
}

TEST_F(Compat, PreIsReadBeforeAllElse) {
  folder_.Write("rules/20.cf",
                "ifplugin Mail::SpamAssassin::Plugin::TextCat\nbody MORE /noon/\nscore MORE 9\nendif\n");
  EXPECT_EQ(Run("spamassassin", {"-e"}, kLunch).status, 0);
  const std::string pre = "loadplugin Mail::SpamAssassin::Plugin::TextCat";
  EXPECT_EQ(Run("spamassassin", {"-e", "--pre", pre}, kLunch).status, 5);
  EXPECT_EQ(Run("spamassassin", {"-e", "--pre", pre, "--pre", "score LUNCH -9"}, kLunch).status, 5);
  EXPECT_EQ(FirstLine(Spamc({"-c", "--pre", pre}, kLunch).out), "10.5/5.0");
}

TEST_F(Compat, UserPrefsOfOthersMayNot) {
  folder_.Write("prefs", "body OWN /noon/\nscore OWN 9\n");
  const std::string prefs = folder_ / "prefs";
  ASSERT_EQ(chmod(prefs.c_str(), 0666), 0);
  EXPECT_EQ(Run("spamassassin", {"-p", prefs, "-e"}, kLunch).status, 0);
  ASSERT_EQ(chmod(prefs.c_str(), 0644), 0);
  EXPECT_EQ(Run("spamassassin", {"-p", prefs, "-e"}, kLunch).status, 5);
  if (geteuid() != 0) return;
  ASSERT_EQ(chown(prefs.c_str(), 12345, 12345), 0);
  EXPECT_EQ(Run("spamassassin", {"-p", prefs, "-e"}, kLunch).status, 0);
}

TEST_F(Compat, SaLearnTakesItsDatabaseFromUserPrefs) {
  folder_.Write("prefs", "bayes_path " + (folder_ / "own.db") + "\n");
  EXPECT_EQ(Run("sa-learn", {"-p", folder_ / "prefs", "--spam"}, kLunch).status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "own.db"));
}

TEST_F(Compat, UserPrefsThatAreNotThereKeepNoMailFromACheck) {
  const CommandResult result =
      Run("spamassassin", {"-p", folder_ / "none", "-e", "--cf", "required_score 1"}, kLunch);
  EXPECT_EQ(result.status, 5);
  EXPECT_THAT(result.err, HasSubstr("none: No such file or directory: it is not read"));
}

TEST_F(Compat, RemovesTheSitesTagFromASubject) {
  folder_.Write("site/rewrite.cf", "rewrite_header Subject [SPAM]\n");
  EXPECT_EQ(Run("spamassassin", {"-d"}, "Subject: [SPAM] lunch\n\nx\n").out, "Subject: lunch\n\nx\n");
}

TEST_F(Compat, AUserNameCountsInAnSqlDatabaseAlone) {
  const auto rows = [&](const std::string& user) {
    return Run("sa-learn", {"--dump", "magic", "--dbpath", folder_ / "bayes.db", "-u", user}).status;
  };
  EXPECT_EQ(Run("sa-learn", {"-u", "anna", "--spam"}, kLunch).status, 0);
  EXPECT_EQ(rows("ben"), 0);  // one set of counts
  folder_.Write("site/sql.cf", "bayes_sql_dsn DBI:SQLite:dbname=" + (folder_ / "bayes.db") + "\n");
  EXPECT_EQ(rows("ben"), 2);
  EXPECT_EQ(Run("sa-learn", {"-u", "ben", "--spam"}, kLunch).status, 0);
  EXPECT_EQ(rows("ben"), 0);
}

TEST_F(Compat, BayesMayLieInTheHomeFolder) {
  folder_.Write("site/own.cf", "bayes_path ~/bayes\n");
  const std::vector<std::string> learn = {"/usr/bin/env", "HOME=" + (folder_ / "site"),
                                          GATEPOST_COMPAT "/sa-learn", "--spam"};
  EXPECT_EQ(RunOfSite(learn, folder_ / "rules", folder_ / "site", {}, kLunch).status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "site/bayes"));
}

TEST_F(Compat, AUserNameIsNoConfiguration) {
  const std::string name = "x\nadd_header all Injected yes";
  EXPECT_THAT(Run("spamassassin", {"-u", name}, kHam).out, ::testing::Not(HasSubstr("Injected")));
}

TEST_F(Compat, SpamAssassinPassesAMessageOverAllLimitsWhole) {
  const std::string huge =
      Quoted(folder_.Write("huge", kHam + std::string((std::size_t{64} << 20) + 1000, 'x')));
  CommandResult result = RunShell("cat " + huge + " | " GATEPOST_COMPAT "/spamassassin -C " +
                                  Quoted(folder_ / "rules") + " /dev/stdin | cmp - " + huge);
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

TEST_F(Compat, SpamcCheckPrintsTheScoreAndExitsByIt) {
  for (const char* option : {"-c", "--check"}) {
    CommandResult spam = Spamc({option}, kSpam);
    EXPECT_EQ(spam.status, 1);
    EXPECT_EQ(spam.out, "1000.0/5.0\n");
    EXPECT_EQ(Spamc({option}, kHam).status, 0);
  }
  EXPECT_EQ(Spamc({"-y", "-c"}, kSpam).status, 1) << "-c goes before the others";
}

TEST_F(Compat, SpamcWantsTheFileThatItWasTold) {
  const CommandResult refused = RunCommand(SpamcWords(folder_ / "none"), kHam);
  EXPECT_EQ(refused.status, 78);
  EXPECT_THAT(refused.err, HasSubstr(folder_ / "none"));
  EXPECT_EQ(refused.out, "");
}

TEST_F(Compat, SpamcOutputsAndTheirExitStatus) {
  CommandResult report = Spamc({"-R"}, kSpam);
  EXPECT_EQ(report.status, 0);
  EXPECT_THAT(FirstLine(report.out), EndsWith("/5.0"));
  EXPECT_THAT(report.out, HasSubstr("GTUBE"));
  EXPECT_EQ(Spamc({"-R", "-E"}, kSpam).status, 1);
  EXPECT_EQ(Spamc({"-r", "-E"}, kSpam).status, 0);
  EXPECT_THAT(Spamc({"-r"}, kSpam).out, HasSubstr("GTUBE"));
  EXPECT_EQ(Spamc({"-r"}, kHam).out, "");
  EXPECT_EQ(Spamc({"-y"}, kSpam).out, "GTUBE");
  EXPECT_EQ(Spamc({"-y", "-E"}, kSpam).status, 1);
  CommandResult message = Spamc({"-E"}, kSpam);
  EXPECT_EQ(message.status, 1);
  EXPECT_THAT(message.out, HasSubstr("\nX-Spam-Flag: YES\n"));
  EXPECT_THAT(Spamc({"--headers"}, kHam).out, EndsWith("\n\nSee you at noon.\n"));
  EXPECT_EQ(Spamc({"-L", "spam"}, kSpam).out, "Message successfully un/learned\n");
  EXPECT_EQ(Spamc({"-L", "spam"}, kSpam).out, "Message was already un/learned\n");
  EXPECT_EQ(Spamc({"-L", "forget"}, kSpam).out, "Message successfully un/learned\n");
}

TEST_F(Compat, SpamcChecksNoEmptyMessage) {
  EXPECT_EQ(Spamc({"-c", "--cf", "required_score -1"}, "").status, 0);
  EXPECT_EQ(Spamc({"-c"}, "").out, "0/0\n");
  EXPECT_EQ(Spamc({"-y"}, "").out, "\n");
  EXPECT_EQ(Spamc({}, "").out, "");
  EXPECT_EQ(Spamc({"-x", "-X"}, "").status, 74);
  EXPECT_EQ(Spamc({"-L", "spam"}, "").status, 74);
}

TEST_F(Compat, SpamcOverItsSizeLimit) {
  EXPECT_EQ(Spamc({"-s", "10"}, kSpam).out, kSpam);
  EXPECT_EQ(Spamc({"-s", "10", "-E"}, kSpam).status, 0);
  EXPECT_EQ(Spamc({"-s", "10", "-c"}, kSpam).out, "0/0\n");
  EXPECT_EQ(Spamc({"-s", "10", "-R"}, kSpam).out, "0/0\n");
  EXPECT_EQ(Spamc({"-s", "10", "-y"}, kSpam).out, "\n");
  EXPECT_EQ(Spamc({"-s", "10", "-x"}, kSpam).out, kSpam);
  EXPECT_EQ(Spamc({"-s", "10", "-L", "spam"}, kSpam).status, 98);
  EXPECT_EQ(Spamc({"-s", "500000000"}, kSpam).status, 64);
  std::string exact = std::to_string(kSpam.size());
  EXPECT_EQ(Spamc({"-s", exact, "-c"}, kSpam).status, 1) << "of the very size: checked";
  const std::string less = std::to_string(std::string_view(kSpam).size() - 1);
  EXPECT_EQ(Spamc({"-s", less, "-c"}, kSpam).out, "0/0\n") << "a byte more: not checked";
}

TEST_F(Compat, SpamcTakesConnectionOptions) {
  EXPECT_EQ(Spamc({"-d",
                   "host,other",
                   "-p",
                   "783",
                   "-U",
                   "/x",
                   "-t",
                   "60",
                   "-n",
                   "5",
                   "-H",
                   "-S",
                   "-l",
                   "-4",
                   "-x",
                   "--connect-retries=2",
                   "--retry-sleep",
                   "1",
                   "--filter-retries",
                   "1",
                   "--filter-retry-sleep=1",
                   "-c"},
                  kSpam)
                .status,
            1);
  EXPECT_EQ(Spamc({"-cxd", "host"}, kSpam).status, 1) << "a bundle";
  EXPECT_EQ(FirstLine(Spamc({"-K"}, "").out), "SPAMD/1.5 0");
}

TEST_F(Compat, SpamcReadsItsConfigurationFile) {
  std::string file = folder_.Write("spamc.conf", "# a comment -y\n-d host.example.org\n-c\n");
  CommandResult result = RunCommand(SpamcWords(file), kSpam);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, EndsWith("/5.0\n"));
}

TEST_F(Compat, SpamcPipesIntoACommand) {
  CommandResult result = Spamc({"-c", "-e", "/usr/bin/tr", "/", ":"}, kSpam);
  EXPECT_THAT(result.out, EndsWith(":5.0\n"));
  EXPECT_EQ(result.status, 0) << "the command's";
  EXPECT_EQ(Spamc({"-e", "/nonexistent"}, kSpam).status, 71);
  std::vector<std::string> shell = SpamcWords("/dev/null");
  std::string piped = "(echo skipped; cat) | (read first; exec";
  for (const std::string& word : shell) piped += " " + Quoted(word);
  EXPECT_THAT(RunShell(piped + " -e /bin/cat)", kHam).out, EndsWith("\n\nSee you at noon.\n"))
      << "from a pipe";
}

TEST_F(Compat, WhatSpamcCannotCheckIsNotLostInACommand) {
  const std::string none = folder_ / "none";
  EXPECT_EQ(Spamc({"--configpath", none, "-e", "/bin/cat"}, kSpam).out, kSpam);
  CommandResult strict = Spamc({"--configpath", none, "-x", "-X", "-e", "/bin/echo", "ran"}, kSpam);
  EXPECT_EQ(strict.status, 75);
  EXPECT_EQ(strict.out, "");
  // A checker that is killed, early in the second that it takes to read its rules.
  std::string rules;
  for (int i = 0; i < 60000; ++i)
    rules += "body R" + std::to_string(i) + " /word" + std::to_string(i) + "(?:ly)?\\s+[a-z]{3,9}x/\n";
  folder_.Write("rules/20.cf", rules);
  std::string script;
  for (const std::string& word : SpamcWords("/dev/null")) script += Quoted(word) + " ";
  const std::string mail = folder_.Write("mail", kSpam);
  const std::string killed = " <" + Quoted(mail) +
                             " & p=$!; while [ -e /proc/$p/exe ]; do c=; read c </proc/$p/task/$p/children;"
                             " [ -n \"$c\" ] && kill -KILL $c && break; done; wait $p";
  EXPECT_EQ(RunShell(script + "-e /bin/cat" + killed, "").out, kSpam);
  strict = RunShell(script + "-x -e /bin/echo ran" + killed, "");
  EXPECT_EQ(strict.status, 69);
  EXPECT_EQ(strict.out, "");
}

TEST_F(Compat, SpamcUsage) {
  EXPECT_EQ(FirstLine(Spamc({"-V"}, "").out), "SpamAssassin Client version 4.0.1");
  EXPECT_EQ(Spamc({"-h"}, "").status, 0);
  EXPECT_EQ(FirstLine(Spamc({"--nope"}, "").out), "SpamAssassin Client version 4.0.1");
  for (std::vector<std::string> words :
       {std::vector<std::string>{"--nope"}, {"-Q"}, {"-L", "nope"}, {"-C", "nope"}, {"-s"}})
    EXPECT_EQ(Spamc(words, kSpam).status, 64);
  CommandResult report = Spamc({"-C", "report"}, kSpam);
  EXPECT_EQ(report.out, "Unable to report/revoke message\n");
  EXPECT_EQ(report.status, 0);
  EXPECT_EQ(Spamc({"-B"}, kSpam).out, kSpam);
}

TEST_F(Compat, SpamAssassinFilters) {
  CommandResult spam = Run("spamassassin", {}, kSpam);
  EXPECT_EQ(spam.status, 0);
  EXPECT_THAT(spam.out, StartsWith("X-Spam-Checker-Version: SpamAssassin 4.0.1 ("));
  EXPECT_EQ(Run("spamassassin", {"-e"}, kSpam).status, 5);
  EXPECT_EQ(Run("spamassassin", {"-e", "7"}, kSpam).status, 7);
  EXPECT_EQ(Run("spamassassin", {"--error-code=9"}, kSpam).status, 9);
  EXPECT_EQ(Run("spamassassin", {"-e"}, kHam).status, 0);
  EXPECT_EQ(Run("spamassassin", {"-d"}, spam.out).out, kSpam);
  EXPECT_THAT(Run("spamassassin", {"-t"}, kHam).out, EndsWith(kHam + "1.5 points: LUNCH\n\n"));
  EXPECT_THAT(Run("spamassassin", {"--cf", "score LUNCH 2.5", "-t"}, kHam).out,
              EndsWith("2.5 points: LUNCH\n\n"));
}

TEST_F(Compat, SpamAssassinTakesFilesAndMboxes) {
  std::string ham = folder_.Write("ham", kHam);
  std::string box = folder_.Write(
      "box", "From a Mon Jan  2 10:00:00 2023\n" + kHam + "\nFrom b Mon Jan  2 10:00:00 2023\n" + kSpam);
  std::string out = Run("spamassassin", {ham, ham}).out;
  EXPECT_THAT(out, EndsWith(kHam));
  EXPECT_NE(out.find(kHam), out.rfind(kHam));
  EXPECT_EQ(Run("spamassassin", {"-e", "--mbox", box}).status, 5);
  EXPECT_EQ(Run("spamassassin", {folder_ / "none"}).status, 1);
}

TEST_F(Compat, SpamAssassinSaysOnceWhatFailsForEachFile) {
  folder_.Write("rules/20.cf", "body BAYES_50 eval:check_bayes('0.40', '0.60')\ntflags BAYES_50 learn\n");
  std::string ham = folder_.Write("ham", kHam);
  const std::string said = Run("spamassassin", {ham, ham}).err;
  EXPECT_THAT(said, HasSubstr("no such database"));
  EXPECT_EQ(said.find("no such database"), said.rfind("no such database"));
}

TEST_F(Compat, SpamAssassinUsage) {
  EXPECT_EQ(FirstLine(Run("spamassassin", {"-V"}).out), "SpamAssassin version 4.0.1");
  EXPECT_EQ(Run("spamassassin", {"-h"}).status, 0);
  EXPECT_EQ(Run("spamassassin", {"--nope"}).status, 64);
  for (const char* absent : {"-r", "-k", "--mbx"}) {
    CommandResult result = Run("spamassassin", {absent}, kSpam);
    EXPECT_EQ(result.status, 69);
    EXPECT_THAT(result.err, HasSubstr("is not here"));
  }
  for (const char* needs_history : {"-W", "-R", "--add-addr-to-blocklist=a@example.org"}) {
    CommandResult result = Run("spamassassin", {needs_history}, kSpam);
    EXPECT_EQ(result.status, 69);
    EXPECT_THAT(result.err, HasSubstr("no history of senders"));
  }
  CommandResult lint = Run("spamassassin", {"--lint"});
  EXPECT_EQ(lint.status, 0);
  EXPECT_EQ(lint.out + lint.err, "");
  folder_.Write("rules/20.cf", "body BROKEN /(/\n");
  lint = Run("spamassassin", {"--lint"});
  EXPECT_EQ(lint.status, 1);
  EXPECT_THAT(lint.err, HasSubstr("lint: 1 issues detected, please rerun with debug enabled"));
}

TEST_F(Compat, SaLearnLearnsAndForgets) {
  std::string spam = folder_.Write("spam", kSpam), ham = folder_.Write("ham", kHam);
  EXPECT_EQ(Run("sa-learn", {"--spam", spam}).out,
            "Learned tokens from 1 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("sa-learn", {"--spam", spam}).out,
            "Learned tokens from 0 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("sa-learn", {"--forget", spam}).out,
            "Forgot tokens from 1 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("sa-learn", {"--ham", ham, "--spam", spam}).out,
            "Learned tokens from 2 message(s) (2 message(s) examined)\n");
  EXPECT_EQ(Run("sa-learn", {"-q", "--ham", ham}).out, "");
  EXPECT_EQ(Run("sa-learn", {"--ham", "--single"}, kHam).out,
            "Learned tokens from 0 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("sa-learn", {"--showdots", "--ham", ham, ham}).err, "..\n");
  EXPECT_THAT(Run("sa-learn", {"--dump", "magic"}).out, HasSubstr("          0  non-token data: nspam\n"));
}

TEST_F(Compat, SaLearnLearnsWhatAnEarlierCheckHasWrapped) {
  std::string wrapped = Run("spamassassin", {"--cf", "report_safe 1"}, kSpam).out;
  ASSERT_THAT(wrapped, HasSubstr("x-spam-type=original"));
  EXPECT_EQ(Run("sa-learn", {"--spam"}, kSpam).out,
            "Learned tokens from 1 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("sa-learn", {"--spam"}, wrapped).out,
            "Learned tokens from 0 message(s) (1 message(s) examined)\n");
}

TEST_F(Compat, SaLearnFindsFilesAsTheOriginalDoes) {
  std::string box;
  for (const char* id : {"<1@x>", "<2@x>"})
    box += "From a Mon Jan  2 10:00:00 2023\nMessage-ID: " + std::string(id) + "\nSubject: s\n\nword\n\n";
  folder_.Write("plain", box);
  folder_.Write("some.mbox", box);
  folder_.Write("md/new/1", "Message-ID: <a@x>\n\nnew\n");
  folder_.Write("md/cur/2:2,S", "Message-ID: <b@x>\n\ncur\n");
  folder_.Write("md/cur/3:2,ST", "Message-ID: <c@x>\n\ntrash\n");
  folder_.Write("md/cur/.hidden", "x");
  folder_.Write("md/tmp/4", "x");
  folder_.Write("zipped.gz", "x");
  folder_.Write("empty/.keep", "");
  auto examined = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "--ham");
    std::string out = Run("sa-learn", words).out;
    return out.substr(out.find('(', out.find('(') + 1));
  };
  EXPECT_EQ(examined({folder_ / "plain"}), "(1 message(s) examined)\n");
  EXPECT_EQ(examined({folder_ / "some.mbox"}), "(2 message(s) examined)\n");
  EXPECT_EQ(examined({"--mbox", folder_ / "plain"}), "(2 message(s) examined)\n");
  CommandResult no_mbox = Run("sa-learn", {"--spam", "--mbox", "-"}, kSpam);
  EXPECT_EQ(no_mbox.status, 1);
  EXPECT_EQ(no_mbox.out, "Learned tokens from 0 message(s) (0 message(s) examined)\n");
  EXPECT_EQ(examined({folder_ / "md"}), "(2 message(s) examined)\n");
  EXPECT_EQ(examined({folder_ / "*.mbox"}), "(2 message(s) examined)\n");
  EXPECT_EQ(examined({"--max-size", "10", folder_ / "plain"}), "(0 message(s) examined)\n");
  EXPECT_EQ(Run("sa-learn", {"--ham", "--max-size", "10k", folder_ / "plain"}).status, 64);
  std::string list =
      folder_.Write("list", "spam:mbox:" + (folder_ / "plain") + "\n\n" + (folder_ / "md") + "\n");
  EXPECT_EQ(examined({"--folders=" + list}), "(4 message(s) examined)\n");
  CommandResult none = Run("sa-learn", {"--ham", folder_ / "empty"});
  EXPECT_EQ(none.status, 1);
  EXPECT_EQ(none.out, "Learned tokens from 0 message(s) (0 message(s) examined)\n");
  none = Run("sa-learn", {"--ham", folder_ / "missing"});
  EXPECT_EQ(none.status, 1);
  EXPECT_EQ(none.err,
            "archive-iterator: no access to " + (folder_ / "missing") + ": No such file or directory\n");
  EXPECT_THAT(Run("sa-learn", {"--ham", folder_ / "zipped.gz"}).err,
              HasSubstr("compressed mail is not read here"));
}

TEST_F(Compat, SaLearnNeedsNoFolderForTemporaryFiles) {
  std::string box;
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i);
    std::string mail = "From: a@example.org\nMessage-ID: <" + number + "@x>\n\n";
    for (int j = 0; j < 150; ++j) mail += "word" + number + "x" + std::to_string(j) + " ";
    folder_.Write("spam/" + number, mail + "\n");
    if (i < 60) box += "From a Mon Jan  2 10:00:00 2023\n" + mail + "\n\n";
  }
  const std::string file = folder_.Write("box", box);
  EXPECT_EQ(Run("sa-learn", {"--spam", "--mbox", file}).status, 0);
  const CommandResult moved = Run("sa-learn", {"--spam", folder_ / "spam", "--ham", "--mbox", file});
  EXPECT_EQ(moved.status, 0) << moved.err;
}

TEST_F(Compat, SaLearnTendsTheDatabase) {
  EXPECT_EQ(Run("sa-learn", {"--dump", "magic"}).status, 2);
  ASSERT_EQ(Run("sa-learn", {"--spam"}, kSpam).status, 0);
  CommandResult backup = Run("sa-learn", {"--backup"});
  EXPECT_THAT(backup.out, StartsWith("v\t3\tdb_version"));
  CommandResult cleared = Run("sa-learn", {"--clear"});
  EXPECT_EQ(cleared.status, 0);
  EXPECT_EQ(cleared.out + cleared.err, "");
  CommandResult unknown = Run("sa-learn", {"--dump", "magic"});
  EXPECT_EQ(unknown.status, 2) << "a user who has learned nothing is not known";
  EXPECT_EQ(unknown.out, "");
  std::string file = folder_.Write("backup", backup.out);
  CommandResult restored = Run("sa-learn", {"--restore", file});
  EXPECT_EQ(restored.status, 0);
  EXPECT_EQ(restored.out, "");
  EXPECT_EQ(Run("sa-learn", {"--restore", folder_ / "none"}).status, 2);
  for (const char* option : {"--sync", "--force-expire", "--import"}) {
    CommandResult result = Run("sa-learn", {option});
    EXPECT_EQ(result.status, 0) << option;
    EXPECT_EQ(result.out, "") << option;
  }
  EXPECT_EQ(Run("sa-learn", {"--spam"}, kSpam).out,
            "Learned tokens from 0 message(s) (1 message(s) examined)\n");
  std::filesystem::create_directory(folder_ / "db");
  EXPECT_EQ(Run("sa-learn", {"--dbpath", folder_ / "db", "--ham"}, kHam).status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "db/bayes"));
}

TEST_F(Compat, SaLearnUsage) {
  EXPECT_EQ(FirstLine(Run("sa-learn", {"-V"}).out), "SpamAssassin version 4.0.1");
  for (std::vector<std::string> words :
       {std::vector<std::string>{}, {"--nope"}, {"-h"}, {"file"}, {"--mbx"}}) {
    CommandResult result = Run("sa-learn", words);
    EXPECT_EQ(result.status, 64);
    EXPECT_EQ(FirstLine(result.out), "SpamAssassin version 4.0.1");
  }
  EXPECT_EQ(Run("sa-learn", {"--dump", "nope"}).status, 1);
  EXPECT_EQ(Run("sa-learn", {"--ham", "--cf", "use_bayes 0"}, kHam).status, 1);
  EXPECT_EQ(Run("sa-learn", {"--showdots", "--progress", "--ham"}, kHam).status, 0);
  EXPECT_EQ(Run("sa-learn", {"--ham", "--dbpath", "/proc/none"}, kHam).status, 75);
}

}  // namespace
}  // namespace gatepost

// The gatepost binary from outside: what it prints, how it exits, what it says when things are wrong.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/run_on_terminal.h"

namespace gatepost {
namespace {

using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kGtube[] = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
const std::string kHam = "From: a@example.org\nSubject: lunch\n\nSee you at noon.\n";
const std::string kSpam = "From: a@example.org\nSubject: test\n\n" + std::string(kGtube) + "\n";

class Command : public ::testing::Test {
 protected:
  Command() {
    folder_.Write("site/local.cf", "required_score 4.5\nbayes_path " + (folder_ / "bayes.db") + "\n");
    folder_.Write("rules/10.cf", "body LUNCH /noon/\nscore LUNCH 1.5\ndescribe LUNCH Speaks of noon\n");
  }

  CommandResult Run(const std::string& command, const std::vector<std::string>& words,
                    const std::string& input = "") {
    return RunGatepost(command, folder_ / "rules", folder_ / "site", words, input);
  }
  // A database, so that nothing is said about its absence.
  void LearnSomething() { ASSERT_EQ(Run("learn", {"--ham"}, kHam).status, 0); }

  TempFolder folder_;
};

TEST_F(Command, ChecksStandardInput) {
  LearnSomething();
  CommandResult ham = Run("check", {}, kHam);
  EXPECT_EQ(ham.out, "1.5/4.5\n");
  EXPECT_EQ(ham.status, 0);
  EXPECT_EQ(ham.err, "");
  CommandResult spam = Run("check", {}, kSpam);
  EXPECT_EQ(spam.out, "1000.0/4.5\n");
  EXPECT_EQ(spam.status, 0);
}

TEST_F(Command, ExitCodeIsOneForSpamAlone) {
  EXPECT_EQ(Run("check", {"--exitcode"}, kSpam).status, 1);
  EXPECT_EQ(Run("check", {"--exitcode"}, kHam).status, 0);
  EXPECT_EQ(Run("check", {"-E", folder_ / "none"}).status, 0);
  EXPECT_EQ(Run("check", {"-E", "--dbpath", "/nonexistent/x"}, kHam).status, 0);
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "check", "-E", "-C", "/nonexistent"}, kHam).status, 0);
}

// Rules enough, and text, that they take longer than a millisecond.
TEST_F(Command, AnyTimeoutButZeroIsALimit) {
  std::string rules, mail = "Subject: x\n\n";
  for (int i = 0; i < 20; ++i) {
    const std::string number = std::to_string(i);
    rules.append("body R" + number + " /(x+)\\1{3}y" + number + "|never" + number + "/\n");
    mail.append("y" + number + " " + std::string(300, 'x') + "\n");
  }
  folder_.Write("rules/20.cf", rules);
  for (const char* time : {"0.0001", "1e-300"}) {
    EXPECT_THAT(Run("check", {"--format", "jsonl", "--timeout", time}, mail).out,
                HasSubstr("\"undecided_rules\":[\"R"));
    const CommandResult filtered = Run("filter", {"--timeout", time}, mail);
    EXPECT_EQ(filtered.out, mail);
    EXPECT_THAT(filtered.err, HasSubstr("the time limit was met"));
  }
  EXPECT_THAT(Run("check", {"--timeout", "0.0001"}, mail).err, HasSubstr("rules not decided: "));
  EXPECT_THAT(Run("check", {"--format", "jsonl", "--timeout", "0"}, mail).out, Not(HasSubstr("undecided")));
}

TEST_F(Command, AFormatHasAName) {
  for (const char* none : {"bogus", "1", ""}) {
    const CommandResult refused = Run("check", {"--format", none}, kHam);
    EXPECT_EQ(refused.status, 64) << none;
    EXPECT_EQ(refused.err,
              "gatepost: --format: not one of brief, report, json, jsonl, full, full-spam, tests: " +
                  std::string(none) + "\n`gatepost check --help` names the options.\n");
  }
}

TEST_F(Command, SaysWhatIsWrongWithTheCommandLine) {
  EXPECT_THAT(Run("check", {"-p", "x", "-p", "y"}).err,
              StartsWith("gatepost: --prefspath is given more than once\n"));
  EXPECT_THAT(
      Run("db", {"nosuch"}).err,
      StartsWith("gatepost: one of these is wanted: stats dump backup restore expire verify senders\n"));
  EXPECT_THAT(Run("db", {"senders"}).err, StartsWith("gatepost: one of these is wanted: dump import\n"));
}

TEST_F(Command, OnATerminalSaysThatItWaitsForAMessage) {
  const auto result = RunOnTerminal(
      {GATEPOST_BINARY, "check", "-C", folder_ / "rules", "-p", "/dev/null", "--siteconfigpath", "/dev/null"},
      "\nnoon\n\4");
  if (!result) GTEST_SKIP() << "no terminals here";
  EXPECT_EQ(result->status, 0);
  EXPECT_THAT(result->out, StartsWith("gatepost: reads a message from the terminal; "));
  EXPECT_THAT(result->out, HasSubstr("1.5/5.0"));
}

TEST_F(Command, LimitsAreNumbersFromZeroOn) {
  for (const char* number : {"-1", "nan", "much"}) {
    for (const char* command : {"check", "filter"}) {
      for (const char* option : {"--timeout", "--max-size"}) {
        const CommandResult refused = Run(command, {option, number}, kHam);
        EXPECT_EQ(refused.status, 64) << command << " " << option << " " << number;
        EXPECT_THAT(refused.err, HasSubstr(option));
      }
    }
  }
  EXPECT_EQ(Run("check", {"--timeout", "inf"}, kHam).out, "1.5/4.5\n");
}

TEST_F(Command, GtubeInsideBase64AndMultipart) {
  for (const char* name : {"gtube.eml", "gtube-base64.eml", "gtube-multipart.eml"}) {
    std::string file = std::string(GATEPOST_SOURCE_DIR "/data/sample/special/") + name;
    EXPECT_EQ(Run("check", {"-E", file}).status, 1) << name;
  }
}

TEST_F(Command, BypassWordPassesWhateverTheMailHolds) {
  std::string file = GATEPOST_SOURCE_DIR "/data/sample/special/gtube-bypass.eml";
  EXPECT_EQ(Run("check", {"-E", file}).status, 1);
  EXPECT_EQ(Run("check", {"-E", "--bypass-word", "mapsetahi", file}).status, 0);
  EXPECT_EQ(Run("check", {"-E", "--bypass-word", "MAPsetahi", file}).status, 0);
  EXPECT_EQ(Run("check", {"-E", "--cf", "bypass_word mapsetahi", file}).status, 0);
  // In the body alone: a word in the header bypasses nothing.
  EXPECT_EQ(Run("check", {"-E", "--bypass-word", "mapsetahi"}, "X-Note: mapsetahi\n" + kSpam).status, 1);
  CommandResult json = Run("check", {"--format", "json", "--bypass-word", "mapsetahi", file});
  EXPECT_EQ(nlohmann::json::parse(json.out)["not_scanned"], "the body holds the bypass word");
}

TEST_F(Command, SizeLimitIsNeverSilent) {
  std::string large = kSpam + std::string(262144 - kSpam.size(), 'x');
  CommandResult over = Run("check", {"-E"}, large);
  EXPECT_EQ(over.status, 0);
  EXPECT_THAT(over.err, HasSubstr("not scanned: the message has"));
  large.pop_back();
  EXPECT_EQ(Run("check", {"-E"}, large).status, 1);
  EXPECT_EQ(Run("check", {"-E", "-s", "0"}, large + "xx").status, 1);
  EXPECT_EQ(Run("check", {"-E", "-s", "100"}, kSpam).status, 0);
}

TEST_F(Command, LimitsMetAreNeverSilent) {
  std::string fields;
  for (std::size_t i = 0; i <= 5000; ++i) fields += "X-A: b\n";
  CommandResult brief = Run("check", {}, fields + kHam);
  EXPECT_THAT(brief.out, ::testing::MatchesRegex("-?[0-9.]+/[0-9.]+\n"));
  EXPECT_THAT(brief.err, HasSubstr("limits met, what is beyond was not looked at: max_header_fields\n"));
  CommandResult report = Run("check", {"--format", "report"}, fields + kHam);
  EXPECT_THAT(report.out, HasSubstr("max_header_fields"));
  EXPECT_THAT(report.err, Not(HasSubstr("max_header_fields")));
  EXPECT_THAT(Run("check", {}, kHam).err, Not(HasSubstr("limits met")));
}

TEST_F(Command, TakesOptionsInEveryForm) {
  EXPECT_EQ(Run("check", {"-Es100"}, kSpam).status, 0);
  EXPECT_EQ(Run("check", {"-Es", "0"}, kSpam).status, 1);
  EXPECT_EQ(Run("check", {"-E", "--max-size=100"}, kSpam).status, 0);
  EXPECT_EQ(Run("check", {"-LEj2"}, kSpam).status, 1);
  EXPECT_EQ(Run("check", {"--max-siz", "100"}, kSpam).status, 64);
  EXPECT_EQ(Run("check", {"-Ex"}, kSpam).status, 64);
  EXPECT_EQ(Run("check", {"--jobs", "0"}, kSpam).status, 64);
  EXPECT_EQ(Run("check", {"--format=none"}, kSpam).status, 64);
  EXPECT_EQ(Run("filter", {"-LE"}, kSpam).status, 1);
}

TEST_F(Command, FoldersGiveOneObjectAMessageInOrder) {
  LearnSomething();
  for (int i = 0; i < 30; ++i) folder_.Write("mail/" + std::to_string(100 + i), i % 3 == 0 ? kSpam : kHam);
  folder_.Write("mail/sub/x", kSpam);
  CommandResult one = Run("check", {"--format", "jsonl", folder_ / "mail"});
  EXPECT_EQ(one.status, 0);
  EXPECT_EQ(std::count(one.out.begin(), one.out.end(), '\n'), 31);
  EXPECT_EQ(one.err, "");
  EXPECT_EQ(Run("check", {"--format", "jsonl", folder_ / "mail"}).out, one.out);
  EXPECT_EQ(Run("check", {"-j", "4", "--format", "jsonl", folder_ / "mail"}).out, one.out);
  auto first = nlohmann::json::parse(one.out.substr(0, one.out.find('\n')));
  EXPECT_EQ(first["file"], folder_ / "mail/100");
  EXPECT_EQ(first["hits"]["GTUBE"], 1000.0);
  EXPECT_EQ(first["required"], 4.5);
}

TEST_F(Command, ReportNamesRulesAndDescriptions) {
  CommandResult report = Run("check", {"--format", "report"}, kHam);
  EXPECT_THAT(report.out, HasSubstr("LUNCH"));
  EXPECT_THAT(report.out, HasSubstr("BODY: Speaks of noon"));
}

TEST_F(Command, OddInputGivesAVerdict) {
  LearnSomething();
  std::string random;
  unsigned state = 1;
  for (int i = 0; i < 20000; ++i)
    random.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
  for (const std::string& mail :
       {std::string(), std::string("Subject: only a header\n"), std::string("no header\n"),
        std::string("\n\nbody"), std::string(5000, '\0'), random}) {
    CommandResult result = Run("check", {"-E"}, mail);
    EXPECT_EQ(result.status, 0) << mail.substr(0, 20);
    EXPECT_THAT(result.out, EndsWith("/4.5\n"));
  }
}

TEST_F(Command, HundredMegabytesAreNotScannedAndSayWhy) {
  folder_.Write("huge", kSpam + std::string(std::size_t{100} << 20, 'a'));
  CommandResult result = Run("check", {"-s", "0", "--format", "json", folder_ / "huge"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(std::string(nlohmann::json::parse(result.out)["not_scanned"]), HasSubstr("67108864"));
}

TEST_F(Command, UnreadableFileIsOneLineAndStatus66) {
  LearnSomething();
  CommandResult result = Run("check", {folder_ / "none"});
  EXPECT_EQ(result.status, 66);
  EXPECT_THAT(result.err, ContainsRegex("^gatepost: cannot open .*none: No such file or directory\n$"));
}

TEST_F(Command, MissingDatabaseIsOneLineHoweverManyMessages) {
  folder_.Write("mail/1", kHam);
  folder_.Write("mail/2", kHam);
  CommandResult result = Run("check", {folder_ / "mail"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_THAT(result.err, HasSubstr("bayes.db"));
  EXPECT_THAT(result.out, HasSubstr("1.5/4.5"));
}

TEST_F(Command, CorruptDatabaseCostsBayesAlone) {
  std::string junk;
  for (int i = 0; i < 9000; ++i) junk.push_back(static_cast<char>(i * 7 % 251));
  folder_.Write("bayes.db", junk);
  CommandResult check = Run("check", {"-E"}, kSpam);
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(check.err, HasSubstr("bayes"));
  CommandResult learn = Run("learn", {"--spam"}, kSpam);
  EXPECT_EQ(learn.status, 75);
  EXPECT_EQ(std::count(learn.err.begin(), learn.err.end(), '\n'), 1) << learn.err;
  EXPECT_EQ(ReadWhole(folder_ / "bayes.db"), junk);
}

TEST_F(Command, UnwritableFolderIsOneLineAndStatus75) {
  CommandResult learn = Run("learn", {"--spam", "--dbpath", "/proc/bayes.db"}, kSpam);
  EXPECT_EQ(learn.status, 75);
  EXPECT_EQ(std::count(learn.err.begin(), learn.err.end(), '\n'), 1) << learn.err;
}

TEST_F(Command, LearnsOnceMovesAndForgets) {
  EXPECT_EQ(Run("learn", {"--spam"}, kSpam).out,
            "Learned tokens from 1 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("learn", {"--spam"}, kSpam).out,
            "Learned tokens from 0 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("learn", {"--ham"}, kSpam).out, "Learned tokens from 1 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("learn", {"--forget"}, kSpam).out,
            "Forgot tokens from 1 message(s) (1 message(s) examined)\n");
  EXPECT_EQ(Run("learn", {"--forget"}, kSpam).out,
            "Forgot tokens from 0 message(s) (1 message(s) examined)\n");
}

TEST_F(Command, LearnsFromItsOwnVerdictWhereAskedTo) {
  LearnSomething();
  folder_.Write("site/auto.cf", "bayes_auto_learn 1\nbayes_auto_learn_threshold_nonspam 2\n");
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    folder_.Write(std::string("mail/") + name, kHam + "Yours, " + name + "\n");
  }
  CommandResult check = Run("check", {"-j", "4", folder_ / "mail"});
  EXPECT_EQ(check.err, "");
  EXPECT_EQ(std::count(check.out.begin(), check.out.end(), '\n'), 5);
  EXPECT_EQ(Run("check", {}, kHam + "Yours, f\n").out, "1.5/4.5\n");
  EXPECT_THAT(Run("db", {"stats"}).out, HasSubstr("ham           7 messages learned"));
}

TEST_F(Command, LearnsMboxesAndMaildirs) {
  std::string mbox;
  for (int i = 0; i < 3; ++i) {
    mbox += "From a@example.org Mon Jan  2 10:00:00 2023\nMessage-ID: <" + std::to_string(i) +
            "@x>\nSubject: s\n\nword" + std::to_string(i) + "\n\n";
  }
  folder_.Write("box", mbox);
  folder_.Write("Maildir/new/1", "Message-ID: <n@x>\n\nnew\n");
  folder_.Write("Maildir/cur/2", "Message-ID: <c@x>\n\ncur\n");
  folder_.Write("Maildir/tmp/3", "Message-ID: <t@x>\n\ntmp\n");
  EXPECT_THAT(Run("learn", {"--ham", folder_ / "box"}).out, HasSubstr("from 3 message(s)"));
  EXPECT_THAT(Run("learn", {"--ham", folder_ / "Maildir"}).out, HasSubstr("from 2 message(s)"));
  EXPECT_THAT(Run("learn", {"--ham", "--single", folder_ / "box"}).out, HasSubstr("(1 message(s) examined)"));
}

TEST_F(Command, SampleMailHalfLearnedTellsTheOtherHalfApart) {
  std::vector<std::string> learn[2], rest[2];
  const char* kKinds[] = {"ham", "spam"};
  for (int kind = 0; kind < 2; ++kind) {
    std::filesystem::path sample = std::string(GATEPOST_SOURCE_DIR "/data/sample/") + kKinds[kind];
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(sample))
      files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    EXPECT_GE(files.size(), 60u);
    for (std::size_t i = 0; i < files.size(); ++i) (i % 2 == 0 ? learn : rest)[kind].push_back(files[i]);
    std::vector<std::string> words = {std::string("--") + kKinds[kind]};
    words.insert(words.end(), learn[kind].begin(), learn[kind].end());
    ASSERT_EQ(Run("learn", words).status, 0);
  }
  std::size_t right[2] = {0, 0};
  for (int kind = 0; kind < 2; ++kind) {
    std::vector<std::string> words = {"--format", "jsonl",
                                      "--cf",     "bayes_min_spam_num 20",
                                      "--cf",     "bayes_min_ham_num 20",
                                      "--cf",     "body BAYES eval:check_bayes('0', '1')",
                                      "--cf",     "tflags BAYES learn"};
    words.insert(words.end(), rest[kind].begin(), rest[kind].end());
    std::istringstream rows(Run("check", words).out);
    for (std::string row; std::getline(rows, row);) {
      double bayes = nlohmann::json::parse(row).value("bayes", 0.5);
      right[kind] += kind == 1 ? bayes > 0.5 : bayes < 0.5;
    }
    EXPECT_GE(static_cast<double>(right[kind]), 0.85 * static_cast<double>(rest[kind].size()))
        << kKinds[kind];
  }
}

TEST_F(Command, BadConfigurationNamesFileLineAndReason) {
  folder_.Write("rules/20.cf", "# fine\nbody BROKEN /(/\nscore LUNCH 2\n");
  CommandResult lint = Run("lint", {});
  EXPECT_EQ(lint.status, 1);
  EXPECT_THAT(lint.err, ContainsRegex("20\\.cf:2: .*BROKEN"));
  EXPECT_THAT(lint.out, HasSubstr("\n1 error, 0 warnings, "));
  folder_.Write("rules/21.cf", "meta NAMES_NONE NO_SUCH && LUNCH\n");  // a note
  EXPECT_THAT(Run("lint", {}).out, HasSubstr("(-D names them all)\n"));
  EXPECT_THAT(Run("lint", {"-D"}).out, Not(HasSubstr("-D")));
  EXPECT_EQ(Run("check", {}, kHam).out, "2.0/4.5\n") << "the rest is in force";
}

TEST_F(Command, LintBuildsEveryPatternAndNamesItsPlace) {
  folder_.Write("rules/20.cf",
                "body FAR /(?<=a+)b/\nuri_detail DEEP text =~ /(?<=a+)b/\nbody NEAR /(?<=a)b/\n");
  folder_.Write("site/networks.cf", "\ninternal_networks everywhere\n");
  CommandResult lint = Run("lint", {});
  EXPECT_EQ(lint.status, 1);
  EXPECT_THAT(lint.err, ContainsRegex("20\\.cf:1: FAR: look-behind"));
  EXPECT_THAT(lint.err, ContainsRegex("20\\.cf:2: DEEP: look-behind"));
  EXPECT_THAT(lint.err, Not(HasSubstr("NEAR")));
  EXPECT_THAT(lint.err, HasSubstr("networks.cf:2: internal_networks: not a network: everywhere"));
}

TEST_F(Command, CheckSaysWhatItCouldNotReadOrWrite) {
  LearnSomething();
  const std::string check = std::string(GATEPOST_BINARY " check -C ") + Quoted(folder_ / "rules") +
                            " --siteconfigpath " + Quoted(folder_ / "site") + " -p /dev/null ";
  CommandResult full = RunShell(check + ">/dev/full", kHam);
  EXPECT_EQ(full.status, 74);
  EXPECT_EQ(full.err, "gatepost: cannot write to standard output\n");
  EXPECT_EQ(RunShell(check + "-E >/dev/full", kHam).status, 0) << "no mail is lost for it";
  CommandResult closed = RunShell(check + "<&-", kHam);
  EXPECT_EQ(closed.status, 66);
  EXPECT_EQ(closed.err, "gatepost: cannot read standard input: Bad file descriptor\n");
}

TEST_F(Command, CheckSaysWhereItFoundNothing) {
  LearnSomething();
  std::filesystem::create_directory(folder_ / "empty");
  const CommandResult none = Run("check", {folder_ / "empty"});
  EXPECT_EQ(none.out + none.err, "gatepost: no message in what was named\n");
  EXPECT_EQ(none.status, 0);
  const CommandResult site =
      RunGatepost("check", folder_ / "rules", folder_ / "no-site", {"--dbpath", folder_ / "bayes.db"}, kHam);
  EXPECT_EQ(site.err, "gatepost: cannot open " + (folder_ / "no-site") + ": No such file or directory\n");
  EXPECT_EQ(site.out, "1.5/5.0\n");
}

TEST_F(Command, RulesMayBeOfThisVersion) {
  folder_.Write("site/version.cf", "require_version 4.000001\nbody NOON /noon/\nscore NOON 6\n");
  EXPECT_THAT(Run("check", {"--format", "report"}, kHam).out, HasSubstr(" NOON "));
}

TEST_F(Command, LintNamesLinesInTheirOrder) {
  folder_.Write("site/order.cf", "score LUNCH x\nunheard_of 1\nrequired_score x\n");
  EXPECT_THAT(Run("lint", {}).err, ContainsRegex("order\\.cf:1: .*\n.*order\\.cf:2: .*\n.*order\\.cf:3: "));
}

TEST_F(Command, UserPrefsScoreAndListButDefineNoRules) {
  std::string prefs =
      folder_.Write("prefs", "required_score 1.0\nscore LUNCH 3\nbody MINE /noon/\nscore MINE 9\n");
  CommandResult check = RunCommand(
      {GATEPOST_BINARY, "check", "-C", folder_ / "rules", "--siteconfigpath", folder_ / "site", "-p", prefs},
      kHam);
  EXPECT_EQ(check.out, "3.0/1.0\n");
}

TEST_F(Command, WrongUsageIs64AndNeverSpam) {
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "check", "--exitcode", "--no-such-option"}).status, 64);
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "learn"}).status, 64);
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "nothing"}).status, 64);
  EXPECT_EQ(RunCommand({GATEPOST_BINARY}).status, 64);
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "--help"}).status, 0);
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "help", "lint"}).out,
            RunCommand({GATEPOST_BINARY, "lint", "--help"}).out);
  EXPECT_THAT(RunCommand({GATEPOST_BINARY, "db", "stats", "--help"}).out, HasSubstr("gatepost db --help"));
  EXPECT_THAT(RunCommand({GATEPOST_BINARY, "--version"}).out, StartsWith("gatepost "));
}

}  // namespace
}  // namespace gatepost

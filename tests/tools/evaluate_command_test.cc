// gatepost evaluate from outside, on corpora made here.
#include <gmock/gmock.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "support/corpus_fixture.h"

namespace gatepost {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kEvaluatedRules[] =
    "body MONEY /cash/\nscore MONEY 6\nbody LUNCH /lunch/\nscore LUNCH -1\n"
    "body BAYES_99 eval:check_bayes('0.9','1.0')\ntflags BAYES_99 learn\nscore BAYES_99 5\n"
    "bayes_min_ham_num 5\nbayes_min_spam_num 5\n";

class EvaluateCommand : public CorpusFixture {
 protected:
  EvaluateCommand() : CorpusFixture(kEvaluatedRules) {}

  CommandResult Run(const std::vector<std::string>& words) { return CorpusFixture::Run("evaluate", words); }
  CommandResult RunOnCorpus(const std::vector<std::string>& words) {
    return CorpusFixture::RunOnCorpus("evaluate", words);
  }
  nlohmann::json Json(std::vector<std::string> words) {
    words.insert(words.begin(), {"-o", "/dev/null", "--json", folder_ / "out.json"});
    CommandResult result = RunOnCorpus(words);
    EXPECT_EQ(result.status, 0) << result.err;
    return nlohmann::json::parse(ReadWhole(folder_ / "out.json"));
  }
};

TEST_F(EvaluateCommand, RulesAlone) {
  WriteCorpus(10);
  auto json = Json({"--cf", "use_bayes 0", "-j", "2"});
  EXPECT_EQ(json["ham"], 10);
  EXPECT_EQ(json["ham_lost"], 0);
  EXPECT_EQ(json["spam_caught"], 5);
  EXPECT_EQ(json["measures"].size(), 1u);
  EXPECT_EQ(json["rules"][0]["name"], "LUNCH");
}

// As a shell gives them for a pattern.
TEST_F(EvaluateCommand, TakesSeveralFoldersAtOnce) {
  WriteCorpus(10);
  folder_.Write("more/1", "Subject: x\n\ncash for one more\n");
  const CommandResult result =
      Run({"--ham", folder_ / "ham", "--spam", folder_ / "spam", folder_ / "more", "-q"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("spam caught  6 of 11"));
}

TEST_F(EvaluateCommand, LearnsOneHalfAndChecksTheOther) {
  WriteCorpus(20);
  auto json = Json({"--split", "odd-even"});
  EXPECT_EQ(json["ham"], 10);
  EXPECT_EQ(json["spam_caught"], 10) << "the even half of spam has no cash: Bayes must have learned";
  EXPECT_EQ(json["measures"]["bayes"]["one_minus_roca_percent"], 0.0);
  EXPECT_TRUE(NothingIsLeft());
  EXPECT_EQ(Json({"--split", "odd-even", "--feedback", "0"})["spam_caught"], 0) << "nothing is learned";
}

TEST_F(EvaluateCommand, FoldsAndOnline) {
  WriteCorpus(20);
  auto folds = Json({"--folds", "4"});
  EXPECT_EQ(folds["ham"], 20);
  EXPECT_EQ(folds["spam_caught"], 20);
  auto online = Json({"--online"});
  EXPECT_GT(online["measures"]["bayes"]["did_not_run"], 9) << "until five of each class are learned";
  EXPECT_LT(online["measures"]["bayes"]["did_not_run"], 30);
  EXPECT_EQ(Json({"--online"})["spam_caught"], online["spam_caught"]);
  EXPECT_EQ(RunOnCorpus({"--online"}).err, "") << "that nothing is learned at first is no failure";
  auto wrong = Json({"--online", "--wrong-labels", "50%"});
  EXPECT_GT(wrong["measures"]["bayes"]["one_minus_roca_percent"], 0.0);
  EXPECT_TRUE(NothingIsLeft());
}

TEST_F(EvaluateCommand, LearnsOneCorpusAndChecksAnother) {
  WriteCorpus(20);
  for (int i = 0; i < 4; ++i) {
    folder_.Write("new/ham/" + std::to_string(i), Mail("re", "agenda minutes project " + std::to_string(i)));
    folder_.Write("new/spam/" + std::to_string(i), Mail("re", "casino jackpot winner " + std::to_string(i)));
  }
  CommandResult result = Run({"--learn-ham", folder_ / "ham", "--learn-spam", folder_ / "spam", "--ham",
                              folder_ / "new/ham", "--spam", folder_ / "new/spam"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("spam caught  4 of 4"));
}

TEST_F(EvaluateCommand, PlanIsPrintedForOtherPrograms) {
  WriteCorpus(2);
  CommandResult plan = RunOnCorpus({"--split", "odd-even", "--print-plan"});
  EXPECT_EQ(plan.out, "learn ham " + (folder_ / "ham/100") + "\nlearn spam " + (folder_ / "spam/100") +
                          "\ncheck " + (folder_ / "ham/101") + "\ncheck " + (folder_ / "spam/101") + "\n");
}

// Both classes together, by the newest Received field, else Date; what has no date comes last.
TEST_F(EvaluateCommand, InOrderIsTheOrderOfReceipt) {
  const auto mail = [](const std::string& received, const std::string& date) {
    return (received.empty() ? "" : "Received: from a by b; " + received + "\n") +
           (date.empty() ? "" : "Date: " + date + "\n") + "Subject: s\n\n" + received + date + "\n";
  };
  folder_.Write("ham/1", mail("Tue, 3 Mar 2026 10:00:00 +0000", "Mon, 1 Jan 2001 10:00:00 +0000"));
  folder_.Write("ham/2", mail("", ""));
  folder_.Write("ham/3", mail("", "Sun, 1 Mar 2026 10:00:00 +0000"));
  folder_.Write("spam/1", mail("Wed, 4 Mar 2026 10:00:00 +0000", ""));
  folder_.Write("spam/2", mail("Mon, 2 Mar 2026 10:00:00 +0000", ""));
  std::string order;
  for (const std::string name : {"ham/3", "spam/2", "ham/1", "spam/1", "ham/2"}) {
    order += "check " + (folder_ / name) + "\nlearn " + name.substr(0, name.find('/')) + " " +
             (folder_ / name) + "\n";
  }
  EXPECT_EQ(RunOnCorpus({"--online", "--in-order", "--print-plan"}).out, order);
}

TEST_F(EvaluateCommand, SaysWhyBayesRanForNoMessage) {
  WriteCorpus(4);
  CommandResult result = RunOnCorpus({"--split", "odd-even"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Bayes:      did not run: "));
  EXPECT_THAT(result.out, HasSubstr("2 of 5 learned"));
  WriteCorpus(20);
  EXPECT_THAT(RunOnCorpus({"--split", "odd-even"}).out, Not(HasSubstr("Bayes:")));
}

TEST_F(EvaluateCommand, OddMessagesAreNamedAndLeftOut) {
  WriteCorpus(4);
  folder_.Write("ham/empty", "\n\n");
  folder_.Write("ham/again", ReadWhole(folder_ / "ham/100"));
  folder_.Write("ham/once more", ReadWhole(folder_ / "ham/100"));
  folder_.Write("spam/both", ReadWhole(folder_ / "ham/101"));
  folder_.Write("spam/large", "x");
  fs::resize_file(folder_ / "spam/large", (std::size_t{64} << 20) + 1);
  fs::create_symlink(folder_ / "nowhere", folder_ / "spam/broken");
  CommandResult result = RunOnCorpus({"--cf", "use_bayes 0", "--spam", folder_ / "missing"});
  EXPECT_EQ(result.status, 66);
  EXPECT_THAT(result.err, HasSubstr("1 message(s) left out: empty"));
  EXPECT_THAT(result.err, HasSubstr("2 message(s) left out: there already"));
  EXPECT_THAT(result.err, HasSubstr("2 message(s) left out: labelled ham and spam"));
  EXPECT_THAT(result.err, HasSubstr("1 message(s) left out: over the size limit"));
  EXPECT_THAT(result.err, HasSubstr(folder_ / "missing"));
  EXPECT_THAT(result.out, HasSubstr("of 3 ("));
}

TEST_F(EvaluateCommand, OneClassIsNotEnough) {
  WriteCorpus(4);
  CommandResult result = Run({"--ham", folder_ / "ham", "-o", folder_ / "report"});
  EXPECT_EQ(result.status, 64);
  EXPECT_THAT(result.err, HasSubstr("--spam is required"));
  result = Run({"--ham", folder_ / "ham", "--spam", folder_ / "none", "-o", folder_ / "report"});
  EXPECT_EQ(result.status, 65);
  EXPECT_THAT(result.err, HasSubstr("there is no spam to check"));
  EXPECT_FALSE(fs::exists(folder_ / "report"));
}

TEST_F(EvaluateCommand, WrongUsage) {
  WriteCorpus(4);
  EXPECT_EQ(RunOnCorpus({"--split", "odd-even", "--online"}).status, 64);
  EXPECT_EQ(RunOnCorpus({"--delay", "3"}).status, 64);
  EXPECT_EQ(RunOnCorpus({"--in-order"}).status, 64);
  EXPECT_EQ(RunOnCorpus({"--wrong-labels", "120"}).status, 64);
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "evaluate", "-C", folder_ / "none", "--ham", folder_ / "ham",
                        "--spam", folder_ / "spam"})
                .status,
            69);
}

TEST_F(EvaluateCommand, OutputsAreWholeOrAsBefore) {
  WriteCorpus(4);
  CommandResult result = RunOnCorpus({"--cf", "use_bayes 0", "-o", folder_ / "no/such/folder"});
  EXPECT_EQ(result.status, 74);
  EXPECT_THAT(result.err, HasSubstr("cannot write"));
  // Found out before the run: the other report is not written either.
  for (const std::string& path : {folder_ / "no/page", folder_.path()}) {
    result = RunOnCorpus({"--cf", "use_bayes 0", "-o", folder_ / "report", "--html", path});
    EXPECT_EQ(result.status, 74);
    EXPECT_THAT(result.err, HasSubstr("cannot write " + path));
    EXPECT_FALSE(fs::exists(folder_ / "report"));
  }
  result = RunOnCorpus({"--cf", "use_bayes 0", "-o", "/dev/full"});
  EXPECT_EQ(result.status, 74);
  EXPECT_THAT(result.err, HasSubstr("cannot write /dev/full: No space left"));
  folder_.Write("page.html", "old");
  fs::permissions(folder_ / "page.html", fs::perms{0640});
  EXPECT_EQ(RunOnCorpus({"--cf", "use_bayes 0", "--html", folder_ / "page.html"}).status, 0);
  EXPECT_THAT(ReadWhole(folder_ / "page.html"), HasSubstr("</html>"));
  EXPECT_EQ(fs::status(folder_ / "page.html").permissions(), fs::perms{0640});
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    EXPECT_THAT(entry.path().string(), Not(HasSubstr("page.html.")));
  }
}

TEST_F(EvaluateCommand, AnInterruptedRunLeavesNothing) {
  WriteCorpus(300);
  folder_.Write("report", "old");
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_WRONLY);
    dup2(null, 2);
    execl(GATEPOST_BINARY, "gatepost", "evaluate", "-C", (folder_ / "rules").c_str(), "-p", "/dev/null",
          "--folds", "100", "--ham", (folder_ / "ham").c_str(), "--spam", (folder_ / "spam").c_str(), "-o",
          (folder_ / "report").c_str(), nullptr);
    _exit(127);
  }
  while (NothingIsLeft()) usleep(1000);  // until its database is there
  kill(child, SIGINT);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 75);
  EXPECT_EQ(ReadWhole(folder_ / "report"), "old");
  EXPECT_TRUE(NothingIsLeft());
}

}  // namespace
}  // namespace gatepost

// gatepost tune from outside, on corpora made here.
#include <gmock/gmock.h>

#include "support/corpus_fixture.h"
#include "support/run_on_terminal.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kTunedRules[] =
    "required_score 5\n"
    "body CASINO /casino/\nbody JACKPOT /jackpot/\nbody NUMBER /number/\nbody LUNCH /lunch/\ntflags LUNCH "
    "nice\n"
    "body NEVER /xyzzy/\nbody BIG /bonus/\nbody MARK /project/\n"
    "body BAYES_99 eval:check_bayes('0.9','1.0')\ntflags BAYES_99 learn\n"
    "bayes_min_ham_num 5\nbayes_min_spam_num 5\n";
constexpr char kScores[] =
    "# The scores.\nscore CASINO 1\nscore JACKPOT 1  # why\nscore NUMBER 1\nscore LUNCH -0.5\nscore NEVER 2\n"
    "score BIG 50\nscore MARK 0.001\nscore BAYES_99 0 0 1 1\n";

class TuneCommand : public CorpusFixture {
 protected:
  TuneCommand() : CorpusFixture(kTunedRules) { folder_.Write("rules/90.cf", kScores); }
  CommandResult Tune(const std::vector<std::string>& words) { return RunOnCorpus("tune", words); }
};

TEST_F(TuneCommand, FitsScoresWithinTheirBounds) {
  WriteCorpus(60);
  folder_.Write("out.cf", "old");
  CommandResult result =
      Tune({"--scores", folder_ / "rules/90.cf", "-o", folder_ / "out.cf", "--folds", "3"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("no Bayes, held-out half, after:  0 of 30 ham lost"));
  EXPECT_THAT(result.out, HasSubstr("with Bayes, held-out half, after:"));
  std::string text = ReadWhole(folder_ / "out.cf");
  EXPECT_THAT(text, StartsWith("#: Scores fitted by: gatepost tune"));
  EXPECT_THAT(text, HasSubstr("#: corpus: 120 messages"));
  EXPECT_THAT(text, HasSubstr("# The scores.\n"));
  EXPECT_THAT(text, HasSubstr("score BIG 50\n")) << "decides by itself";
  EXPECT_THAT(text, HasSubstr("score MARK 0.001\n")) << "only names a finding";
  EXPECT_THAT(text, HasSubstr("score NEVER 2\n")) << "never hit";
  auto number = [&](const std::string& rule) {
    std::size_t at = text.find("score " + rule + " ");
    return at == std::string::npos ? -99 : std::stod(text.substr(at + 7 + rule.size()));
  };
  EXPECT_LT(number("NUMBER"), 1) << "hits ham as often as spam";
  EXPECT_GE(number("NUMBER"), 0);
  EXPECT_LE(number("CASINO"), 3);
  EXPECT_LE(number("LUNCH"), -0.5);
  EXPECT_EQ(number("BAYES_99"), 0) << "without Bayes it never hits";
  // The output is a configuration, and gives what was promised.
  folder_.Write("rules/90.cf", text);
  EXPECT_EQ(Run("lint", {}).status, 0);
  EXPECT_TRUE(NothingIsLeft());
}

TEST_F(TuneCommand, SameInputSameScores) {
  WriteCorpus(40);
  CommandResult first = Tune({"--folds", "2"});
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(Tune({"--folds", "2"}).out, first.out);
}

// The command in the record is a comment of one line, whatever its words hold.
TEST_F(TuneCommand, RecordIsOfComments) {
  WriteCorpus(10);
  CommandResult result = Tune({"--folds", "2", "--cf", "score JACKPOT 2\nscore CASINO 2", "--keep", "it's"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("--cf 'score JACKPOT 2'$'\\n''score CASINO 2' --keep 'it'\\''s'"));
}

TEST_F(TuneCommand, FitsToAllWhereThatIsWanted) {
  WriteCorpus(40);
  CommandResult result = Tune({"--fit-all", "-o", folder_ / "out.cf"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, Not(HasSubstr("held-out")));
  EXPECT_THAT(result.out, HasSubstr("of 40 ham lost"));
}

// Rules about the message shrink together; what was learned moves by itself; what is kept does not move.
TEST_F(TuneCommand, ShrinksByOneFactor) {
  WriteCorpus(60);
  CommandResult result =
      Tune({"--sets", "bayes", "--shrink", "0", "--keep", "JACK*", "--scores", folder_ / "rules/90.cf", "-o",
            folder_ / "out.cf", "--folds", "3", "--hold", "20"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, Not(HasSubstr("no Bayes, ")));
  std::size_t at = result.out.find("say something of the message: ");
  ASSERT_NE(at, std::string::npos) << result.out;
  const std::string factor = result.out.substr(at + 30, result.out.find('\n', at) - at - 30);
  EXPECT_LT(std::stod(factor), 1);
  EXPECT_GT(std::stod(factor), 0);
  std::string text = ReadWhole(folder_ / "out.cf");
  EXPECT_THAT(text, HasSubstr("score CASINO 1 1 " + factor + " " + factor + "\n"));
  EXPECT_THAT(text, HasSubstr("score NUMBER 1 1 " + factor + " " + factor + "\n"));
  EXPECT_THAT(text, HasSubstr("score JACKPOT 1  # why\n"));
  EXPECT_THAT(text, HasSubstr("score BIG 50\n"));
}

TEST_F(TuneCommand, WhatWasLearnedHasABoundOfItsOwn) {
  folder_.Write(
      "rules/95.cf",
      "body BAYES_00 eval:check_bayes('0','0.1')\ntflags BAYES_00 nice learn\nscore BAYES_00 0 0 -1 -1\n");
  WriteCorpus(60);
  CommandResult result = Tune({"--sets", "bayes", "--nice-cap", "0.2", "--learn-cap", "1.5", "--folds", "3"});
  ASSERT_EQ(result.status, 0) << result.err;
  std::size_t at = result.out.find("score BAYES_00 0 0 ");
  ASSERT_NE(at, std::string::npos) << result.out;
  const double score = std::stod(result.out.substr(at + 19));
  EXPECT_LE(score, -0.9) << "more than other good signs may weigh";
  EXPECT_GE(score, -1.5);
}

// The scores with Bayes did not weigh it, so they are not fitted to it.
TEST_F(TuneCommand, WhatIsNewToWhatWasLearnedKeepsItsPoints) {
  folder_.Write("rules/95.cf",
                "body STRANGE /zyqo/\nscore STRANGE 9 9 0.5 0.5\n"
                "body GP_SPAM_99 eval:check_learned('0.9','1.0')\ntflags GP_SPAM_99 learn\n"
                "score GP_SPAM_99 0 0 6 6\n");
  WriteCorpus(40);
  for (int i = 0; i < 20; ++i) {
    std::string words;
    for (int word = 0; word < 60; ++word) words += "zyqo" + std::to_string(7919 * (60 * i + word)) + "xur ";
    folder_.Write("spam/9" + std::to_string(100 + i), Mail("s" + std::to_string(i * 7919), words));
  }
  CommandResult result = Tune({"--sets", "bayes", "--folds", "3", "-o", folder_ / "out.cf"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("fitted half, after:  0 of 20 ham lost (0.00 %), 30 of 30 spam caught"));
  EXPECT_THAT(ReadWhole(folder_ / "out.cf"), HasSubstr("score STRANGE 9 9 0.5 0.5\n"));
}

// A score of 0 would turn the rule off, and with it what metas make of it.
TEST_F(TuneCommand, NoRuleIsTurnedOff) {
  folder_.Write(
      "rules/95.cf",
      "body WORD /agenda/\nscore WORD 0.02\nbody SIGN /winner/\ntflags SIGN nice\nscore SIGN -0.02\n"
      "score NUMBER 0.02\nscore BIG 0\n");
  WriteCorpus(40);
  std::string out = Tune({"--hold", "0", "--folds", "2"}).out;
  EXPECT_THAT(out, HasSubstr("score WORD 0.001\n")) << "ham alone has it";
  EXPECT_THAT(out, HasSubstr("score SIGN -0.001\n")) << "spam alone has it";
  out = Tune({"--sets", "bayes", "--shrink", "0", "--hold", "0", "--folds", "2"}).out;
  EXPECT_THAT(out, HasSubstr("score WORD 0.02 0.02 0.0"));
  EXPECT_THAT(out, Not(HasSubstr("score WORD 0.02 0.02 0 0")));
}

// No rule adds more than its bound to a message, however often it counts there.
TEST_F(TuneCommand, RulesThatCountSeveralTimesShareTheirBound) {
  folder_.Write("rules/95.cf",
                "body TWICE /winner|casino|jackpot/\ntflags TWICE multiple maxhits=2\nscore TWICE 1\n"
                "body OFTEN /winner|casino|jackpot/\ntflags OFTEN multiple\nscore OFTEN 1\n"
                "body GOOD /lunch|agenda|minutes/\ntflags GOOD nice multiple\nscore GOOD -1\n"
                "score CASINO 0\nscore JACKPOT 0\nscore LUNCH 0\nscore BIG 0\nrequired_score 20\n");
  WriteCorpus(40);
  CommandResult result = Tune({"--sets", "plain", "--hold", "0", "--ham-weight", "1", "--cap", "2"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("score TWICE 1\n"));
  EXPECT_THAT(result.out, HasSubstr("score OFTEN 0.66 0.66 1 1\n")) << "three times in a message";
  result = Tune(
      {"--sets", "plain", "--hold", "0", "--cap", "0", "--nice-cap", "1.5", "--cf", "required_score -20"});
  EXPECT_THAT(result.out, HasSubstr("score GOOD -0.5 -0.5 -1 -1\n"));
}

// The bar ends before anything else is said.
TEST_F(TuneCommand, ProgressBarHasALineOfItsOwn) {
  WriteCorpus(20);
  const auto result = RunOnTerminal({GATEPOST_BINARY, "tune", "-C", folder_ / "rules", "-p", "/dev/null",
                                     "--siteconfigpath", "/dev/null", "--folds", "2", "--ham",
                                     folder_ / "ham", "--spam", folder_ / "spam", "-o", folder_ / "out.cf"});
  if (!result) GTEST_SKIP() << "no terminals here";
  EXPECT_EQ(result->status, 0);
  EXPECT_THAT(result->out, MatchesRegex("[^\n]*] ([0-9]+)/[0-9]+ [^\n]*\nScores fitted[^]]*"));
}

TEST_F(TuneCommand, RisingRulesKeepTheirOrder) {
  folder_.Write("rules/95.cf", "body R_1 /jackpot/\nscore R_1 2\nbody R_2 /agenda/\nscore R_2 2\n");
  WriteCorpus(40);
  const auto scores = [&](const std::vector<std::string>& words) {
    const std::string out = Tune(words).out;
    const auto score = [&](const std::string& name) {
      const std::size_t at = out.find("score " + name + " ");
      return at == std::string::npos ? -99 : std::stod(out.substr(at + 7 + name.size()));
    };
    return std::pair(score("R_1"), score("R_2"));
  };
  const auto free = scores({"--sets", "plain", "--hold", "0.1"});
  EXPECT_LT(free.second, free.first) << "ham alone has it";
  const auto rising = scores({"--sets", "plain", "--hold", "0.1", "--rising", "R_*"});
  EXPECT_GE(rising.second, rising.first);
}

TEST_F(TuneCommand, ListsOfUsersAndRulesThatDecideAreLeftAlone) {
  folder_.Write("rules/95.cf",
                "body LISTED /agenda/\ntflags LISTED userconf\nscore LISTED 2\n"
                "body TEN /agenda/\nscore TEN 10\nbody CENT /agenda/\nscore CENT 0.01\n");
  WriteCorpus(20);
  CommandResult result = Tune({"--sets", "plain", "--spam", folder_ / "missing"});
  EXPECT_EQ(result.status, 66) << "a message could not be read; the others were fitted to";
  EXPECT_THAT(result.out, HasSubstr("score CASINO "));
  EXPECT_THAT(result.out, Not(HasSubstr("score LISTED ")));
  EXPECT_THAT(result.out, Not(HasSubstr("score TEN ")));
  EXPECT_THAT(result.out, HasSubstr("score CENT "));
}

TEST_F(TuneCommand, CountsAtTheThresholdOfTheConfiguration) {
  folder_.Write("rules/95.cf", "required_score 3\nscore BIG 0\n");
  WriteCorpus(20);
  const std::string out = Tune({"--sets", "plain", "--hold", "1000"}).out;
  EXPECT_THAT(out, HasSubstr("fitted half, before: 0 of 10 ham lost (0.00 %), 10 of 10 spam caught"))
      << "three rules of one point reach it";
}

TEST_F(TuneCommand, TheRecordTellsWhichCorpusItWas) {
  WriteCorpus(10);
  const auto corpus = [](const std::string& out) {
    const std::size_t at = out.find("#: corpus:");
    return at == std::string::npos ? "" : out.substr(at, out.find('\n', at) - at);
  };
  const std::string first = corpus(Tune({"--sets", "plain"}).out);
  EXPECT_THAT(first, HasSubstr("20 messages"));
  // The same messages in the same order, one of them labelled otherwise.
  std::filesystem::rename(folder_ / "ham/109", folder_ / "spam/099");
  const std::string other = corpus(Tune({"--sets", "plain"}).out);
  EXPECT_THAT(other, HasSubstr("20 messages"));
  EXPECT_NE(other, first);
}

// It reads the configuration for the rules and for each run.
TEST_F(TuneCommand, SaysOnceWhatIsWrongWithTheConfiguration) {
  WriteCorpus(4);
  const std::string err = Tune({"--folds", "2", "--cf", "body BROKEN /(/"}).err;
  const std::size_t first = err.find("BROKEN");
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(err.find("BROKEN", err.find('\n', first)), std::string::npos) << err;
}

TEST_F(TuneCommand, BadInputChangesNothing) {
  WriteCorpus(4);
  folder_.Write("out.cf", "old");
  CommandResult one_class =
      Run("tune", {"--ham", folder_ / "ham", "--spam", folder_ / "none", "-o", folder_ / "out.cf"});
  EXPECT_EQ(one_class.status, 65);
  EXPECT_THAT(one_class.err, HasSubstr("there is no spam"));
  // Found out before the long run, in which the missing rules would be met.
  for (const auto& [words, expected] :
       {std::pair<std::vector<std::string>, int>({"--scores", folder_ / "none"}, 66),
        {{"-o", folder_ / "no/such/folder"}, 74}}) {
    std::vector<std::string> line = {GATEPOST_BINARY, "tune",          "-C",     folder_ / "none",
                                     "--ham",         folder_ / "ham", "--spam", folder_ / "spam"};
    line.insert(line.end(), words.begin(), words.end());
    EXPECT_EQ(RunCommand(line).status, expected);
  }
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "tune", "-C", folder_ / "none", "--ham", folder_ / "ham", "--spam",
                        folder_ / "spam", "-o", folder_ / "out.cf"})
                .status,
            69);
  EXPECT_EQ(ReadWhole(folder_ / "out.cf"), "old");
}

}  // namespace
}  // namespace gatepost

#include "report/report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Verdict SpamVerdict() {
  Verdict verdict;
  verdict.scanned = true;
  verdict.score = 7.25;
  verdict.required = 5;
  verdict.is_spam = true;
  verdict.hits = {{"BAD_WORD", 5.25, "A word that should not be here", "BODY: ", "", 1},
                  {"TWICE", 1, "Hits more than once", "", "seen", 2}};
  return verdict;
}

TEST(BriefReport, IsScoreAndRequired) {
  EXPECT_EQ(BriefReport(SpamVerdict()), "7.2/5.0\n");
  EXPECT_EQ(BriefReport(Verdict()), "0.0/5.0\n");
}

TEST(FullReport, ListsHitsWithArea) {
  std::string report = FullReport(SpamVerdict(), "-");
  EXPECT_THAT(report, HasSubstr("BODY: A word that should not be here"));
  EXPECT_THAT(report, HasSubstr("TWICE x2"));
  EXPECT_THAT(report, HasSubstr("[seen]"));
}

TEST(FullReport, NoLineIsLongerThan79Columns) {
  Verdict verdict = SpamVerdict();
  for (int i = 0; i < 40; ++i) verdict.hits[0].description += " word";
  std::string report = FullReport(verdict, "-");
  std::size_t begin = 0;
  while (begin < report.size()) {
    std::size_t end = report.find('\n', begin);
    EXPECT_LE(end - begin, 79u);
    begin = end + 1;
  }
}

TEST(FullReport, SaysWhyNothingWasScannedAndWhatFailed) {
  Verdict verdict;
  verdict.not_scanned_reason = "too large";
  verdict.failures = {"bayes: gone"};
  std::string report = FullReport(verdict, "a.eml");
  EXPECT_THAT(report, HasSubstr("Not scanned: too large"));
  EXPECT_THAT(report, HasSubstr("Failed: bayes: gone"));
  EXPECT_THAT(report, Not(HasSubstr("points")));
}

TEST(FullReport, SaysWhyBayesDidNotRunOnce) {
  Verdict verdict = SpamVerdict();
  verdict.bayes_probability.reset();
  verdict.bayes_note = "gone";
  verdict.failures = {"bayes: gone", "senders: gone"};
  const std::string report = FullReport(verdict, "-");
  EXPECT_THAT(report, HasSubstr("Bayes did not run: gone\nFailed: senders: gone\n"));
}

TEST(JsonReport, IsOneLineThatParsesBack) {
  std::string text = JsonReport(SpamVerdict(), "dir/a \"b\"", false);
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  auto row = nlohmann::json::parse(text);
  EXPECT_EQ(row["file"], "dir/a \"b\"");
  EXPECT_EQ(row["score"], 7.25);
  EXPECT_EQ(row["hits"]["BAD_WORD"], 5.25);
  EXPECT_TRUE(row["spam"]);
  EXPECT_FALSE(row.contains("failures"));
}

TEST(JsonReport, HasSubrulesWhereThereAreAny) {
  Verdict verdict = SpamVerdict();
  EXPECT_FALSE(nlohmann::json::parse(JsonReport(verdict, "x", false)).contains("subrules"));
  verdict.subrules = {{"__A", 2}};
  EXPECT_EQ(nlohmann::json::parse(JsonReport(verdict, "x", false))["subrules"], nlohmann::json({{"__A", 2}}));
}

TEST(JsonReport, BytesThatAreNoUtf8StillGiveJson) {
  Verdict verdict = SpamVerdict();
  verdict.bayes_tokens = {{"caf\xe9", 0.9, 1, 0}};
  auto row = nlohmann::json::parse(JsonReport(verdict, "\xff", true));
  EXPECT_EQ(row["bayes_tokens"].size(), 1u);
}

}  // namespace
}  // namespace gatepost

// The three forms of a report.
#include "evaluate/reports.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "evaluate/samples.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const RunFacts kFacts = {{"command", "gatepost evaluate --ham 'a b' <x>"}, {"seed", "1"}};

TEST(Reports, Text) {
  SampleSet set = SomeSamples();
  std::string text = EvaluationText(Summarize(set, 1), kFacts, false);
  EXPECT_THAT(text, HasSubstr("command:    gatepost evaluate --ham 'a b' <x>\n"));
  EXPECT_THAT(text, HasSubstr("ham lost     1 of 4 (25.00 %)"));
  EXPECT_THAT(text, HasSubstr("spam caught  1 of 3 (33.33 %)"));
  EXPECT_THAT(text, HasSubstr("not scanned  1"));
  EXPECT_THAT(text, HasSubstr("MONEY  (100 % with SHOUT)"));
  EXPECT_THAT(text, HasSubstr("   5.00  ham/2\n         MONEY=3 SHOUT=2 bayes 0.2000\n"));
  EXPECT_THAT(text, HasSubstr("(did not run: 2)"));
}

TEST(Reports, FewRulesUnlessAllAreWanted) {
  SampleSet set = SomeSamples();
  for (int i = 0; i < 40; ++i) set.Add("ham/x", false, VerdictOf(1, {{"RULE_" + std::to_string(i), 1}}));
  Summary summary = Summarize(set, 1);
  EXPECT_THAT(EvaluationText(summary, kFacts, false), HasSubstr("18 more: --rules shows all"));
  EXPECT_THAT(EvaluationText(summary, kFacts, true), Not(HasSubstr("more: --rules")));
}

TEST(Reports, Json) {
  SampleSet set = SomeSamples();
  auto json = nlohmann::json::parse(EvaluationJson(Summarize(set, 1), kFacts));
  EXPECT_EQ(json["run"]["seed"], "1");
  EXPECT_EQ(json["ham_lost"], 1);
  EXPECT_EQ(json["measures"]["bayes"]["did_not_run"], 2);
  EXPECT_EQ(json["measures"]["score"]["curve"].back(), nlohmann::json({1.0, 1.0}));
  EXPECT_EQ(json["rules"][0]["name"], "SHOUT");
  EXPECT_EQ(json["ham_with_highest_scores"][0]["hits"]["MONEY"], 3);
}

TEST(Reports, HtmlStandsAloneAndEscapesWhatTheCorpusSays) {
  SampleSet set = SomeSamples();
  std::string html = EvaluationHtml(Summarize(set, 3), kFacts);
  EXPECT_THAT(html, HasSubstr("ham/&lt;3&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("ham/<3>")));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("http")));
  EXPECT_THAT(html, HasSubstr("<polyline"));
  EXPECT_THAT(html, HasSubstr("ROC curves"));
}

}  // namespace
}  // namespace gatepost

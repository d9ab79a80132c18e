// The three forms of a report.
#include "evaluate/reports.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "evaluate/samples.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const RunFacts kFacts = {
    {"command", "gatepost evaluate --ham 'a b' <x>"}, {"seed", "1"}, {"wrong labels", "5 %"}};

TEST(Reports, Text) {
  SampleSet set = SomeSamples();
  std::string text = EvaluationText(Summarize(set, 1), kFacts, false);
  EXPECT_THAT(text, HasSubstr("command:    gatepost evaluate --ham 'a b' <x>\n"));
  EXPECT_THAT(text, HasSubstr("wrong labels: 5 %\n"));
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

// However many thresholds there are, the curve ends where all is called spam.
TEST(Reports, CurvesEndAtTheirLastPoint) {
  for (int messages : {400, 1001, 1002, 1003}) {
    SampleSet set;
    for (int i = 0; i < messages; ++i) set.Add("x", i % 2 == 0, VerdictOf(i, {}));
    auto curve =
        nlohmann::json::parse(EvaluationJson(Summarize(set, 1), kFacts))["measures"]["score"]["curve"];
    EXPECT_EQ(curve.front(), nlohmann::json({0.0, 0.0}));
    EXPECT_EQ(curve.back(), nlohmann::json({1.0, 1.0}));
    EXPECT_NE(curve[curve.size() - 2], curve.back()) << messages;
    EXPECT_LE(curve.size(), 502u);
  }
}

TEST(Reports, ReasonsOfAMiss) {
  SampleSet set = SomeSamples();
  EXPECT_EQ(Reasons(set, set.samples[1]), "MONEY=3 SHOUT=2 bayes 0.2000");
  EXPECT_EQ(Reasons(set, set.samples[3]), "no rule hit bayes 0.4000");
  EXPECT_EQ(Reasons(set, set.samples[6]), "not scanned");
  set.samples[3].combined = 0.5;
  EXPECT_EQ(Reasons(set, set.samples[3]), "no rule hit bayes 0.4000 combined 0.5000");
  Summary summary = Summarize(set, 7);
  EXPECT_THAT(EvaluationHtml(summary, kFacts), HasSubstr("MONEY=3 SHOUT=2 bayes 0.2000"));
  EXPECT_THAT(EvaluationText(summary, kFacts, false),
              HasSubstr("no rule hit bayes 0.4000 combined 0.5000\n"));
  auto json = nlohmann::json::parse(EvaluationJson(summary, kFacts));
  EXPECT_EQ(json["ham_with_highest_scores"][2]["combined"], 0.5);
  EXPECT_EQ(json["spam_with_lowest_scores"][0]["not_scanned"], true);
}

TEST(Reports, HtmlSaysWhatOverlapsAndWhatWasNotScanned) {
  SampleSet set = SomeSamples();
  std::string html = EvaluationHtml(Summarize(set, 1), kFacts);
  EXPECT_THAT(html, HasSubstr("<td>50.0 %</td><td>2</td><td><code>SHOUT MONEY</code></td>"));
  EXPECT_THAT(html, HasSubstr("<td>not scanned</td><td>1</td>"));
}

TEST(Reports, FewOverlapsUnlessAllAreWanted) {
  SampleSet set;
  std::vector<std::pair<std::string, double>> hits;
  for (int i = 0; i < 21; ++i) hits.emplace_back("RULE_" + std::to_string(i), 1);
  set.Add("spam/x", true, VerdictOf(21, hits));
  Summary summary = Summarize(set, 1);
  EXPECT_THAT(EvaluationText(summary, kFacts, false), HasSubstr("... 185 more: --rules shows all"));
  EXPECT_THAT(EvaluationText(summary, kFacts, true), Not(HasSubstr("more: --rules")));
  EXPECT_THAT(EvaluationHtml(summary, kFacts), HasSubstr("10 more are in the JSON report"));
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

// What a run says of rules and messages.
#include "evaluate/summary.h"

#include <gmock/gmock.h>

#include "evaluate/samples.h"

namespace gatepost {
namespace {

const RuleSummary& RuleOf(const Summary& summary, const std::string& name) {
  for (const RuleSummary& rule : summary.rules) {
    if (rule.name == name) return rule;
  }
  ADD_FAILURE() << "no rule " << name;
  return summary.rules.front();
}

TEST(Summary, ConfusionAtTheThreshold) {
  SampleSet set = SomeSamples();
  Summary summary = Summarize(set, 2);
  EXPECT_EQ(summary.ham, 4u);
  EXPECT_EQ(summary.spam, 3u);
  EXPECT_EQ(summary.ham_lost, 1u) << "5 points are spam, 4.9 are not";
  EXPECT_EQ(summary.spam_caught, 1u);
  EXPECT_EQ(summary.not_scanned, 1u);
}

TEST(Summary, MeasuresThatRan) {
  SampleSet set = SomeSamples();
  Summary summary = Summarize(set, 2);
  ASSERT_EQ(summary.measures.size(), 2u);
  EXPECT_EQ(summary.measures[0].name, "score");
  EXPECT_EQ(summary.measures[1].name, "bayes");
  EXPECT_EQ(summary.measures[1].absent, 2u);
  // Ham 0.1 0.2 0.4 0.5, spam 0.9 0.3 0.5: of 12 pairs 2 are wrong and one is level.
  EXPECT_NEAR(summary.measures[1].roc.OneMinusAreaPercent(), 100 * 2.5 / 12, 1e-9);
}

TEST(Summary, HitRatesAndOverlaps) {
  SampleSet set = SomeSamples();
  Summary summary = Summarize(set, 2);
  const RuleSummary& shout = RuleOf(summary, "SHOUT");
  EXPECT_EQ(shout.spam_hits, 2u);
  EXPECT_EQ(shout.ham_hits, 2u);
  EXPECT_NEAR(shout.spam_share, (2.0 / 3) / (2.0 / 3 + 0.5), 1e-9);
  EXPECT_EQ(RuleOf(summary, "NICE").spam_share, 0);
  EXPECT_EQ(shout.companion, "MONEY");
  EXPECT_EQ(shout.companion_share, 0.5);
  EXPECT_EQ(RuleOf(summary, "MONEY").companion_share, 1);
  ASSERT_EQ(summary.overlaps.size(), 1u);
  EXPECT_EQ(summary.overlaps[0].both, 2u);
  EXPECT_EQ(summary.overlaps[0].share, 0.5);
}

// Of pairs that always go together those say most that hit most messages.
TEST(Summary, OverlapsOfManyMessagesComeFirst) {
  SampleSet set;
  set.Add("spam/1", true, VerdictOf(5, {{"RARE", 1}, {"RARER", 1}}));
  for (int i = 0; i < 3; ++i) set.Add("spam/2", true, VerdictOf(5, {{"OFTEN", 1}, {"TOO", 1}}));
  Summary summary = Summarize(set, 1);
  ASSERT_EQ(summary.overlaps.size(), 2u);
  EXPECT_EQ(summary.overlaps[0].first, "OFTEN");
  EXPECT_EQ(summary.overlaps[1].first, "RARE");
}

TEST(Summary, WorstMisses) {
  SampleSet set = SomeSamples();
  Summary summary = Summarize(set, 2);
  ASSERT_EQ(summary.lost_ham.size(), 2u);
  EXPECT_EQ(summary.lost_ham[0]->name, "ham/2");
  EXPECT_EQ(summary.lost_ham[1]->name, "ham/<3>");
  EXPECT_EQ(summary.missed_spam[0]->name, "spam/3");
  EXPECT_EQ(summary.missed_spam[1]->name, "spam/2");
}

}  // namespace
}  // namespace gatepost

// Fitted scores: which way they move, and what holds them.
#include "evaluate/fit.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

// Rule 0 hits spam alone, 1 both alike, 2 ham alone, 3 nothing, 4 decides by itself.
SampleSet Corpus() {
  SampleSet set;
  for (const char* name : {"SPAM", "BOTH", "NICE", "NEVER", "LIST"}) set.RuleNumber(name, "");
  auto add = [&](bool is_spam, std::vector<SampleHit> hits) {
    Sample sample;
    sample.is_spam = is_spam;
    sample.hits = std::move(hits);
    set.samples.push_back(std::move(sample));
  };
  for (int i = 0; i < 100; ++i) {
    add(true, {{0, 0, 1}, {1, 0, 1}});
    add(true, {{0, 0, 1}});
    add(false, {{1, 0, 1}});
    add(false, {{1, 0, 1}, {2, 0, 1}});
  }
  return set;
}

const std::vector<FitRule> kRules = {
    {1, 0, 3, false}, {1, 0, 3, false}, {-0.5, -2, 0, false}, {1.5, 0, 3, false}, {100, 0, 3, true}};

std::vector<double> Fit(const SampleSet& set, const std::vector<FitRule>& rules, const FitOptions& options) {
  std::vector<const Sample*> samples;
  for (const Sample& sample : set.samples) samples.push_back(&sample);
  return FitScores(rules, samples, options);
}

TEST(Fit, MovesScoresTowardsTheirClassAndKeepsTheRest) {
  SampleSet set = Corpus();
  FitOptions options;
  options.threshold = 2;
  std::vector<double> scores = Fit(set, kRules, options);
  EXPECT_GT(scores[0], 2.5);
  EXPECT_LT(scores[1], 1);
  EXPECT_LE(scores[2], -0.5);
  EXPECT_EQ(scores[3], 1.5) << "never hit: stays";
  EXPECT_EQ(scores[4], 100) << "fixed";
}

TEST(Fit, BoundsHold) {
  SampleSet set = Corpus();
  FitOptions options;
  options.threshold = 50;  // out of reach: everything that hits spam is pulled up
  options.hold = 0.001;
  std::vector<double> scores = Fit(set, kRules, options);
  EXPECT_EQ(scores[0], 3);
  EXPECT_LE(scores[1], 3);
  EXPECT_GE(scores[2], -2);
  EXPECT_LE(scores[2], 0);
  options.threshold = -50;
  scores = Fit(set, kRules, options);
  EXPECT_EQ(scores[1], 0) << "not below 0: it is no nice rule";
  EXPECT_EQ(scores[2], -2);
}

TEST(Fit, HoldsScoresNearWhereTheyWere) {
  SampleSet set = Corpus();
  FitOptions options;
  options.threshold = 2;
  options.hold = 1e6;
  std::vector<double> scores = Fit(set, kRules, options);
  EXPECT_NEAR(scores[0], 1, 0.01);
  EXPECT_NEAR(scores[1], 1, 0.01);
}

TEST(Fit, HamWeighsMore) {
  SampleSet set;
  set.RuleNumber("BOTH", "");
  for (int i = 0; i < 30; ++i) {
    Sample sample;
    sample.is_spam = i % 3 != 0;  // twenty spam, ten ham
    sample.hits = {{0, 0, 1}};
    set.samples.push_back(sample);
  }
  FitOptions options;
  options.threshold = 1;
  options.hold = 0.01;
  options.ham_weight = 1;
  double even = Fit(set, {{1, 0, 5, false}}, options)[0];
  options.ham_weight = 50;
  double careful = Fit(set, {{1, 0, 5, false}}, options)[0];
  EXPECT_GT(even, 1);
  EXPECT_LT(careful, 0.5);
}

// Twice as much spam as ham: the best score is where both pull alike, within the bounds, and rules that
// always hit together share it.
TEST(Fit, EndsWhereSpamAndHamPullAlike) {
  SampleSet one, two;
  for (int i = 0; i < 30; ++i) {
    Sample sample;
    sample.is_spam = i % 3 != 0;
    sample.hits = {{0, 0, 1}};
    one.samples.push_back(sample);
    sample.hits = {{0, 0, 1}, {1, 0, 1}};
    two.samples.push_back(sample);
  }
  FitOptions options;
  options.threshold = 1;
  options.hold = 0.001;
  options.ham_weight = 1;
  const double alone = Fit(one, {{0, 0, 5, false}}, options)[0];
  EXPECT_GT(alone, 1);
  EXPECT_LT(alone, 4);
  const std::vector<double> shared = Fit(two, {{0, 0, 5, false}, {0, 0, 5, false}}, options);
  EXPECT_NEAR(shared[0] + shared[1], alone, 0.1);
}

TEST(Fit, AnOrderHolds) {
  SampleSet set = Corpus();
  FitOptions options;
  options.threshold = 2;
  std::vector<FitRule> rules = kRules;
  EXPECT_LT(Fit(set, rules, options)[1], Fit(set, rules, options)[0]);
  rules[1].not_below = 0;
  std::vector<double> scores = Fit(set, rules, options);
  EXPECT_LE(scores[0], scores[1]);
  EXPECT_GT(scores[1], 0.5);
}

TEST(Fit, JoinedRulesMoveByOneFactor) {
  Sample sample;
  sample.hits = {{0, 0, 3}, {1, 0, 1}, {2, 0, 1}};
  const std::vector<double> scores = {0.5, 2, 7};
  Sample joint = JoinRules(sample, std::vector<char>{1, 1, 0}, scores, 3);
  ASSERT_EQ(joint.hits.size(), 2u);
  EXPECT_EQ(joint.hits[0].rule, 2);
  EXPECT_EQ(PointsUnder(joint, std::vector<double>{0.5, 2, 7, 1}), PointsUnder(sample, scores));
  EXPECT_EQ(PointsUnder(joint, std::vector<double>{0.5, 2, 7, 0.5}), 0.5 * 3.5 + 7);
}

TEST(Fit, CountsOfMultipleHits) {
  Sample sample;
  sample.hits = {{0, 0, 3}, {1, 0, 1}};
  std::vector<double> scores = {0.5, 2};
  EXPECT_EQ(PointsUnder(sample, scores), 3.5);
}

}  // namespace
}  // namespace gatepost

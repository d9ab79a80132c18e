#include "bayes/auto_learn.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

AutoLearnPoints Spam() {
  AutoLearnPoints points;
  points.total = 12;
  points.header = 3;
  points.body = 3;
  points.is_spam = true;
  return points;
}

TEST(AutoLearn, SpamFromTheThresholdOn) {
  AutoLearnPoints points = Spam();
  EXPECT_EQ(DecideAutoLearn(points, {}).as, LearnedAs::kSpam);
  points.total = 11.999;
  EXPECT_FALSE(DecideAutoLearn(points, {}).as);
}

TEST(AutoLearn, HamBelowTheThreshold) {
  AutoLearnPoints points;
  points.total = 0.099;
  EXPECT_EQ(DecideAutoLearn(points, {}).as, LearnedAs::kHam);
  points.total = 0.1;
  EXPECT_FALSE(DecideAutoLearn(points, {}).as);
}

TEST(AutoLearn, SpamNeedsBothSidesUnlessForced) {
  for (double AutoLearnPoints::*side : {&AutoLearnPoints::header, &AutoLearnPoints::body}) {
    AutoLearnPoints points = Spam();
    points.*side = 2.999;
    EXPECT_FALSE(DecideAutoLearn(points, {}).as);
    points.is_forced = true;
    EXPECT_EQ(DecideAutoLearn(points, {}).as, LearnedAs::kSpam);
    points.*side = -99.5;
    EXPECT_FALSE(DecideAutoLearn(points, {}).as);
  }
}

TEST(AutoLearn, BayesMayObject) {
  AutoLearnPoints points = Spam();
  points.learned = -1;
  EXPECT_TRUE(DecideAutoLearn(points, {}).as);
  points.learned = -1.001;
  EXPECT_FALSE(DecideAutoLearn(points, {}).as);
  AutoLearnPoints ham;
  ham.learned = 1;
  EXPECT_TRUE(DecideAutoLearn(ham, {}).as);
  ham.learned = 1.001;
  EXPECT_FALSE(DecideAutoLearn(ham, {}).as);
}

TEST(AutoLearn, TheVerdictMustAgree) {
  AutoLearnPoints points = Spam();
  points.is_spam = false;
  EXPECT_FALSE(DecideAutoLearn(points, {}).as);
  AutoLearnPoints ham;
  ham.is_spam = true;
  EXPECT_FALSE(DecideAutoLearn(ham, {}).as);
}

TEST(AutoLearn, OnErrorSkipsWhatBayesKnows) {
  AutoLearnConfig config;
  config.only_on_error = true;
  AutoLearnPoints points = Spam();
  EXPECT_TRUE(DecideAutoLearn(points, config).as);
  points.hit_bayes_99 = true;
  EXPECT_FALSE(DecideAutoLearn(points, config).as);
  AutoLearnPoints ham;
  ham.hit_bayes_00 = true;
  EXPECT_FALSE(DecideAutoLearn(ham, config).as);
  EXPECT_TRUE(DecideAutoLearn(ham, {}).as);
}

}  // namespace
}  // namespace gatepost

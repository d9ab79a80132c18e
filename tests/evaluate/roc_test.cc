// The curve and its area against values that can be counted by hand.
#include "evaluate/roc.h"

#include <gtest/gtest.h>

#include <random>

namespace gatepost {
namespace {

std::vector<Judged> Values(const std::vector<double>& ham, const std::vector<double>& spam) {
  std::vector<Judged> all;
  for (double value : ham) all.push_back({value, false});
  for (double value : spam) all.push_back({value, true});
  return all;
}

TEST(Roc, PerfectChanceAndReversed) {
  EXPECT_EQ(Roc(Values({1, 2}, {3, 4})).OneMinusAreaPercent(), 0);
  EXPECT_EQ(Roc(Values({3, 4}, {1, 2})).OneMinusAreaPercent(), 100);
  EXPECT_EQ(Roc(Values({1, 1}, {1, 1})).OneMinusAreaPercent(), 50);
  EXPECT_EQ(Roc(Values({}, {1})).OneMinusAreaPercent(), 0);
}

TEST(Roc, AreaIsTheShareOfPairsInTheWrongOrder) {
  std::mt19937 random(7);
  std::vector<double> ham, spam;
  for (int i = 0; i < 60; ++i) ham.push_back(static_cast<double>(random() % 20));
  for (int i = 0; i < 40; ++i) spam.push_back(static_cast<double>(random() % 20) + 4);
  double wrong = 0;
  for (double h : ham) {
    for (double s : spam) wrong += h > s ? 1 : h == s ? 0.5 : 0;
  }
  EXPECT_NEAR(Roc(Values(ham, spam)).OneMinusAreaPercent(), 100 * wrong / 2400, 1e-9);
}

TEST(Roc, CatchesMostWithinTheHamThatMayBeLost) {
  // Ten ham, one of them high.
  Roc roc(Values({0, 0, 0, 0, 0, 0, 0, 0, 1, 8}, {9, 7, 7, 0.5}));
  EXPECT_EQ(roc.BestAtHamLost(0).spam_caught, 1u);
  EXPECT_EQ(roc.BestAtHamLost(0).threshold, 9);
  EXPECT_EQ(roc.BestAtHamLost(0.1).spam_caught, 3u);
  EXPECT_EQ(roc.BestAtHamLost(0.1).threshold, 7);
  EXPECT_EQ(roc.BestAtHamLost(0.2).spam_caught, 4u);
  EXPECT_EQ(roc.points().front().spam_caught, 0u);
  EXPECT_EQ(roc.points().back().ham_lost, 10u);
  EXPECT_EQ(roc.points().back().spam_caught, 4u);
}

}  // namespace
}  // namespace gatepost

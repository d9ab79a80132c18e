#include "bayes/combiner.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatepost {
namespace {

TEST(TokenProbability, IsAbsentWithoutCountsOrTotals) {
  EXPECT_FALSE(TokenProbability(0, 0, 10, 10));
  EXPECT_FALSE(TokenProbability(1, 0, 0, 10));
  EXPECT_FALSE(TokenProbability(1, 0, 10, 0));
}

TEST(TokenProbability, ATokenOfOneClassLeansToItMoreWithEachMessage) {
  double once = *TokenProbability(1, 0, 100, 100), often = *TokenProbability(20, 0, 100, 100);
  EXPECT_GT(once, 0.98);
  EXPECT_GT(often, once);
  EXPECT_LT(often, 1.0);
  EXPECT_LT(*TokenProbability(0, 1, 100, 100), 0.02);
}

// Expected values are SpamAssassin 4.0.1's, printed by its own functions.
TEST(TokenProbability, IsSpamAssassins) {
  EXPECT_NEAR(*TokenProbability(3, 1, 946, 2073), 0.86551294807436907, 1e-15);
}

TEST(DeclassificationDistance, IsSpamAssassins) {
  const auto distance = [](std::uint64_t spam, std::uint64_t ham, std::uint64_t total_spam,
                           std::uint64_t total_ham) {
    return DeclassificationDistance(*TokenProbability(spam, ham, total_spam, total_ham), spam, ham,
                                    total_spam, total_ham);
  };
  EXPECT_EQ(distance(30, 1, 946, 2073), 11u);
  EXPECT_EQ(distance(3, 0, 946, 2073), 2u);
  EXPECT_EQ(distance(0, 1, 200, 300), 1u);
  EXPECT_EQ(distance(1, 0, 200, 300), 1u);
  EXPECT_EQ(distance(2, 400, 946, 2073), 32u);
  EXPECT_EQ(distance(25, 2, 1000, 1000), 3u);
  EXPECT_EQ(distance(5, 0, 5, 90000), 16383u);
  EXPECT_EQ(distance(1, 5, 90000, 5), 16382u);
  EXPECT_EQ(distance(900000, 3, 1000000, 1000000), 163827u);
}

TEST(CombineChiSquared, IsHalfWithoutEvidence) {
  EXPECT_EQ(CombineChiSquared({}, 10, 10), 0.5);
  std::vector<double> one{0.99};
  EXPECT_EQ(CombineChiSquared(one, 0, 0), 0.5);
}

TEST(CombineChiSquared, IsSpamAssassins) {
  std::vector<double> few{0.99, 0.98, 0.02, 0.9, 0.87};
  EXPECT_NEAR(CombineChiSquared(few, 200, 300), 0.74646647439437586, 1e-14);
  std::vector<double> mixed(9, 0.04);
  mixed.resize(20, 0.93);
  EXPECT_NEAR(CombineChiSquared(mixed, 946, 2073), 0.50239826964512946, 1e-14);
}

TEST(CombineChiSquared, DoesNotUnderflow) {
  std::vector<double> spam(150, 0.9999), ham(150, 0.0001);
  EXPECT_EQ(CombineChiSquared(spam, 200, 300), 1.0);
  EXPECT_NEAR(CombineChiSquared(ham, 200, 300), 0.0, 1e-15);
}

}  // namespace
}  // namespace gatepost

#include "model/fit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gatepost {
namespace {

// Message number i of a class: its class's features 10 to 15 (or 110 to 115) in part, one that both have,
// one that it alone has.
std::vector<std::uint32_t> Features(bool is_spam, std::uint32_t i) {
  std::uint32_t base = is_spam ? 110 : 10;
  std::vector<std::uint32_t> features = {1, base + i % 3, base + 3 + i % 2, 1000 + 2 * i + (is_spam ? 1 : 0)};
  std::sort(features.begin(), features.end());
  return features;
}

// `ham` and `spam` messages, every `wrong`-th of each with the other class's label.
ModelSamples Samples(std::uint32_t ham, std::uint32_t spam, std::uint32_t wrong = 0) {
  ModelSamples samples;
  for (std::uint32_t i = 0; i < std::max(ham, spam); ++i) {
    bool is_wrong = wrong != 0 && i % wrong == wrong - 1;
    if (i < ham) samples.Add(is_wrong, Features(false, i));
    if (i < spam) samples.Add(!is_wrong, Features(true, i));
  }
  return samples;
}

double Chance(const LinearModel& model, bool is_spam) {
  return 1 / (1 + std::exp(-ModelLogOdds(model, Features(is_spam, 50000))));
}

TEST(FitModel, TellsTheClasses) {
  LinearModel model = FitModel(Samples(100, 100));
  EXPECT_EQ(model.spam_count, 100u);
  EXPECT_EQ(model.ham_count, 100u);
  EXPECT_EQ(model.weights.size(), kModelWeights);
  EXPECT_GT(Chance(model, true), 0.95);
  EXPECT_LT(Chance(model, false), 0.05);
  EXPECT_EQ(ModelLogOdds(model, {}), 0);
}

TEST(FitModel, ManyMessagesMakeItSurerThanFew) {
  EXPECT_GT(Chance(FitModel(Samples(400, 400)), true), Chance(FitModel(Samples(5, 5)), true));
}

TEST(FitModel, WrongLabelsMakeItLessSureAndDoNotTurnIt) {
  LinearModel clean = FitModel(Samples(300, 300)), wrong = FitModel(Samples(300, 300, 11));
  EXPECT_GT(Chance(wrong, true), 0.8);
  EXPECT_LT(Chance(wrong, false), 0.2);
  EXPECT_LT(ModelLogOdds(wrong, Features(true, 50000)), ModelLogOdds(clean, Features(true, 50000)));
}

// To lose ham is the worse error.
TEST(FitModel, WhatBothHaveSpeaksForHam) {
  ModelSamples samples;
  for (std::uint32_t i = 0; i < 400; ++i) samples.Add(i % 2 == 0, std::vector<std::uint32_t>{7});
  EXPECT_LT(FitModel(samples).weights[7], -100);
}

// What only a contradicted message has is in the halves' weights alone.
TEST(FitModel, IsTheMeanOfItsFits) {
  LinearModel wrong = FitModel(Samples(300, 300, 11)), clean = FitModel(Samples(300, 300));
  constexpr std::uint32_t kOwn = 1000 + 2 * 10 + 1;  // of spam number 10, in `wrong` labelled as ham
  EXPECT_LT(wrong.weights[kOwn], 0);
  EXPECT_GE(clean.weights[kOwn], 0);
}

TEST(FitModel, ARareClassIsLearnedToo) {
  LinearModel model = FitModel(Samples(500, 50));
  EXPECT_GT(Chance(model, true), 0.8);
  EXPECT_LT(Chance(model, false), 0.1);
}

TEST(FitModel, LabelsThatSayNothingGiveAboutAHalf) {
  ModelSamples samples;
  for (std::uint32_t i = 0; i < 400; ++i) samples.Add(i / 2 % 2 == 0, Features(true, i / 4 * 7 % 6));
  EXPECT_NEAR(Chance(FitModel(samples), true), 0.5, 0.2);
}

// A kind with one feature weighs as much as one with fifty.
TEST(FitModel, KindsWeighAlike) {
  const std::uint32_t word = kFeatureRanges[static_cast<std::size_t>(FeatureKind::kHost)].first;
  ModelSamples samples;
  std::vector<std::uint32_t> features(51);
  for (std::uint32_t i = 0; i < 200; ++i) {
    for (std::uint32_t j = 0; j < 50; ++j) features[j] = 100 * j + i % 7;  // says nothing
    features[50] = word + i % 2;
    samples.Add(i % 2 == 0, features);
  }
  LinearModel model = FitModel(samples);
  EXPECT_GT(ModelLogOdds(model, features = {5, 105, 205, 305, 405, word}), 2);
  EXPECT_LT(ModelLogOdds(model, features = {5, 105, 205, 305, 405, word + 1}), -2);
}

TEST(FitModel, OneClassSaysNothing) { EXPECT_EQ(Chance(FitModel(Samples(10, 0)), true), 0.5); }

TEST(FitModel, IsTheSameEachTime) {
  LinearModel first = FitModel(Samples(50, 60)), second = FitModel(Samples(50, 60));
  EXPECT_EQ(first.weights, second.weights);
  EXPECT_EQ(first.unit, second.unit);
}

}  // namespace
}  // namespace gatepost

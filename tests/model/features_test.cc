#include "model/features.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bayes/bayes_fixture.h"
#include "gatepost/model_store.h"

namespace gatepost {
namespace {

std::vector<std::uint32_t> FeaturesOf(const std::string& mail) {
  ParsedMail parsed(mail);
  return ModelFeatures(parsed.views());
}

bool HaveAll(const std::vector<std::uint32_t>& features, const std::vector<std::uint32_t>& wanted) {
  return std::includes(features.begin(), features.end(), wanted.begin(), wanted.end());
}

TEST(ModelFeatures, AreSortedUniqueAndNumbersOfWeights) {
  auto features =
      FeaturesOf("From: a@example.com\nSubject: hello hello\n\nhello hello hello http://x.example/\n");
  EXPECT_GT(features.size(), 20u);
  EXPECT_TRUE(std::is_sorted(features.begin(), features.end()));
  EXPECT_EQ(std::adjacent_find(features.begin(), features.end()), features.end());
  EXPECT_LT(features.back(), kModelWeights);
}

TEST(ModelFeatures, DoNotSeeWhatDeliveryAdds) {
  const std::string mail = "From: a@example.com\nSubject: hello\n\ntext\n";
  EXPECT_EQ(FeaturesOf(mail),
            FeaturesOf("Received: from x.example by y.example; Mon, 1 Jan 2024 00:00:00 +0000\n"
                       "List-Id: <all.example>\nX-Spam-Status: Yes\n" +
                       mail));
}

TEST(ModelFeatures, ReadDecodedText) {
  EXPECT_TRUE(HaveAll(FeaturesOf("Content-Transfer-Encoding: base64\n\nY2hlYXAgd2F0Y2hlcw==\n"),
                      FeaturesOf("Content-Transfer-Encoding: base64\n\nY2hlYXA=\n")));
}

TEST(ModelFeatures, PlacesHaveWeightsOfTheirOwn) {
  EXPECT_FALSE(HaveAll(FeaturesOf("Subject: watches\n\nx\n"), FeaturesOf("\nwatches\n")));
}

TEST(ModelFeatures, KindsHaveRangesOfTheirOwn) {
  auto features = FeaturesOf("Subject: cheap watches\n\nhello there http://example.com/\n");
  auto kinds = SplitByKind(features);
  std::size_t all = 0;
  for (const auto& kind : kinds) all += kind.size();
  EXPECT_EQ(all, features.size());
  auto count = [&](FeatureKind kind) { return kinds[static_cast<std::size_t>(kind)].size(); };
  EXPECT_EQ(count(FeatureKind::kHeaderWord), 2u);
  EXPECT_EQ(count(FeatureKind::kHeaderPair), 2u);
  EXPECT_GE(count(FeatureKind::kWord), 2u);
  EXPECT_EQ(count(FeatureKind::kHost), 1u) << "host and domain are one word here";
}

TEST(ModelFeatures, LongMailIsReadAtItsStart) {
  std::string text;
  for (int i = 0; text.size() < 7000; ++i) text += "word" + std::to_string(i) + " ";
  auto cut = FeaturesOf("Subject: x\n\n" + text + "\n");
  EXPECT_EQ(cut, FeaturesOf("Subject: x\n\n" + text + std::string(1000000, 'z') + "\n"));
}

TEST(ModelFeatures, AnEmptyMessageIsNoTrouble) { EXPECT_LT(FeaturesOf("").size(), 10u); }

}  // namespace
}  // namespace gatepost

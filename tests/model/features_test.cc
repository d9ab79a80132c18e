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

TEST(ModelFeatures, LongMailIsReadAtItsStartAndItsEnd) {
  std::string text;
  for (int i = 0; text.size() < 7000; ++i) text += "word" + std::to_string(i) + " ";
  const std::string end = text.substr(0, 700);
  auto features = [&](const std::string& middle, const std::string& last) {
    return FeaturesOf("Subject: x\n\n" + text + middle + end + last + "\n");
  };
  EXPECT_EQ(features("", ""), features("some words\n\nthat nobody reads ", ""));
  EXPECT_NE(features("", ""), features("", "to unsubscribe"));
  auto last = SplitByKind(features("", ""))[static_cast<std::size_t>(FeatureKind::kTail)].size();
  EXPECT_GT(last, 100u);
  EXPECT_LT(last, 200u);
}

std::vector<std::uint32_t> OfKind(const std::string& mail, FeatureKind kind) {
  auto features = FeaturesOf(mail);
  auto part = SplitByKind(features)[static_cast<std::size_t>(kind)];
  return {part.begin(), part.end()};
}

TEST(ModelFeatures, LongWordsCountByTheirBeginning) {
  const auto words = [](const std::string& word) { return OfKind("\n" + word + "\n", FeatureKind::kWord); };
  const std::string most(23, 'a');  // of 24 bytes
  EXPECT_EQ(words(most + "bc"), words(most + "bd"));
  EXPECT_NE(words(most + "b"), words(most + "c"));
}

TEST(ModelFeatures, PartsDoNotRunTogether) {
  const auto words = [](const std::string& mail) { return OfKind(mail, FeatureKind::kWord); };
  EXPECT_TRUE(
      HaveAll(words("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nalpha\n--b\n\nbeta\n--b--\n"),
              words("\nalpha beta\n")));
}

TEST(ModelFeatures, SoManyLinksAreRead) {
  const auto hosts = [](int links) {
    std::string mail = "\n";
    for (int i = 0; i < links; ++i) mail += "http://h" + std::to_string(i) + ".example.com/\n";
    return OfKind(mail, FeatureKind::kHost).size();
  };
  EXPECT_EQ(hosts(99) + 1, hosts(100));
  EXPECT_EQ(hosts(100), hosts(101));
}

std::vector<std::uint32_t> IdShape(const std::string& id) {
  auto features = FeaturesOf("Message-ID: " + id + "\n\nx\n");
  auto shape = SplitByKind(features)[static_cast<std::size_t>(FeatureKind::kIdShape)];
  return {shape.begin(), shape.end()};
}

TEST(ModelFeatures, TheFormOfAMessageIdIsItsProgrammers) {
  EXPECT_EQ(IdShape("<Ab12.7@mail.example>"), IdShape("<Xy84.9@post.example>"));
  EXPECT_FALSE(HaveAll(IdShape("<Ab12.7@mail.example>"), IdShape("<12Ab.7@mail.example>")));
  EXPECT_EQ(IdShape("no at sign").size(), 4u);
  EXPECT_TRUE(IdShape("").empty() || IdShape("").size() <= 4);
}

TEST(ModelFeatures, AnEmptyMessageIsNoTrouble) { EXPECT_LT(FeaturesOf("").size(), 10u); }

}  // namespace
}  // namespace gatepost

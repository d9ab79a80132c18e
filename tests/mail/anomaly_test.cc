#include "mail/anomaly.h"

#include <gmock/gmock.h>

#include <set>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Anomaly, EveryOneHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int i = 0; i < static_cast<int>(Anomaly::kCount); ++i) {
    const std::string name = AnomalyName(static_cast<Anomaly>(i));
    EXPECT_NE(name, "unknown-anomaly");
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Anomaly, NamesFollowTheEnumeration) {
  EXPECT_STREQ(AnomalyName(Anomaly::kEmptyMessage), "empty-message");
  EXPECT_STREQ(AnomalyName(Anomaly::kNulInHeader), "nul-in-header");
  EXPECT_STREQ(AnomalyName(Anomaly::kUnclosedMultipart), "unclosed-multipart");
  EXPECT_STREQ(AnomalyName(Anomaly::kMixedLineEnds), "mixed-line-ends");
  EXPECT_STREQ(AnomalyName(Anomaly::kMimeEpilogue), "mime-epilogue");
  EXPECT_STREQ(AnomalyName(Anomaly::kCount), "unknown-anomaly");
}

TEST(AnomalySet, HoldsWhatWasAddedAndSortsNames) {
  AnomalySet set, other;
  EXPECT_TRUE(set.empty());
  EXPECT_THAT(set.Names(), IsEmpty());
  set.Add(Anomaly::kNulInHeader);
  other.Add(Anomaly::kBadBase64);
  set.Add(other);
  EXPECT_TRUE(set.Has(Anomaly::kBadBase64));
  EXPECT_FALSE(set.Has(Anomaly::kNoHeader));
  EXPECT_THAT(set.Names(), ElementsAre("bad-base64", "nul-in-header"));
}

}  // namespace
}  // namespace gatepost

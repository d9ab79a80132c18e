#include "mail/anomaly.h"

#include <gmock/gmock.h>

#include <set>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Name(Anomaly anomaly) {
  AnomalySet set;
  set.Add(anomaly);
  return set.Names().at(0);
}

TEST(Anomaly, EveryOneHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int i = 0; i < static_cast<int>(Anomaly::kCount); ++i) {
    const std::string name = Name(static_cast<Anomaly>(i));
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Anomaly, NamesFollowTheEnumeration) {
  EXPECT_EQ(Name(Anomaly::kEmptyMessage), "empty-message");
  EXPECT_EQ(Name(Anomaly::kNulInHeader), "nul-in-header");
  EXPECT_EQ(Name(Anomaly::kUnclosedMultipart), "unclosed-multipart");
  EXPECT_EQ(Name(Anomaly::kMixedLineEnds), "mixed-line-ends");
  EXPECT_EQ(Name(Anomaly::kMimeEpilogue), "mime-epilogue");
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

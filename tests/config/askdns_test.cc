#include "config/askdns.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using Kind = AskDnsFilter::Kind;

AskDnsFilter Filter(std::string_view text) {
  const std::optional<AskDnsFilter> filter = ParseAskDnsFilter(text);
  EXPECT_TRUE(filter) << text;
  return filter.value_or(AskDnsFilter());
}

TEST(AskDnsFilter, ReadsEachForm) {
  EXPECT_EQ(Filter("").kind, Kind::kAny);
  EXPECT_EQ(Filter("\"one two\"").text, "one two");
  EXPECT_EQ(Filter("'a \"b\"'").text, "a \"b\"");
  EXPECT_EQ(Filter("/^a/i").kind, Kind::kPattern);
  EXPECT_EQ(Filter("m{^a}").kind, Kind::kPattern);
  EXPECT_THAT(Filter("[NXDOMAIN, servfail,5]").rcodes, ::testing::ElementsAre(3, 2, 5));
}

TEST(AskDnsFilter, ReadsNumbers) {
  const AskDnsFilter mask = Filter("0x1F");
  EXPECT_EQ(mask.kind, Kind::kMask);
  EXPECT_EQ(mask.first, 31u);
  EXPECT_EQ(Filter("4294967295").first, 0xffffffff);
  const AskDnsFilter one = Filter("127.0.1.2");
  EXPECT_EQ(one.kind, Kind::kRange);
  EXPECT_EQ(one.first, 0x7f000102u);
  EXPECT_EQ(one.second, 0x7f000102u);
  const AskDnsFilter range = Filter("127.0.1.20-0x7f000127");
  EXPECT_EQ(range.kind, Kind::kRange);
  EXPECT_EQ(range.second, 0x7f000127u);
  const AskDnsFilter masked = Filter("0.0.0.16/16");
  EXPECT_EQ(masked.kind, Kind::kMasked);
  EXPECT_EQ(masked.second, 16u);
}

TEST(AskDnsFilter, RefusesTheRest) {
  for (const char* text : {"word", "127.0.0", "127.0.0.256", "1-", "-1", "0x", "0xfffffffff", "4294967296",
                           "[]", "[WHAT]", "[1,]", "1/2/3", "\"open"}) {
    EXPECT_FALSE(ParseAskDnsFilter(text)) << text;
  }
}

TEST(AskDnsFilter, KnowsTypes) {
  EXPECT_TRUE(IsAskDnsTypes("a"));
  EXPECT_TRUE(IsAskDnsTypes("A,AAAA,TXT"));
  EXPECT_TRUE(IsAskDnsTypes("ANY"));
  EXPECT_FALSE(IsAskDnsTypes("A,"));
  EXPECT_FALSE(IsAskDnsTypes("AX"));
}

}  // namespace
}  // namespace gatepost

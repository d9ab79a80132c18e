#include "lists/address_list.h"

#include <gmock/gmock.h>

#include "support/cpu_time.h"

namespace gatepost {
namespace {

TEST(GlobMatches, TakesWildcardsAndAnyCase) {
  EXPECT_TRUE(GlobMatches("*@Example.com", "bill@example.COM"));
  EXPECT_TRUE(GlobMatches("bill.?@example.org", "bill.x@example.org"));
  EXPECT_TRUE(GlobMatches("*", ""));
  EXPECT_TRUE(GlobMatches("a**c", "abbc"));
  EXPECT_TRUE(GlobMatches("*ab*ab", "xabyabzab"));
  EXPECT_FALSE(GlobMatches("bill.?@example.org", "bill.@example.org"));
  EXPECT_FALSE(GlobMatches("*@example.com", "bill@example.com.evil.test"));
  EXPECT_FALSE(GlobMatches("a", ""));
  EXPECT_FALSE(GlobMatches("", "a"));
  EXPECT_FALSE(GlobMatches("a.c", "abc"));
}

TEST(GlobMatches, DoesNotCrossLineEnds) {
  EXPECT_FALSE(GlobMatches("*@example.com", "x\nbill@example.com"));
  EXPECT_FALSE(GlobMatches("a?b", "a\nb"));
}

TEST(GlobMatches, StaysCheapOnHostileInput) {
  std::string glob;
  for (int i = 0; i < 50; ++i) glob += "*a";
  glob += "b";
  const double start_s = CpuSeconds();
  EXPECT_FALSE(GlobMatches(glob, std::string(60000, 'a')));
  EXPECT_LT(CpuSeconds() - start_s, 2);
}

TEST(AddressList, FindsExactDomainAndGlobEntries) {
  AddressList list;
  EXPECT_TRUE(list.empty());
  list.Add("Ann@Example.com");
  list.Add("*@example.org");
  list.Add("*@*.example.net");
  list.Add("bob*");
  EXPECT_TRUE(list.Contains("ann@example.COM"));
  EXPECT_TRUE(list.Contains("a@b@example.org"));
  EXPECT_TRUE(list.Contains("x@mail.example.net"));
  EXPECT_TRUE(list.Contains("bobby@anything.test"));
  list.Add("*eve@example.info");
  EXPECT_TRUE(list.Contains("eve@example.info")) << "* may be nothing";
  EXPECT_FALSE(list.Contains("x@example.net"));
  EXPECT_FALSE(list.Contains("eve@example.com"));
  EXPECT_FALSE(list.Contains(""));
  EXPECT_FALSE(list.Contains("example.org"));
}

TEST(AddressList, HoldsThousandsOfEntries) {
  AddressList list;
  for (int i = 0; i < 20000; ++i) list.Add("*@domain" + std::to_string(i) + ".test");
  EXPECT_TRUE(list.Contains("x@domain19999.test"));
  EXPECT_FALSE(list.Contains("x@domain20000.test"));
}

}  // namespace
}  // namespace gatepost

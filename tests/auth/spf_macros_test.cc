#include "auth/spf_macros.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

// The examples of RFC 7208, 7.4.
SpfMacroValues Values(const char* ip = "192.0.2.3") {
  return {"strong-bad@email.example.com", "strong-bad",        "email.example.com",     "mx.example.org",
          *IpAddress::Parse(ip),          "email.example.com", [] { return "unknown"; }};
}
std::string Expand(std::string_view text, const char* ip = "192.0.2.3") {
  return ExpandMacros(text, Values(ip)).value_or("(wrong)");
}

TEST(SpfMacros, ExamplesOfTheStandard) {
  EXPECT_EQ(Expand("%{s}"), "strong-bad@email.example.com");
  EXPECT_EQ(Expand("%{o}"), "email.example.com");
  EXPECT_EQ(Expand("%{d}"), "email.example.com");
  EXPECT_EQ(Expand("%{d4}"), "email.example.com");
  EXPECT_EQ(Expand("%{d3}"), "email.example.com");
  EXPECT_EQ(Expand("%{d2}"), "example.com");
  EXPECT_EQ(Expand("%{d1}"), "com");
  EXPECT_EQ(Expand("%{dr}"), "com.example.email");
  EXPECT_EQ(Expand("%{d2r}"), "example.email");
  EXPECT_EQ(Expand("%{l}"), "strong-bad");
  EXPECT_EQ(Expand("%{l-}"), "strong-bad");
  EXPECT_EQ(Expand("%{lr}"), "strong-bad");
  EXPECT_EQ(Expand("%{lr-}"), "bad.strong");
  EXPECT_EQ(Expand("%{l1r-}"), "strong");
  EXPECT_EQ(Expand("%{ir}.%{v}._spf.%{d2}"), "3.2.0.192.in-addr._spf.example.com");
  EXPECT_EQ(Expand("%{lr-}.lp._spf.%{d2}"), "bad.strong.lp._spf.example.com");
  EXPECT_EQ(Expand("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}"), "3.2.0.192.in-addr.strong.lp._spf.example.com");
  EXPECT_EQ(Expand("%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01"),
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com");
}

TEST(SpfMacros, Others) {
  EXPECT_EQ(Expand("%{h} %{i}"), "mx.example.org 192.0.2.3");
  EXPECT_EQ(Expand("%{p}"), "unknown");
  EXPECT_EQ(Expand("a%%b%_c%-"), "a%b c%20");
  EXPECT_EQ(Expand("%{s1@.}"), "(wrong)");
  EXPECT_EQ(Expand("%{s2r.-}"), "bad@email.strong");
  EXPECT_EQ(Expand("%{d99999999999999999999}"), "email.example.com");
  EXPECT_EQ(Expand(""), "");
  for (const char* bad : {"%{c}", "%{r}", "%{t}", "%{x}", "%{d0}", "%", "%{d"})
    EXPECT_EQ(Expand(bad), "(wrong)") << bad;
}

TEST(SpfMacros, Most) {
  std::string text;
  for (int i = 0; i < kMostMacros; ++i) text += "%{v}";
  EXPECT_NE(Expand(text), "(wrong)");
  EXPECT_EQ(Expand(text + "%{v}"), "(wrong)");
  SpfMacroValues values;
  values.authority = std::string(kMostExpandedBytes / 2, 'x');
  EXPECT_EQ(ExpandMacros("%{d}%{d}", values), std::string(kMostExpandedBytes, 'x'));
  EXPECT_EQ(ExpandMacros("a%{d}%{d}", values), std::nullopt);
}

TEST(SpfMacros, FittingNames) {
  EXPECT_EQ(FittingName("A.Example.Com."), "a.example.com");
  EXPECT_EQ(FittingName(std::string(70, 'x') + ".com"), std::string(63, 'x') + ".com");
  std::string longest;
  for (int i = 0; i < 63; ++i) longest += "abc.";
  longest += "d";
  ASSERT_EQ(longest.size(), 253U);
  EXPECT_EQ(FittingName(longest), longest);
  EXPECT_EQ(FittingName("x" + longest), longest.substr(4));
  EXPECT_EQ(FittingName("x." + longest), longest);
  EXPECT_EQ(FittingName(""), "");
  EXPECT_EQ(FittingName("a..b"), "a..b");
  EXPECT_EQ(FittingName(".a"), ".a");
}

}  // namespace
}  // namespace gatepost

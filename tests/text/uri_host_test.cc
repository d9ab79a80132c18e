#include <gtest/gtest.h>

#include "text/uri.h"

namespace gatepost {
namespace {

UriConfig HostConfig() {
  UriConfig config;
  for (const char* tld : {"com", "uk", "us", "example", "xn--p1ai"}) config.tlds.insert(tld);
  config.two_tlds = {"co.uk", "shop.example"};
  config.three_tlds = {"demon.co.uk"};
  return config;
}

std::string HostOf(std::string_view uri) {
  const std::optional<UriTarget> target = FindUriTarget(uri, HostConfig());
  return target ? target->host : "none";
}

TEST(RegisteredDomain, OneLabelMoreThanWhatIsDelegated) {
  EXPECT_EQ(RegisteredDomain("a.b.com", HostConfig()), "b.com");
  EXPECT_EQ(RegisteredDomain("b.com", HostConfig()), "b.com");
  EXPECT_EQ(RegisteredDomain("x.y.z.A.B.Co.Uk", HostConfig()), "b.co.uk");
  EXPECT_EQ(RegisteredDomain("a.b.demon.co.uk", HostConfig()), "b.demon.co.uk");
  EXPECT_EQ(RegisteredDomain("co.uk", HostConfig()), "co.uk");
  EXPECT_EQ(RegisteredDomain("a.b.shop.example", HostConfig()), "b.shop.example");
  EXPECT_EQ(RegisteredDomain("..a..b.com.", HostConfig()), "b.com");
  EXPECT_EQ(RegisteredDomain("a.b.nowhere", HostConfig()), "");
}

TEST(RegisteredDomain, LocalitiesOfTheUnitedStates) {
  EXPECT_EQ(RegisteredDomain("www.town.ca.us", HostConfig()), "www.town.ca.us");
  EXPECT_EQ(RegisteredDomain("x.fire.ci.town.ca.us", HostConfig()), "fire.ci.town.ca.us");
  EXPECT_EQ(RegisteredDomain("x.school.pvt.k12.ca.us", HostConfig()), "school.pvt.k12.ca.us");
  EXPECT_EQ(RegisteredDomain("a.b.us", HostConfig()), "b.us");
}

TEST(RegisteredDomain, TheBuiltInListServesWhereNoneIsConfigured) {
  EXPECT_EQ(RegisteredDomain("a.b.co.uk", UriConfig()), "b.co.uk");
  EXPECT_EQ(RegisteredDomain("a.b.com", UriConfig()), "b.com");
  EXPECT_EQ(RegisteredDomain("a.b.nowhere", UriConfig()), "");
  EXPECT_TRUE(IsKnownTld("COM", UriConfig()));
  EXPECT_FALSE(IsKnownTld("nowhere", UriConfig()));
  EXPECT_FALSE(IsKnownTld("", UriConfig()));
}

TEST(FindUriTarget, HostOfTheUri) {
  EXPECT_EQ(HostOf("http://A.Example/b@c.com"), "a.example");
  EXPECT_EQ(HostOf("https://u:p@a.example:81?x"), "a.example");
  EXPECT_EQ(HostOf("http://a.example#b"), "a.example");
  EXPECT_EQ(HostOf("mailto:x@a.example?subject=y@z.com"), "a.example");
  EXPECT_EQ(HostOf("a.example:"), "a.example");
  EXPECT_EQ(HostOf("http://10.1.2.3/"), "10.1.2.3");
}

TEST(FindUriTarget, NothingWhereThereIsNone) {
  for (const char* uri :
       {"javascript:a.example", "cid:a@b.example", "file:///a.example", "mailto:a.example",
        "mailto:a@b@c.example", "http://a.nowhere/", "http://a%2Eexample/", "http://example/",
        "http://-a.example/", "http://a.example./", "http://a_.example/", "/a.example", ""}) {
    EXPECT_EQ(HostOf(uri), "none") << uri;
  }
}

TEST(FindUriTarget, DomainOfAnAddressIsTheAddress) {
  EXPECT_EQ(FindUriTarget("http://10.1.2.3/", HostConfig())->domain, "10.1.2.3");
  EXPECT_EQ(FindUriTarget("http://www.a.co.uk/", HostConfig())->domain, "a.co.uk");
}

TEST(HostToUnicode, LabelsThatWereUnicode) {
  EXPECT_EQ(HostToUnicode("www.example.com"), "www.example.com");
  EXPECT_EQ(HostToUnicode("xn--bcher-kva.example"),
            "b\xc3\xbc"
            "cher.example");
  EXPECT_EQ(HostToUnicode("xn--\xff.example"), "xn--\xff.example");  // none that can be read
  EXPECT_EQ(HostToUnicode(""), "");
}

TEST(HostToAscii, UnicodeLabels) {
  EXPECT_EQ(HostToAscii("A.Example"), "a.example");
  EXPECT_EQ(HostToAscii("B\u00fccher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(HostToAscii("b\xfc"
                        "cher.example"),
            "xn--bcher-kva.example");
  EXPECT_EQ(HostToAscii("a\u3002\u0440\u0444"), "a.xn--p1ai");
  // What cannot be converted stays: labels of hyphens alone, bytes of no charset.
  EXPECT_EQ(HostToAscii("-\u00fc.example"), "-\u00fc.example");
  EXPECT_EQ(HostToAscii("A\x80.example"), "a\x80.example");
}

TEST(IsHostNameValid, LabelsAndLengths) {
  EXPECT_TRUE(IsHostNameValid("a_b.c.example"));
  EXPECT_FALSE(IsHostNameValid("a_b.example"));
  EXPECT_FALSE(IsHostNameValid("example"));
  EXPECT_FALSE(IsHostNameValid("a..example"));
  EXPECT_TRUE(IsHostNameValid(std::string(63, 'a') + ".example"));
  EXPECT_FALSE(IsHostNameValid(std::string(64, 'a') + ".example"));
}

TEST(IsIpAddress, BothVersions) {
  for (const char* address : {"1.2.3.4", "255.255.255.255", "::", "::1", "1::", "1:2:3:4:5:6:7:8",
                              "::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "IPv6:::1", "1:2::7:8"}) {
    EXPECT_TRUE(IsIpAddress(address)) << address;
  }
  for (const char* text :
       {"", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "1.2.3.", ":", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "1::2::3", ":::", "12345::", "g::", "1:2:3:4:5:6:7:1.2.3.4"}) {
    EXPECT_FALSE(IsIpAddress(text)) << text;
  }
}

TEST(NormalizePercentCodes, OnlyWhatNeedsACodeHasOne) {
  EXPECT_EQ(NormalizePercentCodes("%41%2f%20%0A%7F%zz%4"), "A/%20%0A%7F%25zz%254");
  EXPECT_EQ(NormalizePercentCodes("a b<c>\"\x80"), "a%20b%3cc%3e%22%80");
}

}  // namespace
}  // namespace gatepost

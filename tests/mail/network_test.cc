#include "mail/network.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

IpAddress Ip(std::string_view text) {
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  EXPECT_TRUE(address) << text;
  return address.value_or(IpAddress{});
}

TEST(IpAddress, ParsesEachSpelling) {
  const std::pair<const char*, const char*> kCases[] = {
      {"192.0.2.1", "[192.0.2.1]"},     {"::ffff:192.0.2.1", "192.0.2.1"},
      {"::1", "0:0:0:0:0:0:0:1"},       {"IPv6:2001:DB8::1", "2001:db8:0:0:0:0:0:1"},
      {"::", "0:0:0:0:0:0:0:0"},        {"1:0:0:2::3", "1:0:0:2:0:0:0:3"},
      {"fe80::", "fe80:0:0:0:0:0:0:0"}, {"2001:db8:0:1::", "2001:db8:0:1:0:0:0:0"}};
  for (const auto& [text, other] : kCases) EXPECT_EQ(Ip(text), Ip(other)) << text;
  EXPECT_NE(Ip("1:2:3:4:5:6:7:8"), Ip("1:2:3:4:5:6:7:9"));
}

TEST(IpAddress, RefusesWhatIsNone) {
  for (const char* text :
       {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
        ":::", "1::2::3", "12345::", "::1.2.3", "1:", ":1", "fe80::1%eth0", "[::1", "g::"}) {
    EXPECT_FALSE(IpAddress::Parse(text)) << text;
  }
}

TEST(IpAddress, PrivateRanges) {
  for (const char* text :
       {"10.0.0.0", "10.255.255.255", "127.0.0.1", "169.254.0.1", "172.16.0.0", "172.31.255.255",
        "192.168.1.1", "100.64.0.0", "100.127.255.255", "::1", "fe80::1", "febf::1", "::ffff:10.0.0.1"}) {
    EXPECT_TRUE(Ip(text).IsPrivate()) << text;
  }
  for (const char* text :
       {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.0.1", "100.63.255.255",
        "100.128.0.0", "169.253.0.1", "fec0::1", "fd00::1", "::2", "::"}) {
    EXPECT_FALSE(Ip(text).IsPrivate()) << text;
  }
}

TEST(IpAddress, ReverseNames) {
  EXPECT_EQ(Ip("192.0.2.1").ToReverseString(), "1.2.0.192");
  EXPECT_EQ(Ip("2001:db8::1").ToReverseString(),
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2");
}

TEST(FindIpAddress, InRunningText) {
  const auto found = [](std::string_view text) {
    const IpSpan span = FindIpAddress(text);
    return std::string(text.substr(span.begin, span.length));
  };
  EXPECT_EQ(found("x [192.0.2.1] y"), "192.0.2.1");
  EXPECT_EQ(found("300.0.2.1 and 192.0.2.2"), "192.0.2.2");
  EXPECT_EQ(found("a192.0.2.1"), "");
  EXPECT_EQ(found("1.2.3.4x 5.6.7.8"), "5.6.7.8");
  EXPECT_EQ(found("at 10:11:12 IPv6:2001:db8::7]"), "IPv6:2001:db8::7");
  EXPECT_EQ(found("::ffff:192.0.2.9)"), "::ffff:192.0.2.9");
  EXPECT_EQ(found("no address: none"), "");
}

TEST(NetworkSet, WaysToWriteNetworks) {
  const std::tuple<const char*, const char*, const char*> kCases[] = {
      {"10.0.0.0/8", "10.255.0.1", "11.0.0.1"},
      {"10.1", "10.1.255.255", "10.2.0.0"},
      {"10.1.", "10.1.0.0", "10.0.255.255"},
      {"192.168.1.", "192.168.1.9", "192.168.2.9"},
      {"192.0.2.7", "192.0.2.7", "192.0.2.8"},
      {"192.0.2.0/255.255.255.0", "192.0.2.200", "192.0.3.0"},
      {"::1", "::1", "::2"},
      {"[2001:db8::]/32", "2001:db8:ffff::1", "2001:db9::"},
      {"010.1.2.3", "10.1.2.3", "10.1.2.4"},
      {"192.0.2.3-192.0.2.9", "192.0.2.9", "192.0.2.10"},
      {"fe80::%eth0/10", "fe80::1", "::1"},
      {"0/0", "203.0.113.1", "2001:db8::1"}};
  for (const auto& [network, inside, outside] : kCases) {
    NetworkSet set;
    ASSERT_TRUE(set.Add(network)) << network;
    EXPECT_TRUE(set.Contains(Ip(inside))) << network << " " << inside;
    EXPECT_FALSE(set.Contains(Ip(outside))) << network << " " << outside;
  }
}

TEST(NetworkSet, RangesCoverTheirEndsAndNoMore) {
  NetworkSet set;
  ASSERT_TRUE(set.Add("192.0.2.3-192.0.2.9"));
  EXPECT_FALSE(set.Contains(Ip("192.0.2.2")));
  for (int i = 3; i <= 9; ++i) EXPECT_TRUE(set.Contains(Ip("192.0.2." + std::to_string(i)))) << i;
  NetworkSet all;
  ASSERT_TRUE(all.Add("0.0.0.0-255.255.255.255"));
  EXPECT_TRUE(all.Contains(Ip("255.255.255.255")));
}

TEST(NetworkSet, HoldsNetworksThatArePartOfOneOfIt) {
  NetworkSet set;
  for (const char* word : {"!10.0.0.7", "10.0.0.0/9", "2001:db8::/32"}) ASSERT_TRUE(set.Add(word));
  for (const char* part : {"10.0.0.0/9", "10.0.0.8", "10.127.0.0/16", "2001:db8:1::/48", "127.0.0.0/8",
                           "127.1.2.3", "::1", "!192.0.2.1", "10.0.0.16-10.0.0.47"}) {
    NetworkSet one;
    ASSERT_TRUE(one.Add(part));
    EXPECT_TRUE(set.Holds(one)) << part;
  }
  for (const char* other : {"10.0.0.0/8", "10.0.0.7", "10.128.0.1", "2001:db8::/31", "126.0.0.0/7", "::/0",
                            "::/127", "192.0.2.1", "10.127.255.255-10.128.0.0"}) {
    NetworkSet one;
    ASSERT_TRUE(one.Add(other));
    EXPECT_FALSE(set.Holds(one)) << other;
  }
}

TEST(NetworkSet, FirstEntryDecides) {
  NetworkSet set;
  ASSERT_TRUE(set.Add("!10.1.2.3"));
  ASSERT_TRUE(set.Add("10.1/16"));
  EXPECT_FALSE(set.Contains(Ip("10.1.2.3")));
  EXPECT_TRUE(set.Contains(Ip("10.1.2.4")));
  NetworkSet reversed;
  ASSERT_TRUE(reversed.Add("10.1/16"));
  ASSERT_TRUE(reversed.Add("!10.1.2.3"));
  EXPECT_TRUE(reversed.Contains(Ip("10.1.2.3")));
}

TEST(NetworkSet, RefusesWhatIsNoNetwork) {
  NetworkSet set;
  for (const char* text : {"", "!", "example.org", "10.0.0.0/33", "10.0.0.256", "::1/129", "1.2.3.4.5",
                           "10/x", "10.0.0.0/255.0.255.0", "10.0.0.9-10.0.0.1", "/8"}) {
    EXPECT_FALSE(set.Add(text)) << text;
  }
  EXPECT_TRUE(set.empty());
}

}  // namespace
}  // namespace gatepost

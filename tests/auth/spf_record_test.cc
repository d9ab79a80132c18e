#include "auth/spf_record.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

using Kind = SpfTerm::Kind;

std::optional<SpfRecord> Parse(const std::string& terms) { return SpfRecord::Parse("v=spf1 " + terms); }
SpfTerm Term(const std::string& text) {
  const std::optional<SpfRecord> record = Parse(text);
  EXPECT_TRUE(record && record->terms.size() == 1) << text;
  return record && !record->terms.empty() ? record->terms.front() : SpfTerm();
}

TEST(SpfRecord, IsOne) {
  EXPECT_TRUE(SpfRecord::IsOne("v=spf1"));
  EXPECT_TRUE(SpfRecord::IsOne("V=SPF1 -all"));
  for (const char* other : {"", "v=spf", "v=spf10 -all", "v=spf1\t-all", " v=spf1", "spf2.0/mfrom -all"})
    EXPECT_FALSE(SpfRecord::IsOne(other)) << other;
}

TEST(SpfRecord, Terms) {
  const std::optional<SpfRecord> record = SpfRecord::Parse(
      "v=spf1  A ~mx:Mail.example.com./24//64 ?ip4:192.0.2.0/24 ip6:2001:db8::/32 "
      "include:%{d}.example.com exists:%{ir}.x%%.%{v} ptr +ptr:a.b -all ");
  ASSERT_TRUE(record);
  ASSERT_EQ(record->terms.size(), 9U);
  EXPECT_EQ(record->terms[0].kind, Kind::kA);
  EXPECT_EQ(record->terms[0].domain, "");
  EXPECT_EQ(record->terms[0].v4_bits, 32);
  EXPECT_EQ(record->terms[0].v6_bits, 128);
  EXPECT_EQ(record->terms[1].result, SpfResult::kSoftFail);
  EXPECT_EQ(record->terms[1].domain, "mail.example.com");
  EXPECT_EQ(record->terms[1].v4_bits, 24);
  EXPECT_EQ(record->terms[1].v6_bits, 64);
  EXPECT_EQ(record->terms[2].result, SpfResult::kNeutral);
  EXPECT_EQ(record->terms[2].v6_bits, 120);
  EXPECT_EQ(record->terms[2].network, *IpAddress::Parse("192.0.2.0"));
  EXPECT_EQ(record->terms[3].v6_bits, 32);
  EXPECT_EQ(record->terms[4].domain, "%{d}.example.com");
  EXPECT_EQ(record->terms[5].domain, "%{ir}.x%%.%{v}");
  EXPECT_EQ(record->terms[7].result, SpfResult::kPass);
  EXPECT_EQ(record->terms[8].kind, Kind::kAll);
  EXPECT_EQ(record->terms[8].result, SpfResult::kFail);
  EXPECT_FALSE(record->redirect);
}

TEST(SpfRecord, Bits) {
  EXPECT_EQ(Term("a/0").v4_bits, 0);
  EXPECT_EQ(Term("a//0").v6_bits, 0);
  EXPECT_EQ(Term("a//128").v4_bits, 32);
  EXPECT_EQ(Term("a:x.com/7").domain, "x.com");
  EXPECT_EQ(Term("ip4:1.2.3.4/0").v6_bits, 96);
  EXPECT_EQ(Term("ip6:::/0").v6_bits, 0);
  for (const char* bad : {"a/33", "a/", "a/x", "a/024", "a//129", "a//", "a/24/", "a/24/64", "a/24//",
                          "a///1", "a/24//64/", "a/99999999999999999999", "ip4:1.2.3.4/33", "ip4:1.2.3.4/",
                          "ip4:1.2.3.4//1", "ip6:::1/129", "ip6:::1/01"})
    EXPECT_FALSE(Parse(bad)) << bad;
}

TEST(SpfRecord, Addresses) {
  EXPECT_EQ(Term("ip6:::ffff:192.0.2.1").network, *IpAddress::Parse("192.0.2.1"));
  for (const char* bad : {"ip4", "ip4:", "ip4:1.2.3", "ip4:1.2.3.256", "ip4:1.2.3.04", "ip4:1.2.3.4.5",
                          "ip4:::1", "ip6:1.2.3.4", "ip6:::1x", "ip6", "ip4:%{i}", "ip4/24"})
    EXPECT_FALSE(Parse(bad)) << bad;
}

TEST(SpfRecord, DomainSpecs) {
  for (const char* good : {"x.com", "x.com.", "a_b.xn--p1ai", "%{d}", "%{l1r+-}.%{o}", "x%_y.com", "x/y.com",
                           "x:1.co-m", "x.1a", "...com", "%%.a", "x.a1"})
    EXPECT_EQ(Term(std::string("include:") + good).kind, Kind::kInclude) << good;
  for (const char* bad : {"", "com", "x.123", "x.com-", "x.-com", "x.com:25", "%{d}x", "%{", "%", "%{dd}.com",
                          "%{1}.com", "x.c_m", "x..", "%{d.com", "%a.com", "%{dR}.com", "x.com.."})
    EXPECT_FALSE(Parse(std::string("include:") + bad)) << bad;
}

TEST(SpfRecord, Modifiers) {
  const std::optional<SpfRecord> record =
      Parse("Redirect=_Spf.example.com. exp=e.%{d} x-y.z=%{q}any,thing u=");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->redirect, "_spf.example.com");
  EXPECT_TRUE(record->terms.empty());
  for (const char* bad : {"redirect=", "redirect=a.b redirect=a.b", "exp=a.b exp=c.d", "exp=com",
                          "exp=", "u=%", "u=%{", "-u=1", "redirect:a.b", "1=2", "=", "u=\t"})
    EXPECT_FALSE(Parse(bad)) << bad;
}

TEST(SpfRecord, WhatIsNone) {
  for (const char* bad : {"all:", "all/1", "allx", "al", "a:", "mx:", "ptr:", "ptr/24", "include", "exists",
                          "-", "--all", "-all,", "a\tmx", "a b", "a.b", "include:a.b/24", "\x80"})
    EXPECT_FALSE(Parse(bad)) << bad;
  EXPECT_TRUE(SpfRecord::Parse("v=spf1"));
  EXPECT_TRUE(SpfRecord::Parse("v=spf1   "));
}

}  // namespace
}  // namespace gatepost

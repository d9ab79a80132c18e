#include "auth/spf.h"

#include <gtest/gtest.h>

#include "support/memory_dns.h"

namespace gatepost {
namespace {

constexpr SpfResult kPass = SpfResult::kPass, kFail = SpfResult::kFail, kSoftFail = SpfResult::kSoftFail,
                    kNeutral = SpfResult::kNeutral, kNone = SpfResult::kNone,
                    kPermError = SpfResult::kPermError, kTempError = SpfResult::kTempError;

// A domain's record in a small internet.
class Net {
 public:
  Net() {
    Text("pass.example.com", "v=spf1 ip4:192.0.2.0/24 -all").Text("fail.example.com", "v=spf1 -all");
    Text("soft.example.com", "v=spf1 ~all").Text("open.example.com", "v=spf1 ?all");
    Text("broken.example.com", "v=spf1 nonsense").Text("mute.example.com", "hello");
    Text("end.example.com", "v=spf1 ip4:198.51.100.1");
    dns.Fail("silent.example.com", DnsType::kTxt).Fail("silent.example.com", DnsType::kA);
    dns.Add("host.example.com", DnsType::kA, {"198.51.100.7", "192.0.2.10"});
    dns.Add("host.example.com", DnsType::kAaaa, {"2001:db8::1"});
    dns.Add("example.com", DnsType::kMx, {"mx1.example.com", "host.example.com"});
    dns.Add("mx1.example.com", DnsType::kA, {"198.51.100.8"});
    dns.Add("10.2.0.192.in-addr.arpa", DnsType::kPtr, {"other.example.org", "host.example.com"});
    dns.Add("other.example.org", DnsType::kA, {"192.0.2.11"});
  }
  Net& Text(std::string_view name, std::string record) {
    dns.Add(name, DnsType::kTxt, {std::move(record)});
    return *this;
  }
  SpfResult Ask(const char* ip = "192.0.2.10", const char* sender = "joe@example.com",
                const SpfLimits& limits = {}) {
    return CheckSpf(dns, {*IpAddress::Parse(ip), sender, "mail.example.org", false}, limits);
  }
  // What example.com's record says of 192.0.2.10.
  static SpfResult Of(const std::string& record, const char* ip = "192.0.2.10") {
    return Net().Text("example.com", record).Ask(ip);
  }
  MemoryDns dns;
};

SpfResult Of(const std::string& terms, const char* ip = "192.0.2.10") {
  return Net::Of("v=spf1 " + terms, ip);
}

TEST(Spf, Qualifiers) {
  EXPECT_EQ(Of("all"), kPass);
  EXPECT_EQ(Of("+all"), kPass);
  EXPECT_EQ(Of("-all"), kFail);
  EXPECT_EQ(Of("~all"), kSoftFail);
  EXPECT_EQ(Of("?all"), kNeutral);
  EXPECT_EQ(Of(""), kNeutral);
  EXPECT_EQ(Of("-ip4:192.0.2.10 all"), kFail);
}

TEST(Spf, Records) {
  EXPECT_EQ(Net::Of("hello"), kNone);
  EXPECT_EQ(Net::Of("v=spf2 -all"), kNone);
  EXPECT_EQ(Net().Ask(), kNone);
  EXPECT_EQ(Of("all nonsense"), kPermError);
  Net net;
  net.dns.Add("example.com", DnsType::kTxt, {"x", "v=spf1 -all", "y"});
  EXPECT_EQ(net.Ask(), kFail);
  net.dns.Add("example.com", DnsType::kTxt, {"v=spf1 -all", "v=spf1 all"});
  EXPECT_EQ(net.Ask(), kPermError);
  net.dns.Fail("example.com", DnsType::kTxt);
  EXPECT_EQ(net.Ask(), kTempError);
}

TEST(Spf, Networks) {
  EXPECT_EQ(Of("ip4:192.0.2.0/24 -all"), kPass);
  EXPECT_EQ(Of("ip4:192.0.2.8/30 -all"), kPass);
  EXPECT_EQ(Of("ip4:192.0.2.8/31 -all"), kFail);
  EXPECT_EQ(Of("ip4:192.0.2.10 -all"), kPass);
  EXPECT_EQ(Of("ip4:0.0.0.0/0 -all"), kPass);
  EXPECT_EQ(Of("ip6:2001:db8::/33 -all"), kFail);
  EXPECT_EQ(Of("ip6:2001:db8::/33 -all", "2001:db8:7fff::1"), kPass);
  EXPECT_EQ(Of("ip6:2001:db8::/33 -all", "2001:db8:8000::1"), kFail);
  EXPECT_EQ(Of("ip4:192.0.2.0/24 -all", "2001:db8::1"), kFail);
  EXPECT_EQ(Of("ip4:192.0.2.0/24 -all", "::ffff:192.0.2.1"), kPass);
  EXPECT_EQ(Of("ip6:::/0 -all"), kPass);  // as Mail::SPF
}

TEST(Spf, Addresses) {
  EXPECT_EQ(Of("a:host.example.com -all"), kPass);
  EXPECT_EQ(Of("a:mx1.example.com -all"), kFail);
  EXPECT_EQ(Of("a:mx1.example.com/0 -all"), kPass);
  EXPECT_EQ(Of("a -all"), kFail);
  EXPECT_EQ(Of("a:host.example.com -all", "2001:db8::1"), kPass);
  EXPECT_EQ(Of("a:host.example.com -all", "2001:db8::2"), kFail);
  EXPECT_EQ(Of("a:host.example.com//64 -all", "2001:db8::2"), kPass);
  EXPECT_EQ(Of("a:silent.example.com all"), kTempError);
  EXPECT_EQ(Of("a:%{d1r}..x.com -all"), kFail);
}

TEST(Spf, MailHosts) {
  EXPECT_EQ(Of("mx -all"), kPass);
  EXPECT_EQ(Of("mx -all", "198.51.100.8"), kPass);
  EXPECT_EQ(Of("mx -all", "198.51.100.9"), kFail);
  EXPECT_EQ(Of("mx/30 -all", "198.51.100.9"), kPass);
  EXPECT_EQ(Of("mx:host.example.com -all"), kFail);
}

TEST(Spf, Names) {
  EXPECT_EQ(Of("ptr -all"), kPass);
  EXPECT_EQ(Of("ptr:Host.example.com -all"), kPass);
  EXPECT_EQ(Of("ptr:ost.example.com -all"), kFail);
  EXPECT_EQ(Of("ptr:example.org -all"), kFail);  // that name has another address
  EXPECT_EQ(Of("ptr -all", "192.0.2.12"), kFail);
  EXPECT_EQ(Of("exists:%{p}.x.com -all"), kFail);
  EXPECT_EQ(Of("ptr:%{q}.x.com -all"), kPermError);
  EXPECT_EQ(Of("ptr:%{q}.x.com -all", "192.0.2.12"), kFail);  // no name, no question
  Net net;
  net.dns.Add("host.example.com.x.com", DnsType::kA, {"127.0.0.2"});
  EXPECT_EQ(net.Text("example.com", "v=spf1 exists:%{p}.x.com -all").Ask(), kPass);
  net.dns.Fail("10.2.0.192.in-addr.arpa", DnsType::kPtr);
  EXPECT_EQ(net.Text("example.com", "v=spf1 ptr -all").Ask(), kTempError);
  EXPECT_EQ(net.Text("example.com", "v=spf1 exists:%{p}.x.com -all").Ask(), kFail);
}

TEST(Spf, Exists) {
  Net net;
  net.dns.Add("10.2.0.192.joe.mail.example.org.x.com", DnsType::kA, {"127.0.0.2"});
  EXPECT_EQ(net.Text("example.com", "v=spf1 exists:%{ir}.%{l}.%{h}.x.com -all").Ask(), kPass);
  EXPECT_EQ(net.Text("example.com", "v=spf1 exists:%{i}.%{l}.%{h}.x.com -all").Ask(), kFail);
  EXPECT_EQ(net.Text("example.com", "v=spf1 exists:%{q}.x.com all").Ask(), kPermError);
  EXPECT_EQ(net.Text("example.com", "v=spf1 all exists:%{q}.x.com").Ask(), kPass);
}

TEST(Spf, Includes) {
  EXPECT_EQ(Of("include:pass.example.com -all"), kPass);
  EXPECT_EQ(Of("~include:pass.example.com -all"), kSoftFail);
  for (const char* other : {"fail", "soft", "open", "end"})
    EXPECT_EQ(Of(std::string("include:") + other + ".example.com all"), kPass) << other;
  EXPECT_EQ(Of("include:broken.example.com all"), kPermError);
  EXPECT_EQ(Of("include:mute.example.com all"), kPermError);
  EXPECT_EQ(Of("include:nowhere.example.com all"), kPermError);
  EXPECT_EQ(Of("include:silent.example.com all"), kTempError);
  EXPECT_EQ(Of("include:%{d}..x.com all"), kPermError);
}

TEST(Spf, IncludesInIncludes) {
  Net net;
  net.Text("a.example.com", "v=spf1 ?include:pass.example.com");
  net.Text("b.example.com", "v=spf1 include:fail.example.com include:pass.example.com");
  EXPECT_EQ(net.Text("example.com", "v=spf1 include:a.example.com -all").Ask(), kFail);
  EXPECT_EQ(net.Text("example.com", "v=spf1 ~include:b.example.com -all").Ask(), kSoftFail);
  net.Text("c.example.com", "v=spf1 exists:%{d}.x.com");
  net.dns.Add("c.example.com.x.com", DnsType::kA, {"127.0.0.2"});
  net.dns.Add("example.com.x.com", DnsType::kA, {"127.0.0.2"});
  EXPECT_EQ(net.Text("example.com", "v=spf1 ?include:c.example.com -all").Ask(), kNeutral);
  EXPECT_EQ(net.Text("example.com", "v=spf1 include:fail.example.com exists:%{d}.x.com -all").Ask(), kPass);
}

TEST(Spf, Redirects) {
  EXPECT_EQ(Of("redirect=pass.example.com"), kPass);
  EXPECT_EQ(Of("redirect=fail.example.com ?all"), kNeutral);
  EXPECT_EQ(Of("redirect=fail.example.com ip4:198.51.100.1"), kFail);
  EXPECT_EQ(Of("redirect=nowhere.example.com"), kPermError);
  EXPECT_EQ(Of("redirect=broken.example.com"), kPermError);
  EXPECT_EQ(Of("redirect=silent.example.com"), kTempError);
  EXPECT_EQ(Of("redirect=%{x}.example.com"), kPermError);
  Net net;
  net.Text("a.example.com", "v=spf1 redirect=pass.example.com");
  EXPECT_EQ(net.Text("example.com", "v=spf1 ~include:a.example.com -all").Ask(), kSoftFail);
}

// Else each record may make the name that the next one repeats many times longer.
TEST(Spf, OfALongNameItsEndIsTheDomain) {
  std::string labels;
  for (int i = 10; i < 36; ++i) labels += "label0" + std::to_string(i) + ".";  // 26 of 9 bytes
  Net net;
  net.Text("example.com", "v=spf1 redirect=" + labels + "more012345.%{d}");
  net.Text(labels.substr(9) + "more012345.example.com", "v=spf1 exists:%{d1r}.example.net -all");
  net.dns.Add("label011.example.net", DnsType::kA, {"127.0.0.2"});
  EXPECT_EQ(net.Ask(), kPass);
}

TEST(Spf, Loops) {
  EXPECT_EQ(Of("include:example.com all"), kPermError);
  EXPECT_EQ(Of("redirect=example.com"), kPermError);
}

TEST(Spf, MostTerms) {
  const auto of = [](int includes) {
    std::string record = "v=spf1";
    for (int i = 0; i < includes; ++i) record += " include:fail.example.com";
    return Net::Of(record + " all");
  };
  EXPECT_EQ(of(19), kPass);
  EXPECT_EQ(of(20), kPass);
  EXPECT_EQ(of(21), kPermError);
  Net net;
  net.Text("example.com", "v=spf1 include:fail.example.com a:host.example.com redirect=fail.example.com");
  EXPECT_EQ(net.Ask("192.0.2.10", "joe@example.com", {.terms = 3}), kPass);
  EXPECT_EQ(net.Ask("192.0.2.10", "joe@example.com", {.terms = 2}), kPermError);  // the redirect counts, too
}

TEST(Spf, MostEmptyAnswers) {
  EXPECT_EQ(Of("a:x1.com a:x2.com all"), kPass);
  EXPECT_EQ(Of("a:x1.com a:x2.com a:x3.com all"), kPermError);
  EXPECT_EQ(Of("exists:x1.com mx:x2.com ptr:x3.com all", "198.51.100.99"), kPermError);
}

TEST(Spf, MostNames) {
  const auto of = [](DnsType type, std::size_t before, const char* record) {
    Net net;
    std::vector<std::string> hosts(before, "mx1.example.com");
    hosts.emplace_back("host.example.com");
    net.dns.Add(type == DnsType::kMx ? "example.com" : "10.2.0.192.in-addr.arpa", type, hosts);
    return net.Text("example.com", record).Ask();
  };
  EXPECT_EQ(of(DnsType::kMx, 9, "v=spf1 mx -all"), kPass);
  EXPECT_EQ(of(DnsType::kMx, 10, "v=spf1 mx -all"), kFail);
  EXPECT_EQ(of(DnsType::kPtr, 9, "v=spf1 ptr -all"), kPass);
  EXPECT_EQ(of(DnsType::kPtr, 10, "v=spf1 ptr -all"), kFail);
}

TEST(Spf, Identities) {
  Net net;
  net.Text("example.com", "v=spf1 ip4:192.0.2.10 -all");
  EXPECT_EQ(net.Ask("192.0.2.10", "joe@Example.COM."), kPass);
  EXPECT_EQ(net.Ask("192.0.2.10", "a@b@example.com"), kPass);
  EXPECT_EQ(net.Ask("192.0.2.10", "example.com"), kPass);
  EXPECT_EQ(net.Ask("192.0.2.10", "@example.com"), kPass);
  for (const char* bad : {"joe@", "joe@a..b", "joe@ex ample.com", "joe@\xc3\xa9.com", "", "joe@a\\.b"})
    EXPECT_EQ(net.Ask("192.0.2.10", bad), kNone) << bad;
  EXPECT_EQ(net.Ask("192.0.2.10", ("joe@" + std::string(64, 'x') + ".com").c_str()), kNone);
  const SpfQuestion helo{*IpAddress::Parse("192.0.2.10"), "example.com", "example.com", true};
  EXPECT_EQ(CheckSpf(net.dns, helo), kPass);
  net.Text("example.com", "v=spf1 exists:%{l}.%{o}.x.com -all");
  net.dns.Add("postmaster.example.com.x.com", DnsType::kA, {"127.0.0.2"});
  EXPECT_EQ(CheckSpf(net.dns, helo), kPass);
}

}  // namespace
}  // namespace gatepost

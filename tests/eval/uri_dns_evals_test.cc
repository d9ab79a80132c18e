#include <gtest/gtest.h>

#include "eval/dns_lists.h"
#include "support/eval_fixture.h"
#include "support/memory_dns.h"

namespace gatepost {
namespace {

constexpr std::string_view kName = "check_uridnsbl";

class UriDns : public testing::Test {
 protected:
  bool Hits(const std::string& body, const EvalArguments& rule, const std::string& config = "") {
    EvalFixture mail(PlainMail(body), config);
    mail.context().dns = &dns_;
    for (const EvalArguments& other : others_) EvalStartAt(FindEval(kName), kName)(mail.context(), other);
    EvalStartAt(FindEval(kName), kName)(mail.context(), rule);
    const std::size_t asked_before = dns_.asked().size();
    const bool hits = mail.Hits(kName, rule);
    started_all_ =
        rule[0] != "domain" ||
        std::all_of(dns_.asked().begin() + static_cast<std::ptrdiff_t>(asked_before), dns_.asked().end(),
                    [&](const MemoryDns::Question& question) {
                      return std::find(dns_.asked().begin(),
                                       dns_.asked().begin() + static_cast<std::ptrdiff_t>(asked_before),
                                       question) !=
                             dns_.asked().begin() + static_cast<std::ptrdiff_t>(asked_before);
                    });
    detail_ = mail.context().detail;
    return hits;
  }

  MemoryDns dns_;
  std::vector<EvalArguments> others_;
  std::string detail_;
  bool started_all_ = false;
};

TEST_F(UriDns, DomainsInAZone) {
  dns_.Add("bad.com.bl.example", DnsType::kA, {"127.0.0.4"});
  EXPECT_TRUE(Hits("see http://www.bad.com/x", {"domain", "bl.example", "A", ""}));
  EXPECT_EQ(detail_, "URI: bad.com");
  EXPECT_TRUE(started_all_);
  EXPECT_FALSE(dns_.WasAsked("www.bad.com.bl.example", DnsType::kA));
  EXPECT_FALSE(Hits("see http://good.com/", {"domain", "bl.example", "A", ""}));
  EXPECT_FALSE(Hits("see http://bad.com/", {"domain", "other.example", "A", ""}));
  EXPECT_FALSE(Hits("see http://bad.com/", {"domain", "bl.example", "TXT", ""}));
}

TEST_F(UriDns, WholeHosts) {
  dns_.Add("www.bad.com.bl.example", DnsType::kTxt, {"listed"});
  EXPECT_TRUE(Hits("see http://www.bad.com/x", {"domain", "bl.example", "TXT", "", "notrim"}));
  EXPECT_FALSE(Hits("see http://www.bad.com/x", {"domain", "bl.example", "TXT", ""}));
}

TEST_F(UriDns, WhichAnswersCount) {
  const auto hits = [&](const std::string& answer, const std::string& subtest) {
    dns_ = MemoryDns();
    dns_.Add("bad.com.bl.example", DnsType::kA, {answer});
    return Hits("http://bad.com/", {"domain", "bl.example", "A", subtest});
  };
  EXPECT_TRUE(hits("127.0.0.1", ""));
  EXPECT_FALSE(hits("192.0.2.1", ""));  // a provider's page in place of "no such name"
  EXPECT_TRUE(hits("127.0.0.6", "2"));
  EXPECT_FALSE(hits("127.0.0.5", "2"));
  EXPECT_FALSE(hits("10.0.0.2", "2"));
  EXPECT_TRUE(hits("127.0.0.2", "2130706434-2130706434"));
  EXPECT_TRUE(hits("127.0.0.3", "2130706434-2130706435"));
  EXPECT_FALSE(hits("127.0.0.4", "2130706434-2130706435"));
  EXPECT_TRUE(hits("192.0.2.16", "16/16"));
  EXPECT_FALSE(hits("192.0.2.15", "16/16"));
}

TEST_F(UriDns, AddressesInPlaceOfNames) {
  EXPECT_FALSE(Hits("http://bad.com/ http://10.0.0.1/", {"domain", "bl.example", "A", "", "ips_only"}));
  EXPECT_FALSE(dns_.WasAsked("bad.com.bl.example", DnsType::kA));
  dns_.Add("9.8.7.12.bl.example", DnsType::kA, {"127.0.0.2"});
  EXPECT_TRUE(Hits("http://12.7.8.9/", {"domain", "bl.example", "A", "", "ips_only"}));
  EXPECT_TRUE(Hits("http://12.7.8.9/", {"domain", "bl.example", "A", ""}));
  EXPECT_FALSE(Hits("http://12.7.8.9/", {"domain", "bl.example", "A", "", "domains_only"}));
  EXPECT_FALSE(dns_.WasAsked("1.0.0.10.bl.example", DnsType::kA));
}

TEST_F(UriDns, AddressesOfHosts) {
  dns_.Add("www.bad.com", DnsType::kA, {"12.7.8.9", "12.7.8.10"});
  dns_.Add("10.8.7.12.bl.example", DnsType::kA, {"127.0.0.2"});
  EXPECT_TRUE(Hits("http://www.bad.com/", {"address", "bl.example", "A", "2130706434-2130706434", "a"}));
  EXPECT_EQ(detail_, "URI: www.bad.com/12.7.8.10");
  EXPECT_FALSE(dns_.WasAsked("bad.com", DnsType::kNs));
  EXPECT_FALSE(Hits("http://www.bad.com/", {"address", "bl.example", "A", ""}));
}

TEST_F(UriDns, AddressesOfServersForRulesThatAskForAddresses) {
  dns_.Add("bad.com", DnsType::kNs, {"ns.evil.net"});
  dns_.Add("ns.evil.net", DnsType::kA, {"12.1.1.1"});
  dns_.Add("1.1.1.12.bl.example", DnsType::kA, {"127.0.0.2"});
  EXPECT_FALSE(Hits("http://bad.com/", {"address", "bl.example", "A", "", "a"}));
  EXPECT_FALSE(Hits("http://bad.com/", {"address", "bl.example", "A", "", "ns"}));
  others_.push_back({"address", "bl.example", "A", ""});
  EXPECT_TRUE(Hits("http://bad.com/", {"address", "bl.example", "A", "", "a"}));
  EXPECT_EQ(detail_, "URI: ns.evil.net/12.1.1.1");
}

TEST_F(UriDns, Servers) {
  dns_.Add("bad.com", DnsType::kNs, {"ns.evil.net", "10.0.0.1", "12.3.4.5"});
  dns_.Add("evil.net.bl.example", DnsType::kA, {"127.0.0.2"});
  dns_.Add("ns.evil.net.full.example", DnsType::kA, {"127.0.0.2"});
  dns_.Add("5.4.3.12.ip.example", DnsType::kA, {"127.0.0.2"});
  EXPECT_TRUE(Hits("http://www.bad.com/", {"ns_domain", "bl.example", "A", ""}));
  EXPECT_EQ(detail_, "URI: evil.net");
  EXPECT_FALSE(Hits("http://www.bad.com/", {"ns_host", "bl.example", "A", ""}));
  EXPECT_TRUE(Hits("http://www.bad.com/", {"ns_host", "full.example", "A", ""}));
  EXPECT_TRUE(Hits("http://www.bad.com/", {"ns_domain", "ip.example", "A", ""}));
  EXPECT_FALSE(dns_.WasAsked("1.0.0.10.ip.example", DnsType::kA));
}

TEST_F(UriDns, WhatASiteLeavesOut) {
  dns_.Add("bad.com.bl.example", DnsType::kA, {"127.0.0.2"});
  const EvalArguments rule = {"domain", "bl.example", "A", ""};
  EXPECT_FALSE(Hits("http://www.bad.com/", rule, "uridnsbl_skip_domain bad.com\n"));
  EXPECT_FALSE(Hits("http://www.bad.com/", rule, "uridnsbl_skip_domain www.bad.com\n"));
  EXPECT_FALSE(Hits("http://www.bad.com/", rule, "skip_uribl_checks 1\n"));
  EXPECT_FALSE(Hits("http://www.bad.com/", rule, "uridnsbl_max_domains 0\n"));
  EXPECT_TRUE(dns_.asked().empty());
  EXPECT_FALSE(Hits("mail joe@bad.com", rule));
  EXPECT_TRUE(Hits("mail joe@bad.com", rule, "uridnsbl_skip_mailto 0\n"));
}

TEST_F(UriDns, NoMoreDomainsThanAllowed) {
  std::string body;
  for (int i = 0; i < 50; ++i) body += "http://d" + std::to_string(i) + ".com/ ";
  EXPECT_FALSE(Hits(body, {"domain", "bl.example", "A", ""}));
  std::set<MemoryDns::Question> asked(dns_.asked().begin(), dns_.asked().end());
  EXPECT_EQ(asked.size(), 20u);
}

// A sender cannot fill the places with hosts of others.
TEST_F(UriDns, ALotSaysWhichWhereThereAreTooMany) {
  std::string body;
  for (int i = 10; i < 50; ++i) body += "http://d" + std::to_string(i) + ".com/ ";
  std::set<std::set<MemoryDns::Question>> seen;
  for (int id = 0; id < 8; ++id) {
    for (int again = 0; again < 2; ++again) {
      EvalFixture mail("X-Queue: " + std::to_string(id) + "\n" + PlainMail(body));
      dns_ = MemoryDns();
      mail.context().dns = &dns_;
      EXPECT_FALSE(mail.Hits(kName, {"domain", "bl.example", "A", ""}));
      seen.emplace(dns_.asked().begin(), dns_.asked().end());
    }
  }
  EXPECT_EQ(seen.size(), 8U) << "another choice for each message, the same for the same";
  std::set<MemoryDns::Question> all;
  for (const auto& one : seen) all.insert(one.begin(), one.end());
  EXPECT_EQ(all.size(), 40U);
}

TEST_F(UriDns, HostsAsTags) {
  EvalFixture mail(PlainMail("http://www.bad.com/ http://bad.com/ http://a.other.net/"),
                   "uridnsbl_skip_domain other.net\n");
  EXPECT_EQ(TagValues(mail.context(), "URIHOSTS"), std::vector<std::string>({"bad.com", "www.bad.com"}));
  EXPECT_EQ(TagValues(mail.context(), "URIDOMAINS"), std::vector<std::string>({"bad.com"}));
  EXPECT_TRUE(TagValues(mail.context(), "OTHER").empty());
}

TEST_F(UriDns, NotRunWithoutADns) {
  EvalFixture mail(PlainMail("http://bad.com/"));
  EXPECT_FALSE(EvalAt(FindEval(kName), kName)(mail.context(), {"domain", "bl.example", "A", ""}).run);
}

TEST_F(UriDns, ARuleWithoutALine) { EXPECT_FALSE(Hits("http://bad.com/", {"BAD"})); }

TEST_F(UriDns, AFailureIsNoHit) {
  dns_.Fail("bad.com.bl.example", DnsType::kA);
  EXPECT_FALSE(Hits("http://bad.com/", {"domain", "bl.example", "A", ""}));
}

}  // namespace
}  // namespace gatepost

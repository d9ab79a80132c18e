#include "auth/dmarc.h"

#include <gtest/gtest.h>

#include "support/memory_dns.h"

namespace gatepost {
namespace {

class DmarcTest : public testing::Test {
 protected:
  DmarcTest() { dns_.Add("bank.com", DnsType::kMx, {"mx.bank.com"}); }
  void Publish(const std::string& record, const std::string& domain = "bank.com") {
    dns_.Add("_dmarc." + domain, DnsType::kTxt, {record});
  }
  DmarcResult Check(const std::string& from = "bank.com", std::vector<std::string> signers = {},
                    std::optional<std::string> spf = std::nullopt, int sample = 0) {
    return CheckDmarc(dns_, {from, std::move(signers), std::move(spf), sample});
  }
  MemoryDns dns_;
};

TEST_F(DmarcTest, WhatADomainAsksFor) {
  EXPECT_EQ(Check(), DmarcResult::kMissing);
  Publish("v=DMARC1; p=reject");
  EXPECT_EQ(Check(), DmarcResult::kReject);
  Publish("V=dmarc1;p = Quarantine ; rua=mailto:x@y.com;");
  EXPECT_EQ(Check(), DmarcResult::kQuarantine);
  Publish("v=DMARC1; p=none");
  EXPECT_EQ(Check(), DmarcResult::kNone);
  Publish("v=spf1 -all");
  EXPECT_EQ(Check(), DmarcResult::kMissing);
}

TEST_F(DmarcTest, WhatCannotBeRead) {
  for (const char* record : {"v=DMARC1", "v=DMARC1; p=drop", "v=DMARC1; p=reject; sp=drop",
                             "v=DMARC12; p=reject", "v=DMARC1; p"}) {
    Publish(record);
    EXPECT_EQ(Check(), DmarcResult::kNone) << record;
  }
  Publish("v=DMARC1; rua=mailto:x@bank.com; sp=reject");
  EXPECT_EQ(Check(), DmarcResult::kNone);
  dns_.Add("_dmarc.bank.com", DnsType::kTxt, {"v=DMARC1; p=reject", "v=DMARC1; p=reject"});
  EXPECT_EQ(Check(), DmarcResult::kNone);
  dns_.Fail("_dmarc.bank.com", DnsType::kTxt);
  EXPECT_EQ(Check(), DmarcResult::kMissing);
}

TEST_F(DmarcTest, DomainsBelow) {
  Publish("v=DMARC1; p=reject; sp=quarantine");
  EXPECT_EQ(Check("news.bank.com"), DmarcResult::kQuarantine);
  Publish("v=DMARC1; p=reject");
  EXPECT_EQ(Check("news.bank.com"), DmarcResult::kReject);
  Publish("v=DMARC1; p=none", "news.bank.com");
  EXPECT_EQ(Check("news.bank.com"), DmarcResult::kNone);
  Publish("v=DMARC1; p=reject; sp=none", "news.bank.com");
  EXPECT_EQ(Check("news.bank.com"), DmarcResult::kReject) << "sp= is for those below";
}

TEST_F(DmarcTest, DomainsThatDoNotExist) {
  Publish("v=DMARC1; p=reject", "gone.com");
  EXPECT_EQ(Check("gone.com"), DmarcResult::kMissing);
  dns_.Add("gone.com", DnsType::kAaaa, {"2001:db8::1"});
  EXPECT_EQ(Check("gone.com"), DmarcResult::kReject);
  EXPECT_EQ(Check("com"), DmarcResult::kMissing);
  EXPECT_EQ(Check("host.unknowntld"), DmarcResult::kMissing);
  EXPECT_EQ(Check(""), DmarcResult::kMissing);
}

TEST_F(DmarcTest, DomainsBelowAnUnknownTopLevel) {
  dns_.Add("news.bank.newtld", DnsType::kMx, {"mx.bank.newtld"});
  Publish("v=DMARC1; p=reject; sp=quarantine", "bank.newtld");
  EXPECT_EQ(Check("news.bank.newtld"), DmarcResult::kQuarantine);
  EXPECT_EQ(Check("news.bank.newtld", {"evil.newtld"}, "mail.evil.newtld"), DmarcResult::kQuarantine);
  EXPECT_EQ(Check("news.bank.newtld", {"mail.bank.newtld"}), DmarcResult::kPass);
}

TEST_F(DmarcTest, WhoSpeaksForADomain) {
  Publish("v=DMARC1; p=reject");
  EXPECT_EQ(Check("bank.com", {"other.com", "bank.com"}), DmarcResult::kPass);
  EXPECT_EQ(Check("bank.com", {"mail.bank.com"}), DmarcResult::kPass);
  EXPECT_EQ(Check("news.bank.com", {"bank.com"}), DmarcResult::kPass);
  EXPECT_EQ(Check("bank.com", {"other.com"}, "notbank.com"), DmarcResult::kReject);
  EXPECT_EQ(Check("bank.com", {}, "bounce.bank.com"), DmarcResult::kPass);
  Publish("v=DMARC1; p=reject; adkim=s");
  EXPECT_EQ(Check("bank.com", {"mail.bank.com"}), DmarcResult::kReject);
  EXPECT_EQ(Check("bank.com", {}, "bounce.bank.com"), DmarcResult::kPass);
  Publish("v=DMARC1; p=reject; aspf=S");
  EXPECT_EQ(Check("bank.com", {}, "bounce.bank.com"), DmarcResult::kReject);
  EXPECT_EQ(Check("bank.com", {}, "bank.com"), DmarcResult::kPass);
}

TEST_F(DmarcTest, APartOfTheMail) {
  Publish("v=DMARC1; p=reject; pct=30");
  EXPECT_EQ(Check("bank.com", {}, std::nullopt, 29), DmarcResult::kReject);
  EXPECT_EQ(Check("bank.com", {}, std::nullopt, 30), DmarcResult::kQuarantine);
  Publish("v=DMARC1; p=quarantine; pct=0");
  EXPECT_EQ(Check(), DmarcResult::kNone);
}

TEST_F(DmarcTest, AsksEarly) {
  StartDmarc(dns_, "news.bank.com");
  EXPECT_TRUE(dns_.WasAsked("_dmarc.news.bank.com", DnsType::kTxt));
  EXPECT_TRUE(dns_.WasAsked("_dmarc.bank.com", DnsType::kTxt));
}

}  // namespace
}  // namespace gatepost

#include <gtest/gtest.h>

#include "support/eval_fixture.h"
#include "support/memory_dns.h"
#include "support/sign_mail.h"

namespace gatepost {
namespace {

// Mail that says it is a bank's. `sender`: what the own server noted of the envelope, "" for nothing.
std::string BankMail(const std::string& sender, const std::string& fields = "",
                     const std::string& from = "info@bank.example.com") {
  const std::string note = sender.empty() ? "" : " (envelope-from <" + sender + ">)";
  return fields +
         "Received: from mail.evil.example ([64.142.3.173]) by mx.house.example with esmtp (Exim 4.96)" +
         note + " id 1r2-3; Tue, 14 Nov 2023 12:00:00 +0000\nFrom: Bank <" + from +
         ">\nTo: anna@reader.example\nSubject: x\n\nhello\n";
}

class Dmarc : public testing::Test {
 protected:
  Dmarc() {
    dns_.Add("bank.example.com", DnsType::kMx, {"mx.bank.example.com"})
        .Add("_dmarc.bank.example.com", DnsType::kTxt, {"v=DMARC1; p=reject"})
        .Add("evil.example", DnsType::kTxt, {"v=spf1 ip4:64.142.3.0/24 -all"})
        .Add("bounce.bank.example.com", DnsType::kTxt, {"v=spf1 ip4:64.142.3.0/24 -all"})
        .Add("short._domainkey.bank.example.com", DnsType::kTxt, {KeyRecord("rsa512")})
        .Add("s1._domainkey.bank.example.com", DnsType::kTxt, {KeyRecord("rsa1024")});
  }
  // "pass", "reject" or another word for what the test finds; "" where none of them hits.
  std::string Finds(const std::string& message, const std::string& config = "") {
    EvalFixture mail(message, config);
    mail.context().dns = &dns_;
    std::string found;
    for (const std::string word : {"missing", "none", "pass", "quarantine", "reject"}) {
      if (mail.Hits("check_dmarc_" + word)) found += word;
    }
    return found;
  }
  MemoryDns dns_;
};

TEST_F(Dmarc, WhomSpfSpeaksFor) {
  EXPECT_EQ(Finds(BankMail("x@evil.example")), "reject");
  EXPECT_EQ(Finds(BankMail("x@bounce.bank.example.com")), "pass");
  EXPECT_EQ(Finds(BankMail("", "Return-Path: <x@bounce.bank.example.com>\n")), "pass");
  EXPECT_EQ(Finds(BankMail("", "Return-Path: <x@evil.example>\n")), "reject");
  EXPECT_EQ(Finds(BankMail("x@evil.example", "Return-Path: <x@bounce.bank.example.com>\n")), "reject");
  EXPECT_EQ(Finds(BankMail("x@evil.example", "Return-Path: <>\n")), "reject");
}

TEST_F(Dmarc, ShortKeys) {
  SignOptions options;
  options.domain = "bank.example.com";
  EXPECT_EQ(Finds(SignMail(BankMail(""), options)), "pass");
  options.key = "rsa512";
  options.selector = "short";
  EXPECT_EQ(Finds(SignMail(BankMail(""), options)), "reject");
  EXPECT_EQ(Finds(SignMail(BankMail(""), options), "dkim_minimum_key_bits 512\n"), "pass");
}

TEST_F(Dmarc, HowTheAuthorMayBeWritten) {
  EXPECT_EQ(Finds(BankMail("", "", "info@Bank.Example.COM")), "reject");
  EXPECT_EQ(Finds(BankMail("", "", "info@bank.example.com.")), "reject");
  EXPECT_EQ(Finds(BankMail("", "", "info@gone.example.com")), "missing");
  EXPECT_EQ(Finds(BankMail("", "", "info")), "");
  EXPECT_EQ(Finds(BankMail("", "", "info@localhost.")), "");
  dns_.Add("xn--bnk-qla.com", DnsType::kMx, {"mx.example.com"})
      .Add("_dmarc.xn--bnk-qla.com", DnsType::kTxt, {"v=DMARC1; p=quarantine; sp=none"});
  EXPECT_EQ(Finds(BankMail("", "", "info@b\xc3\xa4nk.com")), "quarantine");
}

}  // namespace
}  // namespace gatepost

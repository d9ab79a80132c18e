// Messages signed by others: RFC 6376, appendix A, and RFC 8463, appendix A.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "auth/dkim.h"
#include "support/memory_dns.h"
#include "support/sign_mail.h"

namespace gatepost {
namespace {

constexpr std::string_view kBody =
    "\n"
    "Hi.\n"
    "\n"
    "We lost the game.  Are you hungry yet?\n"
    "\n"
    "Joe.\n";

constexpr std::string_view kFields =
    "From: Joe SixPack <joe@football.example.com>\n"
    "To: Suzie Q <suzie@shopping.example.net>\n"
    "Subject: Is dinner ready?\n"
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\n"
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\n";

constexpr std::string_view kSubmittedMail =
    "DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\n"
    "      c=simple/simple; q=dns/txt; i=joe@football.example.com;\n"
    "      h=Received : From : To : Subject : Date : Message-ID;\n"
    "      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
    "      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\n"
    "      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\n"
    "      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\n"
    "      4bmp/YzhwvcubU4=;\n"
    "Received: from client1.football.example.com  [192.0.2.1]\n"
    "      by submitserver.example.com with SUBMISSION;\n"
    "      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\n";

constexpr std::string_view kTwoSignatures =
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\n"
    " d=football.example.com; i=@football.example.com;\n"
    " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\n"
    " subject : date : message-id : from : subject : date;\n"
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
    " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\n"
    " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"
    " d=football.example.com; i=@football.example.com;\n"
    " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\n"
    " date : message-id : from : subject : date;\n"
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
    " b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\n"
    " DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\n"
    " dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\n";

std::vector<SignatureCheck> Check(const std::string& mail) {
  MemoryDns dns;
  dns.Add("brisbane._domainkey.example.com", DnsType::kTxt,
          {"v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
           "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi"
           "tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"});
  dns.Add("brisbane._domainkey.football.example.com", DnsType::kTxt,
          {"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="});
  dns.Add("test._domainkey.football.example.com", DnsType::kTxt,
          {"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6w"
           "y5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9Pz"
           "oxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"});
  return MailSignatures(mail, SIZE_MAX, 1600000000).Check(dns);
}

std::string Mail(std::string_view signatures) {
  return std::string(signatures).append(kFields).append(kBody);
}

TEST(RfcExamples, Rfc6376) {
  // The second blank behind "game." is the typesetter's.
  const std::string lines = Replaced(Mail(kSubmittedMail), "game.  ", "game. ");
  for (const std::string& mail : {lines, WithCrlf(lines)}) {
    const std::vector<SignatureCheck> checks = Check(mail);
    ASSERT_EQ(checks.size(), 1U);
    EXPECT_EQ(checks[0].result, SignatureResult::kPass) << checks[0].why;
    EXPECT_EQ(checks[0].identity, "joe@football.example.com");
    EXPECT_EQ(checks[0].rsa_bits, 1024);
  }
}

TEST(RfcExamples, Rfc8463) {
  for (const std::string& mail : {Mail(kTwoSignatures), WithCrlf(Mail(kTwoSignatures))}) {
    const std::vector<SignatureCheck> checks = Check(mail);
    ASSERT_EQ(checks.size(), 2U);
    EXPECT_EQ(checks[0].result, SignatureResult::kPass) << checks[0].why;
    EXPECT_EQ(checks[0].rsa_bits, 0);
    EXPECT_EQ(checks[1].result, SignatureResult::kPass) << checks[1].why;
    EXPECT_EQ(checks[1].signer(), "football.example.com");
  }
}

TEST(RfcExamples, AnotherTextFails) {
  std::string mail = Mail(kTwoSignatures);
  mail.replace(mail.find("lost"), 4, "won ");
  for (const SignatureCheck& check : Check(mail)) {
    EXPECT_EQ(check.result, SignatureResult::kFail);
    EXPECT_EQ(check.why, "body has been altered");
  }
  mail = Mail(kTwoSignatures);
  mail.replace(mail.find("dinner"), 6, "supper");
  for (const SignatureCheck& check : Check(mail)) {
    EXPECT_EQ(check.result, SignatureResult::kFail);
    EXPECT_EQ(check.why, "header has been altered");
  }
}

}  // namespace
}  // namespace gatepost

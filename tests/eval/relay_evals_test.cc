#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

// Postfix's line: HELO name, looked-up name, address, and who wrote it.
std::string Hop(const std::string& helo, const std::string& rdns, const std::string& ip,
                const std::string& by) {
  return "Received: from " + helo + " (" + rdns + " [" + ip + "]) by " + by +
         " (Postfix) with ESMTP id 1234; Mon, 3 Mar 2025 10:00:00 +0000\n";
}

bool RelayHits(const std::string& header, std::string_view name, const EvalArguments& arguments = {}) {
  return EvalFixture(header + "\nbody\n").Hits(name, arguments);
}

TEST(RelayEvals, WhoIsTrusted) {
  EXPECT_TRUE(RelayHits(Hop("a", "b.example", "10.0.0.1", "c.example"), "check_all_trusted"));
  EXPECT_FALSE(RelayHits(Hop("a", "b.example", "192.0.2.1", "c.example"), "check_all_trusted"));
  EXPECT_TRUE(RelayHits("Subject: x\n", "check_no_relays"));
  EXPECT_FALSE(RelayHits("Received: from somewhere who knows what\n", "check_no_relays"));
  EXPECT_TRUE(RelayHits("Received: from somewhere who knows what\n", "check_relays_unparseable"));
  EXPECT_FALSE(RelayHits("Subject: x\n", "check_all_trusted"));
}

TEST(RelayEvals, NumericHelo) {
  EXPECT_TRUE(RelayHits(Hop("192.0.2.9", "b.example", "192.0.2.1", "c.example"), "check_for_numeric_helo"));
  EXPECT_FALSE(
      RelayHits(Hop("[192.0.2.9]", "b.example", "192.0.2.1", "c.example"), "check_for_numeric_helo"));
  EXPECT_FALSE(
      RelayHits(Hop("192.0.2.9.example", "b.example", "192.0.2.1", "c.example"), "check_for_numeric_helo"));
  EXPECT_FALSE(RelayHits(Hop("192.0.2.9", "b.example", "10.0.0.1", "c.example"), "check_for_numeric_helo"));
}

TEST(RelayEvals, HeloWithAnotherAddress) {
  EXPECT_TRUE(RelayHits(Hop("198.51.100.1", "b.example", "192.0.2.1", "c.example"), "helo_ip_mismatch"));
  EXPECT_FALSE(RelayHits(Hop("192.0.2.200", "b.example", "192.0.2.1", "c.example"), "helo_ip_mismatch"));
  EXPECT_FALSE(RelayHits(Hop("10.0.0.1", "b.example", "192.0.2.1", "c.example"), "helo_ip_mismatch"));
  EXPECT_TRUE(RelayHits(Hop("198.51.100.1", "b.example", "192.0.2.1", "mx.here.example"),
                        "check_for_forged_received_ip_helo"));
  EXPECT_FALSE(RelayHits(Hop("192.0.99.1", "b.example", "192.0.2.1", "mx.here.example"),
                         "check_for_forged_received_ip_helo"));
}

TEST(RelayEvals, SenderWithAndWithoutName) {
  EXPECT_TRUE(RelayHits(Hop("a", "b.example", "192.0.2.1", "c.example"), "check_for_sender_no_reverse"));
  EXPECT_FALSE(RelayHits(Hop("a", "unknown", "192.0.2.1", "c.example"), "check_for_sender_no_reverse"));
}

TEST(RelayEvals, BigServiceWithoutName) {
  EXPECT_TRUE(RelayHits(Hop("mail.hotmail.com", "unknown", "192.0.2.1", "c.example"),
                        "check_for_no_rdns_dotcom_helo"));
  EXPECT_FALSE(RelayHits(Hop("mail.hotmail.com", "x.example", "192.0.2.1", "c.example"),
                         "check_for_no_rdns_dotcom_helo"));
  EXPECT_FALSE(
      RelayHits(Hop("nothotmail.com", "unknown", "192.0.2.1", "c.example"), "check_for_no_rdns_dotcom_helo"));
}

TEST(RelayEvals, ForgedTrailNeedsTwoMismatches) {
  const std::string first = Hop("x", "one.alpha.example", "192.0.2.1", "mx.home.example");
  const std::string wrong = Hop("x", "two.beta.example", "192.0.2.2", "mx.liar.example");
  const std::string right = Hop("x", "two.beta.example", "192.0.2.2", "mx.alpha.example");
  EXPECT_TRUE(RelayHits(first + wrong + Hop("x", "three.gamma.example", "192.0.2.3", "mx.fibber.example"),
                        "check_for_forged_received_trail"));
  EXPECT_FALSE(RelayHits(first + wrong, "check_for_forged_received_trail"));
  EXPECT_FALSE(RelayHits(first + right + Hop("x", "three.gamma.example", "192.0.2.3", "mx.beta.example"),
                         "check_for_forged_received_trail"));
}

TEST(RelayEvals, FromDomainInReceived) {
  const std::string inside =
      "From: ann@big.example\n" + Hop("x", "a.big.example", "192.0.2.1", "b.big.example");
  const std::string outside =
      "From: ann@big.example\n" + Hop("x", "a.small.example", "192.0.2.1", "b.big.example");
  constexpr std::string_view kName = "check_for_from_domain_in_received_headers";
  EXPECT_TRUE(RelayHits(inside, kName, {"big.example", "true"}));
  EXPECT_FALSE(RelayHits(inside, kName, {"big.example", "false"}));
  EXPECT_TRUE(RelayHits(outside, kName, {"big.example", "false"}));
  EXPECT_FALSE(RelayHits(outside, kName, {"big.example", "true"}));
  EXPECT_FALSE(RelayHits(outside, kName, {"other.example", "false"}));
}

TEST(NetworkEvals, ExistButAreNotRun) {
  EvalFixture mail("Subject: x\n\nbody\n");
  for (const char* name : {"check_rbl", "check_dkim_signed", "check_uridnsbl", "check_dmarc_pass"}) {
    const EvalFunction function = EvalAt(FindEval(name), name);
    ASSERT_NE(function, nullptr) << name;
    EXPECT_FALSE(function(mail.context(), {}).run) << name;
  }
}

TEST(Registry, FindsByExactName) {
  EXPECT_GE(FindEval("check_all_trusted"), 0);
  EXPECT_EQ(FindEval("check_all_truste"), -1);
  EXPECT_EQ(FindEval("check_all_trustedx"), -1);
  EXPECT_EQ(FindEval(""), -1);
  // A number that another program gave to another test misleads nobody.
  const EvalFunction found = EvalAt(FindEval("check_all_trusted"), "check_all_trusted");
  EXPECT_NE(found, nullptr);
  for (int number : {-1, 0, 17, 100'000}) {
    EXPECT_EQ(EvalAt(number, "check_all_trusted"), found);
    EXPECT_EQ(EvalAt(number, "check_all_truste"), nullptr);
  }
}

}  // namespace
}  // namespace gatepost

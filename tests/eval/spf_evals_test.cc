#include <gtest/gtest.h>

#include "eval/spf_facts.h"
#include "support/eval_fixture.h"
#include "support/memory_dns.h"

namespace gatepost {
namespace {

// From 192.0.2.1, which called itself mail.example.com.
std::string SpfMail(const std::string& fields = "", const std::string& helo = "mail.example.com",
                    const std::string& sender = "Ann@Example.com") {
  return "Return-Path: <" + sender + ">\n" + fields + "Received: from " + helo + " (" + helo +
         " [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id B\nSubject: x\n\nbody\n";
}

class SpfChecked : public EvalFixture {
 public:
  explicit SpfChecked(const std::string& mail, const std::string& config = "") : EvalFixture(mail, config) {
    dns.Add("example.com", DnsType::kTxt, {"v=spf1 ip4:192.0.2.1 -all"});
    dns.Add("mail.example.com", DnsType::kTxt, {"v=spf1 ~all"});
    dns.Add("example.net", DnsType::kTxt, {"v=spf1 -all"});
    dns.Add("open.example.net", DnsType::kTxt, {"v=spf1 ?all"});
    dns.Add("bad.example.net", DnsType::kTxt, {"v=spf1 x"});
    dns.Fail("silent.example.net", DnsType::kTxt);
    context().dns = &dns;
  }
  MemoryDns dns;
};

std::vector<std::string> HitsOf(SpfChecked mail, const std::string& prefix) {
  std::vector<std::string> hits;
  for (const char* name : {"pass", "neutral", "none", "fail", "softfail", "temperror", "permerror"}) {
    if (mail.Hits(prefix + name)) hits.emplace_back(name);
  }
  return hits;
}
using Names = std::vector<std::string>;

TEST(SpfEvals, OfTheSender) {
  const auto of = [](const std::string& domain) {
    return HitsOf(SpfChecked(SpfMail("", "mail.example.com", "ann@" + domain)), "check_for_spf_");
  };
  EXPECT_EQ(of("Example.com"), Names{"pass"});
  EXPECT_EQ(of("example.net"), Names{"fail"});
  EXPECT_EQ(of("mail.example.com"), Names{"softfail"});
  EXPECT_EQ(of("open.example.net"), Names{"neutral"});
  EXPECT_EQ(of("bad.example.net"), Names{"permerror"});
  EXPECT_EQ(of("silent.example.net"), Names{"temperror"});
  EXPECT_EQ(of("nowhere.example.net"), Names{"none"});
}

TEST(SpfEvals, OfTheHelo) {
  const auto of = [](const std::string& helo) {
    return HitsOf(SpfChecked(SpfMail("", helo)), "check_for_spf_helo_");
  };
  EXPECT_EQ(of("mail.example.com"), Names{"softfail"});
  EXPECT_EQ(of("Example.Net"), Names{"fail"});
  EXPECT_EQ(of("nowhere.example.net"), Names{"none"});
  EXPECT_EQ(of("localhost"), Names());
}

TEST(SpfEvals, NotedResultsComeFirst) {
  SpfChecked mail(SpfMail("Received-SPF: softfail (mx: x)\n"));
  EXPECT_TRUE(mail.Hits("check_for_spf_softfail"));
  EXPECT_FALSE(mail.Hits("check_for_spf_pass"));
  EXPECT_TRUE(mail.dns.asked().empty());
  EXPECT_TRUE(mail.Hits("check_for_spf_helo_softfail"));
  EXPECT_FALSE(mail.dns.asked().empty());
  SpfChecked again(SpfMail("Received-SPF: softfail (mx: x)\n"), "ignore_received_spf_header 1\n");
  EXPECT_TRUE(again.Hits("check_for_spf_pass"));
}

TEST(SpfEvals, WhereNothingCanBeAsked) {
  EXPECT_EQ(HitsOf(SpfChecked("Return-Path: <ann@example.com>\nSubject: x\n\nbody\n"), "check_for_spf_"),
            Names());
  EXPECT_EQ(HitsOf(SpfChecked(SpfMail("", "mail.example.com", "")), "check_for_spf_"), Names());
  SpfChecked mail("Subject: x\n\nbody\n");
  const EvalFunction function = EvalAt(FindEval("check_for_spf_pass"), "check_for_spf_pass");
  EXPECT_TRUE(function(mail.context(), {}).run);
}

TEST(SpfEvals, SaysWhyItFailed) {
  SpfChecked mail(SpfMail("", "example.net", "ann@example.net"));
  EXPECT_TRUE(mail.Hits("check_for_spf_fail"));
  EXPECT_EQ(mail.context().detail, "SPF failed: Rejected by SPF record");
  mail.context().detail.clear();
  EXPECT_TRUE(mail.Hits("check_for_spf_helo_fail"));
  EXPECT_EQ(mail.context().detail, "SPF failed: Rejected by SPF record");
  SpfChecked noted(SpfMail("Received-SPF: fail (mx: x)\n"));
  EXPECT_TRUE(noted.Hits("check_for_spf_fail"));
  EXPECT_EQ(noted.context().detail, "");
}

TEST(SpfEvals, Welcomelists) {
  constexpr std::string_view kEval = "check_for_spf_welcomelist_from";
  EXPECT_TRUE(SpfChecked(SpfMail(), "welcomelist_from_spf *@example.com\n").Hits(kEval));
  EXPECT_TRUE(SpfChecked(SpfMail(), "welcomelist_auth *@example.com\n").Hits(kEval));
  EXPECT_TRUE(SpfChecked(SpfMail(), "def_welcomelist_from_spf *@example.com\n")
                  .Hits("check_for_def_spf_welcomelist_from"));
  EXPECT_FALSE(
      SpfChecked(SpfMail("", "x.example.com", "a@example.net"), "welcomelist_from_spf *@example.net\n")
          .Hits(kEval));
  SpfChecked stranger(SpfMail(), "welcomelist_from_spf *@example.net\n");
  EXPECT_FALSE(stranger.Hits(kEval));
  EXPECT_TRUE(stranger.dns.asked().empty());
}

TEST(SpfEvals, QueriesStartEarly) {
  SpfChecked mail(SpfMail());
  EvalStartAt(FindEval("check_for_spf_pass"), "check_for_spf_pass")(mail.context(), {});
  using Question = MemoryDns::Question;
  EXPECT_EQ(mail.dns.asked(),
            (std::vector<Question>{{"example.com", DnsType::kTxt}, {"mail.example.com", DnsType::kTxt}}));
  SpfChecked noted(SpfMail("Received-SPF: pass (mx: x)\n", "[192.0.2.1]"));
  StartSpfQueries(noted.context());
  EXPECT_TRUE(noted.dns.asked().empty());
  EvalFixture local(SpfMail());
  StartSpfQueries(local.context());
  EXPECT_TRUE(local.context().facts.empty());
}

}  // namespace
}  // namespace gatepost

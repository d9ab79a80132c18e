// DKIM and SPF in whole checks: what rules find, and what else uses it.
#include <gmock/gmock.h>

#include "support/engine_fixture.h"
#include "support/memory_dns.h"
#include "support/scoped_variable.h"
#include "support/sign_mail.h"

namespace gatepost {
namespace {

constexpr const char* kAuthRules =
    "full SIGNED eval:check_dkim_signed()\ntflags SIGNED net\n"
    "full VALID eval:check_dkim_valid()\ntflags VALID net\n"
    "header SPF_OK eval:check_for_spf_pass()\ntflags SPF_OK net\n"
    "header SPF_BAD eval:check_for_spf_fail()\ntflags SPF_BAD net\n";

constexpr const char* kAuthMail =
    "Received: from mail.example.com (mail.example.com [192.0.2.1]) by mx.example.org (Postfix) with ESMTP "
    "id B\n"
    "From: Joe <joe@example.com>\nTo: anna@example.org\nSubject: x\n\nbody\n";

MemoryDns AuthZone() {
  MemoryDns zone;
  zone.Add("s1._domainkey.example.com", DnsType::kTxt, {KeyRecord("rsa1024")});
  zone.Add("example.com", DnsType::kTxt, {"v=spf1 ip4:192.0.2.0/24 -all"});
  return zone;
}

std::string AuthMail() { return "Return-Path: <joe@example.com>\n" + SignMail(kAuthMail); }

TEST(AuthInChecks, RulesHitWhereTheNetworkIsOn) {
  MemoryDns zone = AuthZone();
  EngineFixture off(kAuthRules, {}, OpenSqliteStore, MemoryDnsOpener(&zone));
  EXPECT_EQ(off.Hits(AuthMail()), "");
  EXPECT_TRUE(zone.asked().empty());
  EngineFixture on(std::string(kAuthRules) + "use_network_tests 1\n", {}, OpenSqliteStore,
                   MemoryDnsOpener(&zone));
  EXPECT_EQ(on.Hits(AuthMail()), "SIGNED VALID SPF_OK");
  std::string altered = AuthMail();
  altered.replace(altered.find("192.0.2.1"), 9, "192.0.3.1").replace(altered.rfind("body"), 4, "text");
  EXPECT_EQ(on.Hits(altered), "SIGNED SPF_BAD");
}

TEST(AuthInChecks, QueriesStartBeforeAnswersAreWaitedFor) {
  MemoryDns zone = AuthZone();
  EngineFixture on(std::string(kAuthRules) + "use_network_tests 1\n", {}, OpenSqliteStore,
                   MemoryDnsOpener(&zone));
  on.Check(AuthMail());
  const std::vector<MemoryDns::Question> first(zone.asked().begin(), zone.asked().begin() + 3);
  EXPECT_THAT(first, testing::IsSupersetOf({MemoryDns::Question("s1._domainkey.example.com", DnsType::kTxt),
                                            MemoryDns::Question("example.com", DnsType::kTxt)}));
}

TEST(AuthInChecks, SaysWhySpfFailed) {
  MemoryDns zone = AuthZone();
  EngineFixture on(std::string(kAuthRules) + "use_network_tests 1\n", {}, OpenSqliteStore,
                   MemoryDnsOpener(&zone));
  std::string mail = AuthMail();
  mail.replace(mail.find("192.0.2.1"), 9, "192.0.3.1");
  const Verdict verdict = on.Check(mail);
  ASSERT_FALSE(verdict.hits.empty());
  EXPECT_EQ(verdict.hits.back().rule, "SPF_BAD");
  EXPECT_THAT(verdict.hits.back().detail, testing::HasSubstr("SPF failed: Rejected by SPF record"));
}

TEST(AuthInChecks, TagsNameTheSigners) {
  MemoryDns zone = AuthZone();
  EngineFixture on(std::string(kAuthRules) + "use_network_tests 1\n", {}, OpenSqliteStore,
                   MemoryDnsOpener(&zone));
  CheckOptions options;
  options.tags = true;
  using testing::Contains, testing::Key, testing::Not, testing::Pair;
  const Verdict verdict = on.Check(AuthMail(), options);
  EXPECT_THAT(verdict.tags, Contains(Pair("DKIMDOMAIN", "example.com")));
  EXPECT_THAT(verdict.tags, Contains(Pair("DKIMIDENTITY", "@example.com")));
  EXPECT_THAT(verdict.tags, Contains(Pair("DKIMSELECTOR", "s1")));
  EXPECT_THAT(on.Check(kAuthMail, options).tags, Not(Contains(Key("DKIMDOMAIN"))));
}

TEST(AuthInChecks, QuestionsNameTheSigners) {
  MemoryDns zone = AuthZone();
  zone.Add("example.com.list.example", DnsType::kA, {"127.0.0.2"});
  const std::string rules =
      "askdns LISTED _DKIMDOMAIN_.list.example A 127.0.0.2\ntflags LISTED net\nuse_network_tests 1\n";
  EngineFixture on(kAuthRules + rules, {}, OpenSqliteStore, MemoryDnsOpener(&zone));
  EXPECT_THAT(on.Hits(AuthMail()), testing::HasSubstr("LISTED"));
  EXPECT_THAT(on.Hits(kAuthMail), testing::Not(testing::HasSubstr("LISTED")));
  EngineFixture untested(rules, {}, OpenSqliteStore, MemoryDnsOpener(&zone));
  EXPECT_EQ(untested.Hits(AuthMail()), "");
}

TEST(AuthInChecks, TheHistoryOfSendersTellsSignersApart) {
  TempFolder folder;
  const ScopedVariable home("HOME", folder.path());
  folder.Write("rules/10.cf", std::string(kAuthRules) +
                                  "loadplugin Mail::SpamAssassin::Plugin::AWL\n"
                                  "loadplugin Mail::SpamAssassin::Plugin::DKIM\n"
                                  "header AWL eval:check_from_in_auto_welcomelist()\n"
                                  "tflags AWL userconf noautolearn\npriority AWL 1000\n"
                                  "body FIVE /five/\nscore FIVE 5\n"
                                  "use_network_tests 1\nuse_bayes 0\n"
                                  "auto_welcomelist_factory Mail::SpamAssassin::SQLBasedAddrList\n"
                                  "auto_welcomelist_distinguish_signed 1\n"
                                  "user_awl_dsn DBI:SQLite:dbname=" +
                                  (folder / "awl.db") + "\n");
  SenderPlace place;
  place.path = folder / "awl.db";
  place.table = "awl";
  place.is_own = true;  // so that it is made
  ASSERT_TRUE(OpenSqliteSenderStore(place));
  Options options;
  options.rules_path = folder / "rules";
  std::vector<Diagnostic> remarks;
  MemoryDns zone = AuthZone();
  auto engine =
      Engine::Open(options, OpenSqliteStore, &remarks, OpenSqliteSenderStore, MemoryDnsOpener(&zone));
  ASSERT_TRUE(engine) << engine.error().message();
  Session session(**engine);
  const auto is_moved = [&](const std::string& mail) {
    const Verdict verdict = session.Check(mail);
    EXPECT_THAT(verdict.failures, testing::IsEmpty());
    return std::any_of(verdict.hits.begin(), verdict.hits.end(),
                       [](const Hit& hit) { return hit.rule == "AWL"; });
  };
  std::string five = kAuthMail;
  five.replace(five.rfind("body"), 4, "five");
  EXPECT_FALSE(is_moved(SignMail(five)));
  EXPECT_FALSE(is_moved(kAuthMail)) << "nobody signed";
  EXPECT_TRUE(is_moved(SignMail(kAuthMail)));
}

}  // namespace
}  // namespace gatepost

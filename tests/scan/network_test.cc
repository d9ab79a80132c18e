#include "scan/network.h"

#include <gmock/gmock.h>

#include "config/directive.h"
#include "support/engine_fixture.h"
#include "support/memory_dns.h"

namespace gatepost {
namespace {

constexpr char kPlainMail[] = "From: a@sender.example\nSubject: x\n\nhello\n";

NetworkConfig Configured(const std::string& lines) {
  std::vector<Diagnostic> diagnostics;
  const ConfigText config = ReadConfigText(lines, "test.cf", ConfigScope::kSite);
  return NetworkConfig::Build(Settings::Build(config, &diagnostics));
}

TEST(NetworkConfig, IsOffUnlessAskedFor) {
  EXPECT_FALSE(Configured("dns_available yes\n").tests);
  EXPECT_TRUE(Configured("use_network_tests 1\n").dns);
  const NetworkConfig mute = Configured("use_network_tests 1\ndns_available no\n");
  EXPECT_TRUE(mute.tests) << "the scores are those with network all the same";
  EXPECT_FALSE(mute.dns);
}

TEST(NetworkConfig, TakesServersAndTime) {
  NetworkConfig config = Configured(
      "use_network_tests 1\ndns_server 192.0.2.9\nclear_dns_servers\ndns_server [192.0.2.1]:53\n"
      "dns_server 2001:db8::1\nrbl_timeout 20 5\nrbl_timeout 1 zen.example\n");
  EXPECT_THAT(config.settings.servers, ::testing::ElementsAre("[192.0.2.1]:53", "2001:db8::1"));
  EXPECT_EQ(config.settings.timeout_ms, 20000);
  EXPECT_EQ(Configured("use_network_tests 1\n").settings.timeout_ms, 15000);
  EXPECT_EQ(Configured("use_network_tests 1\nrbl_timeout 1.5m\n").settings.timeout_ms, 90000);
  EXPECT_EQ(Configured("use_network_tests 1\nrbl_timeout 9000000w\n").settings.timeout_ms, 3600000);
}

TEST(NetworkConfig, RestrictsWhatIsAsked) {
  const NetworkConfig config = Configured(
      "use_network_tests 1\ndns_query_restriction deny example Other.test\n"
      "dns_query_restriction allow good.example\n");
  EXPECT_FALSE(config.Allows("example"));
  EXPECT_FALSE(config.Allows("1.0.0.127.bad.EXAMPLE"));
  EXPECT_FALSE(config.Allows("x.other.TEST"));
  EXPECT_TRUE(config.Allows("x.good.example"));
  EXPECT_TRUE(config.Allows("notexample"));
  const NetworkConfig only =
      Configured("use_network_tests 1\ndns_query_restriction deny *\ndns_query_restriction allow b.c\n");
  EXPECT_TRUE(only.Allows("a.b.c"));
  EXPECT_FALSE(only.Allows("c"));
}

constexpr char kScoreRules[] =
    "header FOUR Subject =~ /x/\nscore FOUR 1 2 3 4\n"
    "header NEVER_LOCAL Subject =~ /x/\nscore NEVER_LOCAL 0 5 0 5\n";

TEST(NetworkScores, CountWhereTheNetworkIsAsked) {
  MemoryDns zone;
  const std::string on = std::string(kScoreRules) + "use_network_tests 1\n";
  EXPECT_EQ(EngineFixture(kScoreRules, {}, OpenSqliteStore, MemoryDnsOpener(&zone)).Check(kPlainMail).score,
            1);
  EXPECT_EQ(EngineFixture(on).Check(kPlainMail).score, 1) << "no client";
  const Verdict verdict = EngineFixture(on, {}, OpenSqliteStore, MemoryDnsOpener(&zone)).Check(kPlainMail);
  EXPECT_EQ(verdict.score, 7);
}

TEST(NetworkScores, CountInCompiledRulesets) {
  TempFolder folder;
  Options options;
  options.rules_path = std::filesystem::path(folder.Write("rules/10.cf", kScoreRules)).parent_path();
  options.config_lines = {"use_network_tests 1"};
  options.bayes_path = folder / "bayes.db";
  ASSERT_TRUE(CompileRuleset(options, folder / "rules.gpc", nullptr).ok());
  options.compiled_path = folder / "rules.gpc";
  options.compiled_required = true;
  MemoryDns zone;
  for (const bool local : {false, true}) {
    std::vector<Diagnostic> remarks;
    auto engine = Engine::Open(options, OpenSqliteStore, &remarks, nullptr,
                               local ? DnsOpener() : MemoryDnsOpener(&zone));
    ASSERT_TRUE(engine);
    EXPECT_TRUE(remarks.empty());
    EXPECT_EQ(Session(**engine).Check(kPlainMail).score, local ? 1 : 7);
  }
}

TEST(MessageDns, AsksNoMoreThanItMay) {
  const NetworkConfig config = Configured("use_network_tests 1\n");
  MemoryDns zone;
  MessageDns dns(config, MemoryDnsOpener(&zone)({}));
  for (std::size_t i = 1; i < MessageDns::kMostQuestions; ++i)
    dns.Ask(std::to_string(i) + ".example", DnsType::kA);
  EXPECT_EQ(dns.Wait("Last.example", DnsType::kA).rcode, 3);
  EXPECT_EQ(dns.Wait("last.example", DnsType::kA).rcode, 3);
  EXPECT_EQ(zone.asked().size(), MessageDns::kMostQuestions + 1);
  EXPECT_FALSE(dns.asked_too_much());
  EXPECT_EQ(dns.Wait("last.example", DnsType::kTxt).status, DnsAnswer::Status::kFailed);
  EXPECT_TRUE(dns.asked_too_much());
  EXPECT_FALSE(zone.WasAsked("last.example", DnsType::kTxt));
}

TEST(MessageDns, AVerdictSaysThatItAskedTooMuch) {
  std::string rules = "use_network_tests 1\n", mail = "From: a@b.com";
  for (int i = 0; i < 9; ++i) {
    const std::string name = std::to_string(i);
    rules += "header R" + name + " eval:check_rbl_from_host('s','bl" + name + ".example.')\ntflags R" + name +
             " net\n";
  }
  for (int i = 1; i < 50; ++i) mail += ", a@h" + std::to_string(i) + ".com";
  MemoryDns zone;
  EngineFixture engine(rules, {}, OpenSqliteStore, MemoryDnsOpener(&zone));
  EXPECT_THAT(engine.Check(mail + "\nSubject: x\n\nhello\n").limits_met,
              ::testing::ElementsAre("dns_questions"));
  EXPECT_THAT(engine.Check("From: a@b.com\nSubject: x\n\nhello\n").limits_met, ::testing::IsEmpty());
}

TEST(MessageDns, SaysThatNobodyAnswers) {
  const NetworkConfig config = Configured("use_network_tests 1\ndns_query_restriction deny secret.example\n");
  MessageDns none(config, nullptr);
  EXPECT_EQ(none.Wait("a.example", DnsType::kA).status, DnsAnswer::Status::kFailed);
  EXPECT_THAT(none.Failure(), ::testing::HasSubstr("dns_server"));

  MemoryDns zone;
  zone.Fail("dead.example", DnsType::kA);
  MessageDns dns(config, MemoryDnsOpener(&zone)({}));
  EXPECT_EQ(dns.Failure(), "") << "nothing was asked";
  dns.Ask("a.secret.example", DnsType::kA);
  EXPECT_EQ(dns.Wait("a.secret.example", DnsType::kA).status, DnsAnswer::Status::kFailed);
  EXPECT_TRUE(zone.asked().empty());
  EXPECT_EQ(dns.Failure(), "") << "what may not be asked has not failed";
  dns.Wait("dead.example", DnsType::kA);
  EXPECT_NE(dns.Failure(), "");
  dns.Wait("live.example", DnsType::kA);
  EXPECT_EQ(dns.Failure(), "") << "one question without an answer may be the sender's own";
}

constexpr char kListRules[] =
    "use_network_tests 1\n"
    "header LISTED eval:check_rbl('a-lastexternal', 'list.example.')\ntflags LISTED net\n"
    "describe LISTED In a list\n"
    "header BLOCKED eval:check_rbl_sub('a-lastexternal', '127.255.255.255')\ntflags BLOCKED net\n"
    "dns_block_rule BLOCKED list.example\n"
    "askdns ASKED _AUTHORDOMAIN_.by.example A\n"
    "meta BOTH LISTED && ASKED\n"
    "body WORD /hello/\n"
    "meta LATE WORD && LISTED\n";
constexpr char kReceivedMail[] =
    "Received: from a.example.com (a.example.com [64.142.3.173]) by mx.example.net with ESMTP id 1;"
    " Tue, 14 Nov 2023 12:00:00 +0000\nFrom: a@sender.example\nSubject: x\n\nhello\n";
constexpr char kListedName[] = "173.3.142.64.list.example";

std::string NamesOf(const Verdict& verdict) {
  std::string names;
  for (const Hit& hit : verdict.hits) names += (names.empty() ? "" : " ") + hit.rule;
  return names;
}

TEST(NetworkTests, RunAfterTheRestAndMetasSeeThem) {
  MemoryDns dns;
  dns.Add(kListedName, DnsType::kA, {"127.0.0.2"})
      .Add("sender.example.by.example", DnsType::kA, {"127.0.0.2"});
  EngineFixture engine(kListRules, {}, OpenSqliteStore, MemoryDnsOpener(&dns));
  const Verdict verdict = engine.Check(kReceivedMail);
  EXPECT_EQ(NamesOf(verdict), "WORD LISTED ASKED LATE BOTH");
  ASSERT_GE(verdict.hits.size(), 2u);
  const Hit& listed = verdict.hits[1];
  EXPECT_EQ(listed.area + listed.description, "RBL: In a list");
  EXPECT_EQ(listed.detail, "64.142.3.173 listed in list.example");
  ASSERT_GE(dns.asked().size(), 2u);
  EXPECT_EQ(dns.asked()[0].first, kListedName) << "all is asked before anybody waits";
  EXPECT_EQ(dns.asked()[1].first, "sender.example.by.example");
}

// A sender's servers may be so slow that nothing is left of the time.
TEST(NetworkTests, AskSpfLast) {
  MemoryDns zone;
  zone.Add("sender.com", DnsType::kTxt, {"v=spf1 include:more.sender.com -all"})
      .Add("more.sender.com", DnsType::kTxt, {"v=spf1 a:host.sender.com -all"})
      .Add("link.com", DnsType::kNs, {"ns.bad.com"})
      .Add("bad.com.bl.example", DnsType::kA, {"127.0.0.2"});
  EngineFixture engine(
      "use_network_tests 1\nheader SPF eval:check_for_spf_fail()\ntflags SPF net\nmeta BOTH SPF && NS\n"
      "urinsrhsbl NS bl.example. A\nbody NS eval:check_uridnsbl('NS')\ntflags NS net\n",
      {}, OpenSqliteStore, MemoryDnsOpener(&zone));
  const std::string mail =
      "Return-Path: <a@sender.com>\nReceived: from x.sender.com (x.sender.com [64.142.3.173])\n"
      "\tby mx.example.org with ESMTP id A1; Tue, 14 Nov 2023 12:00:00 +0000\nSubject: "
      "x\n\nhttp://www.link.com/\n";
  EXPECT_EQ(engine.Hits(mail), "NS SPF BOTH");
  const auto place = [&](const MemoryDns::Question& question) {
    return std::find(zone.asked().begin(), zone.asked().end(), question) - zone.asked().begin();
  };
  EXPECT_LT(place({"bad.com.bl.example", DnsType::kA}), place({"more.sender.com", DnsType::kTxt}));
  EXPECT_LT(place({"more.sender.com", DnsType::kTxt}), static_cast<std::ptrdiff_t>(zone.asked().size()));
}

TEST(NetworkTests, AreTheSameCompiled) {
  TempFolder folder;
  Options options;
  options.rules_path = std::filesystem::path(folder.Write("rules/10.cf", kListRules)).parent_path();
  options.bayes_path = folder / "bayes.db";
  MemoryDns dns;
  dns.Add(kListedName, DnsType::kA, {"127.0.0.2"})
      .Add("sender.example.by.example", DnsType::kA, {"127.0.0.2"});
  std::string source[2];
  for (const bool compiled : {false, true}) {
    if (compiled) {
      ASSERT_TRUE(CompileRuleset(options, folder / "rules.gpc", nullptr).ok());
      options.compiled_path = folder / "rules.gpc";
      options.compiled_required = true;
    }
    for (const bool local : {false, true}) {
      std::vector<Diagnostic> remarks;
      auto engine = Engine::Open(options, OpenSqliteStore, &remarks, nullptr,
                                 local ? DnsOpener() : MemoryDnsOpener(&dns));
      ASSERT_TRUE(engine && remarks.empty());
      const std::string names = NamesOf(Session(**engine).Check(kReceivedMail));
      if (!compiled) source[local] = names;
      EXPECT_EQ(names, source[local]);
    }
  }
  EXPECT_EQ(source[0], "WORD LISTED ASKED LATE BOTH");
  EXPECT_EQ(source[1], "WORD");
}

TEST(NetworkTests, AskNothingWhereTheRunEndedBefore) {
  MemoryDns dns;
  const std::string rules = std::string("loadplugin Mail::SpamAssassin::Plugin::Shortcircuit\n") +
                            kListRules +
                            "header END Subject =~ /x/\npriority END -1000\nshortcircuit END on\n";
  EngineFixture engine(rules, {}, OpenSqliteStore, MemoryDnsOpener(&dns));
  EXPECT_EQ(engine.Hits(kReceivedMail).substr(0, 12), "SHORTCIRCUIT");
  EXPECT_TRUE(dns.asked().empty());
}

TEST(NetworkTests, SayThatAListDoesNotAnswerTheSite) {
  MemoryDns dns;
  dns.Add(kListedName, DnsType::kA, {"127.255.255.255"});
  EngineFixture engine(kListRules, {}, OpenSqliteStore, MemoryDnsOpener(&dns));
  EXPECT_THAT(engine.Check(kReceivedMail).failures,
              ::testing::Contains(::testing::HasSubstr("list.example does not answer this site (BLOCKED)")));
}

TEST(NetworkTests, WaitHalfOfTheTime) {
  MemoryDns dns;
  int timeout_ms = 0;
  const DnsOpener opener = [&](const DnsSettings& settings) {
    timeout_ms = settings.timeout_ms;
    return MemoryDnsOpener(&dns)(settings);
  };
  EngineFixture engine(kListRules, {}, OpenSqliteStore, opener);
  CheckOptions options;
  engine.Check(kReceivedMail, options);
  EXPECT_EQ(timeout_ms, 15000);
  options.deadline_ms = 10000;
  engine.Check(kReceivedMail, options);
  EXPECT_EQ(timeout_ms, 5000);
}

}  // namespace
}  // namespace gatepost

// The history of senders from the rule to the database.
#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

#include "support/sender_history_fixture.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kLoad[] = "loadplugin Mail::SpamAssassin::Plugin::AWL\n";
constexpr char kRules[] =
    "header AWL eval:check_from_in_auto_welcomelist()\ndescribe AWL what the sender did before\n"
    "tflags AWL userconf noautolearn\npriority AWL 1000\n"
    "body FIVE /five/\nscore FIVE 5\nbody ONE /one/\nscore ONE -1\n"
    "body OWN /own/\nscore OWN 3\ntflags OWN noautolearn\nbody NOT /not at all/\ntflags NOT noawl\nscore NOT "
    "2\n"
    "meta EARLY FIVE\nscore EARLY 0.5\nmeta LATE FIVE && !UNKNOWN_RULE\nscore LATE 0.25\n"
    "meta AFTER AWL\nscore AFTER 0.125\npriority AFTER 1001\n";

class HistoryTest : public SenderHistoryFixture {
 protected:
  HistoryTest() : SenderHistoryFixture(kRules, kLoad, "use_bayes 0\n") {}
  Verdict Check(const std::string& body, const std::string& from = "Ann <Ann@Example.com>",
                const std::string& ip = "192.0.2.7") {
    mail_ = "Received: from mail.example.com (mail.example.com [" + ip +
            "]) by mx.example.org; Mon, 2 Jan 2023 10:00:00 +0000\nFrom: " + from + "\nSubject: x\n\n" +
            body + "\n";
    return CheckMail(mail_);
  }
  double Score(const std::string& body, const std::string& from = "Ann <Ann@Example.com>",
               const std::string& ip = "192.0.2.7") {
    const Verdict verdict = Check(body, from, ip);
    EXPECT_THAT(verdict.failures, IsEmpty());
    return verdict.score;
  }
  static std::string Names(const Verdict& verdict) {
    std::string names;
    for (const Hit& hit : verdict.hits) names += (names.empty() ? "" : " ") + hit.rule;
    return names;
  }

  std::string mail_;
};

TEST_F(HistoryTest, AScoreMovesTowardsWhatTheSendersMailScoredBefore) {
  Verdict verdict = Check("one");
  EXPECT_EQ(Names(verdict), "ONE");
  EXPECT_THAT(verdict.tags, testing::Not(testing::Contains(testing::Key("AWL"))));
  verdict = Check("five");
  // -1 before; 5.5 now, without what SpamAssassin only adds later.
  EXPECT_EQ(Names(verdict), "FIVE EARLY AWL AFTER LATE");
  EXPECT_EQ(verdict.score, 5.5 + 0.25 + 0.125 - 3.25);
  const Hit& hit = verdict.hits[2];
  EXPECT_EQ(hit.score, -3.25);
  EXPECT_EQ(hit.area, "AWL: ");
  EXPECT_EQ(hit.description, "what the sender did before");
  EXPECT_EQ(verdict.tags["AWL"], "-3.2");
  EXPECT_EQ(verdict.tags["AWLMEAN"], "-1.0");
  EXPECT_EQ(verdict.tags["AWLCOUNT"], "1.0");
  EXPECT_EQ(verdict.tags["AWLPRESCORE"], "5.5");
  EXPECT_EQ(Score("one"), -1 + (2.25 + 1) / 2 + 0.125);
}

TEST_F(HistoryTest, ReportsSayIt) {
  Open("report _SUMMARY_\n");
  Check("one");
  const Verdict verdict = Check("five");
  const Result<std::string> report = session_->Report(mail_, verdict);
  ASSERT_TRUE(report);
  EXPECT_THAT(*report, HasSubstr("-3.2 AWL                    AWL: what the sender did before\n"));
}

TEST_F(HistoryTest, SendersAndNetworksAreToldApart) {
  Score("one");
  EXPECT_EQ(Score("x", "bob@example.com"), 0);
  EXPECT_EQ(Score("x", "Ann <Ann@Example.com>", "198.51.100.7"), 0);
  EXPECT_EQ(Score("x", "\"Another name\" <ANN@example.com>", "192.0.99.1"), -0.5 + 0.125);
  Open("auto_welcomelist_ipv4_mask_len 24\nauto_welcomelist_factor 1\n");
  EXPECT_EQ(Score("x", "ann@example.com", "192.0.2.200"), 0) << "another name of the network";
}

TEST_F(HistoryTest, WhatAutoLearningLeavesOutCountsNothingAndNoawlEndsIt) {
  Score("one");
  EXPECT_EQ(Score("own"), 3 - 0.5 + 0.125);
  EXPECT_EQ(Score("not at all"), 2);
  EXPECT_EQ(Score("x"), -0.25 + 0.125) << "(-1 + 0) / 2 before";
}

TEST_F(HistoryTest, WithoutThePluginNothingIsAskedOrKept) {
  for (const auto& [site, load] :
       {std::pair<const char*, const char*>{"", ""}, {"use_auto_welcomelist 0\n", kLoad}}) {
    Open(site, load);
    Score("one");
    EXPECT_EQ(Score("five"), 5.75);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / ".spamassassin"));
}

TEST_F(HistoryTest, ScoreZeroSwitchesItOff) {
  Open("score AWL 0\n");
  Score("one");
  EXPECT_EQ(Score("five"), 5.75);
  EXPECT_FALSE(std::filesystem::exists(folder_ / ".spamassassin"));
}

TEST_F(HistoryTest, WithoutAnOpenerNoneIsKept) {
  auto engine = Engine::Open(options_, OpenSqliteStore, &diagnostics_);
  ASSERT_TRUE(engine);
  Session session(**engine);
  EXPECT_THAT(session.Check("From: a@b\n\none\n").failures, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(folder_ / ".spamassassin"));
}

TEST_F(HistoryTest, ADatabaseThatCannotBeUsedIsNamedAndCostsNothingElse) {
  const std::string on_sql = "auto_welcomelist_factory Mail::SpamAssassin::SQLBasedAddrList\n";
  for (const std::string& site :
       {std::string("auto_welcomelist_path /nowhere/at/all\n"), on_sql + "user_awl_dsn DBI:mysql:x\n",
        on_sql + "user_awl_dsn DBI:SQLite:dbname=/nowhere/x\n",
        std::string("auto_welcomelist_factory My::List\n")}) {
    Open(site);
    Check("one");
    const Verdict verdict = Check("five");
    EXPECT_EQ(verdict.failures.size(), 1U) << site;
    EXPECT_TRUE(verdict.scanned);
    EXPECT_EQ(verdict.score, 5.75) << site;
  }
  folder_.Write("text.sqlite", std::string(5000, 'x'));
  Open("auto_welcomelist_path " + folder_ / "text\n");
  EXPECT_THAT(Check("five").failures, ElementsAre(HasSubstr("text.sqlite")));
}

TEST_F(HistoryTest, ACompiledRulesetAsksToo) {
  Options options = options_;
  ASSERT_TRUE(CompileRuleset(options, folder_ / "rules.gpc", &diagnostics_).ok());
  options_.compiled_path = folder_ / "rules.gpc";
  options_.compiled_required = true;
  auto engine = Engine::Open(options_, OpenSqliteStore, &diagnostics_, OpenSqliteSenderStore);
  ASSERT_TRUE(engine);
  EXPECT_THAT(diagnostics_, IsEmpty());
  Session session(**engine);
  const std::string head = "From: ann@example.com\n\n";
  EXPECT_EQ(session.Check(head + "one\n").score, -1);
  EXPECT_EQ(session.Check(head + "five\n").score, 5.5 + 0.25 + 0.125 - 3.25);
  EXPECT_EQ(session.Check(head + "not at all\n").score, 2);
}

TEST_F(HistoryTest, HostileSendersAreKeptWithinBounds) {
  const std::string long_name(1000, 'a'), longer_name(200000, 'b');
  for (const std::string& from :
       {long_name + "@example.com", longer_name + "@example.com", std::string("a\0b@example.com", 15),
        std::string("\xC3\xA9\xFF@\xFE"), std::string("'; DROP TABLE awl; --@example.com"),
        std::string("|ip=none"), std::string("a@b|totscore"), std::string(), std::string("<>"),
        std::string(" ")}) {
    Score("one", from);
    Score("one", from);
  }
  std::string relays;
  for (int i = 0; i < 10000; ++i)
    relays += "Received: from a (a [10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250) +
              "]) by b; x\n";
  const Verdict verdict = session_->Check(relays + "From: r@example.com\n\none\n");
  EXPECT_THAT(verdict.failures, IsEmpty());
  EXPECT_LT(std::filesystem::file_size(folder_ / ".spamassassin/auto-welcomelist.sqlite"), 100000U);
  // One that was cut is still known.
  EXPECT_EQ(Score("five", long_name + "@example.com"), 5.75 + 0.125 - 3.25);
}

TEST_F(HistoryTest, SessionsAtOnceLoseNoMail) {
  constexpr int kThreads = 4, kEach = 10;
  std::vector<std::thread> threads;
  std::vector<std::size_t> failures(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      Session session(*engine_);
      for (int n = 0; n < kEach; ++n)
        failures[static_cast<std::size_t>(i)] +=
            session.Check("From: ann@example.com\n\none\n").failures.size();
    });
  }
  for (std::thread& thread : threads) thread.join();
  Verdict verdict = CheckMail("From: ann@example.com\n\nfive\n");
  std::size_t lost = 0;
  for (const std::size_t count : failures) lost += count;
  EXPECT_EQ(verdict.tags["AWLCOUNT"], std::to_string(kThreads * kEach - static_cast<int>(lost)) + ".0");
}

}  // namespace
}  // namespace gatepost

// The reputation of senders (TxRep) from the rule to the database, and from what is learned.
#include <gmock/gmock.h>

#include <filesystem>
#include <map>

#include "gatepost/bulk_trainer.h"
#include "gatepost/trainer.h"
#include "support/sender_history_fixture.h"

namespace gatepost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kLoadTxRep[] = "loadplugin Mail::SpamAssassin::Plugin::TxRep\n";
constexpr char kTxRepRules[] =
    "header TXREP eval:check_senders_reputation()\ndescribe TXREP what the sender did before\n"
    "tflags TXREP userconf noautolearn\npriority TXREP 1000\n"
    "body FIVE /five/\nscore FIVE 5\nbody ONE /one/\nscore ONE -1\n"
    "body OWN /own/\nscore OWN 3\ntflags OWN noautolearn\n"
    "meta LATE FIVE && !UNKNOWN_RULE\nscore LATE 0.25\n";

class TxRepScanTest : public SenderHistoryFixture {
 protected:
  TxRepScanTest() : SenderHistoryFixture(kTxRepRules, kLoadTxRep, "use_txrep 1\n") {}
  static std::string Mail(const std::string& body, const std::string& head = "") {
    return "Received: from mail.example.com (mail.example.com [192.0.2.7]) by mx.example.org; Mon, 2 Jan "
           "2023 10:00:00 "
           "+0000\n" +
           head + "From: Ann <Ann@Example.com>\nSubject: x\n\n" + body + "\n";
  }
  double Score(const std::string& body) {
    const Verdict verdict = CheckMail(Mail(body));
    std::vector<std::string> failures = verdict.failures;
    std::erase_if(failures,
                  [](const std::string& failure) { return failure.find("bayes") != std::string::npos; });
    EXPECT_THAT(failures, IsEmpty());
    return verdict.score;
  }
  // "email|network|signer" to the row, of the file in the own folder.
  std::map<std::string, SenderTotals> Rows(const std::string& path = "", const std::string& user = "GLOBAL") {
    SenderPlace place;
    place.path = path.empty() ? Own() : path;
    place.table = "txrep";
    place.user = user;
    std::map<std::string, SenderTotals> rows;
    const auto store = OpenSqliteSenderStore(place);
    if (!store) return rows;
    EXPECT_TRUE((*store)
                    ->ForEach([&](const SenderKey& key, const SenderTotals& totals) {
                      rows[key.email + "|" + key.network + "|" + key.signer] = totals;
                      return true;
                    })
                    .ok());
    return rows;
  }
  std::string Own() { return folder_ / ".spamassassin/tx-reputation.sqlite"; }
};

TEST_F(TxRepScanTest, AScoreMovesTowardsWhatTheSendersMailScoredBefore) {
  EXPECT_EQ(Score("one"), -1);
  const Verdict verdict = CheckMail(Mail("five"));
  // (-1 + 5) / 2 - 5 by all names.
  EXPECT_EQ(verdict.score, 5.25 - 1.5);
  const Hit& hit = verdict.hits[1];
  EXPECT_EQ(hit.rule, "TXREP");
  EXPECT_EQ(hit.area, "TXREP: ");
  EXPECT_EQ(hit.description, "what the sender did before");
  EXPECT_EQ(verdict.tags.at("TXREPIP"), "-3.0");
  EXPECT_EQ(verdict.tags.at("TXREPEMAILIPCOUNT"), "1.0");
  const auto rows = Rows();
  EXPECT_EQ(rows.at("ann@example.com|192.0|").count, 2);
  EXPECT_EQ(rows.at("example.com|192.0|").total, 4);
  EXPECT_EQ(rows.at("ann@example.com|none|").total, 4);
  EXPECT_EQ(rows.at("192.0.2.7|none|").total, 4);
  EXPECT_EQ(rows.at("mail.example.com|none|").total, 4);
  EXPECT_THAT(rows, SizeIs(7));
}

TEST_F(TxRepScanTest, ReportsSayWhoWasKnown) {
  Open("report _SUMMARY_ _TXREPDOMAINMEAN_\ntxrep_report_details 2\n");
  CheckMail(Mail("one"));
  const Verdict verdict = CheckMail(Mail("five"));
  const Result<std::string> report = session_->Report(Mail("five"), verdict);
  ASSERT_TRUE(report);
  EXPECT_THAT(*report, HasSubstr("-1.5 TXREP                  TXREP: what the sender did before\n"));
  EXPECT_THAT(*report, HasSubstr("[EMAIL: ann@example.com, rep: -1.00, count:]"));
  EXPECT_THAT(*report, HasSubstr(" -1.0"));
}

TEST_F(TxRepScanTest, WhatAutoLearningLeavesOutCountsNothing) {
  EXPECT_EQ(Score("own"), 3);
  EXPECT_EQ(Rows().at("192.0.2.7|none|").total, 0);
}

TEST_F(TxRepScanTest, WithoutThePluginNothingIsAskedOrKept) {
  for (const auto& [site, load] :
       {std::pair<std::string, std::string>{"use_txrep 0\n", kLoadTxRep},
        {"score TXREP 0\n", kLoadTxRep},
        {"", std::string(kLoadTxRep) + "loadplugin Mail::SpamAssassin::Plugin::AWL\n"}}) {
    Open(site, load);
    Score("one");
    EXPECT_EQ(Score("five"), 5.25);
    EXPECT_FALSE(std::filesystem::exists(Own()));
  }
  Open("use_auto_welcomelist 0\n", std::string(kLoadTxRep) + "loadplugin Mail::SpamAssassin::Plugin::AWL\n");
  Score("one");
  EXPECT_TRUE(std::filesystem::exists(Own()));
}

TEST_F(TxRepScanTest, ADatabaseThatCannotBeUsedIsNamedAndCostsNothingElse) {
  Open(
      "use_bayes 0\ntxrep_factory Mail::SpamAssassin::SQLBasedAddrList\nuser_awl_dsn "
      "DBI:SQLite:dbname=/nowhere/x\n");
  CheckMail(Mail("one"));
  const Verdict verdict = CheckMail(Mail("five"));
  EXPECT_THAT(verdict.failures, ElementsAre(HasSubstr("/nowhere/x")));
  EXPECT_EQ(verdict.score, 5.25);
  EXPECT_THAT(verdict.tags, Not(Contains(Key("TXREPIP"))));
}

TEST_F(TxRepScanTest, WhatOwnServersNotedOfSpfStandsForTheNetwork) {
  const std::string noted = "internal_networks 192.0.2.7\nheader SPF eval:check_for_spf_pass()\n";
  const std::string head =
      "Received-SPF: pass (mx) identity=mailfrom; envelope-from=\"a@b.example\"\n"
      "Received: from out.example.com (out.example.com [198.51.100.7]) by mail.example.com; Mon, 2 Jan 2023 "
      "10:00:00 "
      "+0000\n";
  Open(noted, std::string(kLoadTxRep) + "loadplugin Mail::SpamAssassin::Plugin::SPF\n");
  const Verdict verdict = CheckMail(Mail("one", head));
  EXPECT_EQ(verdict.known_sender.spf, "spf");
  EXPECT_THAT(Rows(), Contains(Key("ann@example.com|none|")));
  EXPECT_THAT(Rows(), Not(Contains(Key("ann@example.com|198.51|"))));
  Open(noted + "txrep_spf 0\n", std::string(kLoadTxRep) + "loadplugin Mail::SpamAssassin::Plugin::SPF\n");
  CheckMail(Mail("five", head));
  EXPECT_THAT(Rows(), Contains(Key("ann@example.com|198.51|")));
}

TEST_F(TxRepScanTest, WhomTheOwnUsersWriteToIsWelcome) {
  Open("internal_networks 192.0.2.0/24\ntrusted_networks 192.0.2.0/24\n");
  CheckMail(Mail("one", "To: Bob <bob@example.net>\n"));
  EXPECT_EQ(Rows().at("bob@example.net|WELCOMELIST_OUT|").total, -10);
}

TEST_F(TxRepScanTest, LearnersTeachIt) {
  {
    Trainer trainer(*engine_);
    ASSERT_TRUE(trainer.Learn(Mail("one"), LearnedAs::kSpam));
    EXPECT_THAT(Rows(), IsEmpty()) << "with the batch";
    ASSERT_TRUE(trainer.Commit().ok());
    EXPECT_THAT(trainer.failures(), IsEmpty());
  }
  EXPECT_EQ(Rows().at("192.0.2.7|none|").total, 20);
  EXPECT_EQ(Rows().at("ann@example.com|192.0|").count, 1);
  {
    BulkTrainer trainer(*engine_);
    ASSERT_TRUE(trainer.Learn(Mail("two"), LearnedAs::kHam).ok());
    ASSERT_TRUE(trainer.Commit().ok());
    EXPECT_THAT(trainer.failures(), IsEmpty());
  }
  EXPECT_EQ(Rows().at("192.0.2.7|none|").total, 20 - 40);
  {
    Trainer trainer(*engine_);
    ASSERT_TRUE(trainer.Learn(Mail("two"), LearnedAs::kForgotten));
    ASSERT_TRUE(trainer.Commit().ok());
  }
  EXPECT_EQ(Rows().at("192.0.2.7|none|").count, 1);
  EXPECT_THAT(Rows(), SizeIs(6));
}

TEST_F(TxRepScanTest, ABatchThatIsNotLearnedTeachesNothing) {
  {
    Trainer trainer(*engine_);
    ASSERT_TRUE(trainer.Learn(Mail("one"), LearnedAs::kSpam));
  }
  EXPECT_THAT(Rows(), IsEmpty());
}

TEST_F(TxRepScanTest, BayesLearnsWhateverBecomesOfIt) {
  Open("txrep_factory Mail::SpamAssassin::SQLBasedAddrList\nuser_awl_dsn DBI:SQLite:dbname=/nowhere/x\n");
  Trainer trainer(*engine_);
  EXPECT_EQ(*trainer.Learn(Mail("one"), LearnedAs::kSpam), Trainer::Outcome::kLearned);
  EXPECT_TRUE(trainer.Commit().ok());
  EXPECT_THAT(trainer.failures(), ElementsAre(HasSubstr("/nowhere/x")));
  EXPECT_EQ(*trainer.Learn(Mail("one"), LearnedAs::kSpam), Trainer::Outcome::kAlreadyKnown);
}

TEST_F(TxRepScanTest, AutoLearningTeachesItWhereAskedTo) {
  for (const bool asked : {false, true}) {
    std::filesystem::remove(Own());
    Open(asked ? "txrep_autolearn 1\n" : "");
    Verdict verdict = CheckMail(Mail(asked ? "one" : "one more"));
    verdict.auto_learn = AutoLearn::kSpam;
    ASSERT_TRUE(Trainer(*engine_).AutoLearn(Mail(asked ? "one" : "one more"), verdict));
    EXPECT_EQ(Rows().at("192.0.2.7|none|").count, asked ? 2 : 1);
  }
}

TEST_F(TxRepScanTest, TheUsersOwnHistoryStandsBesideEverybodys) {
  const std::string path = folder_ / "senders.db";
  SenderPlace place;
  place.path = path;
  place.table = "txrep";
  place.is_own = true;
  ASSERT_TRUE(OpenSqliteSenderStore(place));
  const auto opener_of = [](const std::string& user) {
    return [user](SenderPlace asked) {
      asked.own_user = user;
      return OpenSqliteSenderStore(asked);
    };
  };
  Open("txrep_factory Mail::SpamAssassin::SQLBasedAddrList\nuser_awl_dsn DBI:SQLite:dbname=" + path +
       "\nuser_awl_sql_override_username GLOBAL\ntxrep_user2global_ratio 2\ntxrep_welcomelist_out 0\n");
  for (const auto& [user, count] : {std::pair("ann", 1), std::pair("bob", 2)}) {
    auto opened = Engine::Open(options_, OpenSqliteStore, &diagnostics_, opener_of(user));
    ASSERT_TRUE(opened);
    Session session(**opened);
    session.Check(Mail(std::string("one ") + user));
    EXPECT_EQ(Rows(path, user)["192.0.2.7|none|"].count, 1);
    EXPECT_EQ(Rows(path)["192.0.2.7|none|"].count, count);
  }
}

TEST_F(TxRepScanTest, HostileSendersAreKeptWithinBounds) {
  const std::string longer(200000, 'b');
  for (const std::string& from :
       {longer + "@example.com", "a@" + longer, std::string("|ip=none"),
        std::string("\"'; DROP TABLE txrep; --\"@x"), std::string(), std::string("@"), std::string("0")}) {
    const Verdict verdict =
        session_->Check("Received: from " + longer + " ([192.0.2.7]) by b; x\nFrom: " + from + "\n\none\n");
    EXPECT_THAT(verdict.failures, Not(Contains(HasSubstr("reputation"))));
  }
  for (const auto& [name, totals] : Rows()) EXPECT_LT(name.size(), 600U);
}

}  // namespace
}  // namespace gatepost

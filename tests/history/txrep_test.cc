#include "history/txrep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/memory_senders.h"

namespace gatepost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class TxRepTest : public testing::Test {
 protected:
  TxRepTest() {
    message_.from = "ann@example.com";
    message_.domain = "example.com";
    message_.helo = "mail.example.com";
    message_.near = message_.far = {"192.0.2.7", "192.0"};
    message_.id = "1@sa_generated";
    message_.date = "99";
  }
  TxRepHistory History() { return {store_, list_, config_}; }
  TxRepAnswer Ask(double points) {
    message_.points = message_.score = points;
    const Result<TxRepAnswer> answer = AskTxRep(History(), message_);
    EXPECT_TRUE(answer);
    return answer ? *answer : TxRepAnswer();
  }
  // Of another message of the sender.
  TxRepAnswer AskNext(double points) {
    message_.id = "next" + message_.id;
    return Ask(points);
  }
  SenderTotals Row(const std::string& email, const std::string& network = "none",
                   const std::string& signer = "") {
    const SenderTotals* found = store_.Of({email, network, signer});
    return found == nullptr ? SenderTotals{-1, 0} : *found;
  }
  static double Tag(const TxRepAnswer& answer, const std::string& name) {
    for (const auto& [key, value] : answer.tags) {
      if (key == name) return value;
    }
    return -999;
  }

  MemorySenders store_;
  SenderListConfig list_{true, true, false};
  TxRepConfig config_;
  TxRepMessage message_;
};

TEST_F(TxRepTest, ANewSenderIsCountedInByAllHisNames) {
  const TxRepAnswer answer = Ask(3);
  EXPECT_FALSE(answer.delta);
  ASSERT_EQ(store_.rows.size(), 6U);
  for (const SenderTotals& row :
       {Row("ann@example.com", "192.0"), Row("example.com", "192.0"), Row("ann@example.com"),
        Row("mail.example.com", "none", "helo"), Row("192.0.2.7"), Row("1@sa_generated", "none", "99")}) {
    EXPECT_EQ(row.count, 1);
    EXPECT_EQ(row.total, 3);
  }
}

TEST_F(TxRepTest, AScoreMovesTowardsTheMeanOfAllWithItCountedIn) {
  Ask(-2);
  // Each name says: (-2 + 4) / 2 - 4.
  const TxRepAnswer answer = AskNext(4);
  EXPECT_EQ(answer.delta, -1.5);
  EXPECT_EQ(Tag(answer, "TXREPEMAILIP"), -3);
  EXPECT_EQ(Tag(answer, "TXREPEMAILIPMEAN"), -2);
  EXPECT_EQ(Tag(answer, "TXREPIPCOUNT"), 1);
  EXPECT_EQ(Tag(answer, "TXREPHELOPRESCORE"), 4);
  EXPECT_EQ(Row("ann@example.com").total, 2);
  EXPECT_EQ(Row("nextnext1@sa_generated", "none", "99").count, -1);
  EXPECT_EQ(Row("next1@sa_generated", "none", "99").total, 2.5);
}

TEST_F(TxRepTest, PointsOfTheSendersOwnKindAreNotTurnedIntoTheOther) {
  Ask(2);
  // (2 + 6) / 2 - 6 is below 0: 2 / 2 counts.
  EXPECT_EQ(AskNext(6).delta, 0.5);
  store_.rows.clear();
  Ask(-2);
  EXPECT_EQ(AskNext(-6).delta, -0.5);
}

TEST_F(TxRepTest, WeightsSayWhatANameCounts) {
  config_.weight_email_ip = config_.weight_domain = config_.weight_helo = config_.weight_ip = 0;
  config_.factor = 1;
  Ask(-2);
  EXPECT_EQ(store_.rows.size(), 2U) << "what does not count is not kept";
  EXPECT_EQ(AskNext(4).delta, -3);
  config_.weight_email = 0;
  EXPECT_FALSE(AskNext(4).delta);
}

TEST_F(TxRepTest, AMessageCountsOnce) {
  Ask(-2);
  EXPECT_EQ(AskNext(4).delta, -1.5);
  // Its score, 2.5 then, and now 5: (5 + 0.5 * 2.5) / 1.5 - 5.
  EXPECT_EQ(Ask(5).delta, -0.833);
  EXPECT_EQ(Row("ann@example.com").count, 2);
  config_.tracks_messages = false;
  Ask(5);
  EXPECT_EQ(Row("ann@example.com").count, 3);
}

TEST_F(TxRepTest, WhoSignedStandsForTheNetwork) {
  message_.signer = message_.domain = "example.com";
  Ask(1);
  EXPECT_EQ(Row("ann@example.com", "none", "example.com").count, 1);
  EXPECT_EQ(Row("example.com", "none", "example.com").count, 1);
  EXPECT_EQ(Row("192.0.2.7").count, 1);
  EXPECT_EQ(Row("ann@example.com").count, -1) << "the address alone would say it twice";
  message_.near = message_.far = {};
  AskNext(1);
  EXPECT_EQ(Row("192.0.2.7").count, 1);
  EXPECT_EQ(Row("ann@example.com", "none", "example.com").count, 2);
}

TEST_F(TxRepTest, TheWayOfGoodMailIsBelievedFarther) {
  message_.far = {"198.51.100.9", "198.51"};
  Ask(1.9);
  EXPECT_EQ(Row("198.51.100.9").count, 1);
  EXPECT_EQ(Row("ann@example.com", "198.51").count, 1);
  AskNext(2);
  EXPECT_EQ(Row("192.0.2.7").count, 1);
  message_.id = "learned";
  ASSERT_TRUE(LearnTxRep(History(), message_, true).ok());
  EXPECT_EQ(Row("192.0.2.7").count, 2);
  ASSERT_TRUE(ForgetTxRep(History(), message_).ok());
  EXPECT_EQ(Row("192.0.2.7").count, 1);
  EXPECT_EQ(Row("198.51.100.9").count, 1);
}

TEST_F(TxRepTest, WhoIsWrittenToIsWelcome) {
  message_.is_outbound = true;
  message_.recipients = {"Bob@example.org", ""};
  Ask(1);
  AskNext(1);
  EXPECT_EQ(Row("bob@example.org", "WELCOMELIST_OUT").count, 1);
  EXPECT_EQ(Row("bob@example.org", "WELCOMELIST_OUT").total, -10);
  EXPECT_EQ(Row("ann@example.com", "WELCOMELIST_OUT").count, 4) << "alone and with its network";
  config_.recipient_bonus = 0;
  store_.rows.clear();
  AskNext(1);
  EXPECT_EQ(Row("bob@example.org", "WELCOMELIST_OUT").count, -1);
}

TEST_F(TxRepTest, LearningAddsAPenaltyOrABonus) {
  ASSERT_TRUE(LearnTxRep(History(), message_, true).ok());
  EXPECT_EQ(Row("ann@example.com").count, 1);
  EXPECT_EQ(Row("ann@example.com").total, 20);
  EXPECT_EQ(Row("1@sa_generated", "none", "99").count, 2) << "so that it is known as learned";
  message_.id = "other";
  ASSERT_TRUE(LearnTxRep(History(), message_, false).ok());
  EXPECT_EQ(Row("192.0.2.7").count, 2);
  EXPECT_EQ(Row("192.0.2.7").total, 20 - (20 + 20)) << "more for who is known well";
  config_.learn_penalty = 0;
  ASSERT_TRUE(LearnTxRep(History(), message_, true).ok());
  EXPECT_EQ(Row("192.0.2.7").count, 2);
}

TEST_F(TxRepTest, WhatWasLearnedWronglyIsTakenBackFirst) {
  ASSERT_TRUE(LearnTxRep(History(), message_, true).ok());
  ASSERT_TRUE(LearnTxRep(History(), message_, false).ok());
  // Taken back: 20 and the mean of 20, and counted as one; then -20 and the mean of -20.
  EXPECT_EQ(Row("ann@example.com").count, 2);
  EXPECT_EQ(Row("ann@example.com").total, -20 - 40);
  EXPECT_EQ(Row("1@sa_generated", "none", "99").total, -40);
}

TEST_F(TxRepTest, ForgettingTakesBackWhatAMessageCounted) {
  ASSERT_TRUE(ForgetTxRep(History(), message_).ok());
  EXPECT_THAT(store_.rows, IsEmpty());
  Ask(3);
  AskNext(4);
  AskNext(5);
  const double kept = Row(message_.id, "none", "99").total;
  ASSERT_TRUE(ForgetTxRep(History(), message_).ok());
  EXPECT_EQ(Row("192.0.2.7").count, 2);
  EXPECT_DOUBLE_EQ(Row("192.0.2.7").total, 12 - kept);
  EXPECT_EQ(Row(message_.id, "none", "99").count, -1);
}

TEST_F(TxRepTest, TheReportSaysWhoWasKnown) {
  config_.report_details = 1;
  config_.weight_domain = config_.weight_ip = 0;
  EXPECT_THAT(Ask(1).details, IsEmpty());
  EXPECT_THAT(AskNext(2).details, ElementsAre("EMAILIP: ann@example.com|192.0", "HELO: mail.example.com",
                                              "EMAIL: ann@example.com"));
  config_.report_details = 2;
  EXPECT_THAT(AskNext(2).details, Contains("EMAIL: ann@example.com, rep: 1.50, count: 2"));
}

TEST_F(TxRepTest, TheUsersOwnHistoryStandsBesideEverybodys) {
  config_.user_ratio = 3;
  store_.has_own_rows = true;
  Ask(-2);
  EXPECT_EQ(store_.rows.size(), 6U);
  EXPECT_EQ(store_.own_rows.size(), 6U);
  store_.own_rows.clear();
  // Of the user nothing, of everybody -3 / 4; and each weight counts twice, as in SpamAssassin.
  const TxRepAnswer answer = AskNext(4);
  EXPECT_EQ(answer.delta, -0.188);
  EXPECT_EQ(Tag(answer, "TXREPEMAILIPU"), 0);
  EXPECT_EQ(Tag(answer, "TXREPEMAILIPG"), -3);
}

TEST_F(TxRepTest, AnAdministratorsWordIsWorthAllWeights) {
  const auto set = [&](const std::string& address, std::optional<double> score) {
    return SetTxRep(History(), address, score).ok();
  };
  Ask(1);
  EXPECT_TRUE(set("Ann@Example.com", -100));
  EXPECT_EQ(Row("ann@example.com").total, -100 * 19.5 / 3);
  EXPECT_EQ(Row("ann@example.com", "192.0").count, -1);
  EXPECT_TRUE(set("spamming.example,spf", 100));
  EXPECT_EQ(Row("spamming.example", "none", "spf").total, 100 * 19.5 / 2);
  EXPECT_TRUE(set("192.0.2.9", 100));
  EXPECT_EQ(Row("192.0.2.9").total, 100 * 19.5 / 4);
  EXPECT_TRUE(set("DESKTOP", 100));
  EXPECT_EQ(Row("desktop", "none", "helo").total, 100 * 19.5 / 0.5);
  EXPECT_TRUE(set("192.0.2.9", std::nullopt));
  EXPECT_EQ(Row("192.0.2.9").count, -1);
  EXPECT_TRUE(set("", 100));
}

TEST_F(TxRepTest, BadDataCountsAsNothing) {
  for (const SenderTotals& bad :
       {SenderTotals{-3, 7}, SenderTotals{1, std::numeric_limits<double>::quiet_NaN()}}) {
    store_.rows = {{{"192.0.2.7", "none", ""}, bad}};
    EXPECT_FALSE(AskNext(2).delta);
  }
}

}  // namespace
}  // namespace gatepost

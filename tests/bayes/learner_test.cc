#include "bayes/learner.h"

#include <gtest/gtest.h>

#include <map>

#include "bayes_fixture.h"
#include "support/failing_store.h"
#include "support/learn_message.h"
#include "support/memory_store.h"

namespace gatepost {
namespace {

using Outcome = Trainer::Outcome;
constexpr std::int64_t kReceived = 1029146400;  // 2002-08-12 10:00:00 UTC
constexpr std::int64_t kLearnTime = kReceived + 1000000;

class Learner : public testing::Test {
 protected:
  Outcome Learn(const std::string& mail, LearnedAs as, std::int64_t now = kLearnTime,
                Relearn relearn = Relearn::kYes) {
    ParsedMail parsed(mail);
    EXPECT_TRUE(store_.BeginWrite().ok());
    auto outcome = LearnMessage(parsed.views(), store_, BayesConfig(), Limits(), as, now, relearn);
    EXPECT_TRUE(outcome) << outcome.error().message();
    EXPECT_TRUE(store_.Commit().ok());
    return outcome ? *outcome : Outcome::kTooLarge;
  }
  TokenCounts Counts(std::string_view text) {
    TokenHash hash = HashToken(text);
    TokenCounts counts;
    EXPECT_TRUE(store_.Lookup({&hash, 1}, {&counts, 1}).ok());
    return counts;
  }
  std::map<TokenHash, std::pair<std::uint32_t, std::uint32_t>> All() {
    std::map<TokenHash, std::pair<std::uint32_t, std::uint32_t>> all;
    EXPECT_TRUE(store_
                    .ForEachToken([&](const TokenHash& token, const TokenCounts& counts) {
                      all[token] = {counts.spam_count, counts.ham_count};
                      return true;
                    })
                    .ok());
    return all;
  }
  MemoryStore store_;
};

TEST_F(Learner, CountsTokensAndRemembersTheMessage) {
  EXPECT_EQ(Learn(PlainMail(1, "cheap watches"), LearnedAs::kSpam), Outcome::kLearned);
  EXPECT_EQ(Counts("watches").spam_count, 1u);
  EXPECT_EQ(Counts("watches").atime_unix_s, kReceived);
  EXPECT_EQ(store_.Totals()->spam_count, 1u);
  ParsedMail mail(PlainMail(1, "cheap watches"));
  EXPECT_EQ(**store_.Seen(LearnedIds(mail.message()).front()), LearnedAs::kSpam);
}

TEST_F(Learner, TwiceIsOnce) {
  Learn(PlainMail(1, "cheap watches"), LearnedAs::kSpam);
  EXPECT_EQ(Learn(PlainMail(1, "cheap watches"), LearnedAs::kSpam), Outcome::kAlreadyKnown);
  EXPECT_EQ(Counts("watches").spam_count, 1u);
  EXPECT_EQ(store_.Totals()->spam_count, 1u);
}

TEST_F(Learner, TheOtherClassMovesIt) {
  Learn(PlainMail(1, "cheap watches"), LearnedAs::kSpam);
  EXPECT_EQ(Learn(PlainMail(1, "cheap watches"), LearnedAs::kHam), Outcome::kLearned);
  EXPECT_EQ(Counts("watches").spam_count, 0u);
  EXPECT_EQ(Counts("watches").ham_count, 1u);
  EXPECT_EQ(store_.Totals()->spam_count, 0u);
  EXPECT_EQ(store_.Totals()->ham_count, 1u);
}

TEST_F(Learner, AutoLearningDoesNotMoveIt) {
  Learn(PlainMail(1, "cheap watches"), LearnedAs::kSpam);
  EXPECT_EQ(Learn(PlainMail(1, "cheap watches"), LearnedAs::kHam, kLearnTime, Relearn::kNo),
            Outcome::kAlreadyKnown);
  EXPECT_EQ(store_.Totals()->spam_count, 1u);
}

TEST_F(Learner, ForgettingTakesItBack) {
  Learn(PlainMail(1, "cheap watches"), LearnedAs::kSpam);
  auto before = All();
  Learn(PlainMail(2, "good watches"), LearnedAs::kHam);
  EXPECT_EQ(Learn(PlainMail(2, "good watches"), LearnedAs::kForgotten), Outcome::kLearned);
  EXPECT_EQ(All(), before);
  EXPECT_EQ(store_.Totals()->ham_count, 0u);
  EXPECT_EQ(store_.Totals()->token_count, before.size());
  EXPECT_EQ(Learn(PlainMail(2, "good watches"), LearnedAs::kForgotten), Outcome::kAlreadyKnown);
}

TEST_F(Learner, FindsAMessageUnderItsOwnId) {
  ASSERT_TRUE(store_.BeginWrite().ok());
  ASSERT_TRUE(store_.SetSeen("m1@example.com", LearnedAs::kSpam).ok());
  ASSERT_TRUE(store_.Commit().ok());
  EXPECT_EQ(Learn(PlainMail(1, "cheap watches"), LearnedAs::kSpam), Outcome::kAlreadyKnown);
  EXPECT_EQ(Learn(PlainMail(1, "cheap watches"), LearnedAs::kHam), Outcome::kLearned);
  EXPECT_FALSE(store_.Seen("m1@example.com")->has_value());
}

TEST_F(Learner, ADateInTheFutureIsNow) {
  Learn(PlainMail(1, "cheap watches"), LearnedAs::kSpam, kReceived - 86401);
  EXPECT_EQ(Counts("watches").atime_unix_s, kReceived - 86401);
  Learn(PlainMail(2, "other clocks"), LearnedAs::kSpam, kReceived - 86400);
  EXPECT_EQ(Counts("clocks").atime_unix_s, kReceived) << "a day is forgiven";
}

TEST(LearnMessage, TellsEachFailureOfTheStore) {
  ParsedMail mail(PlainMail(1, "cheap watches"));
  int failures = 0;
  for (int call = 2; call < 20; ++call) {
    FailingStore store(call);
    ASSERT_TRUE(store.BeginWrite().ok());
    auto outcome = LearnMessage(mail.views(), store, BayesConfig(), Limits(), LearnedAs::kSpam, kLearnTime);
    if (outcome) break;
    EXPECT_EQ(outcome.error().code(), StatusCode::kUnavailable);
    ++failures;
  }
  EXPECT_EQ(failures, 5);  // two Seen, AddMessages, AddTokens, SetSeen
}

}  // namespace
}  // namespace gatepost

#include "bayes/expiry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/failing_store.h"
#include "support/memory_store.h"

namespace gatepost {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kExpiryTime = 1700000000;
constexpr std::int64_t kDay = 86400;

// `ages[i]` tokens that are 2^i half days old, and a bit.
void Fill(TokenStore& store, const std::vector<int>& tokens_by_age) {
  ASSERT_TRUE(store.BeginWrite().ok());
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < tokens_by_age.size(); ++i) {
    std::int64_t age = i == 0 ? 0 : (kDay / 2) * (std::int64_t{1} << (i - 1)) + 60;
    for (int n = 0; n < tokens_by_age[i]; ++n, ++number) {
      TokenHash token{1, static_cast<unsigned char>(number >> 24), static_cast<unsigned char>(number >> 16),
                      static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
      ASSERT_TRUE(store.PutToken(token, {1, 0, kExpiryTime - age}).ok());
    }
  }
  ASSERT_TRUE(store.Commit().ok());
}

TEST(Expiry, LeavesASmallDatabaseAlone) {
  MemoryStore store;
  Fill(store, {100, 100});
  auto plan = PlanExpiry(store, {}, kExpiryTime);
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->older_than_unix_s);
  EXPECT_THAT(plan->note, HasSubstr("too few"));
}

TEST(Expiry, ChoosesTheShortestAgeThatDoesNotRemoveTooMuch) {
  MemoryStore store;
  // 150,000 tokens, 112,500 to stay: at most 37,500 may go.
  Fill(store, {100000, 20000, 10000, 15000, 5000});
  auto plan = PlanExpiry(store, {}, kExpiryTime);
  ASSERT_TRUE(plan);
  ASSERT_TRUE(plan->older_than_unix_s);
  // Over 12 hours: 50,000, too many; over a day: 30,000.
  EXPECT_EQ(plan->atime_delta_s, kDay);
  EXPECT_EQ(plan->tokens, 30000u);
  EXPECT_EQ(*plan->older_than_unix_s, kExpiryTime - kDay);
}

TEST(Expiry, WhatWasSeenInTheFutureCountsAsSeenNow) {
  MemoryStore store;
  Fill(store, {100, 100});
  const TokenHash ahead = {9, 9, 9, 9, 9};
  ASSERT_TRUE(store.BeginWrite().ok());
  ASSERT_TRUE(store.PutToken(ahead, {1, 2, kExpiryTime + 100 * kDay}).ok());
  ASSERT_TRUE(store.Commit().ok());
  ASSERT_TRUE(Expire(store, {}, kExpiryTime, 7000, nullptr));
  TokenCounts counts;
  ASSERT_TRUE(store.Lookup({&ahead, 1}, {&counts, 1}).ok());
  EXPECT_EQ(counts.atime_unix_s, kExpiryTime);
  EXPECT_EQ(counts.ham_count, 2u);
  EXPECT_EQ(store.Totals()->newest_atime_unix_s, kExpiryTime);
  EXPECT_EQ(store.Totals()->token_count, 201u);
}

TEST(Expiry, IsDueAgainAfterOneThatWasDoneInTheFuture) {
  StoreTotals totals;
  totals.token_count = 200000;
  totals.newest_atime_unix_s = kExpiryTime;
  totals.oldest_atime_unix_s = kExpiryTime - 9 * kDay;
  totals.last_expire_unix_s = kExpiryTime + 100 * kDay;
  EXPECT_TRUE(IsExpiryDue(totals, {}, kExpiryTime));
  totals.last_expire_unix_s = kExpiryTime;
  EXPECT_FALSE(IsExpiryDue(totals, {}, kExpiryTime));
}

TEST(Expiry, RemovesInStepsAndNotesTheResult) {
  MemoryStore store;
  Fill(store, {100000, 20000, 10000, 15000, 5000});
  int steps = 0;
  auto result = Expire(store, {}, kExpiryTime, 7000, [&](std::uint64_t removed) {
    EXPECT_EQ(removed, std::min<std::uint64_t>(30000, 7000u * static_cast<unsigned>(++steps)));
    return true;
  });
  ASSERT_TRUE(result);
  EXPECT_EQ(result->removed, 30000u);
  EXPECT_EQ(result->kept, 120000u);
  EXPECT_EQ(store.Totals()->token_count, 120000u);
  EXPECT_EQ(store.Totals()->last_expire_unix_s, kExpiryTime);
  EXPECT_EQ(store.Totals()->last_atime_delta_s, kDay);
  EXPECT_EQ(store.Totals()->last_expire_reduce, 30000u);
  EXPECT_EQ(store.Totals()->oldest_atime_unix_s, kExpiryTime - kDay / 2 - 60);
}

TEST(Expiry, UsesTheLastTimesAgeWhereItFits) {
  MemoryStore store;
  Fill(store, {100000, 20000, 10000, 15000, 5000});
  ASSERT_TRUE(store.BeginWrite().ok());
  StoreTotals totals = *store.Totals();
  totals.last_expire_unix_s = kExpiryTime - 5 * kDay;
  totals.last_atime_delta_s = kDay;
  totals.last_expire_reduce = 30000;
  ASSERT_TRUE(store.PutTotals(totals).ok());
  ASSERT_TRUE(store.Commit().ok());
  // A day took 30,000, now 37,500 are to go: 0.8 days.
  EXPECT_EQ(PlanExpiry(store, {}, kExpiryTime)->atime_delta_s, kDay * 8 / 10);
  EXPECT_EQ(PlanExpiry(store, {}, kExpiryTime + 31 * kDay)->atime_delta_s, kDay) << "too long ago to go by";
}

TEST(Expiry, TokensOfOneAgeStay) {
  MemoryStore store;
  Fill(store, {200000});
  auto plan = PlanExpiry(store, {}, kExpiryTime);
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->older_than_unix_s);
  auto result = Expire(store, {}, kExpiryTime);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->removed, 0u);
  EXPECT_EQ(result->kept, 200000u);
  EXPECT_EQ(store.Totals()->last_expire_unix_s, kExpiryTime);
}

TEST(Expiry, IsDueByCountAgeAndTime) {
  StoreTotals totals;
  totals.token_count = 150000;
  totals.oldest_atime_unix_s = kExpiryTime - kDay;
  totals.newest_atime_unix_s = kExpiryTime;
  EXPECT_TRUE(IsExpiryDue(totals, {}, kExpiryTime));
  StoreTotals other = totals;
  other.token_count = 149999;
  EXPECT_FALSE(IsExpiryDue(other, {}, kExpiryTime));
  other = totals;
  other.last_expire_unix_s = kExpiryTime - kDay / 2 + 1;
  EXPECT_FALSE(IsExpiryDue(other, {}, kExpiryTime));
  other = totals;
  other.oldest_atime_unix_s = kExpiryTime - kDay / 2 + 1;
  EXPECT_FALSE(IsExpiryDue(other, {}, kExpiryTime));
  ExpiryConfig config;
  config.max_tokens = 1000;
  other = totals;
  other.token_count = 100000;
  EXPECT_FALSE(IsExpiryDue(other, config, kExpiryTime)) << "100,000 always stay";
  config.automatic = false;
  EXPECT_FALSE(IsExpiryDue(totals, config, kExpiryTime));
}

TEST(Expiry, TellsFailures) {
  FailingStore store(1);
  EXPECT_FALSE(PlanExpiry(store, {}, kExpiryTime));
  EXPECT_FALSE(Expire(store, {}, kExpiryTime));
}

}  // namespace
}  // namespace gatepost

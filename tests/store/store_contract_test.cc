// What every TokenStore must do, run on the SQLite store and on the model in memory.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/memory_store.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

TokenHash Token(int number) {
  auto byte = [&](int shift) { return static_cast<unsigned char>(number >> shift); };
  return {byte(24), 0, byte(16), byte(8), byte(0)};  // NULs inside, as real tokens have
}

class StoreContract : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) {
      auto opened = OpenSqliteStore(folder_ / "bayes.db", "site", StoreMode::kCreate);
      ASSERT_TRUE(opened) << opened.error().message();
      store_ = std::move(*opened);
    } else {
      store_ = std::make_unique<MemoryStore>();
    }
  }
  void Add(std::vector<TokenHash> tokens, int spam, int ham, std::int64_t atime) {
    ASSERT_TRUE(store_->BeginWrite().ok());
    ASSERT_TRUE(store_->AddTokens(tokens, spam, ham, atime).ok());
    ASSERT_TRUE(store_->AddMessages(spam, ham).ok());
    ASSERT_TRUE(store_->Commit().ok());
  }
  TokenCounts Counts(const TokenHash& token) {
    TokenCounts counts;
    EXPECT_TRUE(store_->Lookup({&token, 1}, {&counts, 1}).ok());
    return counts;
  }
  StoreTotals Totals() {
    Result<StoreTotals> totals = store_->Totals();
    EXPECT_TRUE(totals);
    return totals ? *totals : StoreTotals();
  }

  TempFolder folder_;
  std::unique_ptr<TokenStore> store_;
};

TEST_P(StoreContract, IsEmptyAtFirst) {
  EXPECT_EQ(Totals().token_count, 0u);
  EXPECT_EQ(Totals().spam_count, 0u);
  EXPECT_EQ(Counts(Token(1)).spam_count, 0u);
  EXPECT_FALSE(store_->Seen("a@b")->has_value());
}

TEST_P(StoreContract, SumsCountsAndKeepsTheLatestAtime) {
  Add({Token(1), Token(2)}, 1, 0, 1000);
  Add({Token(2), Token(3)}, 0, 1, 900);
  EXPECT_EQ(Counts(Token(1)).spam_count, 1u);
  EXPECT_EQ(Counts(Token(2)).spam_count, 1u);
  EXPECT_EQ(Counts(Token(2)).ham_count, 1u);
  EXPECT_EQ(Counts(Token(2)).atime_unix_s, 1000);
  EXPECT_EQ(Counts(Token(3)).atime_unix_s, 900);
  EXPECT_EQ(Totals().token_count, 3u);
  EXPECT_EQ(Totals().spam_count, 1u);
  EXPECT_EQ(Totals().ham_count, 1u);
  EXPECT_EQ(Totals().newest_atime_unix_s, 1000);
  EXPECT_EQ(Totals().oldest_atime_unix_s, 900);
}

TEST_P(StoreContract, OneBatchCountsLikeManyTransactions) {
  ASSERT_TRUE(store_->BeginWrite().ok());
  std::vector<TokenHash> first{Token(1), Token(2)}, second{Token(2), Token(3)};
  ASSERT_TRUE(store_->AddTokens(first, 1, 0, 500).ok());
  ASSERT_TRUE(store_->AddTokens(second, 1, 0, 700).ok());
  ASSERT_TRUE(store_->AddTokens(second, 0, 1, 600).ok());
  EXPECT_EQ(Counts(Token(2)).spam_count, 2u) << "the batch sees its own writes";
  ASSERT_TRUE(store_->AddTokens(first, -1, 0, 0).ok());
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_EQ(Counts(Token(1)).spam_count, 0u);
  EXPECT_EQ(Counts(Token(2)).spam_count, 1u);
  EXPECT_EQ(Counts(Token(2)).ham_count, 1u);
  EXPECT_EQ(Counts(Token(2)).atime_unix_s, 700);
  EXPECT_EQ(Totals().token_count, 2u);
  EXPECT_EQ(Totals().oldest_atime_unix_s, 500);
}

TEST_P(StoreContract, CountsStopAtZeroAndEmptyTokensGo) {
  Add({Token(1)}, 1, 0, 1000);
  Add({Token(1), Token(9)}, -1, 0, 0);
  EXPECT_EQ(Totals().token_count, 0u);
  EXPECT_EQ(Totals().spam_count, 0u);
  Add({Token(1)}, 0, 1, 1000);
  Add({Token(1)}, -1, 0, 0);
  EXPECT_EQ(Counts(Token(1)).ham_count, 1u);
  EXPECT_EQ(Totals().token_count, 1u);
  EXPECT_EQ(Totals().spam_count, 0u);
}

TEST_P(StoreContract, RollbackLeavesNothing) {
  Add({Token(1)}, 1, 0, 1000);
  ASSERT_TRUE(store_->BeginWrite().ok());
  std::vector<TokenHash> tokens{Token(1), Token(2)};
  ASSERT_TRUE(store_->AddTokens(tokens, 1, 0, 2000).ok());
  ASSERT_TRUE(store_->AddMessages(1, 0).ok());
  ASSERT_TRUE(store_->SetSeen("x@y", LearnedAs::kSpam).ok());
  store_->Rollback();
  EXPECT_EQ(Counts(Token(1)).spam_count, 1u);
  EXPECT_EQ(Totals().token_count, 1u);
  EXPECT_EQ(Totals().spam_count, 1u);
  EXPECT_EQ(Totals().newest_atime_unix_s, 1000);
  EXPECT_FALSE(store_->Seen("x@y")->has_value());
}

TEST_P(StoreContract, RemembersMessages) {
  ASSERT_TRUE(store_->BeginWrite().ok());
  ASSERT_TRUE(store_->SetSeen("a@sa_generated", LearnedAs::kSpam).ok());
  ASSERT_TRUE(store_->SetSeen("b@sa_generated", LearnedAs::kHam).ok());
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_EQ(**store_->Seen("a@sa_generated"), LearnedAs::kSpam);
  ASSERT_TRUE(store_->BeginWrite().ok());
  ASSERT_TRUE(store_->SetSeen("a@sa_generated", LearnedAs::kHam).ok());
  ASSERT_TRUE(store_->SetSeen("b@sa_generated", std::nullopt).ok());
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_EQ(**store_->Seen("a@sa_generated"), LearnedAs::kHam);
  EXPECT_FALSE(store_->Seen("b@sa_generated")->has_value());
  int visited = 0;
  ASSERT_TRUE(store_
                  ->ForEachSeen([&](std::string_view id, LearnedAs as) {
                    EXPECT_EQ(id, "a@sa_generated");
                    EXPECT_EQ(as, LearnedAs::kHam);
                    ++visited;
                    return true;
                  })
                  .ok());
  EXPECT_EQ(visited, 1);
}

TEST_P(StoreContract, VisitsTokensInOrderAndStopsWhenTold) {
  Add({Token(3), Token(1), Token(2)}, 1, 0, 1000);
  std::vector<TokenHash> visited;
  auto visit = [&](const TokenHash& token, const TokenCounts&) {
    visited.push_back(token);
    return visited.size() < 2;
  };
  ASSERT_TRUE(store_->ForEachToken(visit).ok());
  EXPECT_EQ(visited, (std::vector<TokenHash>{Token(1), Token(2)}));
}

TEST_P(StoreContract, PutsAndClears) {
  Add({Token(1)}, 1, 0, 1000);
  ASSERT_TRUE(store_->BeginWrite().ok());
  ASSERT_TRUE(store_->Clear().ok());
  ASSERT_TRUE(store_->PutToken(Token(5), {7, 8, 1234}).ok());
  ASSERT_TRUE(store_->PutToken(Token(5), {9, 8, 1234}).ok());
  StoreTotals totals = Totals();
  EXPECT_EQ(totals.token_count, 1u);
  totals.spam_count = 70;
  totals.ham_count = 80;
  ASSERT_TRUE(store_->PutTotals(totals).ok());
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_EQ(Counts(Token(1)).spam_count, 0u);
  EXPECT_EQ(Counts(Token(5)).spam_count, 9u);
  EXPECT_EQ(Counts(Token(5)).atime_unix_s, 1234);
  EXPECT_EQ(Totals().spam_count, 70u);
  EXPECT_EQ(Totals().token_count, 1u);
}

TEST_P(StoreContract, ExpiresInStepsTokensBeforeTheCutOff) {
  std::vector<TokenHash> old_tokens, new_tokens;
  for (int i = 0; i < 25; ++i) (i % 2 == 0 ? old_tokens : new_tokens).push_back(Token(i));
  Add(old_tokens, 1, 0, 1000);
  Add(new_tokens, 1, 0, 2000);
  std::uint64_t removed = 0;
  int steps = 0;
  for (;;) {
    Result<std::uint64_t> step = store_->ExpireStep(2000, 5);
    ASSERT_TRUE(step) << step.error().message();
    if (*step == 0) break;
    EXPECT_LE(*step, 5u);
    removed += *step;
    ASSERT_LT(++steps, 20);
  }
  EXPECT_EQ(removed, old_tokens.size());
  EXPECT_EQ(Totals().token_count, new_tokens.size());
  EXPECT_EQ(Totals().oldest_atime_unix_s, 2000);
  EXPECT_EQ(Counts(Token(0)).spam_count, 0u);
  EXPECT_EQ(Counts(Token(1)).spam_count, 1u);
}

TEST_P(StoreContract, WritesOnlyWithinATransaction) {
  TokenHash token = Token(1);
  EXPECT_EQ(store_->AddTokens({&token, 1}, 1, 0, 1).code(), StatusCode::kInternal);
  EXPECT_EQ(store_->AddMessages(1, 0).code(), StatusCode::kInternal);
  EXPECT_EQ(store_->SetSeen("a", LearnedAs::kHam).code(), StatusCode::kInternal);
  EXPECT_EQ(store_->PutToken(token, {}).code(), StatusCode::kInternal);
  EXPECT_EQ(store_->Clear().code(), StatusCode::kInternal);
  EXPECT_EQ(store_->Commit().code(), StatusCode::kInternal);
  ASSERT_TRUE(store_->BeginWrite().ok());
  EXPECT_EQ(store_->BeginWrite().code(), StatusCode::kInternal);
  store_->Rollback();
  TokenCounts counts[2];
  EXPECT_EQ(store_->Lookup({&token, 1}, counts).code(), StatusCode::kInvalidArgument);
}

TEST_P(StoreContract, VerifiesClean) {
  Add({Token(1), Token(2)}, 1, 0, 1000);
  Result<std::vector<std::string>> findings = store_->Verify();
  ASSERT_TRUE(findings);
  EXPECT_TRUE(findings->empty()) << findings->front();
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, testing::Bool(),
                         [](const auto& test) { return test.param ? "Sqlite" : "Memory"; });

}  // namespace
}  // namespace gatepost

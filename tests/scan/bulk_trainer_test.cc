#include "gatepost/bulk_trainer.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>

#include "gatepost/trainer.h"
#include "support/engine_fixture.h"

namespace gatepost {
namespace {

std::string Mail(int number) {
  std::string id = std::to_string(number);
  return "Message-ID: <" + id + "@x>\nSubject: number " + id + "\n\nwords that all have, and word" + id +
         "\n";
}

using Tokens = std::map<TokenHash, std::tuple<std::uint32_t, std::uint32_t, std::int64_t>>;
Tokens All(const EngineFixture& engine) {
  Tokens all;
  auto store = OpenSqliteStore(engine.engine().bayes_path(), engine.engine().bayes_user(), StoreMode::kRead);
  if (!store) return all;
  EXPECT_TRUE((*store)
                  ->ForEachToken([&](const TokenHash& token, const TokenCounts& counts) {
                    all[token] = {counts.spam_count, counts.ham_count, counts.atime_unix_s};
                    return true;
                  })
                  .ok());
  return all;
}

// Dated, so that all have one atime however late they are learned.
std::string Dated(int number) { return "Date: Mon, 12 Aug 2002 11:00:00 +0100\n" + Mail(number); }

TEST(BulkTrainer, LearnsWhatATrainerLearns) {
  EngineFixture one_by_one(""), in_bulk("");
  Trainer trainer(one_by_one.engine());
  BulkTrainer bulk(in_bulk.engine(), 3);
  const auto both = [&](int number, LearnedAs as) {
    EXPECT_TRUE(trainer.Learn(Dated(number), as));
    EXPECT_TRUE(bulk.Learn(Dated(number), as).ok());
  };
  for (int i = 0; i < 2500; ++i) both(i, i % 3 == 0 ? LearnedAs::kSpam : LearnedAs::kHam);
  // Twice, as the other class, and forgotten: some while they wait, some when they are written.
  for (int i = 0; i < 2500; i += 7) both(i, LearnedAs::kSpam);
  for (int i = 0; i < 2500; i += 11) both(i, LearnedAs::kForgotten);
  ASSERT_TRUE(trainer.Commit().ok());
  ASSERT_TRUE(bulk.Commit().ok());
  Tokens tokens = All(in_bulk);
  EXPECT_GT(tokens.size(), 2000u);
  EXPECT_EQ(tokens, All(one_by_one));
}

TEST(BulkTrainer, CountsWhatIsNewAlone) {
  EngineFixture engine("");
  BulkTrainer bulk(engine.engine(), 2);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(bulk.Learn(Mail(i), LearnedAs::kSpam).ok());
    EXPECT_EQ(bulk.learned(), round == 0 ? 0u : 30u) << "of committed batches";
    ASSERT_TRUE(bulk.Commit().ok());
    EXPECT_EQ(bulk.learned(), 30u);
  }
}

TEST(BulkTrainer, WhatIsNotCommittedIsNotThere) {
  EngineFixture engine("");
  {
    BulkTrainer bulk(engine.engine(), 2);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(bulk.Learn(Mail(i), LearnedAs::kSpam).ok());
  }
  EXPECT_TRUE(All(engine).empty());
}

TEST(BulkTrainer, KeepsNobodyWaitingBeforeItWrites) {
  EngineFixture engine("");
  BulkTrainer bulk(engine.engine(), 2);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(bulk.Learn(Mail(i), LearnedAs::kSpam).ok());
  auto other =
      OpenSqliteStore(engine.engine().bayes_path(), engine.engine().bayes_user(), StoreMode::kCreateSoon);
  ASSERT_TRUE(other);
  ASSERT_TRUE((*other)->BeginWrite().ok());
  ASSERT_TRUE((*other)->AddMessages(1, 0).ok());
  ASSERT_TRUE((*other)->Commit().ok());
  ASSERT_TRUE(bulk.Commit().ok());
  ASSERT_TRUE((*other)->BeginRead().ok());
  EXPECT_EQ((*other)->Totals()->spam_count, 101u);
  (*other)->EndRead();
}

TEST(BulkTrainer, TooLargeIsNotLearned) {
  Options options;
  options.limits.max_message_bytes = 10;
  EngineFixture engine("", options);
  BulkTrainer bulk(engine.engine());
  EXPECT_TRUE(bulk.Learn(Mail(1), LearnedAs::kSpam).ok());
  EXPECT_TRUE(bulk.Commit().ok());
  EXPECT_EQ(bulk.too_large(), 1u);
  EXPECT_EQ(bulk.learned(), 0u);
}

TEST(BulkTrainer, AStoreThatCannotOpenIsAStatusAndStaysOne) {
  Options options;
  options.bayes_path = "/proc/none/bayes.db";
  EngineFixture engine("", options);
  BulkTrainer bulk(engine.engine());
  EXPECT_FALSE(bulk.Learn(Mail(1), LearnedAs::kSpam).ok());
  EXPECT_FALSE(bulk.Commit().ok());
}

}  // namespace
}  // namespace gatepost

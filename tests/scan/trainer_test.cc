#include "gatepost/trainer.h"

#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace gatepost {
namespace {

using Outcome = Trainer::Outcome;

const std::string kMail = "Message-ID: <1@x>\nSubject: hello\n\nsome words to learn here\n";

StoreTotals Totals(const EngineFixture& engine) {
  auto store = OpenSqliteStore(engine.engine().bayes_path(), engine.engine().bayes_user(), StoreMode::kRead);
  if (!store || !(*store)->BeginRead().ok()) return {};
  auto totals = (*store)->Totals();
  (*store)->EndRead();
  return totals ? *totals : StoreTotals();
}

TEST(Trainer, LearnsOnceMovesAndForgets) {
  EngineFixture engine("");
  Trainer trainer(engine.engine());
  EXPECT_EQ(*trainer.Learn(kMail, LearnedAs::kSpam), Outcome::kLearned);
  EXPECT_EQ(*trainer.Learn(kMail, LearnedAs::kSpam), Outcome::kAlreadyKnown);
  ASSERT_TRUE(trainer.Commit().ok());
  EXPECT_EQ(Totals(engine).spam_count, 1u);
  EXPECT_GT(Totals(engine).token_count, 3u);
  EXPECT_EQ(*trainer.Learn(kMail, LearnedAs::kHam), Outcome::kLearned);
  ASSERT_TRUE(trainer.Commit().ok());
  EXPECT_EQ(Totals(engine).spam_count, 0u);
  EXPECT_EQ(Totals(engine).ham_count, 1u);
  EXPECT_EQ(*trainer.Learn(kMail, LearnedAs::kForgotten), Outcome::kLearned);
  ASSERT_TRUE(trainer.Commit().ok());
  EXPECT_EQ(Totals(engine).ham_count, 0u);
  EXPECT_EQ(Totals(engine).token_count, 0u);
}

TEST(Trainer, WhatIsNotCommittedIsNotThere) {
  EngineFixture engine("");
  {
    Trainer trainer(engine.engine());
    ASSERT_TRUE(trainer.Learn(kMail, LearnedAs::kSpam));
  }
  EXPECT_EQ(Totals(engine).spam_count, 0u);
}

TEST(Trainer, TooLargeIsNotLearned) {
  Options options;
  options.limits.max_message_bytes = 10;
  EngineFixture engine("", options);
  Trainer trainer(engine.engine());
  EXPECT_EQ(*trainer.Learn(kMail, LearnedAs::kSpam), Outcome::kTooLarge);
}

TEST(Trainer, AStoreThatCannotOpenIsAStatus) {
  Options options;
  options.bayes_path = "/proc/none/bayes.db";
  EngineFixture engine("", options);
  Trainer trainer(engine.engine());
  EXPECT_FALSE(trainer.Learn(kMail, LearnedAs::kSpam));
}

}  // namespace
}  // namespace gatepost

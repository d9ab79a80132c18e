#include "gatepost/trainer.h"

#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace gatepost {
namespace {

using Outcome = Trainer::Outcome;

const std::string kLesson = "Message-ID: <1@x>\nSubject: hello\n\nsome words to learn here\n";

TEST(Trainer, LearnsOnceMovesAndForgets) {
  EngineFixture engine("");
  Trainer trainer(engine.engine());
  EXPECT_EQ(*trainer.Learn(kLesson, LearnedAs::kSpam), Outcome::kLearned);
  EXPECT_EQ(*trainer.Learn(kLesson, LearnedAs::kSpam), Outcome::kAlreadyKnown);
  ASSERT_TRUE(trainer.Commit().ok());
  EXPECT_EQ(engine.Totals().spam_count, 1u);
  EXPECT_GT(engine.Totals().token_count, 3u);
  EXPECT_EQ(*trainer.Learn(kLesson, LearnedAs::kHam), Outcome::kLearned);
  ASSERT_TRUE(trainer.Commit().ok());
  EXPECT_EQ(engine.Totals().spam_count, 0u);
  EXPECT_EQ(engine.Totals().ham_count, 1u);
  EXPECT_EQ(*trainer.Learn(kLesson, LearnedAs::kForgotten), Outcome::kLearned);
  ASSERT_TRUE(trainer.Commit().ok());
  EXPECT_EQ(engine.Totals().ham_count, 0u);
  EXPECT_EQ(engine.Totals().token_count, 0u);
}

TEST(Trainer, WhatIsNotCommittedIsNotThere) {
  EngineFixture engine("");
  {
    Trainer trainer(engine.engine());
    ASSERT_TRUE(trainer.Learn(kLesson, LearnedAs::kSpam));
  }
  EXPECT_EQ(engine.Totals().spam_count, 0u);
}

TEST(Trainer, TooLargeIsNotLearned) {
  Options options;
  options.limits.max_message_bytes = 10;
  EngineFixture engine("", options);
  Trainer trainer(engine.engine());
  EXPECT_EQ(*trainer.Learn(kLesson, LearnedAs::kSpam), Outcome::kTooLarge);
}

TEST(Trainer, AStoreThatCannotOpenIsAStatus) {
  Options options;
  options.bayes_path = "/proc/none/bayes.db";
  EngineFixture engine("", options);
  Trainer trainer(engine.engine());
  EXPECT_FALSE(trainer.Learn(kLesson, LearnedAs::kSpam));
}

}  // namespace
}  // namespace gatepost

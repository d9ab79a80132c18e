// The linear model on a real database: learning, moving, forgetting, and what it says.
#include "model/linear_model.h"

#include <gtest/gtest.h>

#include "support/temp_folder.h"

namespace gatepost {
namespace {

class LinearModel : public ::testing::Test {
 protected:
  LinearModel() {
    config_.min_ham_num = config_.min_spam_num = 5;
    store_ = std::move(*OpenSqliteStore(folder_ / "bayes.db", "site", StoreMode::kCreate));
  }

  static std::string Mail(bool is_spam, int number) {
    std::string text = is_spam ? "casino jackpot winner bonus" : "agenda minutes project meeting";
    return "From: a" + std::to_string(number) + "@example.org\nSubject: note\n\n" + text + " number " +
           std::to_string(number) + "\n";
  }
  template <class Use>
  auto WithViews(const std::string& mail, const Use& use) {
    Message message = Message::Parse(mail, limits_);
    Views views(message, views_, limits_);
    return use(views);
  }
  bool Learn(const std::string& mail, LearnedAs as) {
    EXPECT_TRUE(store_->BeginWrite().ok());
    Result<bool> changed = WithViews(mail, [&](Views& views) { return LearnByModel(views, *store_, as); });
    EXPECT_TRUE(store_->Commit().ok());
    return changed && *changed;
  }
  ModelResult Ask(const std::string& mail) {
    auto reader = OpenSqliteStore(folder_ / "bayes.db", "site", StoreMode::kRead);
    EXPECT_TRUE((*reader)->BeginRead().ok());
    Result<ModelResult> result =
        WithViews(mail, [&](Views& views) { return ClassifyByModel(views, **reader, config_); });
    (*reader)->EndRead();
    return result ? *result : ModelResult();
  }
  void LearnMany(int first, int count) {
    for (int i = first; i < first + count; ++i) {
      Learn(Mail(false, i), LearnedAs::kHam);
      Learn(Mail(true, i), LearnedAs::kSpam);
    }
  }

  TempFolder folder_;
  Limits limits_;
  ViewConfig views_;
  BayesConfig config_;
  std::unique_ptr<TokenStore> store_;
};

TEST_F(LinearModel, SaysNothingBeforeItHasLearnedEnough) {
  EXPECT_EQ(Ask(Mail(true, 0)).note, "spam 0, ham 0 learned");
  LearnMany(0, 4);
  EXPECT_FALSE(Ask(Mail(true, 0)).probability);
  LearnMany(4, 1);
  EXPECT_TRUE(Ask(Mail(true, 0)).probability);
}

TEST_F(LinearModel, TellsTheClassesApartWhateverTheOrder) {
  for (int i = 0; i < 40; ++i) Learn(Mail(false, i), LearnedAs::kHam);
  for (int i = 0; i < 40; ++i) Learn(Mail(true, i), LearnedAs::kSpam);
  EXPECT_GT(*Ask(Mail(true, 1000)).probability, 0.9);
  EXPECT_LT(*Ask(Mail(false, 1000)).probability, *Ask(Mail(true, 1000)).probability - 0.4);
}

TEST_F(LinearModel, ForgettingTheLastMessageTakesBackExactlyWhatItAdded) {
  LearnMany(0, 10);
  double before = *Ask(Mail(true, 500)).probability;
  EXPECT_TRUE(Learn(Mail(true, 500), LearnedAs::kSpam));
  EXPECT_GT(*Ask(Mail(true, 500)).probability, before);
  EXPECT_FALSE(Learn(Mail(true, 500), LearnedAs::kSpam)) << "learned already";
  EXPECT_TRUE(Learn(Mail(true, 500), LearnedAs::kForgotten));
  EXPECT_EQ(*Ask(Mail(true, 500)).probability, before);
  EXPECT_FALSE(Learn(Mail(true, 500), LearnedAs::kForgotten)) << "nothing to forget";
}

TEST_F(LinearModel, LearningAsTheOtherClassMovesIt) {
  LearnMany(0, 10);
  std::string mail = "From: b@example.org\nSubject: odd\n\nneither here nor there\n";
  Learn(mail, LearnedAs::kSpam);
  double as_spam = *Ask(mail).probability;
  EXPECT_TRUE(Learn(mail, LearnedAs::kHam));
  EXPECT_LT(*Ask(mail).probability, as_spam);
}

TEST_F(LinearModel, WhatIsRolledBackWasNotLearned) {
  LearnMany(0, 10);
  double before = *Ask(Mail(true, 500)).probability;
  ASSERT_TRUE(store_->BeginWrite().ok());
  WithViews(Mail(true, 500), [&](Views& views) { return LearnByModel(views, *store_, LearnedAs::kSpam); });
  store_->Rollback();
  EXPECT_EQ(*Ask(Mail(true, 500)).probability, before);
  EXPECT_TRUE(Learn(Mail(true, 500), LearnedAs::kSpam));
}

TEST(CombineProbabilities, MeanOfLogOdds) {
  EXPECT_FALSE(CombineProbabilities(std::nullopt, std::nullopt));
  EXPECT_EQ(*CombineProbabilities(0.9, std::nullopt), 0.9);
  EXPECT_EQ(*CombineProbabilities(std::nullopt, 0.2), 0.2);
  EXPECT_NEAR(*CombineProbabilities(0.9, 0.1), 0.5, 1e-9);
  EXPECT_LT(*CombineProbabilities(1.0, 0.5), 1);
  EXPECT_GT(*CombineProbabilities(1.0, 0.9), 0.98);
}

}  // namespace
}  // namespace gatepost

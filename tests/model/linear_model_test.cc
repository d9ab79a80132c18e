#include "model/linear_model.h"

#include <gtest/gtest.h>

#include "bayes/bayes_fixture.h"
#include "model/features.h"
#include "support/memory_store.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

Result<bool> LearnMail(Views& views, TokenStore& store, LearnedAs as) {
  return LearnByModel(
      LearnedIds(views.message()).front(), [&] { return ModelFeatures(views); }, store, as);
}

class LinearModelTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = OpenSqliteStore(folder_ / "bayes.db", "site", StoreMode::kCreate);
    ASSERT_TRUE(opened) << opened.error().message();
    store_ = std::move(*opened);
  }
  bool Learn(int number, const std::string& body, LearnedAs as) {
    ParsedMail mail(PlainMail(number, body));
    EXPECT_TRUE(store_->BeginWrite().ok());
    Result<bool> changed = LearnMail(mail.views(), *store_, as);
    EXPECT_TRUE(changed);
    EXPECT_TRUE(store_->Commit().ok());
    return changed && *changed;
  }
  void Teach(int messages) {
    for (int i = 0; i < messages; ++i) {
      Learn(1000 + i, "cheap watches replica casino " + std::to_string(i), LearnedAs::kSpam);
      Learn(2000 + i, "meeting agenda minutes project " + std::to_string(i), LearnedAs::kHam);
    }
  }
  bool Fit(FitWhen when) {
    Result<bool> fitted = FitStoredModel(*store_, when);
    EXPECT_TRUE(fitted);
    return fitted && *fitted;
  }
  ModelResult Ask(TokenStore& store, const std::string& body, int needed) {
    BayesConfig config;
    config.min_spam_num = config.min_ham_num = needed;
    ParsedMail mail(PlainMail(1, body));
    EXPECT_TRUE(store.BeginRead().ok());
    Result<ModelResult> result = ClassifyByModel(mail.views(), store, config);
    store.EndRead();
    EXPECT_TRUE(result);
    return result ? *result : ModelResult();
  }

  TempFolder folder_;
  std::unique_ptr<TokenStore> store_;
};

TEST_F(LinearModelTest, SpeaksAfterAFit) {
  Teach(20);
  EXPECT_EQ(Ask(*store_, "replica watches", 20).note, "spam 0, ham 0 learned");
  EXPECT_TRUE(Fit(FitWhen::kSoon));
  EXPECT_GT(Ask(*store_, "replica watches", 20).probability.value_or(-1), 0.7);
  EXPECT_LT(Ask(*store_, "project meeting", 20).probability.value_or(-1), 0.3);
  EXPECT_EQ(Ask(*store_, "project meeting", 21).note, "spam 20, ham 20 learned");
}

TEST_F(LinearModelTest, AReaderSeesTheNewFit) {
  Teach(20);
  Fit(FitWhen::kSoon);
  auto reader = OpenSqliteStore(folder_ / "bayes.db", "site", StoreMode::kRead);
  ASSERT_TRUE(reader) << reader.error().message();
  double before = Ask(**reader, "replica watches", 20).probability.value_or(-1);
  EXPECT_GT(before, 0.7);
  for (int i = 0; i < 20; ++i)
    Learn(1000 + i, "cheap watches replica casino " + std::to_string(i), LearnedAs::kHam);
  for (int i = 0; i < 20; ++i)
    Learn(2000 + i, "meeting agenda minutes project " + std::to_string(i), LearnedAs::kSpam);
  EXPECT_TRUE(Fit(FitWhen::kWhenGrown));
  EXPECT_LT(Ask(**reader, "replica watches", 20).probability.value_or(-1), 0.3);
}

TEST_F(LinearModelTest, LearnsOnceMovesAndForgets) {
  EXPECT_TRUE(Learn(1, "text", LearnedAs::kSpam));
  EXPECT_FALSE(Learn(1, "text", LearnedAs::kSpam));
  EXPECT_TRUE(Learn(1, "text", LearnedAs::kHam));
  EXPECT_EQ(store_->Model()->Counts()->ham_count, 1u);
  EXPECT_EQ(store_->Model()->Counts()->spam_count, 0u);
  EXPECT_TRUE(Learn(1, "text", LearnedAs::kForgotten));
  EXPECT_FALSE(Learn(1, "text", LearnedAs::kForgotten));
  EXPECT_EQ(store_->Model()->Counts()->ham_count, 0u);
}

TEST_F(LinearModelTest, FitsWhenItIsTime) {
  EXPECT_FALSE(Fit(FitWhen::kSoon)) << "nothing is kept";
  Teach(20);
  EXPECT_TRUE(Fit(FitWhen::kWhenGrown));
  EXPECT_FALSE(Fit(FitWhen::kSoon)) << "nothing changed";
  Learn(3000, "one more", LearnedAs::kHam);
  EXPECT_FALSE(Fit(FitWhen::kWhenGrown)) << "one in 41 is not a tenth";
  EXPECT_TRUE(Fit(FitWhen::kSoon)) << "so few are fitted at once";
  Teach(250);
  EXPECT_TRUE(Fit(FitWhen::kSoon));
  Learn(3001, "one more", LearnedAs::kHam);
  EXPECT_FALSE(Fit(FitWhen::kSoon)) << "one in 502 is not a fiftieth";
  for (int i = 0; i < 12; ++i) Learn(3100 + i, "and more " + std::to_string(i), LearnedAs::kHam);
  EXPECT_FALSE(Fit(FitWhen::kWhenGrown));
  EXPECT_TRUE(Fit(FitWhen::kSoon));
}

TEST(LinearModel, AStoreWithoutOneSaysSo) {
  MemoryStore store;
  ParsedMail mail(PlainMail(1, "x"));
  EXPECT_EQ(ClassifyByModel(mail.views(), store, BayesConfig())->note, "this database keeps no model");
  EXPECT_FALSE(*LearnMail(mail.views(), store, LearnedAs::kSpam));
}

TEST(CombineProbabilities, IsTheMeanOfTheLogOdds) {
  EXPECT_NEAR(CombineProbabilities(0.9, 0.9, 0.1), 0.5, 1e-9);
  EXPECT_NEAR(CombineProbabilities(0.9, 0.1, 0.7), CombineProbabilities(0.5, 0.5, 0.7), 1e-9);
  EXPECT_NEAR(CombineProbabilities(1.0, 1.0, 0.5), 0.9241, 1e-3) << "Bayes weighs at most 5";
  EXPECT_NEAR(CombineProbabilities(1.0, 0.5, 0.5), 0.7773, 1e-3) << "each part of it half as much";
}

}  // namespace
}  // namespace gatepost

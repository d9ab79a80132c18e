#include "store/model_table.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/memory_store.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

class ModelTableTest : public testing::Test {
 protected:
  void SetUp() override { store_ = Open("site", StoreMode::kCreate); }
  std::unique_ptr<TokenStore> Open(const std::string& user, StoreMode mode) {
    auto opened = OpenSqliteStore(folder_ / "bayes.db", user, mode);
    EXPECT_TRUE(opened) << opened.error().message();
    return opened ? std::move(*opened) : nullptr;
  }
  void Add(TokenStore& store, const std::string& id, bool is_spam, std::vector<std::uint32_t> features) {
    ASSERT_TRUE(store.BeginWrite().ok());
    ASSERT_TRUE(store.Model()->AddSample(id, is_spam, features).ok());
    ASSERT_TRUE(store.Commit().ok());
  }
  void PutWeights(TokenStore& store, std::int8_t weight) {
    LinearModel model;
    model.spam_count = 3;
    model.ham_count = 4;
    model.unit = 0.5;
    model.weights.assign(kModelWeights, weight);
    ASSERT_TRUE(store.BeginWrite().ok());
    ASSERT_TRUE(store.Model()->Write(model, 1).ok());
    ASSERT_TRUE(store.Commit().ok());
  }
  std::shared_ptr<const LinearModel> Weights(TokenStore& store) {
    EXPECT_TRUE(store.BeginRead().ok());
    auto model = store.Model()->Read();
    store.EndRead();
    EXPECT_TRUE(model);
    return model ? *model : nullptr;
  }
  ModelCounts Counts(TokenStore& store) {
    EXPECT_TRUE(store.BeginRead().ok());
    auto counts = store.Model()->Counts();
    store.EndRead();
    EXPECT_TRUE(counts);
    return counts ? *counts : ModelCounts();
  }

  TempFolder folder_;
  std::unique_ptr<TokenStore> store_;
};

TEST_F(ModelTableTest, GivesBackWhatWasKept) {
  const std::vector<std::uint32_t> features = {0, 1, 127, 128, 129, 20000, kModelWeights - 1};
  Add(*store_, "a", true, features);
  Add(*store_, "b", false, {5});
  std::vector<std::vector<std::uint32_t>> spam, ham;
  ASSERT_TRUE(store_->BeginRead().ok());
  ASSERT_TRUE(store_->Model()
                  ->ForEachSample([&](bool is_spam, std::span<const std::uint32_t> found) {
                    (is_spam ? spam : ham).emplace_back(found.begin(), found.end());
                  })
                  .ok());
  EXPECT_EQ(*store_->Model()->FindSample("a"), true);
  EXPECT_EQ(*store_->Model()->FindSample("b"), false);
  EXPECT_EQ(*store_->Model()->FindSample("c"), std::nullopt);
  store_->EndRead();
  ASSERT_EQ(spam.size(), 1u);
  EXPECT_EQ(spam[0], features);
  ASSERT_EQ(ham.size(), 1u);
}

TEST_F(ModelTableTest, KeepsTheNewestOfEachClass) {
  ASSERT_TRUE(store_->BeginWrite().ok());
  ASSERT_TRUE(store_->Model()->AddSample("ham", false, std::vector<std::uint32_t>{1}).ok());
  for (std::uint64_t i = 0; i <= kModelSamples; ++i) {
    ASSERT_TRUE(store_->Model()->AddSample(std::to_string(i), true, std::vector<std::uint32_t>{1}).ok());
  }
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_EQ(Counts(*store_).spam_count, kModelSamples);
  EXPECT_EQ(Counts(*store_).ham_count, 1u);
  ASSERT_TRUE(store_->BeginRead().ok());
  EXPECT_EQ(*store_->Model()->FindSample("0"), std::nullopt);
  EXPECT_EQ(*store_->Model()->FindSample("1"), true);
  store_->EndRead();
}

TEST_F(ModelTableTest, ReadersSeeOneFitAndThenTheNext) {
  Add(*store_, "a", true, {1});
  auto reader = Open("site", StoreMode::kRead);
  EXPECT_EQ(Weights(*reader), nullptr);
  PutWeights(*store_, 7);
  auto first = Weights(*reader);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->weights.front(), 7);
  EXPECT_EQ(first->weights.back(), 7);
  EXPECT_EQ(first->unit, 0.5);
  EXPECT_EQ(Weights(*reader), first) << "read once";
  PutWeights(*store_, -7);
  EXPECT_EQ(Weights(*reader)->weights.back(), -7);
  EXPECT_EQ(Counts(*store_).changed, 0u);
}

// What another format left is as if it were not there, and goes with the first message that is kept.
TEST_F(ModelTableTest, ForgetsAnotherFormat) {
  Add(*store_, "a", true, {1});
  Add(*store_, "b", true, {1});
  PutWeights(*store_, 7);
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open((folder_ / "bayes.db").c_str(), &file), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(file, "UPDATE gatepost_model SET format=2", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(sqlite3_close(file), SQLITE_OK);
  EXPECT_EQ(Weights(*store_), nullptr);
  ASSERT_TRUE(store_->BeginRead().ok());
  EXPECT_EQ(*store_->Model()->FindSample("a"), std::nullopt);
  store_->EndRead();
  Add(*store_, "a", true, {1});
  EXPECT_EQ(Counts(*store_).spam_count, 1u);
  ASSERT_TRUE(store_->BeginRead().ok());
  EXPECT_EQ(*store_->Model()->FindSample("a"), true);
  EXPECT_EQ(*store_->Model()->FindSample("b"), std::nullopt);
  store_->EndRead();
}

// Who may only read the file, beside a learner who writes it.
TEST_F(ModelTableTest, IsReadWithoutPermissionToWrite) {
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  Add(*store_, "a", true, {1});
  PutWeights(*store_, 7);
  ASSERT_TRUE(store_->BeginWrite().ok());
  pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(90);
    auto reader = OpenSqliteStore(folder_ / "bayes.db", "site", StoreMode::kRead);
    if (!reader || !(*reader)->BeginRead().ok()) _exit(91);
    auto model = (*reader)->Model()->Read();
    _exit(model && *model != nullptr ? (*model)->weights.back() : 92);
  }
  int status = 0;
  waitpid(child, &status, 0);
  store_->Rollback();
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST_F(ModelTableTest, UsersAndRollbackAndClear) {
  Add(*store_, "a", true, {1});
  PutWeights(*store_, 7);
  auto other = Open("other", StoreMode::kCreate);
  Add(*other, "a", false, {2});
  EXPECT_EQ(Weights(*other), nullptr);
  ASSERT_TRUE(store_->BeginWrite().ok());
  ASSERT_TRUE(store_->Model()->RemoveSample("a").ok());
  store_->Rollback();
  EXPECT_EQ(Counts(*store_).spam_count, 1u);
  ASSERT_TRUE(store_->BeginWrite().ok());
  ASSERT_TRUE(store_->Clear().ok());
  ASSERT_TRUE(store_->Commit().ok());
  EXPECT_EQ(Counts(*store_).spam_count, 0u);
  EXPECT_EQ(Weights(*store_), nullptr);
  EXPECT_EQ(Counts(*other).ham_count, 1u);
}

}  // namespace
}  // namespace gatepost

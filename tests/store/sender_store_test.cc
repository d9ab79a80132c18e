#include "gatepost/sender_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "store/statement.h"
#include "support/memory_senders.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using Store = std::unique_ptr<SenderStore>;

const SenderKey kAnn{"ann@example.com", "192.0", ""};

class SenderStoreTest : public testing::Test {
 protected:
  SenderPlace Own(const std::string& name = "own.sqlite") const {
    return {folder_ / name, "awl", "GLOBAL", true, 0600, false, ""};
  }
  // As an administrator makes it, for SpamAssassin.
  SenderPlace Foreign() const {
    SenderPlace place{folder_ / "foreign.db", "txrep", "root", true, 0600, false, ""};
    EXPECT_TRUE(OpenSqliteSenderStore(place));
    Run(place.path, "PRAGMA journal_mode=DELETE");
    place.is_own = false;
    return place;
  }
  static void Run(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  static Status Add(SenderStore& store, const SenderKey& key, double score) {
    if (Status status = store.BeginWrite(); !status.ok()) return status;
    Result<std::optional<SenderTotals>> found = store.Find({key.email, key.network, key.signer});
    Status status = !found ? found.error() : store.Add(key, (*found ? (*found)->count : 0) + 1, score);
    if (status.ok()) return store.Commit();
    store.Rollback();
    return status;
  }
  static SenderTotals Of(SenderStore& store, const SenderKey& key) {
    Result<std::optional<SenderTotals>> found = store.Find({key.email, key.network, key.signer});
    return found && *found ? **found : SenderTotals{-1, 0};
  }
  TempFolder folder_;
};

TEST_F(SenderStoreTest, RowsOfTwoUsersLieBesideEachOther) {
  SenderPlace place = Own();
  place.has_own_rows = true;
  place.own_user = place.user;
  EXPECT_FALSE((*OpenSqliteSenderStore(place))->HasOwnRows());
  place.own_user = "ann";
  Result<Store> store = OpenSqliteSenderStore(place);
  ASSERT_TRUE(store);
  EXPECT_TRUE((*store)->HasOwnRows());
  EXPECT_TRUE(Add(**store, kAnn, 1).ok());
  (*store)->UseOwnRows(true);
  EXPECT_EQ(Of(**store, kAnn).count, -1);
  EXPECT_TRUE(Add(**store, kAnn, 2).ok());
  (*store)->UseOwnRows(false);
  EXPECT_EQ(Of(**store, kAnn).total, 1);
  place.user = "ann";
  EXPECT_EQ(Of(**OpenSqliteSenderStore(place), kAnn).total, 2);
}

TEST_F(SenderStoreTest, KeepsWhatWasAdded) {
  for (const SenderPlace& place : {Own(), Foreign()}) {
    {
      Result<Store> store = OpenSqliteSenderStore(place);
      ASSERT_TRUE(store) << store.error().message();
      EXPECT_TRUE(Add(**store, kAnn, 1.5).ok());
      EXPECT_TRUE(Add(**store, kAnn, 2.25).ok());
    }
    Result<Store> store = OpenSqliteSenderStore(place);
    ASSERT_TRUE(store) << store.error().message();
    EXPECT_EQ(Of(**store, kAnn).count, 2);
    EXPECT_EQ(Of(**store, kAnn).total, 3.75);
    SenderPlace other = place;
    other.user = "nobody";
    Result<Store> of_nobody = OpenSqliteSenderStore(other);
    ASSERT_TRUE(of_nobody);
    EXPECT_EQ(Of(**of_nobody, kAnn).count, -1);
  }
}

TEST_F(SenderStoreTest, WhatIsNotCommittedIsGone) {
  Result<Store> store = OpenSqliteSenderStore(Own());
  ASSERT_TRUE(store);
  EXPECT_TRUE((*store)->BeginWrite().ok());
  EXPECT_TRUE((*store)->Put(kAnn, {1, 1}).ok());
  (*store)->Rollback();
  EXPECT_EQ(Of(**store, kAnn).count, -1);
  EXPECT_TRUE((*store)->BeginWrite().ok());
  EXPECT_TRUE((*store)->Put(kAnn, {1, 1}).ok());
  store = OpenSqliteSenderStore(Own());
  EXPECT_EQ(Of(**store, kAnn).count, -1);
}

// The same calls to a store in memory give the same rows.
TEST_F(SenderStoreTest, DoesWhatTheModelDoes) {
  MemorySenders model;
  Result<Store> opened = OpenSqliteSenderStore(Own());
  ASSERT_TRUE(opened);
  SenderStore& store = **opened;
  std::mt19937 random(5);
  const std::vector<std::string> emails = {"a@x", std::string("b\0c", 3), "\xFF\xC3", "d'\"; --",
                                           std::string(255, 'e')};
  const std::vector<std::string> networks = {"none", "10.0"}, signers = {"", "x"};
  const auto any = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  EXPECT_TRUE(store.BeginWrite().ok());
  for (int i = 0; i < 2000; ++i) {
    const SenderKey key{any(emails), any(networks), any(signers)};
    SenderQuery query{key.email, std::nullopt, std::nullopt};
    if (random() % 2 == 0) query.network = key.network;
    if (random() % 2 == 0) query.signer = key.signer;
    const double score = static_cast<double>(random() % 100) / 4 - 10;
    const auto count = static_cast<std::int64_t>(random() % 9);
    const auto what = random() % 8;
    for (SenderStore* each : {static_cast<SenderStore*>(&model), &store}) {
      const Status status = what == 0  ? each->Remove(query)
                            : what < 3 ? each->Put(key, {count, score})
                                       : each->Add(key, count, score);
      EXPECT_TRUE(status.ok()) << status.message();
    }
  }
  EXPECT_TRUE(store.Commit().ok());
  std::size_t rows = 0;
  EXPECT_TRUE(store
                  .ForEach([&](const SenderKey& key, const SenderTotals& totals) {
                    ++rows;
                    const SenderTotals* expected = model.Of(key);
                    EXPECT_TRUE(expected != nullptr && expected->count == totals.count &&
                                expected->total == totals.total)
                        << key.email;
                    return true;
                  })
                  .ok());
  EXPECT_EQ(rows, model.rows.size());
  EXPECT_GT(rows, 5U);
}

TEST_F(SenderStoreTest, ManyAtOnceLoseNoCounts) {
  constexpr int kThreads = 4, kEach = 25;
  for (const SenderPlace& place : {Own(), Foreign()}) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < kEach; ++n) {
          Result<Store> store = OpenSqliteSenderStore(place);
          // Whoever waits a second for the others on a slow disk tries again, as the next mail does.
          while (!store || !Add(**store, kAnn, 0.5).ok()) store = OpenSqliteSenderStore(place);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    Result<Store> store = OpenSqliteSenderStore(place);
    ASSERT_TRUE(store);
    EXPECT_EQ(Of(**store, kAnn).count, kThreads * kEach);
    EXPECT_EQ(Of(**store, kAnn).total, kThreads * kEach * 0.5);
  }
}

TEST_F(SenderStoreTest, ItsOwnFileHasTheModeThatTheSiteWants) {
  SenderPlace place = Own("folder/own.sqlite");
  place.mode = 0700;
  ASSERT_TRUE(OpenSqliteSenderStore(place));
  struct stat info {};
  ASSERT_EQ(stat(place.path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
  ASSERT_EQ(stat((folder_ / "folder").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0700U);
  place.path = folder_ / "shared.sqlite";
  place.mode = 0666;
  ASSERT_TRUE(OpenSqliteSenderStore(place));
  ASSERT_EQ(stat(place.path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0666U);
}

TEST_F(SenderStoreTest, AForeignFileKeepsItsJournal) {
  const SenderPlace place = Foreign();
  Result<Store> store = OpenSqliteSenderStore(place);
  ASSERT_TRUE(store);
  EXPECT_TRUE(Add(**store, kAnn, 1).ok());
  EXPECT_FALSE(std::filesystem::exists(place.path + "-wal"));
}

TEST_F(SenderStoreTest, WaitsForAnotherNoLongerThanASecond) {
  Result<Store> first = OpenSqliteSenderStore(Own()), second = OpenSqliteSenderStore(Own());
  ASSERT_TRUE(first && second);
  ASSERT_TRUE((*first)->BeginWrite().ok());
  const auto begin = std::chrono::steady_clock::now();
  const Status status = (*second)->BeginWrite();
  const auto waited = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.message();
  EXPECT_GT(waited, std::chrono::milliseconds(500));
  EXPECT_LT(waited, std::chrono::seconds(10));
}

TEST_F(SenderStoreTest, SaysWhatIsWrongWithAFile) {
  const auto fault = [](const SenderPlace& place) {
    Result<Store> store = OpenSqliteSenderStore(place);
    if (!store) return store.error();
    return Add(**store, kAnn, 1);
  };
  SenderPlace place = Foreign();
  place.table = "awl";
  EXPECT_THAT(fault(place).message(), HasSubstr("no such table"));
  place.table = "a\"b; DROP TABLE txrep";
  EXPECT_EQ(fault(place).code(), StatusCode::kCorrupt);
  place.path = folder_ / "none.db";
  EXPECT_EQ(fault(place).code(), StatusCode::kNotFound);
  place.path = folder_.path();
  EXPECT_FALSE(fault(place).ok());
  folder_.Write("text.sqlite", std::string(5000, 'x'));
  EXPECT_EQ(fault(Own("text.sqlite")).code(), StatusCode::kCorrupt);
  EXPECT_EQ(fault(Own("a/b/c.sqlite")).code(), StatusCode::kUnavailable);
  Run(folder_ / "other.sqlite", "CREATE TABLE awl (x)");
  EXPECT_EQ(fault(Own("other.sqlite")).code(), StatusCode::kCorrupt);
}

TEST_F(SenderStoreTest, ADamagedFileFailsAndEndsNothing) {
  {
    Result<Store> store = OpenSqliteSenderStore(Own());
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->BeginWrite().ok());
    for (int i = 0; i < 300; ++i)
      ASSERT_TRUE((*store)->Put({std::to_string(i) + "@x", "none", ""}, {1, 1}).ok());
    ASSERT_TRUE((*store)->Commit().ok());
  }
  Run(Own().path, "PRAGMA wal_checkpoint(TRUNCATE)");
  std::ifstream file(Own().path, std::ios::binary);
  const std::string whole(std::istreambuf_iterator<char>(file), {});
  ASSERT_GT(whole.size(), 8192U);
  std::mt19937 random(7);
  int failed = 0;
  for (int round = 0; round < 60; ++round) {
    const std::string name = "damaged" + std::to_string(round) + ".sqlite";
    std::string bytes = whole;
    for (int i = 0; i < 200; ++i) bytes[100 + random() % (bytes.size() - 100)] = static_cast<char>(random());
    if (round % 3 == 0) bytes.resize(bytes.size() / 2);
    folder_.Write(name, bytes);
    Result<Store> store = OpenSqliteSenderStore(Own(name));
    if (!store) {
      ++failed;
      continue;
    }
    failed += Add(**store, {"7@x", "none", ""}, 1).ok() ? 0 : 1;
    (void)(*store)->ForEach([](const SenderKey&, const SenderTotals&) { return true; });
  }
  EXPECT_GT(failed, 10);
}

}  // namespace
}  // namespace gatepost

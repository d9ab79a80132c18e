// The tree reader against SQLite's own answers, and on what it must refuse. Through the store: a reader in
// an idle file uses the tree, one beside an open log uses statements.
#include "store/token_tree.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "store/statement.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

TokenHash RandomToken(std::mt19937_64& random) {
  std::uint64_t number = random();
  TokenHash token;
  for (std::size_t i = 0; i < token.size(); ++i) token[i] = static_cast<unsigned char>(number >> (8 * i));
  return token;
}

class TokenTreeTest : public testing::Test {
 protected:
  void Fill(const std::string& user, std::size_t count, unsigned seed) {
    auto store = OpenSqliteStore(path_, user, StoreMode::kCreate);
    ASSERT_TRUE(store) << store.error().message();
    std::mt19937_64 random(seed);
    ASSERT_TRUE((*store)->BeginWrite().ok());
    for (std::size_t i = 0; i < count; ++i) {
      TokenHash token = RandomToken(random);
      TokenCounts counts{static_cast<std::uint32_t>(random() % 70000),
                         static_cast<std::uint32_t>(random() % 3),
                         static_cast<std::int64_t>(random() % 5000000000)};
      if (counts.spam_count == 0) counts.spam_count = 1;
      ASSERT_TRUE((*store)->PutToken(token, counts).ok());
    }
    ASSERT_TRUE((*store)->Commit().ok());
  }

  // By the tree, straight: whether it answered.
  bool Ask(std::int64_t user_id, const std::vector<TokenHash>& tokens, std::vector<TokenCounts>* counts) {
    // SQLite keeps the file whole; nobody writes.
    std::shared_ptr<FileMap> map = FileMap::Acquire(path_);
    counts->assign(tokens.size(), {});
    DatabaseFile file;
    const bool is_answered = file.Look(map->Map()) && TokenTree().Lookup(file, user_id, tokens, *counts);
    std::vector<TokenCounts> read(tokens.size());
    EXPECT_TRUE(file.Look(map->Read()));
    EXPECT_EQ(TokenTree().Lookup(file, user_id, tokens, read), is_answered);
    for (std::size_t i = 0; is_answered && i < tokens.size(); ++i) {
      EXPECT_EQ(read[i].spam_count, (*counts)[i].spam_count) << i;
      EXPECT_EQ(read[i].ham_count, (*counts)[i].ham_count) << i;
      EXPECT_EQ(read[i].atime_unix_s, (*counts)[i].atime_unix_s) << i;
    }
    return is_answered;
  }

  // All tokens of the user as SQLite has them, and as many that nobody has.
  void Check(const std::string& user, std::int64_t user_id) {
    std::vector<TokenHash> tokens;
    std::vector<TokenCounts> expected, counts;
    auto store = OpenSqliteStore(path_, user, StoreMode::kRead);
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)
                    ->ForEachToken([&](const TokenHash& token, const TokenCounts& count) {
                      tokens.push_back(token);
                      expected.push_back(count);
                      return true;
                    })
                    .ok());
    std::mt19937_64 random(99);
    for (std::size_t i = 0, size = tokens.size() + 10; i < size; ++i) {
      tokens.push_back(RandomToken(random));
      expected.push_back({});
    }
    ASSERT_TRUE(Ask(user_id, tokens, &counts));
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      ASSERT_EQ(counts[i].spam_count, expected[i].spam_count) << i;
      ASSERT_EQ(counts[i].ham_count, expected[i].ham_count) << i;
      ASSERT_EQ(counts[i].atime_unix_s, expected[i].atime_unix_s) << i;
    }
  }

  TempFolder folder_;
  std::string path_ = folder_ / "bayes.db";
};

TEST_F(TokenTreeTest, AnswersAsSqliteDoes) {
  for (std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{300}, std::size_t{40000}}) {
    for (const char* suffix : {"", "-wal", "-shm"}) unlink((path_ + suffix).c_str());
    Fill("site", count, 1);
    Check("site", 1);
  }
}

TEST_F(TokenTreeTest, KeepsUsersApart) {
  Fill("first", 3000, 1);
  Fill("second", 3000, 2);
  Fill("third", 3000, 3);
  Check("first", 1);
  Check("second", 2);
  Check("third", 3);
  std::vector<TokenCounts> counts;
  std::mt19937_64 random(1);
  TokenHash token = RandomToken(random);
  ASSERT_TRUE(Ask(4, {token}, &counts));
  EXPECT_EQ(counts[0].spam_count, 0u);
}

TEST_F(TokenTreeTest, LeavesAnotherLayoutToSqlite) {
  for (const char* sql : {"CREATE TABLE bayes_token (id INTEGER, token BLOB, spam_count INTEGER, ham_count "
                          "INTEGER, atime INTEGER, "
                          "PRIMARY KEY (id, token))",
                          "CREATE TABLE bayes_token (token BLOB, id INTEGER, spam_count INTEGER, ham_count "
                          "INTEGER, atime INTEGER, "
                          "PRIMARY KEY (id, token)) WITHOUT ROWID",
                          "CREATE TABLE bayes_token (id INTEGER, token BLOB COLLATE NOCASE, spam_count "
                          "INTEGER, ham_count INTEGER, "
                          "atime INTEGER, PRIMARY KEY (id, token)) WITHOUT ROWID",
                          "CREATE TABLE bayes_token (id INTEGER, token BLOB, spam_count INTEGER, ham_count "
                          "INTEGER, atime INTEGER, "
                          "more TEXT, PRIMARY KEY (id, token)) WITHOUT ROWID"}) {
    for (const char* suffix : {"", "-wal", "-shm"}) unlink((path_ + suffix).c_str());
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
    DatabaseHandle database(raw);
    ASSERT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    database.reset();
    std::vector<TokenCounts> counts;
    EXPECT_FALSE(Ask(1, {TokenHash{1, 2, 3, 4, 5}}, &counts)) << sql;
  }
}

// Random damage: an answer or none, never a fault. (Sanitizers and a hard limit on the map see to it.)
TEST_F(TokenTreeTest, SurvivesDamage) {
  Fill("site", 3000, 1);
  std::ifstream in(path_, std::ios::binary);
  const std::string good(std::istreambuf_iterator<char>(in), {});
  in.close();
  std::mt19937_64 random(5);
  std::vector<TokenHash> tokens;
  for (int i = 0; i < 50; ++i) tokens.push_back(RandomToken(random));
  for (int round = 0; round < 100; ++round) {
    std::string bad = good;
    // Past the first pages: SQLite itself must still open it.
    for (int i = 0; i < 200; ++i) bad[8192 + random() % (bad.size() - 8192)] = static_cast<char>(random());
    std::ofstream(path_, std::ios::binary) << bad;
    for (const char* suffix : {"-wal", "-shm"}) unlink((path_ + suffix).c_str());
    auto store = OpenSqliteStore(path_, "site", StoreMode::kRead);
    if (!store) continue;
    std::vector<TokenCounts> counts(tokens.size());
    (void)(*store)->Lookup(tokens, counts);
  }
}

}  // namespace
}  // namespace gatepost

// Rows read straight from the file against SQLite's own answers, and what must be left to SQLite.
#include "store/database_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <random>

#include "store/statement.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

class DatabaseFileTest : public testing::Test {
 protected:
  void Run(const std::string& sql) {
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
    DatabaseHandle database(raw);
    ASSERT_EQ(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
  }
  // Whether it answered; rows as "rowid|first column|second column".
  bool Rows(const std::string& table, std::int64_t first, std::int64_t last, std::vector<std::string>* rows) {
    std::shared_ptr<FileMap> map = FileMap::Acquire(path_);
    std::vector<std::string> mapped;
    const bool is_read = Rows(map->Read(), table, first, last, rows);
    EXPECT_EQ(Rows(map->Map(), table, first, last, &mapped), is_read);
    if (is_read) {
      EXPECT_EQ(mapped, *rows);
    }
    return is_read;
  }

  TempFolder folder_;
  std::string path_ = folder_.path() + "/test.db";

 private:
  static bool Rows(FileMap::View view, const std::string& name, std::int64_t first, std::int64_t last,
                   std::vector<std::string>* rows) {
    rows->clear();
    DatabaseFile file;
    if (!file.Look(std::move(view))) return false;
    const DatabaseFile::Table* table = file.Find(name);
    if (table == nullptr) return false;
    return file.ForEach(*table, first, last, [&](std::int64_t rowid, const Record& record) {
      std::string row = std::to_string(rowid);
      for (std::size_t i = 0; i < 2; ++i) {
        row += '|';
        if (const auto number = record.Integer(i)) {
          row += std::to_string(*number);
        } else if (const auto real = record.Real(i)) {
          row += std::to_string(*real);
        } else if (const auto text = record.Text(i)) {
          row += *text;
        } else if (const auto blob = record.Blob(i)) {
          row += "x" + std::string(*blob);
        } else if (record.IsNull(i)) {
          row += "null";
        }
      }
      rows->push_back(row);
      return true;
    });
  }
};

TEST_F(DatabaseFileTest, ReadsEveryKindOfColumn) {
  Run("CREATE TABLE t (a, b); INSERT INTO t VALUES (0, 1), (-1, 127), (128, -32768), (8388607, -8388609),"
      " (2147483648, -140737488355329), (9223372036854775807, -9223372036854775808), (1.5, -2.25), (NULL, "
      "''),"
      " ('text', x'41'), (3, 4.0)");
  std::vector<std::string> rows;
  ASSERT_TRUE(Rows("t", kFirst, kLast, &rows));
  EXPECT_EQ(rows, (std::vector<std::string>{
                      "1|0|1", "2|-1|127", "3|128|-32768", "4|8388607|-8388609",
                      "5|2147483648|-140737488355329", "6|9223372036854775807|-9223372036854775808",
                      "7|1.500000|-2.250000", "8|null|", "9|text|xA", "10|3|4.000000"}));
}

TEST_F(DatabaseFileTest, ReadsTreesOfAnyDepthAndRangesOfThem) {
  for (const char* page_size : {"512", "4096", "65536"}) {
    unlink(path_.c_str());
    Run(std::string("PRAGMA page_size=") + page_size +
        "; CREATE TABLE t (a INTEGER PRIMARY KEY, b); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 "
        "FROM c"
        " WHERE x<3000) INSERT INTO t SELECT 3*x, 'row ' || x FROM c");
    for (const auto& [first, last] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {kFirst, kLast}, {-5, 2}, {3, 3}, {4, 5}, {8, 301}, {8990, 10000}, {9001, kLast}}) {
      std::vector<std::string> rows, expected;
      for (std::int64_t x = 1; x <= 3000; ++x) {
        if (3 * x >= first && 3 * x <= last)
          expected.push_back(std::to_string(3 * x) + "|null|row " + std::to_string(x));
      }
      ASSERT_TRUE(Rows("t", first, last, &rows)) << page_size << " " << first;
      EXPECT_EQ(rows, expected) << page_size << " " << first;
    }
  }
}

TEST_F(DatabaseFileTest, SeesATableThatCameLater) {
  Run("CREATE TABLE t (a, b)");
  std::shared_ptr<FileMap> map = FileMap::Acquire(path_);
  DatabaseFile file;
  ASSERT_TRUE(file.Look(map->Read()));
  EXPECT_EQ(file.Find("u"), nullptr);
  Run("CREATE TABLE u (a, b)");
  ASSERT_TRUE(file.Look(map->Read()));
  EXPECT_NE(file.Find("u"), nullptr);
}

TEST_F(DatabaseFileTest, KnowsColumnsByTheStatement) {
  Run("CREATE TABLE t ([a] INTEGER PRIMARY KEY,\n  \"b\" VARCHAR(20) NOT NULL DEFAULT '' UNIQUE,\n  c);"
      "CREATE TABLE collated (a, b TEXT COLLATE NOCASE); CREATE TABLE w (a PRIMARY KEY, b) WITHOUT ROWID");
  DatabaseFile file;
  ASSERT_TRUE(file.Look(FileMap::Acquire(path_)->Read()));
  EXPECT_TRUE(file.Find("t")->HasColumns({"a", "b", "c"}));
  EXPECT_TRUE(file.Find("t")->HasColumns({"ainteger", "b"}));
  EXPECT_FALSE(file.Find("t")->HasColumns({"b"}));
  EXPECT_FALSE(file.Find("t")->HasColumns({"a", "c"}));
  EXPECT_FALSE(file.Find("t")->HasColumns({"a", "b", "c", "d"}));
  EXPECT_FALSE(file.Find("collated")->HasColumns({"a", "b"}));
  EXPECT_FALSE(file.Find("w")->has_rowids());
}

TEST_F(DatabaseFileTest, LeavesToSqliteWhatItDoesNotRead) {
  Run("CREATE TABLE long (a, b); INSERT INTO long VALUES (1, hex(zeroblob(5000)));"
      "CREATE TABLE w (a PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO w VALUES (1, 2)");
  std::vector<std::string> rows;
  EXPECT_FALSE(Rows("long", kFirst, kLast, &rows));
  EXPECT_FALSE(Rows("w", kFirst, kLast, &rows));
  unlink(path_.c_str());
  Run("PRAGMA encoding='UTF-16le'; CREATE TABLE t (a, b)");
  EXPECT_FALSE(Rows("t", kFirst, kLast, &rows));
}

// Random damage: an answer or none, and an end.
TEST_F(DatabaseFileTest, SurvivesDamage) {
  Run("PRAGMA page_size=512; CREATE TABLE t (a, b); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 "
      "FROM c"
      " WHERE x<2000) INSERT INTO t SELECT x, 'some text ' || x FROM c");
  std::ifstream in(path_, std::ios::binary);
  const std::string good(std::istreambuf_iterator<char>(in), {});
  in.close();
  std::mt19937_64 random(7);
  int answers = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    const int changes = 1 << (round % 10);
    for (int i = 0; i < changes; ++i) bad[random() % bad.size()] = static_cast<char>(random());
    if (round % 7 == 0) bad.resize(random() % bad.size());
    std::ofstream(path_, std::ios::binary) << bad;
    std::vector<std::string> rows;
    std::shared_ptr<FileMap> map = FileMap::Acquire(path_);
    DatabaseFile file;
    if (!file.Look(map->Read())) continue;
    if (const DatabaseFile::Table* table = file.Find("t"); table != nullptr) {
      answers +=
          file.ForEach(*table, kFirst, kLast, [](std::int64_t, const Record&) { return true; }) ? 1 : 0;
    }
  }
  EXPECT_GT(answers, 0);
}

// Pages that name each other have an end, too.
TEST_F(DatabaseFileTest, EndsInACircle) {
  Run("PRAGMA page_size=512; CREATE TABLE t (a, b); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 "
      "FROM c"
      " WHERE x<100) INSERT INTO t SELECT x, 'some text ' || x FROM c");
  std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
  const char root = 2;  // the table's root is the second page; its last child becomes itself
  file.seekp(512 + 11);
  file.write(&root, 1);
  file.close();
  std::vector<std::string> rows;
  EXPECT_FALSE(Rows("t", kFirst, kLast, &rows));
}

}  // namespace
}  // namespace gatepost

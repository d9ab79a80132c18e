#include "config/sqlite_dsn.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(SqliteFile, IsFoundInAllWaysOfSayingIt) {
  for (const char* dsn :
       {"DBI:SQLite:/x/a.db", "dbi:SQLite:dbname=/x/a.db", "DBI:SQLite:database=/x/a.db",
        "DBI:SQLite: db=/x/a.db;sqlite_unicode=0", "DBI:SQLite:sqlite_unicode=0;dbname=/x/a.db"})
    EXPECT_EQ(SqliteFile(dsn), "/x/a.db") << dsn;
}

TEST(SqliteFile, IsNoneOfOtherDatabases) {
  for (const char* dsn :
       {"", "DBI:mysql:spamassassin:localhost", "DBI:SQLite", "DBI:SQLite:sqlite_unicode=0"})
    EXPECT_FALSE(SqliteFile(dsn)) << dsn;
}

}  // namespace
}  // namespace gatepost

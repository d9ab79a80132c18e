// Sqlite handles that close themselves, and the words for SQLite's result codes. Nothing here outlives
// its database; none of it is safe to share between threads.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "gatepost/status.h"
#include "gatepost/token_store.h"

namespace gatepost {

struct DatabaseCloser {
  // close_v2: also right where a statement is still open.
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, DatabaseCloser>;

// What a result code means to a person: "PATH: database is locked", with the StatusCode that fits.
Status SqliteStatus(sqlite3* database, int result, const std::string& path);

// One prepared statement, prepared when first used and kept.
class Statement {
 public:
  explicit Statement(std::string sql) : sql_(std::move(sql)) {}
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // SQLITE_OK, or why it could not be prepared. Takes off what was bound and read before.
  int Prepare(sqlite3* database);
  void Finalize();
  // What is bound must live until the statement is stepped and reset.
  void Bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_, index, value); }
  // As text, raw bytes and NULs included: SpamAssassin binds tokens so, and SQLite never takes a blob
  // for equal to a text.
  void BindText(int index, std::string_view text) {
    sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void BindToken(int index, const TokenHash& token) {
    sqlite3_bind_text(statement_, index, reinterpret_cast<const char*>(token.data()),
                      static_cast<int>(token.size()), SQLITE_STATIC);
  }
  void BindBlob(int index, std::string_view bytes) {
    sqlite3_bind_blob(statement_, index, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  }
  void BindNull(int index) { sqlite3_bind_null(statement_, index); }
  void BindReal(int index, double value) { sqlite3_bind_double(statement_, index, value); }
  int Step() { return sqlite3_step(statement_); }
  void Reset() { sqlite3_reset(statement_); }
  // Step, and reset: for statements that give no row. SQLITE_DONE when all is well.
  int Run() {
    int result = sqlite3_step(statement_);
    sqlite3_reset(statement_);
    return result;
  }
  std::int64_t Integer(int column) const { return sqlite3_column_int64(statement_, column); }
  double Real(int column) const { return sqlite3_column_double(statement_, column); }
  std::string_view Text(int column) const;
  std::string_view Blob(int column) const;

 private:
  std::string sql_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace gatepost

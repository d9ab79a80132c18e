// Tested by tests/store/sqlite_store_test.cc.
#include "store/statement.h"

namespace gatepost {

Status SqliteStatus(sqlite3* database, int result, const std::string& path) {
  // The database tells of its last call only, which may have been one that went well.
  bool is_last = database != nullptr && (sqlite3_errcode(database) & 0xff) == (result & 0xff);
  const char* text = is_last ? sqlite3_errmsg(database) : sqlite3_errstr(result);
  std::string message = path + ": " + text;
  switch (result & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return {};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
      return {StatusCode::kCorrupt, message};
    case SQLITE_ERROR:  // "no such table": another program's database
      return {StatusCode::kCorrupt, message + " (not a database of SpamAssassin's schema?)"};
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return {StatusCode::kPermission, message};
    case SQLITE_NOMEM:
      return {StatusCode::kResourceExhausted, message};
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      return {StatusCode::kInternal, message};
    case SQLITE_FULL:
      return {StatusCode::kUnavailable, message + " (disk full); nothing was written"};
    default:
      return {StatusCode::kUnavailable, message};
  }
}

int Statement::Prepare(sqlite3* database) {
  if (statement_ != nullptr) {
    sqlite3_reset(statement_);
    return SQLITE_OK;
  }
  if (database == nullptr) return SQLITE_CANTOPEN;
  return sqlite3_prepare_v3(database, sql_.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
}

void Statement::Finalize() {
  sqlite3_finalize(statement_);
  statement_ = nullptr;
}

std::string_view Statement::Text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::Blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

}  // namespace gatepost

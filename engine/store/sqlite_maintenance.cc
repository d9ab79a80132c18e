// Tested by tests/store/store_contract_test.cc, tests/store/sqlite_store_test.cc.
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"
#include "store/sqlite_store.h"

namespace gatepost {
namespace {

constexpr std::int64_t kNoAtimeYet = 2147483647;  // the schema's default of oldest_token_age

}  // namespace

Status SqliteStore::Clear() {
  if (state_ != State::kWriting) return NotWriting();
  pending_.Clear();
  for (const char* sql : {"DELETE FROM bayes_token WHERE id=?1", "DELETE FROM bayes_seen WHERE id=?1"}) {
    Statement statement(sql);
    if (int result = statement.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
    statement.Bind(1, *user_id_);
    if (int result = statement.Run(); result != SQLITE_DONE) return Error(result);
  }
  if (Status status = model_.Clear(); !status.ok()) return status;
  totals_ = StoreTotals();
  totals_.oldest_atime_unix_s = kNoAtimeYet;
  totals_changed_ = true;
  return {};
}

// The search runs as a reader does, beside everyone else; only the deletion of what it found locks
// other learners out, and looks again at each token's atime.
Result<std::uint64_t> SqliteStore::ExpireStep(std::int64_t older_than_unix_s, std::uint64_t max_tokens) {
  if (is_reader()) {
    return Status(StatusCode::kPermission, connection_.path() + ": opened for reading");
  }
  if (state_ != State::kIdle) return Status(StatusCode::kInternal, "ExpireStep within a transaction");
  if (expire_cutoff_ != older_than_unix_s) expire_position_.clear();
  expire_cutoff_ = older_than_unix_s;
  std::uint64_t removed = 0;
  while (removed == 0) {
    std::vector<std::string> found;
    {
      ReadScope scope(*this);
      if (!scope.status().ok()) return scope.status();
      if (!user_id_) return std::uint64_t{0};
      if (int result = find_expired_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
      find_expired_.Bind(1, *user_id_);
      find_expired_.BindText(2, expire_position_);
      find_expired_.Bind(3, older_than_unix_s);
      find_expired_.Bind(4, static_cast<std::int64_t>(std::clamp<std::uint64_t>(max_tokens, 1, 100000)));
      int result = SQLITE_ROW;
      while ((result = find_expired_.Step()) == SQLITE_ROW) found.emplace_back(find_expired_.Text(0));
      Status status = result == SQLITE_DONE ? Status() : Error(result);
      find_expired_.Reset();
      if (!status.ok()) return status;
    }
    if (found.empty()) {
      expire_position_.clear();
      if (Status status = FinishExpiry(); !status.ok()) return status;
      return std::uint64_t{0};
    }
    if (Status status = BeginWrite(); !status.ok()) return status;
    for (const std::string& token : found) {
      int result = expire_token_.Prepare(connection_.get());
      if (result == SQLITE_OK) {
        expire_token_.Bind(1, *user_id_);
        expire_token_.BindText(2, token);
        expire_token_.Bind(3, older_than_unix_s);
        result = expire_token_.Run();
      }
      if (result != SQLITE_DONE) {
        Status status = Error(result);
        Rollback();
        return status;
      }
      removed += static_cast<std::uint64_t>(sqlite3_changes(connection_.get()));
    }
    totals_.token_count -= std::min(removed, totals_.token_count);
    totals_changed_ = true;
    if (Status status = Commit(); !status.ok()) return status;
    expire_position_ = found.back();
  }
  return removed;
}

// After the last step: the oldest token that is left.
Status SqliteStore::FinishExpiry() {
  std::int64_t oldest = kNoAtimeYet;
  {
    ReadScope scope(*this);
    if (!scope.status().ok()) return scope.status();
    if (int result = oldest_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
    oldest_.Bind(1, *user_id_);
    if (int result = oldest_.Step(); result != SQLITE_ROW) return Error(result);
    if (totals_.token_count > 0) oldest = oldest_.Integer(0);
    oldest_.Reset();
    if (totals_.oldest_atime_unix_s == oldest) return {};
  }
  if (Status status = BeginWrite(); !status.ok()) return status;
  totals_.oldest_atime_unix_s = oldest;
  totals_changed_ = true;
  return Commit();
}

Result<std::int64_t> SqliteStore::QueryInteger(Statement& statement) {
  int result = statement.Step();
  if (result != SQLITE_ROW) return Error(result);
  std::int64_t value = statement.Integer(0);
  statement.Reset();
  return value;
}

Result<std::vector<std::string>> SqliteStore::Verify() {
  std::vector<std::string> findings;
  ReadScope scope(*this);
  if (!scope.status().ok()) {
    if (scope.status().code() != StatusCode::kCorrupt) return scope.status();
    findings.push_back(scope.status().message());
    return findings;
  }
  if (Status status = connection_.CheckFrozen(VerifyPinned(&findings)); !status.ok()) return status;
  return findings;
}

Status SqliteStore::VerifyPinned(std::vector<std::string>* findings) {
  Statement check("PRAGMA integrity_check(20)");
  if (int result = check.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  int result = SQLITE_ROW;
  while ((result = check.Step()) == SQLITE_ROW) {
    if (check.Text(0) != "ok") findings->push_back("file: " + std::string(check.Text(0)));
  }
  if (result != SQLITE_DONE) findings->push_back("file: " + Error(result).message());
  check.Finalize();
  if (!findings->empty()) return {};  // counts of a damaged file say nothing
  if (!user_id_) {
    findings->push_back("user " + user_ + ": nothing was learned yet");
    return {};
  }
  return VerifyTables(findings);
}

Status SqliteStore::VerifyTables(std::vector<std::string>* findings) {
  struct Check {
    const char* sql;
    const char* finding;
  };
  // Each counts rows that ought not to be there.
  constexpr Check kChecks[] = {
      {"SELECT count(*) FROM bayes_token WHERE id=?1 AND (typeof(token)<>'text' OR"
       " length(CAST(token AS BLOB))<>5)",
       "tokens that are not 5 bytes of text"},
      {"SELECT count(*) FROM bayes_token WHERE id=?1 AND (spam_count<0 OR ham_count<0)",
       "tokens with a count below 0"},
      {"SELECT count(*) FROM bayes_token WHERE id=?1 AND spam_count=0 AND ham_count=0",
       "tokens with both counts 0"},
      {"SELECT count(*) FROM bayes_seen WHERE id=?1 AND flag NOT IN ('s','h')",
       "remembered messages that are neither spam nor ham"},
      {"SELECT count(*) FROM bayes_token t WHERE t.id=?1 AND (t.spam_count>(SELECT spam_count FROM bayes_vars"
       " WHERE id=?1) OR t.ham_count>(SELECT ham_count FROM bayes_vars WHERE id=?1))",
       "tokens seen in more messages than were learned"},
  };
  for (const Check& check : kChecks) {
    Statement statement(check.sql);
    if (int result = statement.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
    statement.Bind(1, *user_id_);
    Result<std::int64_t> count = QueryInteger(statement);
    if (!count) return count.error();
    if (*count > 0) findings->push_back(std::to_string(*count) + " " + check.finding);
  }
  Statement tokens("SELECT count(*) FROM bayes_token WHERE id=?1");
  if (int result = tokens.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  tokens.Bind(1, *user_id_);
  Result<std::int64_t> count = QueryInteger(tokens);
  if (!count) return count.error();
  if (static_cast<std::uint64_t>(*count) != totals_.token_count) {
    findings->push_back("token_count says " + std::to_string(totals_.token_count) + ", there are " +
                        std::to_string(*count));
  }
  return {};
}

Status RemoveUnusedSqliteStore(const std::string& path) {
  constexpr int kWaitMs = 50;
  Connection connection(path);
  Status status = connection.OpenWriter(false, kWaitMs, Connection::Journal::kAsItIs);
  if (status.ok()) status = connection.Exec("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  // Where the disk was full there is not even a table.
  bool is_unused = true;
  for (const char* sql : {"SELECT count(*) FROM sqlite_master", "SELECT count(*) FROM bayes_vars"}) {
    Statement rows(sql);
    int result = rows.Prepare(connection.get());
    if (result == SQLITE_OK) result = rows.Step();
    if (result != SQLITE_ROW) status = connection.Error(result);
    is_unused = status.ok() && rows.Integer(0) == 0;
    if (is_unused || !status.ok()) break;
  }
  // The database last: a new one must not find the old one's log.
  for (const char* suffix : {"-wal", "-shm", ""}) {
    const std::string name = path + suffix;
    if (is_unused && unlink(name.c_str()) != 0 && errno != ENOENT && status.ok())
      status = ErrnoStatus("cannot remove", name, errno);
  }
  (void)connection.Exec("ROLLBACK");
  connection.Close();
  return status;
}

}  // namespace gatepost

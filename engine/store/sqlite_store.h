// SqliteStore: TokenStore on SpamAssassin's SQL schema in one SQLite file, shared with sa-learn.
// Its parts: connection.h (how the file is reached), pending_tokens.h (a batch before it is written),
// database_file.h and token_tree.h (reading past SQL), model_table.h (the linear model), sqlite_store.cc
// (open, begin, commit), sqlite_read.cc, sqlite_write.cc, sqlite_maintenance.cc.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "store/connection.h"
#include "store/database_file.h"
#include "store/model_table.h"
#include "store/pending_tokens.h"
#include "store/token_tree.h"

namespace gatepost {

class SqliteStore final : public TokenStore {
 public:
  SqliteStore(std::string path, std::string user, StoreMode mode)
      : connection_(std::move(path)), user_(std::move(user)), mode_(mode) {}
  ~SqliteStore() override;

  Status Open();

  Status BeginRead() override;
  void EndRead() override;
  Result<StoreTotals> Totals() override;
  Status Lookup(std::span<const TokenHash> tokens, std::span<TokenCounts> counts) override;
  Result<std::optional<LearnedAs>> Seen(std::string_view message_id) override;

  Status BeginWrite() override;
  Status Commit() override;
  void Rollback() override;
  Status AddTokens(std::span<const TokenHash> tokens, int spam_delta, int ham_delta,
                   std::int64_t atime_unix_s) override;
  Status AddMessages(int spam_delta, int ham_delta) override;
  Status SetSeen(std::string_view message_id, std::optional<LearnedAs> as) override;

  Status ForEachToken(const std::function<bool(const TokenHash&, const TokenCounts&)>& visit) override;
  Status ForEachSeen(const std::function<bool(std::string_view, LearnedAs)>& visit) override;
  Status PutToken(const TokenHash& token, const TokenCounts& counts) override;
  Status PutTotals(const StoreTotals& totals) override;
  Status Clear() override;
  Result<std::uint64_t> ExpireStep(std::int64_t older_than_unix_s, std::uint64_t max_tokens) override;
  Result<std::vector<std::string>> Verify() override;
  std::string Describe() const override;
  ModelStore* Model() override { return &model_; }

 private:
  class ReadScope;
  enum class State { kIdle, kReading, kWriting };

  // Within an open transaction: version, user id and totals. The first pins a reader's state, too.
  int PinAndLoadUser();
  int LoadUser();
  bool LoadUserFromFile();
  void TakeUser(std::int64_t id, std::span<const std::int64_t, 8> numbers);
  Status CheckVersion() const;
  Status LookupByStatement(std::span<const TokenHash> tokens, std::span<TokenCounts> counts);
  Status EndOfRows(int result) const;
  Status MakeSchema();
  // One search of the tree whether a token is there or not; gatepost_updated tells which it was. After the
  // user's id four parameters a token.
  static std::string AddTokensSql(std::size_t tokens);
  Status AddSums(Statement& statement, std::span<const PendingTokens::Sum> sums);
  // Makes the SQL function gatepost_updated(x), which gives x and counts its calls in updates_.
  Status CountUpdates();
  Status MakeUser();
  // Pins the state. A result of SQLite's, and where that is not SQLITE_OK what it means.
  int TryBeginRead(Status* failure);
  void CloseStatements();
  void FinishRead();
  bool is_reader() const { return mode_ == StoreMode::kRead || mode_ == StoreMode::kReadBriefly; }
  Status Error(int result) const { return connection_.Error(result); }
  Status NotWriting() const;
  // Writes what is pending of the batch; afterwards the tables say what the batch says.
  Status Flush();
  Status TakeFromToken(const TokenHash& token, std::int64_t spam, std::int64_t ham);
  Status WriteTotals();
  Status FinishExpiry();
  Status VerifyPinned(std::vector<std::string>* findings);
  Status VerifyTables(std::vector<std::string>* findings);
  Result<std::int64_t> QueryInteger(Statement& statement);

  Connection connection_;
  std::string user_;
  StoreMode mode_;
  State state_ = State::kIdle;

  std::optional<std::int64_t> user_id_;  // nothing where nobody learned for this user yet
  std::string version_;
  StoreTotals totals_;  // of the open transaction
  bool totals_changed_ = false;
  PendingTokens pending_;
  std::uint64_t updates_ = 0;  // of tokens that were there before, counted by SQLite's calls
  DatabaseFile file_;
  TokenTree tree_;
  ModelTable model_{connection_, user_id_, file_};

  // ExpireStep walks the tokens in key order; where the last step stopped ("": at none), and for which
  // cut-off. As the file has it: what other programs wrote need not be of 5 bytes.
  std::string expire_position_;
  std::int64_t expire_cutoff_ = 0;

  Statement begin_{"BEGIN"}, begin_immediate_{"BEGIN IMMEDIATE"}, commit_{"COMMIT"}, rollback_{"ROLLBACK"};
  Statement pin_{"PRAGMA schema_version"};  // begins to read, and parses no schema as a SELECT does
  Statement load_user_{
      "SELECT (SELECT value FROM bayes_global_vars WHERE variable='VERSION'), v.id, v.spam_count,"
      " v.ham_count, v.token_count, v.last_expire, v.last_atime_delta, v.last_expire_reduce,"
      " v.oldest_token_age, v.newest_token_age FROM (SELECT 1) LEFT JOIN bayes_vars v ON v.username=?1"};
  Statement find_token_{"SELECT spam_count, ham_count, atime FROM bayes_token WHERE id=?1 AND token=?2"};
  Statement find_seen_{"SELECT flag FROM bayes_seen WHERE id=?1 AND msgid=?2"};
  Statement make_user_{"INSERT INTO bayes_vars (username) VALUES (?1)"};
  // So many rows cost one start of a statement.
  static constexpr std::size_t kTokensAtOnce = 32;
  Statement add_token_{AddTokensSql(1)}, add_tokens_{AddTokensSql(kTokensAtOnce)};
  Statement insert_token_{
      "INSERT INTO bayes_token (id, token, spam_count, ham_count, atime) VALUES (?1,?2,?3,?4,?5)"};
  Statement take_from_token_{
      "UPDATE bayes_token SET spam_count=max(spam_count-?3,0), ham_count=max(ham_count-?4,0)"
      " WHERE id=?1 AND token=?2"};
  Statement drop_empty_token_{
      "DELETE FROM bayes_token WHERE id=?1 AND token=?2 AND spam_count<=0 AND ham_count<=0"};
  Statement set_token_{
      "UPDATE bayes_token SET spam_count=?3, ham_count=?4, atime=?5 WHERE id=?1 AND token=?2"};
  Statement expire_token_{"DELETE FROM bayes_token WHERE id=?1 AND token=?2 AND atime<?3"};
  Statement find_expired_{
      "SELECT token FROM bayes_token WHERE id=?1 AND token>?2 AND token<x'' AND atime<?3"
      " ORDER BY token LIMIT ?4"};  // blobs, which SpamAssassin does not find either, stay
  Statement oldest_{"SELECT min(atime) FROM bayes_token WHERE id=?1"};
  Statement set_seen_{
      "INSERT INTO bayes_seen (id, msgid, flag) VALUES (?1,?2,?3)"
      " ON CONFLICT (id, msgid) DO UPDATE SET flag=?3"};
  Statement forget_seen_{"DELETE FROM bayes_seen WHERE id=?1 AND msgid=?2"};
  Statement write_totals_{
      "UPDATE bayes_vars SET spam_count=?2, ham_count=?3, token_count=?4, last_expire=?5,"
      " last_atime_delta=?6, last_expire_reduce=?7, oldest_token_age=?8, newest_token_age=?9 WHERE id=?1"};
};

// Finishes a read that a method began for itself; does nothing within the caller's own transaction.
class SqliteStore::ReadScope {
 public:
  explicit ReadScope(SqliteStore& store) : store_(store) {
    if (store.state_ != State::kIdle) return;
    status_ = store.BeginRead();
    owns_ = status_.ok();
  }
  ~ReadScope() {
    if (owns_) store_.EndRead();
  }
  ReadScope(const ReadScope&) = delete;
  ReadScope& operator=(const ReadScope&) = delete;
  const Status& status() const { return status_; }

 private:
  SqliteStore& store_;
  Status status_;
  bool owns_ = false;
};

}  // namespace gatepost

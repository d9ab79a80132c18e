// Tested by tests/store/store_contract_test.cc.
#include <utility>

#include "store/record.h"
#include "store/sqlite_store.h"

namespace gatepost {

Result<StoreTotals> SqliteStore::Totals() {
  ReadScope scope(*this);
  if (!scope.status().ok()) return scope.status();
  if (Status status = Flush(); !status.ok()) return status;
  return totals_;
}

Status SqliteStore::Lookup(std::span<const TokenHash> tokens, std::span<TokenCounts> counts) {
  if (tokens.size() != counts.size()) return {StatusCode::kInvalidArgument, "Lookup: sizes differ"};
  ReadScope scope(*this);
  if (!scope.status().ok()) return scope.status();
  if (Status status = Flush(); !status.ok()) return status;
  std::fill(counts.begin(), counts.end(), TokenCounts());
  if (!user_id_) return {};
  const bool is_found = state_ == State::kReading && file_.Look(connection_, tree_.WantsMap()) &&
                        tree_.Lookup(file_, *user_id_, tokens, counts);
  Status status;
  if (!is_found) status = LookupByStatement(tokens, counts);
  return connection_.CheckFrozen(std::move(status));
}

Status SqliteStore::LookupByStatement(std::span<const TokenHash> tokens, std::span<TokenCounts> counts) {
  std::fill(counts.begin(), counts.end(), TokenCounts());
  if (int result = find_token_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  find_token_.Bind(1, *user_id_);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    find_token_.BindToken(2, tokens[i]);
    int result = find_token_.Step();
    if (result == SQLITE_ROW) {
      counts[i] = {ToCount(find_token_.Integer(0)), ToCount(find_token_.Integer(1)), find_token_.Integer(2)};
    } else if (result != SQLITE_DONE) {
      Status status = Error(result);
      find_token_.Reset();
      return status;
    }
    find_token_.Reset();
  }
  return {};
}

Result<std::optional<LearnedAs>> SqliteStore::Seen(std::string_view message_id) {
  ReadScope scope(*this);
  if (!scope.status().ok()) return scope.status();
  if (!user_id_) return std::optional<LearnedAs>();
  if (int result = find_seen_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  find_seen_.Bind(1, *user_id_);
  find_seen_.BindText(2, message_id);
  int result = find_seen_.Step();
  std::optional<LearnedAs> seen;
  if (result == SQLITE_ROW) {
    std::string_view flag = find_seen_.Text(0);
    if (flag == "s") seen = LearnedAs::kSpam;
    if (flag == "h") seen = LearnedAs::kHam;
  } else if (result != SQLITE_DONE) {
    Status status = Error(result);
    find_seen_.Reset();
    return status;
  }
  find_seen_.Reset();
  return seen;
}

// After the last step, of which this is the result.
Status SqliteStore::EndOfRows(int result) const {
  return connection_.CheckFrozen(result == SQLITE_DONE || result == SQLITE_ROW ? Status() : Error(result));
}

Status SqliteStore::ForEachToken(const std::function<bool(const TokenHash&, const TokenCounts&)>& visit) {
  ReadScope scope(*this);
  if (!scope.status().ok()) return scope.status();
  if (Status status = Flush(); !status.ok()) return status;
  if (!user_id_) return {};
  Statement all("SELECT token, spam_count, ham_count, atime FROM bayes_token WHERE id=?1 ORDER BY token");
  if (int result = all.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  all.Bind(1, *user_id_);
  int result = SQLITE_ROW;
  while ((result = all.Step()) == SQLITE_ROW) {
    std::string_view text = all.Text(0);
    TokenHash token;
    token.fill(' ');  // SpamAssassin's padding, for stores that cut trailing spaces off
    if (text.size() > token.size()) continue;
    std::copy(text.begin(), text.end(), token.begin());
    TokenCounts counts{ToCount(all.Integer(1)), ToCount(all.Integer(2)), all.Integer(3)};
    if (counts.spam_count == 0 && counts.ham_count == 0) continue;
    if (!visit(token, counts)) break;
  }
  return EndOfRows(result);
}

Status SqliteStore::ForEachSeen(const std::function<bool(std::string_view, LearnedAs)>& visit) {
  ReadScope scope(*this);
  if (!scope.status().ok()) return scope.status();
  if (!user_id_) return {};
  Statement all("SELECT msgid, flag FROM bayes_seen WHERE id=?1 ORDER BY msgid");
  if (int result = all.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  all.Bind(1, *user_id_);
  int result = SQLITE_ROW;
  while ((result = all.Step()) == SQLITE_ROW) {
    std::string_view flag = all.Text(1);
    if (flag != "s" && flag != "h") continue;
    if (!visit(all.Text(0), flag == "s" ? LearnedAs::kSpam : LearnedAs::kHam)) break;
  }
  return EndOfRows(result);
}

}  // namespace gatepost

// Tested by tests/store/store_contract_test.cc.
#include <algorithm>

#include "store/sqlite_store.h"

namespace gatepost {
namespace {

std::uint64_t AddClamped(std::uint64_t value, int delta) {
  if (delta >= 0) return value + static_cast<std::uint64_t>(delta);
  auto less = static_cast<std::uint64_t>(-static_cast<std::int64_t>(delta));
  return value > less ? value - less : 0;
}

}  // namespace

Status SqliteStore::AddTokens(std::span<const TokenHash> tokens, int spam_delta, int ham_delta,
                              std::int64_t atime_unix_s) {
  if (state_ != State::kWriting) return NotWriting();
  if (spam_delta < 0 || ham_delta < 0) {
    // Taking stops at 0, so it cannot be summed up with what was added before.
    if (Status status = Flush(); !status.ok()) return status;
    for (const TokenHash& token : tokens) {
      Status status = TakeFromToken(token, -std::min(spam_delta, 0), -std::min(ham_delta, 0));
      if (!status.ok()) return status;
    }
    spam_delta = std::max(spam_delta, 0);
    ham_delta = std::max(ham_delta, 0);
  }
  if (spam_delta == 0 && ham_delta == 0) return {};
  pending_.Add(tokens, static_cast<std::uint32_t>(spam_delta), static_cast<std::uint32_t>(ham_delta),
               atime_unix_s);
  return pending_.is_full() ? Flush() : Status();
}

std::string SqliteStore::AddTokensSql(std::size_t tokens) {
  std::string sql = "INSERT INTO bayes_token (id, token, spam_count, ham_count, atime) VALUES ";
  for (std::size_t i = 0; i < tokens; ++i) sql += i == 0 ? "(?1,?,?,?,?)" : ",(?1,?,?,?,?)";
  return sql +
         " ON CONFLICT (id, token) DO UPDATE SET spam_count=spam_count+excluded.spam_count,"
         " ham_count=ham_count+excluded.ham_count, atime=gatepost_updated(max(atime,excluded.atime))";
}

Status SqliteStore::AddSums(Statement& statement, std::span<const PendingTokens::Sum> sums) {
  if (int result = statement.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  int parameter = 1;
  statement.Bind(parameter, *user_id_);
  for (const PendingTokens::Sum& sum : sums) {
    statement.BindToken(++parameter, sum.token);
    statement.Bind(++parameter, sum.spam);
    statement.Bind(++parameter, sum.ham);
    statement.Bind(++parameter, sum.atime);
    totals_.newest_atime_unix_s = std::max(totals_.newest_atime_unix_s, sum.atime);
  }
  std::uint64_t updates_before = updates_;
  if (int result = statement.Run(); result != SQLITE_DONE) return Error(result);
  totals_.token_count += sums.size() - (updates_ - updates_before);
  return {};
}

Status SqliteStore::Flush() {
  if (pending_.empty()) return {};
  std::vector<PendingTokens::Sum> together;
  Status status;
  const auto add_alone = [&](const PendingTokens::Sum& sum) {
    std::uint64_t count_before = totals_.token_count;
    status = AddSums(add_token_, {&sum, 1});
    return totals_.token_count > count_before;
  };
  pending_.ForEachSum([&](const PendingTokens::Sum& sum) {
    // As SpamAssassin keeps it: only a token that is new can be older than all others.
    if (sum.first_atime < totals_.oldest_atime_unix_s) {
      if (add_alone(sum)) totals_.oldest_atime_unix_s = sum.first_atime;
      return status.ok();
    }
    together.push_back(sum);
    if (together.size() < kTokensAtOnce) return true;
    status = AddSums(add_tokens_, together);
    together.clear();
    return status.ok();
  });
  for (const PendingTokens::Sum& sum : together) {
    if (status.ok()) add_alone(sum);
  }
  if (!status.ok()) return status;
  pending_.Clear();
  totals_changed_ = true;
  return {};
}

Status SqliteStore::TakeFromToken(const TokenHash& token, std::int64_t spam, std::int64_t ham) {
  if (int result = take_from_token_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  take_from_token_.Bind(1, *user_id_);
  take_from_token_.BindToken(2, token);
  take_from_token_.Bind(3, spam);
  take_from_token_.Bind(4, ham);
  if (int result = take_from_token_.Run(); result != SQLITE_DONE) return Error(result);
  if (sqlite3_changes(connection_.get()) == 0) return {};
  if (int result = drop_empty_token_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  drop_empty_token_.Bind(1, *user_id_);
  drop_empty_token_.BindToken(2, token);
  if (int result = drop_empty_token_.Run(); result != SQLITE_DONE) return Error(result);
  if (sqlite3_changes(connection_.get()) > 0) {
    totals_.token_count = AddClamped(totals_.token_count, -1);
    totals_changed_ = true;
  }
  return {};
}

Status SqliteStore::AddMessages(int spam_delta, int ham_delta) {
  if (state_ != State::kWriting) return NotWriting();
  totals_.spam_count = AddClamped(totals_.spam_count, spam_delta);
  totals_.ham_count = AddClamped(totals_.ham_count, ham_delta);
  totals_changed_ = true;
  return {};
}

Status SqliteStore::SetSeen(std::string_view message_id, std::optional<LearnedAs> as) {
  if (state_ != State::kWriting) return NotWriting();
  bool is_forgotten = !as || *as == LearnedAs::kForgotten;
  Statement& statement = is_forgotten ? forget_seen_ : set_seen_;
  if (int result = statement.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  statement.Bind(1, *user_id_);
  statement.BindText(2, message_id);
  if (!is_forgotten) statement.BindText(3, *as == LearnedAs::kSpam ? "s" : "h");
  int result = statement.Run();
  return result == SQLITE_DONE ? Status() : Error(result);
}

Status SqliteStore::PutToken(const TokenHash& token, const TokenCounts& counts) {
  if (state_ != State::kWriting) return NotWriting();
  if (Status status = Flush(); !status.ok()) return status;
  auto run = [&](Statement& statement) {
    int result = statement.Prepare(connection_.get());
    if (result != SQLITE_OK) return result;
    statement.Bind(1, *user_id_);
    statement.BindToken(2, token);
    statement.Bind(3, counts.spam_count);
    statement.Bind(4, counts.ham_count);
    statement.Bind(5, counts.atime_unix_s);
    return statement.Run();
  };
  if (int result = run(set_token_); result != SQLITE_DONE) return Error(result);
  if (sqlite3_changes(connection_.get()) > 0) return {};
  if (int result = run(insert_token_); result != SQLITE_DONE) return Error(result);
  ++totals_.token_count;
  totals_.oldest_atime_unix_s = std::min(totals_.oldest_atime_unix_s, counts.atime_unix_s);
  totals_.newest_atime_unix_s = std::max(totals_.newest_atime_unix_s, counts.atime_unix_s);
  totals_changed_ = true;
  return {};
}

Status SqliteStore::PutTotals(const StoreTotals& totals) {
  if (state_ != State::kWriting) return NotWriting();
  if (Status status = Flush(); !status.ok()) return status;
  totals_ = totals;
  totals_changed_ = true;
  return {};
}

Status SqliteStore::WriteTotals() {
  if (int result = write_totals_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  write_totals_.Bind(1, *user_id_);
  write_totals_.Bind(2, static_cast<std::int64_t>(totals_.spam_count));
  write_totals_.Bind(3, static_cast<std::int64_t>(totals_.ham_count));
  write_totals_.Bind(4, static_cast<std::int64_t>(totals_.token_count));
  write_totals_.Bind(5, totals_.last_expire_unix_s);
  write_totals_.Bind(6, totals_.last_atime_delta_s);
  write_totals_.Bind(7, static_cast<std::int64_t>(totals_.last_expire_reduce));
  write_totals_.Bind(8, totals_.oldest_atime_unix_s);
  write_totals_.Bind(9, totals_.newest_atime_unix_s);
  int result = write_totals_.Run();
  return result == SQLITE_DONE ? Status() : Error(result);
}

}  // namespace gatepost

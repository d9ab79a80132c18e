// Tested by tests/model/linear_model_test.cc.
#include "store/model_table.h"

#include <algorithm>
#include <cmath>

namespace gatepost {
namespace {

constexpr int kFormat = 1;  // of the features, the weights and their layout (engine/model/features.h)
constexpr std::uint32_t kRowWeights = 2000;
constexpr std::uint32_t kRows = (kModelWeights + kRowWeights - 1) / kRowWeights;
constexpr std::int64_t kRowsOfUser = 1024;  // row ids that each user has to himself
constexpr std::int64_t kFirstCounts = 512;  // of them, where the counts begin

constexpr char kTables[] = R"sql(
CREATE TABLE gatepost_model_totals (
  id INTEGER PRIMARY KEY,
  format INTEGER NOT NULL,
  spam_count INTEGER NOT NULL DEFAULT 0,
  ham_count INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE gatepost_model_weights (
  id INTEGER PRIMARY KEY,
  weights BLOB NOT NULL
);
CREATE TABLE gatepost_model_seen (
  id INTEGER NOT NULL,
  msgid VARCHAR(200) NOT NULL,
  flag CHAR(1) NOT NULL,
  change INTEGER NOT NULL,
  PRIMARY KEY (id, msgid)
) WITHOUT ROWID;
)sql";

std::int16_t ReadWeight(const char* bytes) {
  return static_cast<std::int16_t>(static_cast<unsigned char>(bytes[0]) | static_cast<unsigned char>(bytes[1])
                                                                              << 8);
}

std::uint64_t Add(std::uint64_t count, int delta) {
  if (delta >= 0) return count + static_cast<std::uint64_t>(delta);
  return count - std::min(count, static_cast<std::uint64_t>(-static_cast<std::int64_t>(delta)));
}

std::uint64_t AtLeastZero(std::int64_t value) { return value > 0 ? static_cast<std::uint64_t>(value) : 0; }

}  // namespace

void ModelTable::CloseStatements() {
  for (Statement* statement :
       {&there_, &totals_, &rows_, &step_, &set_totals_, &set_row_, &set_step_, &forget_step_}) {
    statement->Finalize();
  }
  is_made_ = false;
}

void ModelTable::Drop() {
  pending_.reset();
  is_made_ = false;  // what was rolled back may have made the tables
}

Result<bool> ModelTable::IsThere(sqlite3* database) {
  if (is_made_) return true;
  if (int result = there_.Prepare(database); result != SQLITE_OK) return Error(database, result);
  if (int result = there_.Step(); result != SQLITE_ROW) return Error(database, result);
  is_made_ = there_.Integer(0) == 3;
  there_.Reset();
  return is_made_;
}

Status ModelTable::Make(sqlite3* database) {
  Result<bool> there = IsThere(database);
  if (!there) return there.error();
  if (*there) return {};
  if (int result = sqlite3_exec(database, kTables, nullptr, nullptr, nullptr); result != SQLITE_OK) {
    return Error(database, result);
  }
  is_made_ = true;
  return {};
}

Result<ModelTotals> ModelTable::ReadTotals(sqlite3* database, std::int64_t user) {
  if (int result = totals_.Prepare(database); result != SQLITE_OK) return Error(database, result);
  totals_.Bind(1, user);
  int result = totals_.Step();
  ModelTotals totals;
  // What another format counted, this one knows nothing of.
  if (result == SQLITE_ROW && totals_.Integer(0) == kFormat) {
    totals = {AtLeastZero(totals_.Integer(1)), AtLeastZero(totals_.Integer(2))};
  }
  Status status = result == SQLITE_ROW || result == SQLITE_DONE ? Status() : Error(database, result);
  totals_.Reset();
  if (!status.ok()) return status;
  return totals;
}

Status ModelTable::ReadRows(sqlite3* database, std::int64_t first, std::span<const std::uint32_t> numbers,
                            std::span<std::int16_t> weights) {
  if (int result = rows_.Prepare(database); result != SQLITE_OK) return Error(database, result);
  rows_.Bind(1, first);
  rows_.Bind(2, first + kRows - 1);
  std::size_t next = 0;
  int result = SQLITE_DONE;
  while (next < numbers.size() && (result = rows_.Step()) == SQLITE_ROW) {
    auto row = static_cast<std::uint32_t>(rows_.Integer(0) - first);
    while (next < numbers.size() && numbers[next] < row * kRowWeights) ++next;  // of a row that is not there
    if (next >= numbers.size() || numbers[next] >= (row + 1) * kRowWeights) continue;
    std::string_view bytes = rows_.Blob(1);
    for (; next < numbers.size() && numbers[next] < (row + 1) * kRowWeights; ++next) {
      std::size_t at = 2 * (numbers[next] - row * kRowWeights);
      if (at + 2 <= bytes.size()) weights[next] = ReadWeight(bytes.data() + at);
    }
    result = SQLITE_DONE;
  }
  Status status = result == SQLITE_DONE ? Status() : Error(database, result);
  rows_.Reset();
  return status;
}

Result<ModelTotals> ModelTable::Read(sqlite3* database, std::int64_t user,
                                     std::span<const std::uint32_t> numbers,
                                     std::span<std::int16_t> weights) {
  std::fill(weights.begin(), weights.end(), std::int16_t{0});
  if (pending_) {
    for (std::size_t i = 0; i < numbers.size(); ++i) weights[i] = pending_->weights[numbers[i]];
    return pending_->totals;
  }
  Result<bool> there = IsThere(database);
  if (!there) return there.error();
  if (!*there) return ModelTotals();
  Result<ModelTotals> totals = ReadTotals(database, user);
  if (!totals || (totals->spam_count == 0 && totals->ham_count == 0)) return totals;
  if (Status status = ReadRows(database, user * kRowsOfUser, numbers, weights); !status.ok()) return status;
  return totals;
}

Result<std::optional<ModelStep>> ModelTable::FindStep(sqlite3* database, std::int64_t user,
                                                      std::string_view message_id) {
  Result<bool> there = IsThere(database);
  if (!there) return there.error();
  if (!*there) return std::optional<ModelStep>();
  if (int result = step_.Prepare(database); result != SQLITE_OK) return Error(database, result);
  step_.Bind(1, user);
  step_.BindText(2, message_id);
  int result = step_.Step();
  std::optional<ModelStep> step;
  if (result == SQLITE_ROW) step = ModelStep{step_.Text(0) == "s", static_cast<int>(step_.Integer(1))};
  Status status = result == SQLITE_ROW || result == SQLITE_DONE ? Status() : Error(database, result);
  step_.Reset();
  if (!status.ok()) return status;
  return step;
}

Status ModelTable::Load(sqlite3* database, std::int64_t user) {
  if (pending_) return {};
  if (Status status = Make(database); !status.ok()) return status;
  Result<ModelTotals> totals = ReadTotals(database, user);
  if (!totals) return totals.error();
  Pending pending;
  pending.totals = *totals;
  pending.weights.resize(kModelWeights);
  pending.counts.resize(kModelWeights);
  pending.is_changed.resize(kRows);
  if (totals->spam_count + totals->ham_count > 0) {
    std::vector<std::uint32_t> all(kModelWeights);
    for (std::uint32_t i = 0; i < kModelWeights; ++i) all[i] = i;
    std::int64_t first = user * kRowsOfUser;
    if (Status status = ReadRows(database, first, all, pending.weights); !status.ok()) return status;
    if (Status status = ReadRows(database, first + kFirstCounts, all, pending.counts); !status.ok())
      return status;
  } else {
    // Of another format, or forgotten: every row is written anew.
    std::fill(pending.is_changed.begin(), pending.is_changed.end(), char{1});
  }
  pending_ = std::move(pending);
  return {};
}

Status ModelTable::Change(sqlite3* database, std::int64_t user, std::span<const std::uint32_t> numbers,
                          int change, int spam_delta, int ham_delta) {
  if (Status status = Load(database, user); !status.ok()) return status;
  bool takes_back = spam_delta + ham_delta < 0;
  for (std::uint32_t number : numbers) {
    std::int16_t& weight = pending_->weights[number];
    auto count = static_cast<std::uint16_t>(pending_->counts[number]);
    if (takes_back && count > 0) --count;
    auto moved = std::lround(change / std::sqrt(1.0 + count));
    if (!takes_back && count < UINT16_MAX) ++count;
    weight = static_cast<std::int16_t>(std::clamp<long>(weight + moved, INT16_MIN, INT16_MAX));
    pending_->counts[number] = static_cast<std::int16_t>(count);
    pending_->is_changed[number / kRowWeights] = 1;
  }
  pending_->totals.spam_count = Add(pending_->totals.spam_count, spam_delta);
  pending_->totals.ham_count = Add(pending_->totals.ham_count, ham_delta);
  return {};
}

Status ModelTable::SetStep(sqlite3* database, std::int64_t user, std::string_view message_id,
                           std::optional<ModelStep> step) {
  if (Status status = Make(database); !status.ok()) return status;
  Statement& statement = step ? set_step_ : forget_step_;
  if (int result = statement.Prepare(database); result != SQLITE_OK) return Error(database, result);
  statement.Bind(1, user);
  statement.BindText(2, message_id);
  if (step) {
    statement.BindText(3, step->is_spam ? "s" : "h");
    statement.Bind(4, step->change);
  }
  int result = statement.Run();
  return result == SQLITE_DONE ? Status() : Error(database, result);
}

Status ModelTable::Clear(sqlite3* database, std::int64_t user) {
  pending_.reset();
  Result<bool> there = IsThere(database);
  if (!there || !*there) return there ? Status() : there.error();
  for (const char* sql :
       {"DELETE FROM gatepost_model_totals WHERE id=?1", "DELETE FROM gatepost_model_seen WHERE id=?1",
        "DELETE FROM gatepost_model_weights WHERE id BETWEEN ?1*1024 AND ?1*1024+1023"}) {
    Statement statement(sql);
    if (int result = statement.Prepare(database); result != SQLITE_OK) return Error(database, result);
    statement.Bind(1, user);
    if (int result = statement.Run(); result != SQLITE_DONE) return Error(database, result);
  }
  return {};
}

Status ModelTable::Write(sqlite3* database, std::int64_t user) {
  if (!pending_) return {};
  if (int result = set_row_.Prepare(database); result != SQLITE_OK) return Error(database, result);
  std::string bytes;
  auto write = [&](const std::vector<std::int16_t>& numbers, std::uint32_t row, std::int64_t id) {
    bytes.clear();
    for (std::uint32_t i = row * kRowWeights; i < std::min((row + 1) * kRowWeights, kModelWeights); ++i) {
      auto bits = static_cast<std::uint16_t>(numbers[i]);
      bytes += static_cast<char>(bits & 0xff);
      bytes += static_cast<char>(bits >> 8);
    }
    set_row_.Bind(1, id);
    set_row_.BindBlob(2, bytes);
    return set_row_.Run();
  };
  for (std::uint32_t row = 0; row < kRows; ++row) {
    if (pending_->is_changed[row] == 0) continue;
    std::int64_t id = user * kRowsOfUser + row;
    int result = write(pending_->weights, row, id);
    if (result == SQLITE_DONE) result = write(pending_->counts, row, id + kFirstCounts);
    if (result != SQLITE_DONE) return Error(database, result);
  }
  if (int result = set_totals_.Prepare(database); result != SQLITE_OK) return Error(database, result);
  set_totals_.Bind(1, user);
  set_totals_.Bind(2, kFormat);
  set_totals_.Bind(3, static_cast<std::int64_t>(pending_->totals.spam_count));
  set_totals_.Bind(4, static_cast<std::int64_t>(pending_->totals.ham_count));
  int result = set_totals_.Run();
  pending_.reset();
  return result == SQLITE_DONE ? Status() : Error(database, result);
}

}  // namespace gatepost

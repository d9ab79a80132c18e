// Tested by tests/store/model_table_test.cc.
#include "store/model_table.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gatepost {
namespace {

constexpr int kFormat = 3;                   // of the features (engine/model/features.h) and of these tables
constexpr std::uint32_t kRowWeights = 4000;  // a row then fits a page of 4,096 bytes
constexpr std::uint32_t kRows = (kModelWeights + kRowWeights - 1) / kRowWeights;
constexpr std::int64_t kRowsOfUser = 1024;  // row ids that each user has to himself

constexpr char kTables[] = R"sql(
CREATE TABLE gatepost_model (
  id INTEGER PRIMARY KEY,
  format INTEGER NOT NULL,
  version INTEGER NOT NULL,
  unit REAL NOT NULL,
  fitted_spam INTEGER NOT NULL,
  fitted_ham INTEGER NOT NULL,
  spam_count INTEGER NOT NULL,
  ham_count INTEGER NOT NULL,
  changed INTEGER NOT NULL
);
CREATE TABLE gatepost_model_weights (
  id INTEGER PRIMARY KEY,
  weights BLOB NOT NULL
);
CREATE TABLE gatepost_model_samples (
  number INTEGER PRIMARY KEY,
  id INTEGER NOT NULL,
  msgid VARCHAR(200) NOT NULL,
  flag CHAR(1) NOT NULL,
  features BLOB NOT NULL,
  UNIQUE (id, msgid)
);
CREATE INDEX gatepost_model_samples_flag ON gatepost_model_samples (id, flag);
)sql";

std::uint64_t AtLeastZero(std::int64_t value) { return value > 0 ? static_cast<std::uint64_t>(value) : 0; }

void Less(std::uint64_t* count) {
  if (*count > 0) --*count;
}

// Each feature as its distance from the one before, 7 bits a byte, the lowest first.
std::string Pack(std::span<const std::uint32_t> features) {
  constexpr std::size_t kMostBytes = 5;  // of one
  std::string bytes(features.size() * kMostBytes, '\0');
  char* to = bytes.data();
  std::uint32_t last = 0;
  for (std::uint32_t feature : features) {
    std::uint32_t gap = feature - last;
    last = feature;
    for (; gap >= 0x80; gap >>= 7) *to++ = static_cast<char>(0x80 | (gap & 0x7F));
    *to++ = static_cast<char>(gap);
  }
  bytes.resize(static_cast<std::size_t>(to - bytes.data()));
  return bytes;
}

// As far as the bytes make sense: what lies in a file may be damaged.
void Unpack(std::string_view bytes, std::vector<std::uint32_t>* features) {
  features->clear();
  std::uint64_t last = 0, gap = 0;
  int shift = 0;
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    gap |= std::uint64_t{byte & 0x7Fu} << shift;
    shift += 7;
    if (shift > 28) return;
    if ((byte & 0x80) != 0) continue;
    last += gap;
    if (last >= kModelWeights || (gap == 0 && !features->empty())) return;
    features->push_back(static_cast<std::uint32_t>(last));
    gap = 0;
    shift = 0;
  }
}

std::string_view Flag(bool is_spam) { return is_spam ? "s" : "h"; }

}  // namespace

void ModelTable::CloseStatements() {
  for (Statement* statement :
       {&there_, &state_, &set_state_, &rows_, &set_row_, &find_, &all_, &add_, &remove_, &drop_oldest_}) {
    statement->Finalize();
  }
  ForgetWrite();
}

Status ModelTable::Run(Statement& statement) {
  int result = statement.Run();
  return result == SQLITE_DONE ? Status() : Error(result);
}

Result<bool> ModelTable::IsThere() {
  if (!user_id_) return false;
  if (is_made_) return true;
  if (int result = there_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  int result = there_.Step();
  if (result == SQLITE_ROW) is_made_ = there_.Integer(0) > 0;
  Status status = result == SQLITE_ROW ? Status() : Error(result);
  there_.Reset();
  if (!status.ok()) return status;
  return is_made_;
}

std::optional<ModelTable::State> ModelTable::ReadStateFromFile() {
  if (!user_id_ || !file_.Look(connection_, false)) return std::nullopt;
  State state;
  const DatabaseFile::Table* table = file_.Find("gatepost_model");
  if (table == nullptr) return state;
  if (!table->HasColumns({"idintegerprimarykey", "format", "version", "unit", "fitted_spam", "fitted_ham",
                          "spam_count", "ham_count", "changed"}))
    return std::nullopt;
  bool is_sound = true;
  const auto take = [&](std::int64_t, const Record& record) {
    const auto format = record.Integer(1), version = record.Integer(2);
    const auto unit = record.Real(3);
    std::array<std::uint64_t, 5> counts{};
    is_sound = format && version && unit;
    for (std::size_t i = 0; i < counts.size() && is_sound; ++i) {
      const std::optional<std::int64_t> count = record.Integer(4 + i);
      is_sound = count.has_value();
      counts[i] = AtLeastZero(count.value_or(0));
    }
    if (is_sound) state.version = *version;
    if (is_sound && *format == kFormat) {
      state.unit = *unit;
      state.fitted_spam = counts[0];
      state.fitted_ham = counts[1];
      state.counts = {counts[2], counts[3], counts[4]};
    }
    return false;
  };
  if (!file_.ForEach(*table, *user_id_, *user_id_, take) || !is_sound) return std::nullopt;
  return state;
}

Result<ModelTable::State> ModelTable::ReadState() {
  if (const std::optional<State> state = ReadStateFromFile()) return *state;
  Result<bool> there = IsThere();
  if (!there) return there.error();
  if (!*there) return State();
  if (int result = state_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  state_.Bind(1, *user_id_);
  int result = state_.Step();
  State state;
  if (result == SQLITE_ROW) {
    state.version = state_.Integer(1);
    if (state_.Integer(0) == kFormat) {
      state.unit = state_.Real(2);
      state.fitted_spam = AtLeastZero(state_.Integer(3));
      state.fitted_ham = AtLeastZero(state_.Integer(4));
      state.counts = {AtLeastZero(state_.Integer(5)), AtLeastZero(state_.Integer(6)),
                      AtLeastZero(state_.Integer(7))};
    }
  }
  Status status = result == SQLITE_ROW || result == SQLITE_DONE ? Status() : Error(result);
  state_.Reset();
  if (!status.ok()) return status;
  return state;
}

Status ModelTable::WriteState(const State& state) {
  if (int result = set_state_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  set_state_.Bind(1, *user_id_);
  set_state_.Bind(2, kFormat);
  set_state_.Bind(3, state.version);
  set_state_.BindReal(4, state.unit);
  set_state_.Bind(5, static_cast<std::int64_t>(state.fitted_spam));
  set_state_.Bind(6, static_cast<std::int64_t>(state.fitted_ham));
  set_state_.Bind(7, static_cast<std::int64_t>(state.counts.spam_count));
  set_state_.Bind(8, static_cast<std::int64_t>(state.counts.ham_count));
  set_state_.Bind(9, static_cast<std::int64_t>(state.counts.changed));
  return Run(set_state_);
}

Status ModelTable::Make() {
  int result = sqlite3_exec(connection_.get(), kTables, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return Error(result);
  is_made_ = true;
  return {};
}

Result<ModelTable::State> ModelTable::BeginChange() {
  Result<bool> there = IsThere();
  if (!there) return there.error();
  if (!*there) {
    if (Status status = Make(); !status.ok()) return status;
  }
  Result<State> state = ReadState();
  if (!state) return state;
  if (state->counts.spam_count + state->counts.ham_count == 0) {
    // What may lie there is of another format.
    if (Status status = Clear(); !status.ok()) return status;
  }
  return state;
}

Result<ModelCounts> ModelTable::Counts() {
  Result<State> state = ReadState();
  if (!state) return state.error();
  return state->counts;
}

namespace {

// Row `number` of the weights, behind those before it. False where none has that number: a damaged index may
// lead SQLite to any row.
bool TakeWeights(std::string_view bytes, std::int64_t number, LinearModel* model) {
  if (number < 0 || number >= kRows) return false;
  const std::size_t start = static_cast<std::size_t>(number) * kRowWeights;
  model->weights.resize(start, 0);
  bytes = bytes.substr(0, std::min<std::size_t>(kRowWeights, kModelWeights - start));
  model->weights.insert(model->weights.end(), bytes.begin(), bytes.end());
  return true;
}

}  // namespace

bool ModelTable::ReadWeightsFromFile(LinearModel* model) {
  if (!file_.Look(connection_, false)) return false;
  const DatabaseFile::Table* table = file_.Find("gatepost_model_weights");
  if (table == nullptr || !table->HasColumns({"idintegerprimarykey", "weights"})) return false;
  const std::int64_t first = *user_id_ * kRowsOfUser;
  bool is_sound = true;
  const auto take = [&](std::int64_t rowid, const Record& record) {
    const std::optional<std::string_view> bytes = record.Blob(1);
    is_sound = bytes.has_value() && TakeWeights(*bytes, rowid - first, model);
    return is_sound;
  };
  return file_.ForEach(*table, first, first + kRows - 1, take) && is_sound;
}

Status ModelTable::ReadWeights(LinearModel* model) {
  if (int result = rows_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  const std::int64_t first = *user_id_ * kRowsOfUser;
  rows_.Bind(1, first);
  rows_.Bind(2, first + kRows - 1);
  int result = SQLITE_ROW;
  bool is_sound = true;
  while (is_sound && (result = rows_.Step()) == SQLITE_ROW)
    is_sound = TakeWeights(rows_.Blob(1), rows_.Integer(0) - first, model);
  Status status = result == SQLITE_DONE ? Status() : Error(is_sound ? result : SQLITE_CORRUPT);
  rows_.Reset();
  return status;
}

Result<std::shared_ptr<const LinearModel>> ModelTable::Read() {
  Result<std::shared_ptr<const LinearModel>> model = ReadModel();
  if (model) return model;
  return connection_.CheckFrozen(model.error());
}

Result<std::shared_ptr<const LinearModel>> ModelTable::ReadModel() {
  Result<State> state = ReadState();
  if (!state) return state.error();
  std::shared_ptr<const LinearModel> none;
  if (state->fitted_spam == 0 || state->fitted_ham == 0 || !std::isfinite(state->unit)) return none;
  if (cache_ != nullptr && cached_version_ == state->version && cached_user_ == *user_id_) return cache_;
  auto model = std::make_shared<LinearModel>();
  model->spam_count = state->fitted_spam;
  model->ham_count = state->fitted_ham;
  model->unit = state->unit;
  model->weights.reserve(kModelWeights);
  if (!ReadWeightsFromFile(model.get())) {
    model->weights.clear();
    if (Status status = ReadWeights(model.get()); !status.ok()) return status;
  }
  if (Status status = connection_.CheckFrozen(); !status.ok()) return status;
  model->weights.resize(kModelWeights, 0);
  cache_ = std::move(model);
  cached_version_ = state->version;
  cached_user_ = *user_id_;
  return cache_;
}

Result<std::optional<bool>> ModelTable::FindSample(std::string_view message_id) {
  Result<bool> there = IsThere();
  if (!there) return there.error();
  std::optional<bool> is_spam;
  if (!*there) return is_spam;
  if (int result = find_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  find_.Bind(1, *user_id_);
  find_.BindText(2, message_id);
  find_.Bind(3, kFormat);
  int result = find_.Step();
  if (result == SQLITE_ROW) is_spam = find_.Text(0) == Flag(true);
  Status status = result == SQLITE_ROW || result == SQLITE_DONE ? Status() : Error(result);
  find_.Reset();
  if (!status.ok()) return status;
  return is_spam;
}

Status ModelTable::ForEachSample(
    const std::function<void(bool is_spam, std::span<const std::uint32_t> features)>& visit) {
  Result<bool> there = IsThere();
  if (!there || !*there) return there ? Status() : there.error();
  if (int result = all_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  all_.Bind(1, *user_id_);
  std::vector<std::uint32_t> features;
  int result = SQLITE_ROW;
  while ((result = all_.Step()) == SQLITE_ROW) {
    Unpack(all_.Blob(1), &features);
    visit(all_.Text(0) == Flag(true), features);
  }
  Status status = result == SQLITE_DONE ? Status() : Error(result);
  all_.Reset();
  return status;
}

Status ModelTable::DropOldest(bool is_spam) {
  if (int result = drop_oldest_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  drop_oldest_.Bind(1, *user_id_);
  drop_oldest_.BindText(2, Flag(is_spam));
  return Run(drop_oldest_);
}

Status ModelTable::AddSample(std::string_view message_id, bool is_spam,
                             std::span<const std::uint32_t> features) {
  Result<State> state = BeginChange();
  if (!state) return state.error();
  if (int result = add_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  const std::string packed = Pack(features);
  add_.Bind(1, *user_id_);
  add_.BindText(2, message_id);
  add_.BindText(3, Flag(is_spam));
  add_.BindBlob(4, packed);
  if (Status status = Run(add_); !status.ok()) return status;
  std::uint64_t& count = is_spam ? state->counts.spam_count : state->counts.ham_count;
  if (++count > kModelSamples) {
    --count;
    if (Status status = DropOldest(is_spam); !status.ok()) return status;
  }
  ++state->counts.changed;
  return WriteState(*state);
}

Status ModelTable::RemoveSample(std::string_view message_id) {
  Result<std::optional<bool>> is_spam = FindSample(message_id);
  if (!is_spam) return is_spam.error();
  if (!*is_spam) return {};
  Result<State> state = BeginChange();
  if (!state) return state.error();
  if (int result = remove_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  remove_.Bind(1, *user_id_);
  remove_.BindText(2, message_id);
  if (Status status = Run(remove_); !status.ok()) return status;
  Less(**is_spam ? &state->counts.spam_count : &state->counts.ham_count);
  ++state->counts.changed;
  return WriteState(*state);
}

Status ModelTable::Write(const LinearModel& model, std::uint64_t changed) {
  Result<State> state = BeginChange();
  if (!state) return state.error();
  if (int result = set_row_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  const auto* bytes = reinterpret_cast<const char*>(model.weights.data());
  std::string_view all(bytes, model.weights.size());
  for (std::uint32_t row = 0; row < kRows; ++row) {
    set_row_.Bind(1, *user_id_ * kRowsOfUser + row);
    set_row_.BindBlob(2, all.substr(std::size_t{row} * kRowWeights, kRowWeights));
    if (Status status = Run(set_row_); !status.ok()) return status;
  }
  ++state->version;
  state->unit = model.unit;
  state->fitted_spam = model.spam_count;
  state->fitted_ham = model.ham_count;
  state->counts.changed -= std::min(changed, state->counts.changed);
  return WriteState(*state);
}

Status ModelTable::Clear() {
  cache_.reset();
  Result<bool> there = IsThere();
  if (!there || !*there) return there ? Status() : there.error();
  for (const char* sql : {"UPDATE gatepost_model SET format=0, version=version+1 WHERE id=?1",
                          "DELETE FROM gatepost_model_samples WHERE id=?1",
                          "DELETE FROM gatepost_model_weights WHERE id BETWEEN ?1*1024 AND ?1*1024+1023"}) {
    Statement statement(sql);
    if (int result = statement.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
    statement.Bind(1, *user_id_);
    if (Status status = Run(statement); !status.ok()) return status;
  }
  return {};
}

}  // namespace gatepost

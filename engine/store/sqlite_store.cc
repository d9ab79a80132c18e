// Tested by tests/store/sqlite_store_test.cc, tests/store/store_contract_test.cc, tests/store/reader_test.cc.
#include "store/sqlite_store.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <new>
#include <thread>

#include "store/schema.h"

namespace gatepost {
namespace {

// A reader that meets a writer's coming and going tries again, from 0.1 ms doubling to 12.8 ms. Another
// SQLite program that leaves holds the file alone and takes index and log away, as slowly as the disk and the
// machine are: for half a second. What no program mends by going on, nine times: 26 ms in all. A log and an
// index that do not fit together cost 10 ms in SQLite, and half of the tries.
constexpr int kReadTries = 9, kTriesForProtocol = 4;
constexpr std::chrono::milliseconds kWaitForOthers(500);
// A writer waits this long for another's batch.
constexpr int kWriterWaitMs = 30000, kSoonMs = 50;

}  // namespace

SqliteStore::~SqliteStore() {
  if (state_ == State::kWriting) Rollback();
  if (state_ == State::kReading) EndRead();
  CloseStatements();
  connection_.Close();
}

void SqliteStore::CloseStatements() {
  for (Statement* statement :
       {&pin_,          &begin_,        &begin_immediate_, &commit_,           &rollback_,
        &load_user_,    &find_token_,   &find_seen_,       &make_user_,        &add_token_,
        &add_tokens_,   &insert_token_, &take_from_token_, &drop_empty_token_, &set_token_,
        &expire_token_, &find_expired_, &oldest_,          &set_seen_,         &forget_seen_,
        &write_totals_}) {
    statement->Finalize();
  }
  file_.Forget();
  model_.CloseStatements();
}

Status SqliteStore::Open() {
  if (is_reader()) {
    // So that a missing file, a closed folder or random bytes are told now, not at the first message.
    Status status = BeginRead();
    if (status.ok()) EndRead();
    return status;
  }
  bool creates = mode_ == StoreMode::kCreate || mode_ == StoreMode::kCreateSoon;
  int wait_ms = mode_ == StoreMode::kCreateSoon ? kSoonMs : kWriterWaitMs;
  if (Status status = connection_.OpenWriter(creates, wait_ms); !status.ok()) return status;
  if (Status status = CountUpdates(); !status.ok()) return status;
  if (creates) return MakeSchema();
  Status status = BeginRead();
  if (status.ok()) EndRead();
  return status;
}

Status SqliteStore::CountUpdates() {
  auto count = [](sqlite3_context* context, int, sqlite3_value** arguments) {
    ++*static_cast<std::uint64_t*>(sqlite3_user_data(context));
    sqlite3_result_value(context, arguments[0]);
  };
  int result = sqlite3_create_function_v2(connection_.get(), "gatepost_updated", 1, SQLITE_UTF8, &updates_,
                                          count, nullptr, nullptr, nullptr);
  return result == SQLITE_OK ? Status() : Error(result);
}

// Only in an empty file: another program's tables are left alone.
Status SqliteStore::MakeSchema() {
  Statement count("SELECT count(*), sum(name='bayes_vars') FROM sqlite_master");
  if (int result = count.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  if (int result = count.Step(); result != SQLITE_ROW) return Error(result);
  std::int64_t tables = count.Integer(0), ours = count.Integer(1);
  count.Finalize();
  if (ours > 0) return {};
  if (tables > 0) {
    return {StatusCode::kCorrupt, connection_.path() + ": holds another program's tables, not Bayes tokens"};
  }
  if (Status status = connection_.Exec("BEGIN IMMEDIATE"); !status.ok()) return status;
  // Two learners may have come at once; the second finds the tables made.
  Status status;
  if (int result = count.Prepare(connection_.get()); result != SQLITE_OK) status = Error(result);
  if (status.ok()) {
    count.Step();
    bool is_made = count.Integer(1) > 0;
    count.Finalize();
    if (!is_made) status = connection_.Exec(kSchema);
  }
  if (status.ok()) status = connection_.Exec("COMMIT");
  if (!status.ok()) (void)connection_.Exec("ROLLBACK");
  return status;
}

void SqliteStore::TakeUser(std::int64_t id, std::span<const std::int64_t, 8> numbers) {
  const auto count = [](std::int64_t value) { return value > 0 ? static_cast<std::uint64_t>(value) : 0; };
  user_id_ = id;
  totals_.spam_count = count(numbers[0]);
  totals_.ham_count = count(numbers[1]);
  totals_.token_count = count(numbers[2]);
  totals_.last_expire_unix_s = numbers[3];
  totals_.last_atime_delta_s = numbers[4];
  totals_.last_expire_reduce = count(numbers[5]);
  totals_.oldest_atime_unix_s = numbers[6];
  totals_.newest_atime_unix_s = numbers[7];
}

int SqliteStore::LoadUser() {
  totals_ = StoreTotals();
  user_id_.reset();
  if (int result = load_user_.Prepare(connection_.get()); result != SQLITE_OK) return result;
  load_user_.BindText(1, user_);
  int result = load_user_.Step();
  if (result == SQLITE_ROW) {
    version_ = std::string(load_user_.Text(0));
    std::array<std::int64_t, 8> numbers;
    for (int i = 0; i < 8; ++i) numbers[static_cast<std::size_t>(i)] = load_user_.Integer(2 + i);
    if (std::int64_t id = load_user_.Integer(1); id != 0) TakeUser(id, numbers);
    result = SQLITE_OK;
  } else if (result == SQLITE_DONE) {
    result = SQLITE_OK;
  }
  load_user_.Reset();
  return result;
}

// False where SQLite has to say it.
bool SqliteStore::LoadUserFromFile() {
  constexpr std::int64_t kFirst = INT64_MIN, kLast = INT64_MAX;
  constexpr int kMostUsers = 100;  // where more are, SQLite has an index
  totals_ = StoreTotals();
  user_id_.reset();
  version_.clear();
  if (!file_.Look(connection_, false)) return false;
  const DatabaseFile::Table* variables = file_.Find("bayes_global_vars");
  const DatabaseFile::Table* users = file_.Find("bayes_vars");
  if (variables == nullptr || users == nullptr || !variables->HasColumns({"variable", "value"}) ||
      !users->HasColumns({"id", "username", "spam_count", "ham_count", "token_count", "last_expire",
                          "last_atime_delta", "last_expire_reduce", "oldest_token_age", "newest_token_age"}))
    return false;
  const auto take_variable = [&](std::int64_t, const Record& record) {
    if (record.Text(0) != "VERSION") return true;
    version_ = record.Text(1).value_or("");
    return false;
  };
  int rows = 0;
  bool is_sound = true;
  const auto take_user = [&](std::int64_t rowid, const Record& record) {
    const std::optional<std::string_view> name = record.Text(1);
    is_sound = name.has_value() && ++rows <= kMostUsers;
    if (!is_sound || *name != user_) return is_sound;
    // The primary key stands in the row's number, and in its place nothing.
    const std::optional<std::int64_t> id = record.IsNull(0) ? rowid : record.Integer(0);
    std::array<std::int64_t, 8> numbers;
    is_sound = id.has_value();
    for (std::size_t i = 0; i < numbers.size() && is_sound; ++i) {
      const std::optional<std::int64_t> number = record.Integer(2 + i);
      is_sound = number.has_value();
      numbers[i] = number.value_or(0);
    }
    if (is_sound && *id != 0) TakeUser(*id, numbers);
    return false;
  };
  return file_.ForEach(*variables, kFirst, kLast, take_variable) && !version_.empty() &&
         file_.ForEach(*users, kFirst, kLast, take_user) && is_sound;
}

int SqliteStore::PinAndLoadUser() {
  if (is_reader()) {
    if (!connection_.is_frozen()) {
      int result = pin_.Prepare(connection_.get());
      if (result == SQLITE_OK) result = pin_.Step();
      pin_.Reset();
      if (result != SQLITE_ROW) return result;
    }
    if (LoadUserFromFile()) return SQLITE_OK;
  }
  return LoadUser();
}

Status SqliteStore::CheckVersion() const {
  if (version_ == kSchemaVersion) return {};
  return {StatusCode::kCorrupt,
          connection_.path() + ": Bayes database of version \"" + version_ + "\", expected \"3\""};
}

int SqliteStore::TryBeginRead(Status* failure) {
  if (!connection_.is_frozen()) {
    int result = begin_.Prepare(connection_.get());
    if (result == SQLITE_OK) result = begin_.Run();
    if (result != SQLITE_DONE) {
      *failure = Error(result);
      return result;
    }
  }
  int result = PinAndLoadUser();
  if (!connection_.CheckFrozen().ok()) {
    result = SQLITE_BUSY;
    *failure =
        Status(StatusCode::kUnavailable, connection_.path() + ": changes again and again while it is read");
  } else if (result != SQLITE_OK) {
    *failure = Error(result);  // FinishRead makes SQLite forget the text
    FinishRead();
  }
  return result;
}

Status SqliteStore::BeginRead() {
  if (state_ != State::kIdle) return {StatusCode::kInternal, "BeginRead within a transaction"};
  Status status;
  bool others_go_on = false;
  const auto start = std::chrono::steady_clock::now();
  for (int attempt = 0;
       attempt < kReadTries || (others_go_on && std::chrono::steady_clock::now() - start < kWaitForOthers);
       ++attempt) {
    if (attempt > 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(50LL << std::min(attempt, kReadTries - 1)));
    }
    if (is_reader() && (!connection_.is_open() || connection_.IsStale())) {
      CloseStatements();
      status = connection_.OpenReader(mode_ == StoreMode::kReadBriefly);
      others_go_on = status.code() == StatusCode::kUnavailable;
      if (others_go_on) continue;
      if (!status.ok()) return status;
    }
    int result = TryBeginRead(&status);
    if (result == SQLITE_OK) {
      status = CheckVersion();
      if (!status.ok()) {
        FinishRead();
        return status;
      }
      state_ = State::kReading;
      return {};
    }
    if (!is_reader() || !IsPassing(result)) return status;
    const int kind = result & 0xff;
    others_go_on = kind != SQLITE_PROTOCOL && kind != SQLITE_CANTOPEN;
    if (kind == SQLITE_PROTOCOL) {
      attempt += kTriesForProtocol - 1;
      status = Status(StatusCode::kUnavailable,
                      connection_.path() +
                          ": its log (-wal) or the log's index (-shm) is damaged; run `gatepost "
                          "db verify` as a user who may write");
    }
    CloseStatements();
    connection_.Close();
  }
  return {StatusCode::kUnavailable, status.message()};
}

void SqliteStore::FinishRead() {
  if (connection_.is_frozen()) return;
  if (commit_.Prepare(connection_.get()) == SQLITE_OK) commit_.Run();
}

void SqliteStore::EndRead() {
  if (state_ != State::kReading) return;
  state_ = State::kIdle;
  FinishRead();
}

Status SqliteStore::MakeUser() {
  if (int result = make_user_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  make_user_.BindText(1, user_);
  if (int result = make_user_.Run(); result != SQLITE_DONE) return Error(result);
  int result = LoadUser();
  return result == SQLITE_OK ? Status() : Error(result);
}

Status SqliteStore::BeginWrite() {
  if (is_reader()) return {StatusCode::kPermission, connection_.path() + ": opened for reading"};
  if (state_ != State::kIdle) return {StatusCode::kInternal, "BeginWrite within a transaction"};
  if (int result = begin_immediate_.Prepare(connection_.get()); result != SQLITE_OK) return Error(result);
  if (int result = begin_immediate_.Run(); result != SQLITE_DONE) return Error(result);
  state_ = State::kWriting;
  totals_changed_ = false;
  pending_.Clear();
  int result = LoadUser();
  Status status = result == SQLITE_OK ? CheckVersion() : Error(result);
  if (status.ok() && !user_id_) status = MakeUser();
  if (!status.ok()) Rollback();
  return status;
}

Status SqliteStore::Commit() {
  if (state_ != State::kWriting) return NotWriting();
  Status status = Flush();
  if (status.ok() && totals_changed_) status = WriteTotals();
  if (status.ok()) {
    int result = commit_.Prepare(connection_.get());
    if (result == SQLITE_OK) result = commit_.Run();
    if (result != SQLITE_DONE) status = Error(result);
  }
  if (!status.ok()) {
    Rollback();
    return status;
  }
  state_ = State::kIdle;
  totals_changed_ = false;
  // A read-only reader cannot set a read mark in the log's index, only use one. This short read sets it
  // to the state just committed.
  Status failure;
  if (TryBeginRead(&failure) == SQLITE_OK) FinishRead();
  return {};
}

void SqliteStore::Rollback() {
  pending_.Clear();
  model_.ForgetWrite();
  totals_changed_ = false;
  state_ = State::kIdle;
  if (sqlite3_get_autocommit(connection_.get()) != 0) return;  // SQLite rolled back itself (disk full)
  if (rollback_.Prepare(connection_.get()) == SQLITE_OK) rollback_.Run();
}

Status SqliteStore::NotWriting() const {
  return {StatusCode::kInternal, connection_.path() + ": no write transaction is open"};
}

std::string SqliteStore::Describe() const { return connection_.path() + ", user " + user_; }

Result<std::unique_ptr<TokenStore>> OpenSqliteStore(const std::string& path, const std::string& user,
                                                    StoreMode mode) {
  // SpamAssassin's name for the database of a site without users.
  auto store = std::make_unique<SqliteStore>(path, user.empty() ? "GLOBALBAYES" : user, mode);
  if (Status status = store->Open(); !status.ok()) return status;
  return std::unique_ptr<TokenStore>(std::move(store));
}

}  // namespace gatepost

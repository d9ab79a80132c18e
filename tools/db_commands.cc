// Tested by tests/tools/db_test.cc.
#include "db_commands.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>

#include "base/file.h"
#include "bayes/backup.h"
#include "command.h"
#include "gatepost/token_store.h"
#include "interrupt.h"
#include "scan/builtin.h"

namespace gatepost {
namespace {

using Store = std::unique_ptr<TokenStore>;
using Number = unsigned long long;

int Fail(const Status& status) {
  Complain(status.message());
  return ExitStatusOf(status);
}

Status SystemError(const std::string& what) {
  return {StatusCode::kUnavailable, what + ": " + std::strerror(errno)};
}

TextWriter WriterTo(std::FILE* out, const std::string& name) {
  return [out, name](std::string_view text) {
    return std::fwrite(text.data(), 1, text.size(), out) == text.size() ? Status() : SystemError(name);
  };
}

// Opens, runs and gives the exit status; the store is closed in any case.
template <class Run>
int With(const Database& database, StoreMode mode, const Run& run) {
  Result<Store> store = OpenSqliteStore(database.path, database.user, mode);
  if (!store) return Fail(store.error());
  Status status = run(**store);
  return status.ok() ? kExitOk : Fail(status);
}

std::string Date(std::int64_t unix_s) {
  if (unix_s <= 0 || unix_s >= 2147483647) return "never";
  auto time = static_cast<std::time_t>(unix_s);
  struct tm parts {};
  char text[32];
  if (gmtime_r(&time, &parts) == nullptr || std::strftime(text, sizeof text, "%F %T UTC", &parts) == 0)
    return "?";
  return text;
}

// A file that gets its name when it is whole; a device or a pipe is written to as it is.
class NewFile {
 public:
  explicit NewFile(std::string path) : path_(std::move(path)), part_(path_) {
    struct stat old {};
    is_file_ = stat(path_.c_str(), &old) != 0 || S_ISREG(old.st_mode);
    // A name that nobody knows beforehand: another backup, or another user where the folder is shared, could
    // have the file open already.
    if (is_file_) part_ += ".XXXXXX";
  }
  ~NewFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    if (is_file_) unlink(part_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  Status Open() {
    const int descriptor =
        is_file_ ? mkostemp(part_.data(), O_CLOEXEC) : open(part_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return SystemError(path_);
    file_ = fdopen(descriptor, "w");
    return file_ != nullptr ? Status() : SystemError(part_);
  }
  Status Keep() {
    if (Status status = FlushOutput(file_, part_); !status.ok() || !is_file_) return status;
    if (fsync(fileno(file_)) != 0) return SystemError(part_);
    if (std::rename(part_.c_str(), path_.c_str()) != 0) return SystemError(path_);
    std::fclose(file_);
    file_ = nullptr;
    return {};
  }
  std::FILE* get() const { return file_; }

 private:
  std::string path_, part_;
  bool is_file_ = true;
  std::FILE* file_ = nullptr;
};

// Modes that let anybody teach Bayes, of the file, the two beside it and the folder.
void CheckModes(const std::string& path, std::vector<std::string>* findings) {
  auto check = [&](const std::string& name) {
    struct stat info {};
    if (stat(name.c_str(), &info) != 0 || (info.st_mode & S_IWOTH) == 0) return;
    if (S_ISDIR(info.st_mode) && (info.st_mode & S_ISVTX) != 0) return;
    findings->push_back(name + ": everybody may write to it");
  };
  for (const char* suffix : {"", "-wal", "-shm"}) check(path + suffix);
  std::size_t slash = path.rfind('/');
  check(slash == std::string::npos ? "." : path.substr(0, slash + 1));
}

}  // namespace

std::string InputName(const std::string& path) { return path == "-" ? "standard input" : path; }

Status FlushOutput(std::FILE* out, const std::string& name) {
  return std::fflush(out) == 0 && std::ferror(out) == 0 ? Status() : SystemError(name);
}

int ExitStatusOf(const Status& status) {
  switch (status.code()) {
    case StatusCode::kOk:
      return kExitOk;
    case StatusCode::kCorrupt:
    case StatusCode::kInvalidArgument:
      return kExitDataError;
    case StatusCode::kNotFound:
    case StatusCode::kPermission:
      return kExitNoInput;
    default:
      return kExitTempFail;
  }
}

Database Database::Of(const Settings& settings, const std::string& path, const std::string& user) {
  Database database;
  database.path = path.empty() ? BayesFile(settings) : path;
  database.user = user.empty() ? settings.Text("bayes_sql_override_username") : user;
  database.expiry = ExpiryConfig::Build(settings);
  return database;
}

int DatabaseStats(const Database& database, std::FILE* out) {
  return With(database, StoreMode::kRead, [&](TokenStore& store) -> Status {
    Result<StoreTotals> totals = store.Totals();
    if (!totals) return totals.error();
    struct stat info {};
    if (stat(database.path.c_str(), &info) != 0) return SystemError(database.path);
    std::fprintf(out, "database      %s\n", store.Describe().c_str());
    std::fprintf(out, "spam          %llu messages learned\n", static_cast<Number>(totals->spam_count));
    std::fprintf(out, "ham           %llu messages learned\n", static_cast<Number>(totals->ham_count));
    std::fprintf(out, "tokens        %llu; expiry keeps it under %llu\n",
                 static_cast<Number>(totals->token_count), static_cast<Number>(database.expiry.max_tokens));
    std::fprintf(out, "file          %lld bytes", static_cast<long long>(info.st_size));
    if (totals->token_count > 0) {
      std::fprintf(out, ", %.1f a token",
                   static_cast<double>(info.st_size) / static_cast<double>(totals->token_count));
    }
    std::fprintf(out, "\noldest token  %s\n", Date(totals->oldest_atime_unix_s).c_str());
    std::fprintf(out, "newest token  %s\n", Date(totals->newest_atime_unix_s).c_str());
    std::fprintf(out, "last expiry   %s", Date(totals->last_expire_unix_s).c_str());
    if (totals->last_expire_unix_s > 0) {
      std::fprintf(out, ", %llu tokens removed", static_cast<Number>(totals->last_expire_reduce));
    }
    std::fputc('\n', out);
    return FlushOutput(out);
  });
}

bool DatabaseIsEmpty(const Database& database) {
  if (!FileExists(database.path)) return true;
  bool empty = true;
  With(database, StoreMode::kRead, [&](TokenStore& store) -> Status {
    Result<StoreTotals> totals = store.Totals();
    if (!totals) return totals.error();
    empty = totals->spam_count + totals->ham_count + totals->token_count == 0;
    return {};
  });
  return empty;
}

int DatabaseDump(const Database& database, bool magic, bool tokens, std::FILE* out) {
  return With(database, StoreMode::kRead, [&](TokenStore& store) -> Status {
    Status status = WriteDump(store, magic, tokens, WriterTo(out, "standard output"));
    return status.ok() ? FlushOutput(out) : status;
  });
}

int DatabaseBackup(const Database& database, const std::string& path, std::FILE* out) {
  return With(database, StoreMode::kRead, [&](TokenStore& store) -> Status {
    if (path == "-") {
      Status status = WriteBackup(store, WriterTo(out, "standard output"));
      return status.ok() ? FlushOutput(out) : status;
    }
    CatchInterrupts();  // so that no part of a backup is left
    NewFile file(path);
    Status status = file.Open();
    const TextWriter write = WriterTo(file.get(), path);
    auto write_on = [&write](std::string_view text) {
      return Interrupted() ? Status(StatusCode::kUnavailable, "interrupted") : write(text);
    };
    if (status.ok()) status = WriteBackup(store, write_on);
    return status.ok() ? file.Keep() : status;
  });
}

int DatabaseRestore(const Database& database, const std::string& path, std::FILE* out) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(nullptr, std::fclose);
  std::FILE* in = stdin;
  if (path != "-") {
    opened.reset(std::fopen(path.c_str(), "re"));
    if (opened == nullptr) {
      Complain(SystemError(path).message());
      return kExitNoInput;
    }
    in = opened.get();
  }
  const bool is_new = !FileExists(database.path);
  const int exit_status = With(database, StoreMode::kCreate, [&](TokenStore& store) -> Status {
    auto read = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
      std::size_t got = std::fread(buffer, 1, size, in);
      if (std::ferror(in) != 0) return SystemError(path);
      return got;
    };
    Result<RestoreReport> report = RestoreBackup(store, read, std::time(nullptr));
    if (!report) {
      std::string where = report.error().code() == StatusCode::kInvalidArgument ? InputName(path) + ": " : "";
      return {report.error().code(), where + report.error().message() + "; nothing was restored"};
    }
    std::fprintf(out, "restored %llu tokens and %llu remembered messages from %llu lines\n",
                 static_cast<Number>(report->tokens), static_cast<Number>(report->seen),
                 static_cast<Number>(report->lines));
    if (report->future_atimes > 0) {
      Complain(std::to_string(report->future_atimes) +
               " tokens were dated in the future, now they are of today");
    }
    if (report->cut_tokens > 0) {
      Complain(std::to_string(report->cut_tokens) +
               " tokens without their end were left out, the first in line " +
               std::to_string(report->first_cut_line) +
               ": `sa-learn --backup` cuts tokens of SQLite at NUL bytes");
    }
    return FlushOutput(out);
  });
  if (exit_status != kExitOk && is_new && FileExists(database.path)) {
    if (Status removed = RemoveUnusedSqliteStore(database.path); !removed.ok()) Complain(removed.message());
  }
  return exit_status;
}

int DatabaseExpire(const Database& database, bool only_if_due, std::FILE* out) {
  return With(database, StoreMode::kWrite, [&](TokenStore& store) -> Status {
    std::int64_t now = std::time(nullptr);
    Result<StoreTotals> totals = store.Totals();
    if (!totals) return totals.error();
    if (only_if_due && !IsExpiryDue(*totals, database.expiry, now)) {
      std::fprintf(out, "not due: %llu tokens\n", static_cast<Number>(totals->token_count));
      return FlushOutput(out);
    }
    Result<ExpiryResult> result = Expire(store, database.expiry, now);
    if (!result) return result.error();
    std::fprintf(out, "%llu tokens removed, %llu kept%s%s\n", static_cast<Number>(result->removed),
                 static_cast<Number>(result->kept), result->note.empty() ? "" : ": ", result->note.c_str());
    return FlushOutput(out);
  });
}

int DatabaseVerify(const Database& database, std::FILE* out) {
  Result<Store> store = OpenSqliteStore(database.path, database.user, StoreMode::kWrite);
  if (!store && store.error().code() == StatusCode::kPermission) {
    store = OpenSqliteStore(database.path, database.user, StoreMode::kRead);
  }
  if (!store) return Fail(store.error());
  Result<std::vector<std::string>> findings = (*store)->Verify();
  if (!findings) return Fail(findings.error());
  CheckModes(database.path, &*findings);
  for (const std::string& finding : *findings) std::fprintf(out, "%s\n", finding.c_str());
  if (findings->empty()) std::fprintf(out, "%s: no fault found\n", (*store)->Describe().c_str());
  if (Status status = FlushOutput(out); !status.ok()) return Fail(status);
  return findings->empty() ? kExitOk : kExitDataError;
}

int DatabaseClear(const Database& database, std::FILE* out) {
  return With(database, StoreMode::kWrite, [&](TokenStore& store) -> Status {
    Status status = store.BeginWrite();
    if (status.ok()) status = store.Clear();
    if (status.ok()) status = store.Commit();
    if (!status.ok()) {
      store.Rollback();
      return status;
    }
    std::fprintf(out, "%s: emptied\n", store.Describe().c_str());
    return FlushOutput(out);
  });
}

}  // namespace gatepost

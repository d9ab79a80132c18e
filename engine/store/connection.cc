// Tested by tests/store/reader_test.cc, tests/store/sqlite_store_test.cc.
#include "store/connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <thread>

#include "base/file.h"

namespace gatepost {
namespace {

// How long a reader of a rollback-journal file waits for a writer's commit.
constexpr int kReaderWaitMs = 40;
// Pages of log after which a commit folds them into the file (16 MiB), and what the log is cut to.
constexpr const char* kWriterSettings =
    "PRAGMA synchronous=NORMAL;"  // with WAL: a kill loses nothing, a power cut at most the last batches
    "PRAGMA wal_autocheckpoint=4000;"
    "PRAGMA journal_size_limit=33554432;"
    "PRAGMA cache_size=-32768;"
    "PRAGMA temp_store=MEMORY;"  // what would go to /var/tmp, where a confined process may not write
    "PRAGMA secure_delete=0;";   // Debian's default zeroes what is deleted: hashes are no secret

std::string Uri(const std::string& path, std::string_view parameters) {
  std::string uri = path.starts_with('/') ? "file://" : "file:";  // else "//folder" names another machine
  constexpr char kHex[] = "0123456789ABCDEF";
  for (char c : path) {
    if (c == '?' || c == '#' || c == '%') {
      auto byte = static_cast<unsigned char>(c);
      uri += '%';
      uri += kHex[byte >> 4];
      uri += kHex[byte & 15];
    } else {
      uri += c;
    }
  }
  uri += '?';
  uri += parameters;
  return uri;
}

bool SameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}
bool SameState(const struct stat& a, const struct stat& b) {
  return SameFile(a, b) && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec && a.st_ctim.tv_sec == b.st_ctim.tv_sec &&
         a.st_ctim.tv_nsec == b.st_ctim.tv_nsec;
}

// Times of files go on in steps: of a file that was written a moment ago another write may not show.
bool WasWrittenLately(const struct stat& info) {
  constexpr std::time_t kLatelyS = 2;
  return std::time(nullptr) - info.st_mtim.tv_sec < kLatelyS;
}

// Size, or -1 where it is not there (or not ours to see).
std::int64_t SizeOf(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 ? static_cast<std::int64_t>(info.st_size) : -1;
}

// The journal mode is in bytes 18 and 19 of the file (2: WAL).
bool IsWal(const std::shared_ptr<FileMap>& file) {
  unsigned char buffer[20];
  const unsigned char* header = file != nullptr ? file->Read().At(0, sizeof buffer, buffer) : nullptr;
  return header != nullptr && header[18] == 2;
}

// SQLite's own handler looks ever more seldom, up to every 100 ms, and so misses the gaps between the short
// transactions of another learner. This one keeps looking.
int WaitForWriter(void* wait_ms, int tries) {
  constexpr int kPauseMs = 2;
  if (tries >= *static_cast<const int*>(wait_ms) / kPauseMs) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(kPauseMs));
  return 1;
}

// Where a log and its index do not fit together, SQLite looks 100 times, and sleeps longer and longer
// between: ten seconds. For readers the sleeps are cut, so that they are told after ten milliseconds.
// Otherwise this is SQLite's own way to files, and shares with it what it knows of them.
const char* ReadersVfs() {
  static const char* const kName = []() -> const char* {
    static constexpr char kReaders[] = "gatepost-readers";
    constexpr auto kSleep = [](sqlite3_vfs*, int us) {
      constexpr int kLongestUs = 50;
      us = std::min(us, kLongestUs);
      std::this_thread::sleep_for(std::chrono::microseconds(us));
      return us;
    };
    const sqlite3_vfs* usual = sqlite3_vfs_find(nullptr);
    if (usual == nullptr) return nullptr;
    static sqlite3_vfs readers = *usual;
    readers.zName = kReaders;
    readers.xSleep = kSleep;
    return sqlite3_vfs_register(&readers, 0) == SQLITE_OK ? kReaders : nullptr;
  }();
  return kName;
}

}  // namespace

bool IsPassing(int result) {
  switch (result) {
    case SQLITE_READONLY_CANTLOCK:
    case SQLITE_READONLY_CANTINIT:
    case SQLITE_READONLY_RECOVERY:
    case SQLITE_READONLY_ROLLBACK:
    case SQLITE_READONLY_DBMOVED:
      return true;
    default:
      break;
  }
  int primary = result & 0xff;
  return primary == SQLITE_BUSY || primary == SQLITE_PROTOCOL || primary == SQLITE_CANTOPEN;
}

// Says plainly what SQLite folds into "unable to open database file".
Status Connection::LookAtFile() {
  if (stat(path_.c_str(), &opened_as_) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      std::string reason = path_ + ": no such database";
      // bayes_path as SpamAssassin means it: the start of the names of two Berkeley databases.
      if (FileExists(path_ + "_toks")) reason += " but SpamAssassin's own; see gatepost-db(1), EXAMPLES";
      return {StatusCode::kNotFound, std::move(reason)};
    }
    return {errno == EACCES ? StatusCode::kPermission : StatusCode::kUnavailable,
            path_ + ": " + std::strerror(errno)};
  }
  if (!S_ISREG(opened_as_.st_mode)) return {StatusCode::kInvalidArgument, path_ + ": not a regular file"};
  return {};
}

Status Connection::Open(const std::string& uri, int flags) {
  sqlite3* raw = nullptr;
  int result = sqlite3_open_v2(uri.c_str(), &raw, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                               access_ == Access::kWriter ? nullptr : ReadersVfs());
  handle_.reset(raw);
  if (result != SQLITE_OK) {
    Status status = SqliteStatus(raw, result, path_);
    int system_error = raw != nullptr ? sqlite3_system_errno(raw) : 0;
    handle_.reset();
    if (system_error == EACCES || system_error == EPERM || system_error == EROFS) {
      return {StatusCode::kPermission, path_ + ": " + std::strerror(system_error)};
    }
    return status;
  }
  sqlite3_extended_result_codes(raw, 1);
  // Before the first lock is taken.
  if (map_ == nullptr) map_ = FileMap::Acquire(path_);
  return {};
}

Status Connection::Exec(const char* sql) {
  int result = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  return result == SQLITE_OK ? Status() : Error(result);
}

Status Connection::OpenWriter(bool create, int wait_ms, Journal journal) {
  access_ = Access::kWriter;
  if (!create) {
    if (Status status = LookAtFile(); !status.ok()) return status;
  }
  if (create && SizeOf(path_) < 0) {
    std::size_t slash = path_.rfind('/');
    std::string folder = slash == std::string::npos ? "." : path_.substr(0, std::max<std::size_t>(slash, 1));
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
      StatusCode code = errno == ENOENT ? StatusCode::kNotFound : StatusCode::kPermission;
      return {code, path_ + ": cannot be made: " + std::strerror(errno)};
    }
  }
  int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
  if (Status status = Open(Uri(path_, ""), flags); !status.ok()) return status;
  sqlite3* database = handle_.get();
  if (sqlite3_db_readonly(database, "main") == 1) {
    handle_.reset();
    return {StatusCode::kPermission, path_ + ": no permission to write"};
  }
  wait_ms_ = wait_ms;
  sqlite3_busy_handler(database, WaitForWriter, &wait_ms_);
  int keep = 1;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  // Closing must not fold the log: SQLite locks readers out while it does. Close() does it beside them.
  sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (journal == Journal::kLog && !IsWal(map_)) {
    int result = sqlite3_exec(database, "PRAGMA journal_mode=WAL;", nullptr, nullptr, nullptr);
    // Busy with readers of the old kind: stay with the journal that is there, the next writer tries again.
    if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY) {
      Status status = Error(result);
      handle_.reset();
      return status;
    }
  }
  Status status = Exec(kWriterSettings);
  if (!status.ok()) handle_.reset();
  return status;
}

Status Connection::OpenReader(bool briefly) {
  handle_.reset();
  map_.reset();
  if (Status status = LookAtFile(); !status.ok()) return status;
  std::int64_t log_bytes = SizeOf(path_ + "-wal");
  std::int64_t index_bytes = SizeOf(path_ + "-shm");
  const bool rests = briefly && log_bytes == 0 && !WasWrittenLately(opened_as_);
  if (log_bytes >= 0 && index_bytes >= 0 && !rests) {
    access_ = Access::kShared;
    // SQLite maps the index once for all connections of the process, as the first one asked for it. A user
    // who may write may also learn in this process, and a learner fails on an index that is mapped to read
    // only.
    bool may_write = faccessat(AT_FDCWD, (path_ + "-shm").c_str(), W_OK, AT_EACCESS) == 0;
    std::string_view parameters = may_write ? "" : "readonly_shm=1";
    return Open(Uri(path_, parameters), SQLITE_OPEN_READONLY);
  }
  map_ = FileMap::Acquire(path_);
  if (!IsWal(map_)) {
    access_ = Access::kLocked;
    if (Status status = Open(Uri(path_, ""), SQLITE_OPEN_READONLY); !status.ok()) return status;
    sqlite3_busy_timeout(handle_.get(), kReaderWaitMs);
    return {};
  }
  access_ = Access::kFrozen;
  if (log_bytes <= 0) return {};
  map_.reset();
  return {StatusCode::kUnavailable,
          path_ +
              ": its -wal holds mail but the -shm beside it is missing; run `gatepost db verify` as "
              "a user who may write"};
}

sqlite3* Connection::get() {
  if (handle_ == nullptr && is_open()) (void)Open(Uri(path_, "immutable=1"), SQLITE_OPEN_READONLY);
  return handle_.get();
}

bool Connection::IsStale() const {
  if (is_frozen()) return !StillFrozen() || SizeOf(path_ + "-wal") > 0;
  struct stat now {};
  if (stat(path_.c_str(), &now) != 0 || !SameFile(now, opened_as_)) return true;
  // A writer may have turned it into a WAL file.
  return access_ == Access::kLocked && SizeOf(path_ + "-shm") >= 0;
}

bool Connection::StillFrozen() const {
  struct stat now {};
  return stat(path_.c_str(), &now) == 0 && SameState(now, opened_as_);
}

Status Connection::CheckFrozen(Status wrong) const {
  if (!is_frozen() || StillFrozen()) return wrong;
  return {StatusCode::kUnavailable, path_ + ": changed while it was read; try again"};
}

bool Connection::IsWholeInFile() const {
  return is_frozen() || (access_ != Access::kWriter && SizeOf(path_ + "-wal") <= 0);
}

FileMap::View Connection::ViewFile(bool is_mapped) const {
  if (map_ == nullptr || !map_->IsFile(opened_as_)) return {};
  return is_mapped ? map_->Map() : map_->Read();
}

void Connection::Close() {
  if (handle_ != nullptr && access_ == Access::kWriter) {
    // Never waits for readers: what they still need stays in the log for the next writer.
    sqlite3_busy_timeout(handle_.get(), 0);
    sqlite3_wal_checkpoint_v2(handle_.get(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  }
  handle_.reset();
  map_.reset();
}

}  // namespace gatepost

// Connection: one open database file, and how it is reached. This is where "readers never wait and
// need no write right" is kept; data/schema/README.md explains it.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>

#include "store/file_map.h"
#include "store/statement.h"

namespace gatepost {

class Connection {
 public:
  // How a reader sees the file.
  enum class Access {
    kWriter,  // read-write, write-ahead log
    kShared,  // read-only beside writers, through their -wal and -shm
    kLocked,  // read-only on a file with a rollback journal (never opened by Gatepost for writing)
    // Read-only where the -wal is empty or not there: the file alone is the state, until a log is folded into
    // it, which is looked for after each read. Needs no transaction, and SQLite only for what DatabaseFile
    // does not say.
    kFrozen,
  };

  explicit Connection(std::string path) : path_(std::move(path)) {}

  // Opens for writing; makes the file where `create`; a write waits so long for other writers. Turns a
  // rollback-journal file into a WAL one, unless it is to keep its journal.
  enum class Journal { kLog, kAsItIs };
  Status OpenWriter(bool create, int wait_ms, Journal journal = Journal::kLog);
  // Opens for reading, in the way that fits what lies in the folder now. `briefly`: also beside learners
  // frozen where the log is empty: a long read would too often be for nothing.
  Status OpenReader(bool briefly);
  // Close a writer: folds the log into the file where nobody is in the way, and leaves -wal and -shm
  // there for readers that could not make them.
  void Close();

  bool is_open() const { return handle_ != nullptr || (is_frozen() && map_ != nullptr); }
  bool is_frozen() const { return access_ == Access::kFrozen; }
  // Of what is open. Null: a frozen file, which SQLite opens when it is asked for, and could not.
  sqlite3* get();
  const std::string& path() const { return path_; }

  // Reader: true where the file was replaced, or changed hands between reader's ways, since it was opened.
  bool IsStale() const;
  // Frozen: kUnavailable where something was written into the file since OpenReader. What was read is then no
  // one state, and neither it counts nor what was wrong with it.
  // Else `wrong`.
  Status CheckFrozen(Status wrong = {}) const;

  // Within a reader's transaction: true where the file alone, without its log, holds the pinned state, and
  // will until the transaction ends; where it is frozen CheckFrozen tells afterwards. (A log that is empty
  // now had nothing for this reader when it pinned: a log that a reader needs is not emptied. And nobody
  // folds a log into the file while a reader reads the file alone.)
  bool IsWholeInFile() const;
  // The file's bytes, mapped or to read from; none where that cannot be. Only while IsWholeInFile.
  FileMap::View ViewFile(bool is_mapped) const;

  Status Exec(const char* sql);
  Status Error(int result) const { return SqliteStatus(handle_.get(), result, path_); }

 private:
  // Frozen: true where nothing was written into the file since OpenReader.
  bool StillFrozen() const;
  Status Open(const std::string& uri, int flags);
  // Fills opened_as_.
  Status LookAtFile();

  std::string path_;
  std::shared_ptr<FileMap> map_;  // goes after the handle: see FileMap
  DatabaseHandle handle_;
  int wait_ms_ = 0;
  Access access_ = Access::kShared;
  struct stat opened_as_ {};
};

// True for the result codes that a reader meets while a writer comes, goes or recovers: the next try
// from a fresh connection sees a clear state again.
bool IsPassing(int result);

}  // namespace gatepost

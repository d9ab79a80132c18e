// Files, whole: read into memory or mapped read-only, or written.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

// The bytes of a file that is not changed while it is open. A regular file of some size is mapped (read-only
// pages do not count against `ulimit -d`); a small one and a pipe are read, a long pipe into a file in
// memory, which is mapped too. Moves, does not copy.
class FileBytes {
 public:
  // Fails: kNotFound, kPermission, kUnavailable; kInvalidArgument for a folder.
  // Reads at most `max_bytes + 1` of a pipe, so that size() > max_bytes tells "too large".
  // A pipe that somebody else may have put there is not waited for (kUnavailable, or empty where nobody
  // writes); one that the caller was given to read (a FIFO, /dev/stdin, the shell's "<(...)") is.
  enum class Pipe { kNoWait, kWait };
  static Result<FileBytes> Open(const std::string& path, std::size_t max_bytes = SIZE_MAX - 1,
                                Pipe pipe = Pipe::kNoWait);
  // From an open descriptor (standard input), at its current offset, which is then behind what was taken; not
  // closed.
  static Result<FileBytes> FromDescriptor(int descriptor, std::size_t max_bytes = SIZE_MAX - 1);

  FileBytes(FileBytes&& other) noexcept;
  FileBytes& operator=(FileBytes&& other) noexcept;
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  ~FileBytes();

  std::string_view view() const { return view_; }
  std::size_t size() const { return view_.size(); }
  // Of Open: it belongs to the caller or root, and not everyone may write it.
  bool is_own() const { return is_own_; }

 private:
  FileBytes() = default;
  // False where they fail; errno says why.
  bool Map(int descriptor, std::size_t bytes);
  bool TakeFile(int descriptor, std::size_t length, std::size_t offset);
  bool TakeStream(int descriptor, std::size_t max_bytes);

  void* mapping_ = nullptr;
  std::size_t mapping_bytes_ = 0;
  std::string owned_;
  std::string_view view_;
  bool is_own_ = false;
};

// The names (not paths) in a folder, sorted by bytes, without "." and "..".
// Fails: kNotFound, kPermission, kInvalidArgument when it is no folder.
Result<std::vector<std::string>> ListFolder(const std::string& path);

bool IsFolder(const std::string& path);
bool FileExists(const std::string& path);

// Up to `bytes` bytes, as read(2) does, but a signal does not end it. -1 where it fails; errno says why.
ssize_t ReadSome(int descriptor, char* at, std::size_t bytes);
// All of `bytes` to a descriptor. False where that fails; errno says why. May be called by a signal handler.
bool WriteAll(int descriptor, std::string_view bytes);
// Writes beside `path`, syncs and renames: a reader sees the old file or the new one. What fails leaves the
// old one as it was; so does what is there and no regular file (kInvalidArgument).
Status ReplaceFile(const std::string& path, std::string_view bytes, mode_t mode);

// "what PATH: strerror(error_number)" with the code that fits errno.
Status ErrnoStatus(std::string_view what, const std::string& path, int error_number);

}  // namespace gatepost

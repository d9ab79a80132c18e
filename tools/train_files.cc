// Tested by tests/tools/train_test.py, tests/tools/train_hostile_test.py.
#include "train_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/file.h"

namespace gatepost {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

Status Reason(int error_number) {
  switch (error_number) {
    case ENOENT:
      return {StatusCode::kNotFound, "not there"};
    case ELOOP:
      return {StatusCode::kPermission, "a link"};
    case ENOTDIR:
      return {StatusCode::kPermission, "a link, or not a folder"};
    case EEXIST:
    case ENAMETOOLONG:
      return {StatusCode::kInvalidArgument, std::strerror(error_number)};
    case EACCES:
    case EPERM:
      return {StatusCode::kPermission, std::strerror(error_number)};
    default:
      return {StatusCode::kUnavailable, std::strerror(error_number)};
  }
}

Result<Descriptor> OpenOne(int folder, const std::string& name, uid_t owner) {
  if (name.empty() || name == "." || name == "..")
    return Status(StatusCode::kPermission, "not the name of a folder");
  Descriptor opened(openat(folder, name.c_str(), kFolderFlags));
  if (!opened.is_open()) return Reason(errno);
  struct stat info {};
  if (fstat(opened.get(), &info) != 0) return Reason(errno);
  if (info.st_uid != owner) return Status(StatusCode::kPermission, "another user's folder");
  return opened;
}

FileId IdOf(const struct stat& info) { return {info.st_dev, info.st_ino}; }

bool IsFile(int folder, const std::string& name, const FileId& id) {
  struct stat info {};
  return fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && IdOf(info) == id;
}

// rename(2) that overwrites nothing. 0 or errno.
int RenameInto(int from, const std::string& name, int to, const std::string& new_name) {
  if (renameat2(from, name.c_str(), to, new_name.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // Some network file systems know no RENAME_NOREPLACE: a link overwrites nothing either.
  if (linkat(from, name.c_str(), to, new_name.c_str(), 0) != 0) return errno;
  return unlinkat(from, name.c_str(), 0) == 0 ? 0 : errno;
}

}  // namespace

Result<Descriptor> OpenFolder(int folder, const std::string& path, uid_t owner) {
  Descriptor last;
  std::size_t begin = 0;
  while (true) {
    std::size_t end = std::min(path.find('/', begin), path.size());
    int at = last.is_open() ? last.get() : folder;
    Result<Descriptor> next = OpenOne(at, path.substr(begin, end - begin), owner);
    if (!next) return next.error();
    last = std::move(*next);
    if (end == path.size()) return last;
    begin = end + 1;
  }
}

Result<Descriptor> MakeFolder(int folder, const std::string& name, uid_t owner) {
  if (mkdirat(folder, name.c_str(), 0700) != 0 && errno != EEXIST) return Reason(errno);
  return OpenOne(folder, name, owner);
}

Status MakeEmptyFile(int folder, const std::string& name) {
  Descriptor made(
      openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
  if (!made.is_open() && errno != EEXIST) return Reason(errno);
  return {};
}

Result<std::vector<std::string>> ListNames(int folder, std::size_t max) {
  // A descriptor of its own: fdopendir takes it over, and its offset.
  int copy = openat(folder, ".", kFolderFlags);
  if (copy < 0) return Reason(errno);
  std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(copy), closedir);
  if (stream == nullptr) {
    int error_number = errno;
    close(copy);
    return Reason(error_number);
  }
  std::vector<std::string> names;
  while (names.size() < max) {
    errno = 0;
    const dirent* entry = readdir(stream.get());
    if (entry == nullptr) {
      if (errno != 0) return Reason(errno);
      break;
    }
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<FileContent> ReadOwnFile(int folder, const std::string& name, uid_t owner, std::size_t max_bytes) {
  // Opening some things has effects: look first, and again at what was opened.
  struct stat info {};
  if (fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return Reason(errno);
  if (S_ISLNK(info.st_mode)) return Status(StatusCode::kPermission, "a link");
  if (!S_ISREG(info.st_mode)) return Status(StatusCode::kPermission, "not a regular file");
  Descriptor file(openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!file.is_open()) return Reason(errno);
  if (fstat(file.get(), &info) != 0) return Reason(errno);
  if (!S_ISREG(info.st_mode)) return Status(StatusCode::kPermission, "not a regular file");
  if (info.st_uid != owner) return Status(StatusCode::kPermission, "another user's file");
  if (info.st_nlink != 1) return Status(StatusCode::kPermission, "a file with several names");
  if (static_cast<std::uint64_t>(info.st_size) > max_bytes)
    return Status(StatusCode::kPermission, "too large");
  FileContent content{IdOf(info), std::string(static_cast<std::size_t>(info.st_size), '\0')};
  std::size_t used = 0;
  while (used < content.bytes.size()) {
    const ssize_t got = ReadSome(file.get(), content.bytes.data() + used, content.bytes.size() - used);
    if (got < 0) return Reason(errno);
    if (got == 0) return Status(StatusCode::kUnavailable, "it changed while it was read");
    used += static_cast<std::size_t>(got);
  }
  return content;
}

Status MoveFile(int from, const std::string& name, const FileId& id, int to, const std::string& new_name) {
  Status changed(StatusCode::kNotFound, "it changed while it was learned");
  if (!IsFile(from, name, id)) return changed;
  if (int error_number = RenameInto(from, name, to, new_name); error_number != 0) return Reason(error_number);
  if (IsFile(to, new_name, id)) return {};
  // Its owner put another file in its place in this moment: that one was not learned.
  RenameInto(to, new_name, from, name);
  return changed;
}

}  // namespace gatepost

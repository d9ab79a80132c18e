// Tested by tests/base/file_test.cc.
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "base/descriptor.h"

namespace gatepost {

Status ErrnoStatus(std::string_view what, const std::string& path, int error_number) {
  StatusCode code = StatusCode::kUnavailable;
  if (error_number == ENOENT || error_number == ENOTDIR) code = StatusCode::kNotFound;
  if (error_number == EACCES || error_number == EPERM || error_number == EROFS)
    code = StatusCode::kPermission;
  if (error_number == EISDIR) code = StatusCode::kInvalidArgument;
  if (error_number == ENOMEM) code = StatusCode::kResourceExhausted;
  return {code, std::string(what) + " " + path + ": " + std::strerror(error_number)};
}

bool FileBytes::Map(int descriptor, std::size_t bytes) {
  void* mapping = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapping == MAP_FAILED) return false;
  mapping_ = mapping;
  mapping_bytes_ = bytes;
  view_ = std::string_view(static_cast<const char*>(mapping), bytes);
  return true;
}

// A regular file of `length` bytes from `offset` on. False where it must be read as a pipe is.
bool FileBytes::TakeFile(int descriptor, std::size_t length, std::size_t offset) {
  // To map and unmap a few pages costs more than to read them.
  constexpr std::size_t kFewBytes = 64 << 10;
  if (length - offset <= kFewBytes) {
    owned_.resize(length - offset);
    if (pread(descriptor, owned_.data(), owned_.size(), static_cast<off_t>(offset)) ==
        static_cast<ssize_t>(owned_.size())) {
      view_ = owned_;
      return true;
    }
  }
  if (!Map(descriptor, length)) return false;
  owned_.clear();
  view_.remove_prefix(offset);
  return true;
}

// What is long goes into a file in memory, which needs no copies as it grows and counts against no `ulimit
// -d`.
bool FileBytes::TakeStream(int descriptor, std::size_t max_bytes) {
  constexpr std::size_t kFirstChunk = 8 << 10;
  constexpr std::size_t kLongBytes = 1 << 20;
  const std::size_t most = std::min(max_bytes, SIZE_MAX - 1) + 1;
  std::size_t used = 0;
  ssize_t got = 1;
  while (got > 0 && used < std::min(most, kLongBytes)) {
    const std::size_t want = std::min(std::max(used, kFirstChunk), most - used);
    owned_.resize(used + want);
    got = ReadSome(descriptor, owned_.data() + used, want);
    if (got > 0) used += static_cast<std::size_t>(got);
  }
  owned_.resize(used);
  view_ = owned_;
  if (got <= 0 || used == most) return got >= 0;

  const Descriptor file(memfd_create("gatepost", MFD_CLOEXEC));
  if (!file.is_open()) return false;
  while (got > 0) {
    if (!WriteAll(file.get(), owned_)) return false;
    owned_.resize(std::min(kLongBytes, most - used));
    got = ReadSome(descriptor, owned_.data(), owned_.size());
    if (got < 0) return false;
    owned_.resize(static_cast<std::size_t>(got));
    used += owned_.size();
  }
  owned_ = std::string();
  return Map(file.get(), used);
}

Result<FileBytes> FileBytes::FromDescriptor(int descriptor, std::size_t max_bytes) {
  FileBytes bytes;
  struct stat info;
  off_t offset = 0;
  if (fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
      (offset = lseek(descriptor, 0, SEEK_CUR)) >= 0 && offset < info.st_size &&
      bytes.TakeFile(descriptor, static_cast<std::size_t>(info.st_size), static_cast<std::size_t>(offset))) {
    (void)lseek(descriptor, info.st_size, SEEK_SET);
    return bytes;
  }
  if (!bytes.TakeStream(descriptor, max_bytes)) return ErrnoStatus("cannot read", "(descriptor)", errno);
  return bytes;
}

Result<FileBytes> FileBytes::Open(const std::string& path, std::size_t max_bytes, Pipe pipe) {
  // O_NONBLOCK: a FIFO without a writer does not hang the caller; regular files ignore it.
  const int wait = pipe == Pipe::kWait ? 0 : O_NONBLOCK;
  int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | wait);
  if (descriptor < 0) return ErrnoStatus("cannot open", path, errno);
  struct stat info {};
  if (fstat(descriptor, &info) == 0 && S_ISDIR(info.st_mode)) {
    close(descriptor);
    return ErrnoStatus("cannot read", path, EISDIR);
  }
  Result<FileBytes> bytes = FromDescriptor(descriptor, max_bytes);
  int error_number = errno;
  close(descriptor);
  if (!bytes) return ErrnoStatus("cannot read", path, error_number);
  bytes->is_own_ = (info.st_uid == geteuid() || info.st_uid == 0) && (info.st_mode & S_IWOTH) == 0;
  return bytes;
}

FileBytes::FileBytes(FileBytes&& other) noexcept { *this = std::move(other); }

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
  if (this == &other) return *this;
  if (mapping_ != nullptr) munmap(mapping_, mapping_bytes_);
  mapping_ = std::exchange(other.mapping_, nullptr);
  mapping_bytes_ = std::exchange(other.mapping_bytes_, 0);
  bool from_owned = mapping_ == nullptr;
  owned_ = std::move(other.owned_);
  is_own_ = other.is_own_;
  view_ = from_owned ? std::string_view(owned_) : other.view_;
  other.view_ = {};
  return *this;
}

FileBytes::~FileBytes() {
  if (mapping_ != nullptr) munmap(mapping_, mapping_bytes_);
}

Result<std::vector<std::string>> ListFolder(const std::string& path) {
  std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(path.c_str()), closedir);
  if (!folder) {
    int error_number = errno;
    Status status = ErrnoStatus("cannot open", path, error_number);
    if (error_number == ENOTDIR) return Status(StatusCode::kInvalidArgument, status.message());
    return status;
  }
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder.get())) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool IsFolder(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool FileExists(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0;
}

ssize_t ReadSome(int descriptor, char* at, std::size_t bytes) {
  ssize_t got = 0;
  do got = read(descriptor, at, bytes);
  while (got < 0 && errno == EINTR);
  return got;
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

Status ReplaceFile(const std::string& path, std::string_view bytes, mode_t mode) {
  struct stat old {};
  if (stat(path.c_str(), &old) == 0 && !S_ISREG(old.st_mode))  // /dev/null is not to become a file
    return {StatusCode::kInvalidArgument, "cannot write " + path + ": not a regular file"};
  std::string fresh = path + ".XXXXXX";
  int descriptor = mkostemp(fresh.data(), O_CLOEXEC);
  if (descriptor < 0) return ErrnoStatus("cannot write", path, errno);
  bool is_whole = fchmod(descriptor, mode) == 0 && WriteAll(descriptor, bytes) && fsync(descriptor) == 0;
  int error = errno;
  if (close(descriptor) != 0 && is_whole) {
    is_whole = false;
    error = errno;
  }
  if (is_whole && rename(fresh.c_str(), path.c_str()) != 0) {
    is_whole = false;
    error = errno;
  }
  if (is_whole) return {};
  unlink(fresh.c_str());
  return ErrnoStatus("cannot write", path, error);
}

}  // namespace gatepost

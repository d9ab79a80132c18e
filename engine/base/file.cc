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

Result<FileBytes> FileBytes::FromDescriptor(int descriptor, std::size_t max_bytes) {
  FileBytes bytes;
  struct stat info;
  off_t offset = 0;
  if (fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
      (offset = lseek(descriptor, 0, SEEK_CUR)) >= 0 && offset < info.st_size) {
    auto length = static_cast<std::size_t>(info.st_size);
    // To map and unmap a few pages costs more than to read them.
    constexpr off_t kFewBytes = 64 << 10;
    if (info.st_size - offset <= kFewBytes) {
      bytes.owned_.resize(length - static_cast<std::size_t>(offset));
      ssize_t got = pread(descriptor, bytes.owned_.data(), bytes.owned_.size(), offset);
      if (got == static_cast<ssize_t>(bytes.owned_.size())) {
        bytes.view_ = bytes.owned_;
        return bytes;
      }
    }
    void* mapping = mmap(nullptr, length, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapping != MAP_FAILED) {
      bytes.mapping_ = mapping;
      bytes.mapping_bytes_ = length;
      bytes.view_ = std::string_view(static_cast<const char*>(mapping), length);
      bytes.view_.remove_prefix(static_cast<std::size_t>(offset));
      return bytes;
    }
  }
  constexpr std::size_t kChunk = 64 << 10;
  std::size_t used = 0;
  while (used <= max_bytes) {
    std::size_t want = std::min(kChunk, max_bytes + 1 - used);
    if (bytes.owned_.capacity() < used + want) bytes.owned_.reserve(std::max(used * 2, used + want));
    bytes.owned_.resize(used + want);
    ssize_t got = read(descriptor, bytes.owned_.data() + used, want);
    if (got < 0 && errno == EINTR)
      got = 0;
    else if (got < 0)
      return ErrnoStatus("cannot read", "(descriptor)", errno);
    else if (got == 0)
      break;
    used += static_cast<std::size_t>(got);
  }
  bytes.owned_.resize(used);
  bytes.view_ = bytes.owned_;
  return bytes;
}

Result<FileBytes> FileBytes::Open(const std::string& path, std::size_t max_bytes) {
  // O_NONBLOCK: a FIFO without a writer must not hang the caller; regular files ignore it.
  int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return ErrnoStatus("cannot open", path, errno);
  struct stat info;
  if (fstat(descriptor, &info) == 0 && S_ISDIR(info.st_mode)) {
    close(descriptor);
    return ErrnoStatus("cannot read", path, EISDIR);
  }
  Result<FileBytes> bytes = FromDescriptor(descriptor, max_bytes);
  int error_number = errno;
  close(descriptor);
  if (!bytes) return ErrnoStatus("cannot read", path, error_number);
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

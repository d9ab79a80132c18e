// Tested by tests/tools/evaluate_command_test.cc.
#include "output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/file.h"

namespace gatepost {
namespace {

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Status WriteWhole(const std::string& path, std::string_view bytes) {
  if (path == "-")
    return WriteAll(STDOUT_FILENO, bytes) ? Status() : ErrnoStatus("cannot write", "standard output", errno);
  struct stat old {};
  bool is_there = stat(path.c_str(), &old) == 0;
  if (is_there && !S_ISREG(old.st_mode)) {  // /dev/stdout, a pipe: nothing to rename onto
    int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return ErrnoStatus("cannot write", path, errno);
    Status status = WriteAll(descriptor, bytes) ? Status() : ErrnoStatus("cannot write", path, errno);
    close(descriptor);
    return status;
  }
  std::string pattern = path + ".XXXXXX";
  int descriptor = mkostemp(pattern.data(), O_CLOEXEC);
  if (descriptor < 0) return ErrnoStatus("cannot write", path, errno);
  mode_t mask = umask(0);
  umask(mask);
  bool is_whole = fchmod(descriptor, is_there ? old.st_mode & 07777 : 0666 & ~mask) == 0 &&
                  WriteAll(descriptor, bytes) && fsync(descriptor) == 0;
  int error = errno;
  if (close(descriptor) != 0 && is_whole) {
    is_whole = false;
    error = errno;
  }
  if (is_whole && rename(pattern.c_str(), path.c_str()) != 0) {
    is_whole = false;
    error = errno;
  }
  if (is_whole) return {};
  unlink(pattern.c_str());
  return ErrnoStatus("cannot write", path, error);
}

}  // namespace gatepost

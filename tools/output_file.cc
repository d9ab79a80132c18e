// Tested by tests/tools/evaluate_command_test.cc.
#include "output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/file.h"

namespace gatepost {

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
  mode_t mask = umask(0);
  umask(mask);
  return ReplaceFile(path, bytes, is_there ? old.st_mode & 07777 : 0666 & ~mask);
}

Status CanWriteWhole(const std::string& path) {
  if (path == "-") return {};
  struct stat old {};
  bool is_there = stat(path.c_str(), &old) == 0;
  if (is_there && S_ISDIR(old.st_mode)) return ErrnoStatus("cannot write", path, EISDIR);
  bool in_place = is_there && !S_ISREG(old.st_mode);
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const std::string asked = in_place ? path : folder.empty() ? "." : folder.string();
  if (access(asked.c_str(), in_place ? W_OK : W_OK | X_OK) == 0) return {};
  return ErrnoStatus("cannot write", path, errno);
}

}  // namespace gatepost

// Tested by tests/tools/prefs_test.cc.
#include "user_prefs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "command.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxTemplateBytes = 1 << 20;

std::string Home() {
  const char* home = std::getenv("HOME");
  return home != nullptr ? home : "";
}

// Beside an installed binary, or in the source tree of a build.
std::string FindTemplate() {
  std::error_code ignored;
  std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const char* beside : {"../share/gatepost/user_prefs.template", "../../data/user_prefs.template"}) {
    std::filesystem::path path = folder / beside;
    if (FileExists(path.string())) return path.lexically_normal().string();
  }
  return GATEPOST_RULES_DIR "/../user_prefs.template";
}

bool Refuse(const std::string& why) {
  Complain("no user_prefs was created: " + why);
  return false;
}

// An open folder that is the caller's alone to write to, or -1.
int OpenOwnFolder(int parent, const char* name, int flags) {
  int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
  struct stat info {};
  if (folder >= 0 && fstat(folder, &info) == 0 && info.st_uid == geteuid() && (info.st_mode & 022) == 0)
    return folder;
  if (folder >= 0) close(folder);
  return -1;
}

bool WriteTemplate(int folder, std::string_view text) {
  int file = openat(folder, "user_prefs", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return false;
  bool written = WriteAll(file, text) && fsync(file) == 0;
  int error = errno;
  close(file);
  if (!written) unlinkat(folder, "user_prefs", 0);
  errno = error;
  return written;
}

}  // namespace

std::string FindUserPrefs() {
  std::string home = Home();
  if (home.empty()) return {};
  for (const char* name : {"/.gatepost/user_prefs", "/.spamassassin/user_prefs"}) {
    if (FileExists(home + name)) return home + name;
  }
  return {};
}

std::string ReadableOrNone(std::string path) {
  if (path.empty() || (faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) == 0 && !IsFolder(path)))
    return path;
  Complain(ErrnoStatus("cannot open", path, IsFolder(path) ? EISDIR : errno).message() + ": it is not read");
  return {};
}

bool CreateUserPrefs(std::FILE* out) {
  if (std::string found = FindUserPrefs(); !found.empty()) {
    std::fprintf(out, "%s is there already\n", found.c_str());
    return true;
  }
  std::string home = Home();
  if (home.empty()) return Refuse("HOME is not set");
  Result<FileBytes> text = FileBytes::Open(FindTemplate(), kMaxTemplateBytes);
  if (!text) return Refuse(text.error().message());
  int home_folder = OpenOwnFolder(AT_FDCWD, home.c_str(), 0);
  if (home_folder < 0) return Refuse(home + " is not your home, or others may write to it");
  bool made = mkdirat(home_folder, ".gatepost", 0700) == 0 || errno == EEXIST;
  int folder = made ? OpenOwnFolder(home_folder, ".gatepost", O_NOFOLLOW) : -1;
  bool written = folder >= 0 && WriteTemplate(folder, text->view());
  int error = errno;
  if (folder >= 0) close(folder);
  close(home_folder);
  if (folder < 0) return Refuse(home + "/.gatepost is not a folder of yours alone");
  if (!written) return Refuse(ErrnoStatus("cannot create", home + "/.gatepost/user_prefs", error).message());
  std::fprintf(out, "created %s/.gatepost/user_prefs\n", home.c_str());
  return true;
}

}  // namespace gatepost

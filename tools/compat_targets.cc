// Tested by tests/tools/compat_test.cc.
#include "compat_targets.h"

#include <glob.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/ascii.h"
#include "base/file.h"
#include "command.h"

namespace gatepost {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> Glob(const std::string& pattern) {
  if (pattern.find_first_of("*?[{~") == std::string::npos || FileExists(pattern)) return {pattern};
  std::vector<std::string> names;
  glob_t found{};
  if (glob(pattern.c_str(), GLOB_BRACE | GLOB_TILDE | GLOB_NOMAGIC, nullptr, &found) == 0)
    names.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  return names;
}

bool IsCompressed(const std::string& name) {
  static constexpr std::string_view kEndings[] = {".gz", ".bz2", ".xz", ".lz", ".lz4", ".lzo"};
  std::string lower = AsciiLower(name);
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return lower.ends_with(ending); });
}

class Lister {
 public:
  explicit Lister(std::vector<LearnFile>* files) : files_(files) {}

  void Add(const LearnTarget& target) {
    if (target.name == "-") return Push(target, "-", target.format == "mbox", false);
    for (const std::string& name : Glob(target.name)) {
      std::error_code error;
      fs::file_status status = fs::status(name, error);
      if (!fs::exists(status)) {
        std::fprintf(stderr, "archive-iterator: no access to %s: %s\n", name.c_str(), std::strerror(ENOENT));
      } else if (fs::is_directory(status)) {
        AddFolder(target, name, target.format == "mbox");
      } else {
        bool mbox =
            target.format == "mbox" || (target.format == "detect" && ContainsIgnoreCase(name, ".mbox"));
        Push(target, name, mbox, false);
      }
    }
  }

 private:
  void Push(const LearnTarget& target, const std::string& name, bool mbox, bool was_found) {
    if (IsCompressed(name)) return Complain(name + ": compressed mail is not read here; unpack it first");
    files_->push_back({{name, mbox, true, was_found}, target.spam});
  }

  // Files of a folder, then those of its folders. An explicit stack: the depth is the file system's.
  void AddFolder(const LearnTarget& target, const std::string& top, bool mbox) {
    std::vector<std::string> pending = {top};
    while (!pending.empty()) {
      std::string folder = std::move(pending.back());
      pending.pop_back();
      bool maildir = IsFolder(folder + "/new") && IsFolder(folder + "/cur") && IsFolder(folder + "/tmp");
      std::vector<std::string> folders;
      if (maildir && !mbox) {
        AddNames(target, folder + "/new", true, false, nullptr);
        AddNames(target, folder + "/cur", true, false, nullptr);
      } else {
        AddNames(target, folder, false, mbox, mbox ? nullptr : &folders);
      }
      pending.insert(pending.end(), folders.rbegin(), folders.rend());
    }
  }

  void AddNames(const LearnTarget& target, const std::string& folder, bool maildir, bool mbox,
                std::vector<std::string>* folders) {
    Result<std::vector<std::string>> names = ListFolder(folder);
    if (!names) return Complain(names.error().message());
    for (const std::string& name : *names) {
      std::size_t flags = name.find(":2,");
      bool trash = maildir && flags != std::string::npos && name.find('T', flags) != std::string::npos;
      if (name.starts_with('.') || (!maildir && name.starts_with(',')) || trash) continue;
      std::string path = folder + "/" + name;
      std::error_code ignored;
      if (fs::is_directory(fs::symlink_status(path, ignored))) {
        if (folders != nullptr) folders->push_back(std::move(path));
      } else if (fs::is_regular_file(fs::status(path, ignored))) {
        Push(target, path, mbox, true);
      }
    }
  }

  std::vector<LearnFile>* files_;
};

}  // namespace

std::vector<LearnFile> ListTargets(const std::vector<LearnTarget>& targets) {
  std::vector<LearnFile> files;
  Lister lister(&files);
  bool input_used = false;
  for (const LearnTarget& target : targets) {
    if (target.name == "-" && std::exchange(input_used, true)) {
      std::fputs("skipping extra stdin target\n", stderr);
      continue;
    }
    lister.Add(target);
  }
  std::stable_partition(files.begin(), files.end(), [](const LearnFile& file) { return file.spam; });
  return files;
}

bool ReadFolderList(const std::string& path,
                    const std::function<void(const LearnTarget* named, std::string_view name)>& add) {
  Result<FileBytes> list = FileBytes::Open(path, SIZE_MAX - 1, FileBytes::Pipe::kWait);
  if (!list) {
    Complain(list.error().message());
    return false;
  }
  for (std::string_view line : Split(list->view(), '\n')) {
    if (Trim(line).empty()) continue;
    std::size_t kind_end = line.find(':');
    std::string_view kind = line.substr(0, kind_end);
    std::size_t format_end = kind_end == std::string_view::npos ? kind_end : line.find(':', kind_end + 1);
    if ((kind != "ham" && kind != "spam") || format_end == std::string_view::npos) {
      add(nullptr, line);
      continue;
    }
    std::string_view format = line.substr(kind_end + 1, format_end - kind_end - 1);
    LearnTarget target{kind == "spam", std::string(format.empty() ? "detect" : format),
                       std::string(line.substr(format_end + 1))};
    add(&target, target.name);
  }
  return true;
}

}  // namespace gatepost

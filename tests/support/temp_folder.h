// A folder under TMPDIR that goes when the test ends. What is made in it other users may read, as tests play
// them: where they cannot enter TMPDIR, it is under /tmp.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace gatepost {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (Base() / "gatepost-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    umask(022);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  // Writes a file, making the folders above it; returns its path.
  std::string Write(std::string_view name, std::string_view bytes) const {
    std::string file = *this / name;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

 private:
  static std::filesystem::path Base() {
    const std::filesystem::path base = std::filesystem::absolute(std::filesystem::temp_directory_path());
    constexpr auto kEnter = std::filesystem::perms::others_exec;
    for (std::filesystem::path at = base; at.has_relative_path(); at = at.parent_path()) {
      if ((std::filesystem::status(at).permissions() & kEnter) == std::filesystem::perms::none) return "/tmp";
    }
    return base;
  }

  std::string path_;
};

}  // namespace gatepost

#include "temp_folder.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"

namespace gatepost {

Result<TemporaryFolder> TemporaryFolder::Make() {
  std::error_code error;
  std::filesystem::path base = std::filesystem::temp_directory_path(error);
  if (error) return Status(StatusCode::kUnavailable, "no folder for temporary files: " + error.message());
  std::string pattern = (base / "gatepost-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return ErrnoStatus("cannot make", pattern, errno);
  return TemporaryFolder(std::move(pattern));
}

void TemporaryFolder::Empty() const {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(path_, ignored)) {
    std::filesystem::remove_all(entry.path(), ignored);
  }
}

void TemporaryFolder::Remove() const {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace gatepost

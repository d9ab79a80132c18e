// A folder under TMPDIR, for this process alone, that goes with the object.
#pragma once

#include <string>

#include "gatepost/status.h"

namespace gatepost {

class TemporaryFolder {
 public:
  static Result<TemporaryFolder> Make();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() { Remove(); }
  const std::string& path() const { return path_; }
  // Removes what lies in it.
  void Empty() const;

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  void Remove() const;
  std::string path_;
};

}  // namespace gatepost

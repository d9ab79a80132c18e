// Tested by tests/scan/pyzor_test.cc and razor_test.cc.
#include "scan/home_files.h"

#include <cstdlib>

#include "base/file.h"

namespace gatepost {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string ReadText(const std::filesystem::path& path) {
  constexpr std::size_t kMostFileBytes = 1 << 20;
  const Result<FileBytes> bytes = FileBytes::Open(path, kMostFileBytes);
  return bytes && bytes->size() <= kMostFileBytes ? std::string(bytes->view()) : "";
}

}  // namespace gatepost

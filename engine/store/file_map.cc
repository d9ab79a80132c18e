// Tested by tests/store/token_tree_test.cc, tests/store/reader_test.cc.
#include "store/file_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <utility>

namespace gatepost {
namespace {

// All files that are open, each with the number of its users. A descriptor is opened and closed under the
// lock, so that no connection can take locks between.
struct Registry {
  std::mutex mutex;
  struct Entry {
    std::unique_ptr<FileMap> map;
    int users = 0;
  };
  std::map<std::pair<dev_t, ino_t>, Entry> files;
};

Registry& TheRegistry() {
  static auto* registry = new Registry;  // never destroyed: stores may outlive static objects
  return *registry;
}

}  // namespace

FileMap::Mapping::~Mapping() { munmap(start_, bytes_); }

FileMap::~FileMap() { close(descriptor_); }

std::shared_ptr<FileMap> FileMap::Acquire(const std::string& path) {
  Registry& registry = TheRegistry();
  std::lock_guard<std::mutex> lock(registry.mutex);
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return nullptr;
  std::pair<dev_t, ino_t> key(info.st_dev, info.st_ino);
  Registry::Entry& entry = registry.files[key];
  if (entry.map == nullptr) {
    int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    // Another file by now, or none that may be read: nobody has it open here, so closing does no harm.
    bool is_same = descriptor >= 0 && fstat(descriptor, &info) == 0 &&
                   key == std::pair<dev_t, ino_t>(info.st_dev, info.st_ino);
    if (!is_same) {
      registry.files.erase(key);
      if (descriptor >= 0 && !registry.files.contains({info.st_dev, info.st_ino})) close(descriptor);
      return nullptr;
    }
    entry.map = std::make_unique<FileMap>(descriptor, info);
  }
  ++entry.users;
  return {entry.map.get(), [key](FileMap*) {
            Registry& files = TheRegistry();
            std::lock_guard<std::mutex> closing(files.mutex);
            auto found = files.files.find(key);
            if (found != files.files.end() && --found->second.users == 0) files.files.erase(found);
          }};
}

const unsigned char* FileMap::View::At(std::size_t offset, std::size_t count, unsigned char* buffer) const {
  if (offset > bytes_ || count > bytes_ - offset) return nullptr;
  if (mapping_ != nullptr) return mapping_->data() + offset;
  ssize_t got = 0;
  do got = pread(descriptor_, buffer, count, static_cast<off_t>(offset));
  while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(count) ? buffer : nullptr;
}

std::size_t FileMap::Bytes() const {
  struct stat info {};
  return fstat(descriptor_, &info) == 0 && info.st_size > 0 ? static_cast<std::size_t>(info.st_size) : 0;
}

FileMap::View FileMap::Read() const { return {nullptr, descriptor_, Bytes()}; }

FileMap::View FileMap::Map() {
  const std::size_t bytes = Bytes();
  if (bytes == 0) return {};
  std::lock_guard<std::mutex> lock(mutex_);
  if (mapping_ == nullptr || mapping_->size() < bytes) {
    void* start = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, descriptor_, 0);
    if (start == MAP_FAILED) return {};
    mapping_ = std::make_shared<const Mapping>(start, bytes);
  }
  return {mapping_, descriptor_, bytes};
}

}  // namespace gatepost

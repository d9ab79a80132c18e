// FileMap: one read-only mapping of a database file, shared by all connections of the process that have the
// file open, and kept from one transaction to the next: pages once touched cost nothing more.
//
// Why not a descriptor of our own each time: closing any descriptor of a file drops every lock that the
// process holds on it, SQLite's too. So there is one descriptor a file, and it is closed after the last
// connection to that file. Safe to use from several threads.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace gatepost {

class FileMap {
 public:
  // Keep it as long as any connection to the file is open. Null where the file cannot be opened.
  static std::shared_ptr<FileMap> Acquire(const std::string& path);

  // True where this is the file that `info` tells of.
  bool IsFile(const struct stat& info) const { return device_ == info.st_dev && inode_ == info.st_ino; }

  // The bytes of the file as it is now, mapped anew where it has grown; null where that fails. The mapping
  // lives as long as the pointer. Whoever reads it must know that the file does not shrink meanwhile.
  class Mapping {
   public:
    Mapping(void* start, std::size_t bytes) : start_(start), bytes_(bytes) {}
    ~Mapping();
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    const unsigned char* data() const { return static_cast<const unsigned char*>(start_); }
    std::size_t size() const { return bytes_; }

   private:
    void* start_;
    std::size_t bytes_;
  };
  struct View {
    std::shared_ptr<const Mapping> mapping;
    std::size_t bytes = 0;  // of the file; at most the mapping's
  };
  View Map();

  FileMap(int descriptor, const struct stat& info)
      : descriptor_(descriptor), device_(info.st_dev), inode_(info.st_ino) {}
  FileMap(const FileMap&) = delete;
  FileMap& operator=(const FileMap&) = delete;
  ~FileMap();

 private:
  int descriptor_;
  dev_t device_;
  ino_t inode_;
  std::mutex mutex_;
  std::shared_ptr<const Mapping> mapping_;
};

}  // namespace gatepost

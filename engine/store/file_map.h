// FileMap: one read-only mapping of a database file, shared by all connections of the process that have the
// file open, and kept from one transaction to the next: pages once touched cost nothing more. The first touch
// costs several times what reading a page does, so whoever comes for a few pages reads them.
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

  // Lives as long as the pointer to it. Whoever reads it must know that the file does not shrink meanwhile.
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
  // The file as it was when asked for; only as long as a connection to it is open.
  class View {
   public:
    View() = default;
    View(std::shared_ptr<const Mapping> mapping, int descriptor, std::size_t bytes)
        : mapping_(std::move(mapping)), descriptor_(descriptor), bytes_(bytes) {}
    bool is_mapped() const { return mapping_ != nullptr; }
    // `count` bytes from `offset` on: mapped, for as long as the view lives, or read into `buffer`. Null
    // where they are not in the file or cannot be read.
    const unsigned char* At(std::size_t offset, std::size_t count, unsigned char* buffer) const;

   private:
    std::shared_ptr<const Mapping> mapping_;
    int descriptor_ = -1;
    std::size_t bytes_ = 0;  // of the file; at most the mapping's
  };
  // Mapped, and anew where the file has grown; empty where that fails.
  View Map();
  // To read from.
  View Read() const;

  FileMap(int descriptor, const struct stat& info)
      : descriptor_(descriptor), device_(info.st_dev), inode_(info.st_ino) {}
  FileMap(const FileMap&) = delete;
  FileMap& operator=(const FileMap&) = delete;
  ~FileMap();

 private:
  std::size_t Bytes() const;

  int descriptor_;
  dev_t device_;
  ino_t inode_;
  std::mutex mutex_;
  std::shared_ptr<const Mapping> mapping_;
};

}  // namespace gatepost

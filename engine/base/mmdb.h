// Mmdb: a file in MaxMind's format (.mmdb, version 2), which says things about networks: a binary tree over
// the bits of addresses, whose leaves are offsets of typed data.
//
// Own code, because Debian 12's libmaxminddb (1.7.1) trusts its file: deep nesting overflows the stack, a
// pointer back multiplies memory (both mended in 1.13), and it brings getaddrinfo into a program that is
// linked statically. Here nothing recurses, every offset is checked, and a look-up reads a limited number of
// values.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/file.h"
#include "gatepost/status.h"

namespace gatepost {

class Mmdb {
 public:
  // Maps the file. Fails as FileBytes::Open does; kCorrupt where it is no such file, or too large.
  static Result<Mmdb> Open(const std::string& path);

  static constexpr std::uint32_t kNoRecord = UINT32_MAX;
  // The record of an address of 4 or 16 bytes: kNoRecord where there is none, or where a database of IPv4 is
  // asked for IPv6. Fails (kCorrupt) where the file is damaged, as does TextAt.
  Result<std::uint32_t> Find(std::string_view address) const;
  // The text or whole number behind these keys in a record; "" where there is no such thing.
  Result<std::string> TextAt(std::uint32_t record, std::initializer_list<std::string_view> keys) const;

 private:
  explicit Mmdb(FileBytes bytes) : bytes_(std::move(bytes)) {}
  Status ReadMetadata();
  std::string_view data() const { return bytes_.view().substr(data_begin_, data_end_ - data_begin_); }
  std::uint32_t Child(std::uint64_t node, bool right) const;

  FileBytes bytes_;
  std::uint64_t nodes_ = 0;
  unsigned record_bits_ = 0;  // of one of a node's two records
  bool is_ipv6_ = false;
  std::size_t data_begin_ = 0, data_end_ = 0;
};

}  // namespace gatepost

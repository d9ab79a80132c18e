// ZIP archives in memory, as Perl's Archive::Zip 1.68 reads them, which is what SpamAssassin opens
// attachments with: the central directory says what is there, ZIP64 included; whatever lies before it does no
// harm. Not a library's reader: those refuse what it takes. Entries are inflated by zlib. Format: PKWARE's
// APPNOTE.TXT 6.3.
//
// Hostile input is expected: nothing is believed that the bytes do not bear out, and nothing is unpacked
// beyond what the caller allows. Unlike Archive::Zip, it does not ask that data descriptors agree with the
// directory: a sender could hide an entry by one that lies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

struct ZipEntry {
  std::string_view name;  // bytes of the archive, as written
  bool is_encrypted = false;
  bool is_folder = false;  // has no content
  int method = 0;          // 0: stored; 8: deflated
  std::uint64_t packed_bytes = 0, header_at = 0;
};

class ZipArchive {
 public:
  // `bytes` outlive the archive. At most `max_entries` are read; is_cut() tells that there are more.
  // Nothing where Archive::Zip would refuse the archive. Cost: linear in the directory's size.
  static std::optional<ZipArchive> Open(std::string_view bytes, std::size_t max_entries);

  const std::vector<ZipEntry>& entries() const { return entries_; }
  bool is_cut() const { return is_cut_; }

  // The first `most` bytes of an entry into `out`; `is_cut` is set where it has more, and left alone where
  // not. False where it is encrypted, damaged, or packed by another method; `out` then shows how far that
  // went. Cost: linear in what comes out.
  bool Unpack(const ZipEntry& entry, std::size_t most, std::string* out, bool* is_cut) const;

 private:
  explicit ZipArchive(std::string_view bytes) : bytes_(bytes) {}
  bool ReadDirectory(std::size_t max_entries);
  std::optional<std::string_view> PackedBytes(const ZipEntry& entry) const;

  std::string_view bytes_;
  std::vector<ZipEntry> entries_;
  std::int64_t offset_ = 0;  // to add where a header does not lie where the directory says
  bool is_cut_ = false;
};

}  // namespace gatepost

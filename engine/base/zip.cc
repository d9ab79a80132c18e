// Tested by tests/base/zip_test.cc.
#include "base/zip.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace gatepost {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kDirectoryHeader = 0x02014b50, kEnd = 0x06054b50,
                        kDescriptor = 0x08074b50, kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
constexpr std::size_t kEndBytes = 22, kLocator64Bytes = 20, kEnd64Bytes = 56;
constexpr std::size_t kEndWithin = 32768;    // bytes from the end of the file
constexpr std::uint64_t kIn64 = 0xffffffff;  // the value stands in the ZIP64 field

// Numbers, little-endian, one after the other. Beyond the end all are 0, and ok() is false.
class Reader {
 public:
  Reader(std::string_view bytes, std::uint64_t at)
      : rest_(bytes.substr(std::min<std::uint64_t>(at, bytes.size()))), ok_(at <= bytes.size()) {}
  std::uint64_t Take(int bytes) {
    std::uint64_t value = 0;
    const std::string_view taken = TakeBytes(static_cast<std::size_t>(bytes));
    for (std::size_t i = taken.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(taken[i]);
    return value;
  }
  std::string_view TakeBytes(std::uint64_t count) {
    ok_ = ok_ && count <= rest_.size();
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::string_view rest() const { return rest_; }
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_;
};

// Where the directory ends, its size, and where it says it begins.
struct DirectoryEnd {
  std::uint64_t at = 0, bytes = 0, offset = 0;
  bool is_64 = false;
};

// ZIP64's record, where the locator before `end` leads to one.
std::optional<DirectoryEnd> FindEnd64(std::string_view bytes, std::size_t end) {
  if (end < kLocator64Bytes) return std::nullopt;
  const std::size_t locator_at = end - kLocator64Bytes;
  Reader locator(bytes, locator_at);
  if (locator.Take(4) != kLocator64) return std::nullopt;
  locator.Take(4);
  DirectoryEnd found;
  found.at = locator.Take(8);
  if (locator_at < kEnd64Bytes || found.at > locator_at - kEnd64Bytes) return std::nullopt;
  Reader record(bytes, found.at);
  if (record.Take(4) != kEnd64 || record.Take(8) != locator_at - found.at - 12) return std::nullopt;
  record.TakeBytes(28);
  found.bytes = record.Take(8);
  found.offset = record.Take(8);
  found.is_64 = true;
  return found;
}

std::optional<DirectoryEnd> FindEnd(std::string_view bytes) {
  if (bytes.size() < kEndBytes) return std::nullopt;
  const std::size_t at = bytes.rfind("PK\x05\x06");
  if (at == std::string_view::npos || at + kEndWithin < bytes.size()) return std::nullopt;
  Reader record(bytes, at + 4);
  bool has_marker = false;  // of ZIP64, which is not there
  for (int i = 0; i < 4; ++i) has_marker |= record.Take(2) == 0xffff;
  DirectoryEnd end;
  end.at = at;
  end.bytes = record.Take(4);
  end.offset = record.Take(4);
  record.TakeBytes(record.Take(2));  // the comment
  if (!record.ok()) return std::nullopt;
  if (std::optional<DirectoryEnd> end64 = FindEnd64(bytes, at)) return end64;
  if (has_marker || end.bytes == kIn64 || end.offset == kIn64) return std::nullopt;
  return end;
}

bool IsKnown(std::uint64_t signature) {
  return signature == kDirectoryHeader || signature == kLocalHeader || signature == kEnd ||
         signature == kDescriptor || signature == kEnd64 || signature == kLocator64;
}

// Takes from ZIP64's extra field what did not fit into the header. False where the field is no such one.
bool TakeExtra64(std::string_view extra, std::uint64_t disk, std::uint64_t* unpacked_bytes, ZipEntry* entry) {
  std::optional<std::string_view> field;
  while (extra.size() >= 4) {
    Reader reader(extra, 0);
    const std::uint64_t id = reader.Take(2);
    const std::string_view data = reader.TakeBytes(reader.Take(2));
    if (!reader.ok()) return false;
    if (id == 1) field = data;
    extra = reader.rest();
  }
  if (!extra.empty()) return false;
  if (!field) return true;
  // Some writers give all of it whatever the header says.
  const bool all = field->size() == 24 || field->size() == 28;
  const bool has_disk = all ? field->size() == 28 : disk == 0xffff;
  std::size_t wanted = has_disk ? 4 : 0;
  Reader reader(*field, 0);
  for (std::uint64_t* value : {unpacked_bytes, &entry->packed_bytes, &entry->header_at}) {
    if (!all && *value != kIn64) continue;
    *value = reader.Take(8);
    wanted += 8;
  }
  return field->size() == wanted;
}

class Inflater {
 public:
  explicit Inflater(std::string_view packed) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());  // a message is smaller than 4 GiB
    if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  // Fills `out` from `done` on, which is then behind what came out; zlib's status.
  int Take(std::string* out, std::size_t* done) {
    stream_.next_out = reinterpret_cast<Bytef*>(out->data() + *done);
    stream_.avail_out = static_cast<uInt>(out->size() - *done);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    *done = out->size() - stream_.avail_out;
    return status;
  }

 private:
  z_stream stream_{};
};

}  // namespace

bool ZipArchive::ReadDirectory(std::size_t max_entries) {
  const std::optional<DirectoryEnd> end = FindEnd(bytes_);
  if (!end) return false;
  const std::uint64_t begin = end->bytes <= end->at ? end->at - end->bytes : 0;
  offset_ = static_cast<std::int64_t>(end->at - end->bytes - end->offset);
  const std::uint64_t last = end->is_64 ? kEnd64 : kEnd;
  for (Reader reader(bytes_, begin);;) {
    const std::uint64_t signature = reader.Take(4);
    if (!reader.ok() || !IsKnown(signature)) return false;
    if (signature == last) return true;
    if (entries_.size() >= max_entries) {
      is_cut_ = true;
      return true;
    }
    ZipEntry entry;
    reader.TakeBytes(4);
    entry.is_encrypted = (reader.Take(2) & 1) != 0;
    entry.method = static_cast<int>(reader.Take(2));
    reader.TakeBytes(8);
    entry.packed_bytes = reader.Take(4);
    std::uint64_t unpacked_bytes = reader.Take(4);
    const std::uint64_t name_bytes = reader.Take(2), extra_bytes = reader.Take(2),
                        comment_bytes = reader.Take(2), disk = reader.Take(2);
    reader.TakeBytes(6);
    entry.header_at = reader.Take(4);
    entry.name = reader.TakeBytes(name_bytes);
    const std::string_view extra = reader.TakeBytes(extra_bytes);
    reader.TakeBytes(comment_bytes);
    if (!reader.ok()) return false;
    if (end->is_64 && !TakeExtra64(extra, disk, &unpacked_bytes, &entry)) return false;
    if (entry.method == 0) unpacked_bytes = entry.packed_bytes;
    entry.is_folder = entry.name.ends_with('/') && unpacked_bytes == 0;
    entries_.push_back(entry);
  }
}

std::optional<ZipArchive> ZipArchive::Open(std::string_view bytes, std::size_t max_entries) {
  ZipArchive archive(bytes);
  if (!archive.ReadDirectory(max_entries)) return std::nullopt;
  return archive;
}

std::optional<std::string_view> ZipArchive::PackedBytes(const ZipEntry& entry) const {
  for (const std::uint64_t at : {entry.header_at, entry.header_at + static_cast<std::uint64_t>(offset_)}) {
    Reader header(bytes_, at);
    if (header.Take(4) != kLocalHeader) continue;
    header.TakeBytes(22);
    const std::uint64_t name_bytes = header.Take(2), extra_bytes = header.Take(2);
    header.TakeBytes(name_bytes + extra_bytes);
    const std::string_view packed = header.TakeBytes(entry.packed_bytes);
    return header.ok() ? std::optional(packed) : std::nullopt;
  }
  return std::nullopt;
}

bool ZipArchive::Unpack(const ZipEntry& entry, std::size_t most, std::string* out, bool* is_cut) const {
  constexpr std::size_t kFirstBytes = 16384;
  out->clear();
  if (entry.is_encrypted || entry.is_folder) return false;
  const std::optional<std::string_view> packed = PackedBytes(entry);
  if (!packed) return false;
  if (entry.method == 0) {
    if (packed->size() > most) *is_cut = true;
    out->assign(packed->substr(0, most));
    return true;
  }
  if (entry.method != Z_DEFLATED) return false;
  Inflater inflater(*packed);
  int status = Z_OK;
  std::size_t done = 0;
  // One byte more than `most` tells whether that is all.
  while (status == Z_OK && done <= most) {
    if (done == out->size()) out->resize(std::min(std::max(done * 2, kFirstBytes), most + 1));
    status = inflater.Take(out, &done);
  }
  if (done > most) *is_cut = true;
  out->resize(std::min(done, most));
  // Z_BUF_ERROR: the bytes end before the stream does.
  return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR;
}

}  // namespace gatepost

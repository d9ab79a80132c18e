// Tested by tests/base/mmdb_test.cc.
#include "base/mmdb.h"

#include <algorithm>
#include <charconv>

namespace gatepost {
namespace {

constexpr std::size_t kMostFileBytes = std::size_t{1} << 30;
constexpr std::size_t kMostMetadataBytes = std::size_t{128} << 10;  // the format's own limit
constexpr std::string_view kMarker = "\xab\xcd\xefMaxMind.com";
constexpr std::size_t kSeparatorBytes = 16;  // between tree and data
constexpr int kMostValues = 100'000;         // that one look-up may pass
constexpr std::uint64_t kMostTextBytes = 256;

enum class Type : std::uint16_t {
  kPointer = 1,
  kText = 2,
  kUint16 = 5,
  kUint32 = 6,
  kMap = 7,
  kUint64 = 9,
  kArray = 11,
  kBool = 14,
};

struct Value {
  Type type = Type::kMap;
  std::uint64_t size = 0;  // of a map or an array: its items; of others bytes; of a pointer where it points
  std::uint64_t content = 0;
};

// Values in a section, one after the other.
class Cursor {
 public:
  Cursor(std::string_view data, std::uint64_t at) : data_(data), at_(at) {}

  // The head of the value at the cursor, which is then behind that head; false where there is none.
  bool ReadHead(Value* value) {
    std::uint64_t control = 0;
    if (++values_ > kMostValues || !ReadNumber(1, &control)) return false;
    std::uint64_t type = control >> 5;
    if (type == 0) {
      if (!ReadNumber(1, &type)) return false;
      type += 7;
    }
    value->type = static_cast<Type>(type);
    value->size = control & 31;
    if (value->type == Type::kPointer) {
      constexpr std::uint64_t kBase[] = {0, 2048, 526336, 0};
      const unsigned extra = (control >> 3) & 3;
      std::uint64_t low = 0;
      if (!ReadNumber(extra + 1, &low)) return false;
      const std::uint64_t high = extra == 3 ? 0 : (control & 7) << (8 * (extra + 1));
      value->size = kBase[extra] + high + low;
    } else if (value->size >= 29) {
      constexpr std::uint64_t kBase[] = {29, 285, 65821};
      const std::uint64_t which = value->size - 29;
      std::uint64_t more = 0;
      if (!ReadNumber(which + 1, &more)) return false;
      value->size = kBase[which] + more;
    }
    value->content = at_;
    return true;
  }

  // The same, and past it where it is no map and no array; a pointer is followed.
  bool Read(Value* value) {
    if (!ReadHead(value)) return false;
    if (value->type == Type::kPointer) {
      Cursor target(data_, value->size);
      target.values_ = values_;
      return target.ReadHead(value) && value->type != Type::kPointer && target.PassContent(*value);
    }
    return PassContent(*value);
  }

  // Past the value at the cursor and all that it holds.
  bool Skip() {
    for (std::uint64_t left = 1; left > 0; --left) {
      Value value;
      if (!ReadHead(&value) || !PassContent(value)) return false;
      if (value.type == Type::kMap) left += 2 * value.size;
      if (value.type == Type::kArray) left += value.size;
    }
    return true;
  }

 private:
  bool ReadNumber(std::uint64_t bytes, std::uint64_t* number) {
    if (at_ > data_.size() || bytes > data_.size() - at_) return false;
    *number = 0;
    for (; bytes > 0; --bytes) *number = *number << 8 | static_cast<unsigned char>(data_[at_++]);
    return true;
  }
  bool PassContent(const Value& value) {
    if (value.type == Type::kPointer || value.type == Type::kMap || value.type == Type::kArray ||
        value.type == Type::kBool)
      return true;
    if (at_ > data_.size() || value.size > data_.size() - at_) return false;
    at_ += value.size;
    return true;
  }

  std::string_view data_;
  std::uint64_t at_;
  int values_ = 0;
};

Status Damaged() { return {StatusCode::kCorrupt, "is damaged"}; }

// The value of a key in the map; nullopt where there is none. False where the data is damaged.
bool FindKey(std::string_view data, std::string_view key, Value* value, bool* found) {
  *found = false;
  if (value->type != Type::kMap) return true;
  Cursor cursor(data, value->content);
  for (std::uint64_t left = value->size; left > 0; --left) {
    Value name;
    if (!cursor.Read(&name) || name.type != Type::kText) return false;
    if (data.substr(name.content, name.size) != key) {
      if (!cursor.Skip()) return false;
      continue;
    }
    *found = true;
    return cursor.Read(value);
  }
  return true;
}

// What is behind these keys as text.
Result<std::string> ReadText(std::string_view data, std::uint64_t at,
                             std::initializer_list<std::string_view> keys) {
  Value value;
  if (!Cursor(data, at).Read(&value)) return Damaged();
  for (const std::string_view key : keys) {
    bool found = false;
    if (!FindKey(data, key, &value, &found)) return Damaged();
    if (!found) return std::string();
  }
  const bool is_number =
      value.type == Type::kUint16 || value.type == Type::kUint32 || value.type == Type::kUint64;
  if (!is_number && value.type != Type::kText) return std::string();
  if (value.size > (is_number ? sizeof(std::uint64_t) : kMostTextBytes)) return Damaged();
  const std::string_view bytes = data.substr(value.content, value.size);
  if (is_number) {
    std::uint64_t number = 0;
    for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
    return std::to_string(number);
  }
  // It goes into headers.
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  if (std::any_of(bytes.begin(), bytes.end(), is_control)) return Damaged();
  return std::string(bytes);
}

// 0 where there is no such number.
std::uint64_t MetadataNumber(std::string_view metadata, std::string_view key) {
  const Result<std::string> text = ReadText(metadata, 0, {key});
  std::uint64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

Result<Mmdb> Mmdb::Open(const std::string& path) {
  Result<FileBytes> bytes = FileBytes::Open(path, kMostFileBytes);
  if (!bytes) return bytes.error();
  if (bytes->size() > kMostFileBytes)
    return Status(StatusCode::kCorrupt, path + ": is larger than a gigabyte");
  Mmdb database(std::move(*bytes));
  if (const Status status = database.ReadMetadata(); !status.ok())
    return Status(status.code(), path + ": " + status.message());
  return database;
}

Status Mmdb::ReadMetadata() {
  const std::string_view all = bytes_.view();
  const std::size_t first = all.size() > kMostMetadataBytes ? all.size() - kMostMetadataBytes : 0;
  const std::size_t marker = all.rfind(kMarker);
  if (marker == std::string_view::npos || marker < first)
    return {StatusCode::kCorrupt, "is no database in MaxMind's format, or its end is missing"};
  const std::string_view metadata = all.substr(marker + kMarker.size());
  if (MetadataNumber(metadata, "binary_format_major_version") != 2)
    return {StatusCode::kCorrupt, "is of a version of MaxMind's format that is not known"};
  nodes_ = MetadataNumber(metadata, "node_count");
  record_bits_ = static_cast<unsigned>(std::min<std::uint64_t>(MetadataNumber(metadata, "record_size"), 99));
  const std::uint64_t version = MetadataNumber(metadata, "ip_version");
  is_ipv6_ = version == 6;
  const bool is_known = record_bits_ == 24 || record_bits_ == 28 || record_bits_ == 32;
  if (!is_known || nodes_ == 0 || (version != 4 && version != 6)) return Damaged();
  if (nodes_ > (marker - std::min(marker, kSeparatorBytes)) / (record_bits_ / 4)) return Damaged();
  data_begin_ = nodes_ * (record_bits_ / 4) + kSeparatorBytes;
  data_end_ = marker;
  return {};
}

// What a bit leads to from a node: another node, `nodes_` for nothing, or more: data.
std::uint32_t Mmdb::Child(std::uint64_t node, bool right) const {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes_.view().data()) + node * (record_bits_ / 4);
  const auto read = [](const unsigned char* from, int bytes) {
    std::uint32_t number = 0;
    for (int i = 0; i < bytes; ++i) number = number << 8 | from[i];
    return number;
  };
  if (record_bits_ == 32) return read(at + (right ? 4 : 0), 4);
  if (record_bits_ == 24) return read(at + (right ? 3 : 0), 3);
  // The byte between has the highest bits of both.
  const std::uint32_t high = right ? at[3] & 15U : at[3] >> 4U;
  return high << 24U | read(at + (right ? 4 : 0), 3);
}

Result<std::uint32_t> Mmdb::Find(std::string_view address) const {
  constexpr std::size_t kV4Bytes = 4, kV6Bytes = 16;
  if (address.size() == kV6Bytes && !is_ipv6_) return kNoRecord;
  std::uint64_t node = 0;
  // IPv4 lies below ::/96.
  const std::size_t zeros = address.size() == kV4Bytes && is_ipv6_ ? (kV6Bytes - kV4Bytes) * 8 : 0;
  for (std::size_t bit = 0; bit < zeros + address.size() * 8 && node < nodes_; ++bit) {
    const std::size_t at = bit - zeros;
    const bool right = bit >= zeros && (static_cast<unsigned char>(address[at / 8]) >> (7 - at % 8) & 1) != 0;
    node = Child(node, right);
  }
  if (node == nodes_) return kNoRecord;
  if (node < nodes_ + kSeparatorBytes || node - nodes_ - kSeparatorBytes >= data().size()) return Damaged();
  return static_cast<std::uint32_t>(node - nodes_ - kSeparatorBytes);
}

Result<std::string> Mmdb::TextAt(std::uint32_t record, std::initializer_list<std::string_view> keys) const {
  if (record == kNoRecord) return std::string();
  return ReadText(data(), record, keys);
}

}  // namespace gatepost

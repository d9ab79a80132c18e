// Tested by tests/store/database_file_test.cc.
#include "store/record.h"

#include <bit>

namespace gatepost {
namespace {

constexpr std::uint64_t kRealType = 7, kBlobType = 12, kTextType = 13;

// Nothing: a type that is kept for SQLite's own use.
std::optional<std::uint64_t> SizeOf(std::uint64_t type) {
  if (type >= kBlobType) return (type - kBlobType) / 2;
  if (type == 0) return 0;
  if (type == kRealType) return sizeof(double);
  if (const std::uint32_t size = NumberBytes(type); size != kNoNumber) return size;
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> TakeVarint(std::span<const unsigned char>* bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes->size() && i < 9; ++i) {
    const unsigned char byte = (*bytes)[i];
    value = i == 8 ? value << 8 | byte : value << 7 | (byte & 0x7Fu);
    if (i == 8 || (byte & 0x80) == 0) {
      *bytes = bytes->subspan(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

bool Record::Read(std::span<const unsigned char> payload) {
  count_ = 0;
  std::span<const unsigned char> rest = payload;
  const std::optional<std::uint64_t> header_bytes = TakeVarint(&rest);
  const std::size_t taken = payload.size() - rest.size();
  if (!header_bytes || *header_bytes < taken || *header_bytes > payload.size()) return false;
  std::span<const unsigned char> types = rest.first(static_cast<std::size_t>(*header_bytes) - taken);
  std::span<const unsigned char> values = payload.subspan(static_cast<std::size_t>(*header_bytes));
  while (!types.empty()) {
    const std::optional<std::uint64_t> type = TakeVarint(&types);
    if (!type || count_ == columns_.size()) return false;
    const std::optional<std::uint64_t> size = SizeOf(*type);
    if (!size || *size > values.size()) return false;
    columns_[count_++] = {*type, values.first(static_cast<std::size_t>(*size))};
    values = values.subspan(static_cast<std::size_t>(*size));
  }
  return true;
}

std::optional<std::int64_t> Record::Integer(std::size_t column) const {
  if (column >= count_ || NumberBytes(columns_[column].type) == kNoNumber) return std::nullopt;
  return ReadNumber(columns_[column].bytes.data(), columns_[column].type);
}

std::optional<double> Record::Real(std::size_t column) const {
  if (column >= count_) return std::nullopt;
  if (columns_[column].type == kRealType) {
    const unsigned char* bytes = columns_[column].bytes.data();
    return std::bit_cast<double>(std::uint64_t{Read32(bytes)} << 32 | Read32(bytes + 4));
  }
  const std::optional<std::int64_t> integer = Integer(column);
  return integer ? std::optional<double>(static_cast<double>(*integer)) : std::nullopt;
}

std::optional<std::string_view> Record::Bytes(std::size_t column, std::uint64_t odd) const {
  if (column >= count_ || columns_[column].type < kBlobType || columns_[column].type % 2 != odd)
    return std::nullopt;
  const std::span<const unsigned char> bytes = columns_[column].bytes;
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::optional<std::string_view> Record::Text(std::size_t column) const {
  return Bytes(column, kTextType % 2);
}
std::optional<std::string_view> Record::Blob(std::size_t column) const {
  return Bytes(column, kBlobType % 2);
}

}  // namespace gatepost

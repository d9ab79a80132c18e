// The words of SQLite's file format: numbers, and rows as records. Everything read is checked.
// https://www.sqlite.org/fileformat2.html, "Record Format".
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gatepost {

inline std::uint32_t Read16(const unsigned char* bytes) { return std::uint32_t{bytes[0]} << 8 | bytes[1]; }
inline std::uint32_t Read32(const unsigned char* bytes) { return Read16(bytes) << 16 | Read16(bytes + 2); }

// Bytes of a column of this type that holds a number; kNoNumber: another kind of column.
inline constexpr std::uint32_t kNoNumber = 0xFF;
inline std::uint32_t NumberBytes(std::uint64_t type) {
  constexpr std::uint32_t kBytes[] = {kNoNumber, 1, 2, 3, 4, 6, 8, kNoNumber, 0, 0};
  return type < 10 ? kBytes[type] : kNoNumber;
}

inline std::int64_t ReadNumber(const unsigned char* bytes, std::uint64_t type) {
  if (type == 8 || type == 9) return static_cast<std::int64_t>(type) - 8;
  const std::uint32_t size = NumberBytes(type);
  std::uint64_t value = (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::uint32_t i = 0; i < size; ++i) value = value << 8 | bytes[i];
  return static_cast<std::int64_t>(value);
}

// A count as it is handed on, whatever the file says.
inline std::uint32_t ToCount(std::int64_t value) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, UINT32_MAX));
}

// A number of 1 to 9 bytes, taken off the front of `bytes`; nothing where they end before it does.
std::optional<std::uint64_t> TakeVarint(std::span<const unsigned char>* bytes);

// A row. What it gives points into the bytes that it was read from.
class Record {
 public:
  // False where it is damaged or has more columns than any table here.
  bool Read(std::span<const unsigned char> payload);
  // Nothing where the column is not there, or is of another kind.
  std::optional<std::int64_t> Integer(std::size_t column) const;
  std::optional<double> Real(std::size_t column) const;  // of integers, too
  std::optional<std::string_view> Text(std::size_t column) const;
  std::optional<std::string_view> Blob(std::size_t column) const;
  bool IsNull(std::size_t column) const { return column < count_ && columns_[column].type == 0; }

 private:
  struct Column {
    std::uint64_t type = 0;
    std::span<const unsigned char> bytes;
  };
  std::optional<std::string_view> Bytes(std::size_t column, std::uint64_t odd) const;

  std::array<Column, 16> columns_;
  std::size_t count_ = 0;
};

}  // namespace gatepost

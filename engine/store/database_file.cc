// Tested by tests/store/database_file_test.cc.
#include "store/database_file.h"

#include <array>
#include <limits>
#include <utility>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::uint32_t kFileHeaderBytes = 100;
constexpr std::size_t kMaxPages = 4096;  // of one reading: more is SQLite's work
constexpr unsigned char kInteriorTable = 0x05, kLeafTable = 0x0D;
constexpr std::uint32_t kRowHeaderBytes = 35;  // a longer payload than the page without these flows over

// So that what a person wrote otherwise reads the same.
std::string Squeezed(std::string_view sql) {
  std::string text;
  for (char c : sql) {
    if (!IsAsciiSpace(c) && c != '"' && c != '`' && c != '[' && c != ']') text += AsciiToLower(c);
  }
  return text;
}

}  // namespace

struct DatabaseFile::Level {
  const unsigned char* page = nullptr;
  std::uint32_t header = 0;  // where the page's header is
  std::uint32_t cell = 0, cells = 0;
  bool is_leaf = false;

  std::uint32_t Start(std::uint32_t number) const {
    return Read16(page + header + (is_leaf ? kLeafHeader : kInteriorHeader) + std::size_t{2} * number);
  }
};

bool DatabaseFile::Table::HasColumns(std::initializer_list<std::string_view> names) const {
  for (const char* unknown : {"collate", "check", "generated"}) {
    if (sql.find(unknown) != std::string::npos) return false;
  }
  std::size_t at = sql.find('(');
  for (std::string_view name : names) {
    if (at == std::string::npos || !std::string_view(sql).substr(at + 1).starts_with(name)) return false;
    at = sql.find(',', at + 1);
  }
  return true;
}

void DatabaseFile::Forget() {
  is_known_ = false;
  view_ = {};
}

bool DatabaseFile::Look(const Connection& connection, bool is_mapped) {
  return connection.IsWholeInFile() && Look(connection.ViewFile(is_mapped));
}

bool DatabaseFile::Look(FileMap::View file) {
  view_ = std::move(file);
  read_.clear();
  std::array<unsigned char, kFileHeaderBytes> buffer;
  const unsigned char* header = view_.At(0, buffer.size(), buffer.data());
  if (header == nullptr) return false;
  const std::uint32_t cookie = Read32(header + 40);
  std::uint32_t page_bytes = Read16(header + 16);
  if (page_bytes == 1) page_bytes = 65536;
  if (is_known_ && cookie == schema_cookie_ && page_bytes == page_bytes_) return is_usable_;
  is_known_ = true;
  schema_cookie_ = cookie;
  page_bytes_ = page_bytes;
  usable_bytes_ = page_bytes - header[20];
  tables_.clear();
  constexpr std::uint32_t kUtf8 = 1;
  is_usable_ = page_bytes >= 512 && (page_bytes & (page_bytes - 1)) == 0 && usable_bytes_ >= 480 &&
               Read32(header + 56) == kUtf8 && ReadSchema();
  return is_usable_;
}

bool DatabaseFile::ReadSchema() {
  Table schema;
  schema.root = 1;
  bool is_sound = true;
  const auto take = [&](std::int64_t, const Record& record) {
    const auto type = record.Text(0), name = record.Text(1), sql = record.Text(4);
    const auto root = record.Integer(3);
    if (!type || *type != "table") return true;
    is_sound = name && sql && root && *root > 1 && *root <= UINT32_MAX;
    if (is_sound) tables_[std::string(*name)] = {static_cast<std::uint32_t>(*root), Squeezed(*sql)};
    return is_sound;
  };
  using Limits = std::numeric_limits<std::int64_t>;
  return ForEach(schema, Limits::min(), Limits::max(), take) && is_sound;
}

const DatabaseFile::Table* DatabaseFile::Find(std::string_view name) const {
  const auto found = tables_.find(name);
  return found != tables_.end() ? &found->second : nullptr;
}

const unsigned char* DatabaseFile::Page(std::uint32_t number, std::size_t depth) {
  if (number == 0 || depth >= kMaxTreeDepth) return nullptr;
  const std::size_t offset = static_cast<std::size_t>(number - 1) * page_bytes_;
  if (view_.is_mapped()) return view_.At(offset, page_bytes_, nullptr);
  if (read_.size() <= depth) read_.resize(depth + 1);
  ReadPage& read = read_[depth];
  if (read.number == number) return read.bytes.get();
  if (read.bytes == nullptr) read.bytes = std::make_unique_for_overwrite<unsigned char[]>(page_bytes_);
  const unsigned char* page = view_.At(offset, page_bytes_, read.bytes.get());
  read.number = page != nullptr ? number : 0;
  return page;
}

bool DatabaseFile::Enter(std::uint32_t number, std::vector<Level>* levels) {
  Level level;
  level.page = Page(number, levels->size());
  if (level.page == nullptr) return false;
  level.header = number == 1 ? kFileHeaderBytes : 0;
  const unsigned char kind = level.page[level.header];
  level.is_leaf = kind == kLeafTable;
  level.cells = Read16(level.page + level.header + 3);
  levels->push_back(level);
  const std::uint32_t header_bytes = level.is_leaf ? kLeafHeader : kInteriorHeader;
  return (level.is_leaf || kind == kInteriorTable) &&
         level.header + header_bytes + 2 * level.cells <= usable_bytes_;
}

// Into the next child of an interior page that may hold rows from `first` on; up where there is none.
bool DatabaseFile::Descend(std::int64_t first, std::vector<Level>* levels) {
  Level& at = levels->back();
  while (at.cell < at.cells) {
    const std::uint32_t start = at.Start(at.cell++);
    if (start + 4 > usable_bytes_) return false;
    std::span<const unsigned char> rest(at.page + start + 4, usable_bytes_ - start - 4);
    const std::optional<std::uint64_t> key = TakeVarint(&rest);
    if (!key) return false;
    if (static_cast<std::int64_t>(*key) >= first) return Enter(Read32(at.page + start), levels);
  }
  if (at.cell++ == at.cells) return Enter(Read32(at.page + at.header + 8), levels);
  levels->pop_back();
  return true;
}

DatabaseFile::Progress DatabaseFile::VisitLeaf(const Level& leaf, std::int64_t first, std::int64_t last,
                                               const Visit& visit) const {
  Record record;
  for (std::uint32_t cell = 0; cell < leaf.cells; ++cell) {
    const std::uint32_t start = leaf.Start(cell);
    if (start >= usable_bytes_) return Progress::kBroken;
    std::span<const unsigned char> rest(leaf.page + start, usable_bytes_ - start);
    const std::optional<std::uint64_t> bytes = TakeVarint(&rest);
    const std::optional<std::uint64_t> key = TakeVarint(&rest);
    if (!bytes || !key) return Progress::kBroken;
    const auto rowid = static_cast<std::int64_t>(*key);
    if (rowid < first) continue;
    if (rowid > last) return Progress::kDone;
    if (*bytes > usable_bytes_ - kRowHeaderBytes || *bytes > rest.size()) return Progress::kBroken;
    if (!record.Read(rest.first(static_cast<std::size_t>(*bytes)))) return Progress::kBroken;
    if (!visit(rowid, record)) return Progress::kDone;
  }
  return Progress::kGoesOn;
}

bool DatabaseFile::ForEach(const Table& table, std::int64_t first, std::int64_t last, const Visit& visit) {
  std::vector<Level> levels;
  if (!table.has_rowids() || !Enter(table.root, &levels)) return false;
  // Damaged pages may name each other.
  for (std::size_t steps = 0; !levels.empty(); ++steps) {
    if (steps > 2 * kMaxPages) return false;
    if (!levels.back().is_leaf) {
      if (!Descend(first, &levels)) return false;
      continue;
    }
    const Progress progress = VisitLeaf(levels.back(), first, last, visit);
    if (progress != Progress::kGoesOn) return progress == Progress::kDone;
    levels.pop_back();
  }
  return true;
}

}  // namespace gatepost

// Tested by tests/store/token_tree_test.cc, tests/store/store_contract_test.cc.
#include "store/token_tree.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::uint32_t kFileHeaderBytes = 100;
constexpr int kMaxDepth = 20;                                   // of a tree; 10 million tokens make 4
constexpr std::uint32_t kInteriorHeader = 12, kLeafHeader = 8;  // bytes before the cell pointers
constexpr unsigned char kInteriorPage = 0x02, kLeafPage = 0x0A;
constexpr std::uint64_t kTokenType = 13 + 2 * 5;  // a text of 5 bytes

std::uint32_t Read16(const unsigned char* bytes) { return std::uint32_t{bytes[0]} << 8 | bytes[1]; }
std::uint32_t Read32(const unsigned char* bytes) { return Read16(bytes) << 16 | Read16(bytes + 2); }

// Bytes of a column of this type that holds a number; 0xFF: another kind of column.
constexpr std::uint32_t kNoNumber = 0xFF;
constexpr std::uint32_t kNumberBytes[] = {kNoNumber, 1, 2, 3, 4, 6, 8, kNoNumber, 0, 0};
std::uint32_t NumberBytes(std::uint32_t type) { return type < 10 ? kNumberBytes[type] : kNoNumber; }

std::int64_t ReadNumber(const unsigned char* bytes, std::uint32_t type) {
  if (type == 8 || type == 9) return type - 8;
  std::uint32_t size = NumberBytes(type);
  std::uint64_t value = (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::uint32_t i = 0; i < size; ++i) value = value << 8 | bytes[i];
  return static_cast<std::int64_t>(value);
}

// The 5 bytes as a number: in the order of the tree.
constexpr std::uint64_t kTokenEnd = std::uint64_t{1} << 40;
std::uint64_t TokenValue(const unsigned char* bytes) {
  return std::uint64_t{bytes[0]} << 32 | Read32(bytes + 1);
}

std::uint32_t ToCount(std::int64_t value) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, UINT32_MAX));
}

// True where the statement that made the table says: rows lie in the order (id, token), and the columns
// after those two as SpamAssassin's schema has them.
bool IsKnownLayout(std::string_view sql) {
  std::string text;
  for (char c : sql) {
    if (!IsAsciiSpace(c) && c != '"' && c != '`' && c != '[' && c != ']') text += AsciiToLower(c);
  }
  if (!text.ends_with("primarykey(id,token))withoutrowid")) return false;
  for (const char* unknown : {"collate", "check", "generated"}) {
    if (text.find(unknown) != std::string::npos) return false;
  }
  std::size_t at = text.find('(');
  for (const char* column : {"id", "token", "spam_count", "ham_count", "atime"}) {
    if (at == std::string::npos || text.compare(at + 1, std::strlen(column), column) != 0) return false;
    at = text.find(',', at + 1);
  }
  return at != std::string::npos && text.compare(at, 11, ",primarykey") == 0;
}

}  // namespace

// A token on its way down the tree.
struct TokenTree::Probe {
  std::int64_t user_id = 0;
  std::uint64_t token = 0;
  std::uint64_t low = 0, high = 0;  // the tokens between which it lies, as far as is known
  const unsigned char* leaf = nullptr;
};

// A row as it lies in a page. Only rows whose sizes fit in one byte each are read: all that belong here.
struct TokenTree::Cell {
  const unsigned char* header = nullptr;  // of the record: its size, then the type of each column
  const unsigned char* body = nullptr;
  const unsigned char* end = nullptr;
  std::uint32_t left_child = 0;

  // `at` is where page's array of cell pointers tells the cell to be.
  bool Read(const unsigned char* page, std::uint32_t at, std::uint32_t usable_bytes, bool is_leaf) {
    std::uint32_t start = Read16(page + at);
    std::uint32_t fixed = is_leaf ? 0 : 4;
    if (start + fixed + 8 > usable_bytes) return false;
    if (!is_leaf) left_child = Read32(page + start);
    std::uint32_t payload = page[start + fixed];
    header = page + start + fixed + 1;
    end = header + payload;
    if (payload >= 0x80 || start + fixed + 1 + payload > usable_bytes || payload < 6) return false;
    std::uint32_t header_bytes = header[0];
    if (header_bytes != 6) return false;
    body = header + header_bytes;
    return NumberBytes(header[1]) != kNoNumber && header[2] < 0x80 && body + NumberBytes(header[1]) <= end;
  }

  // Where this row stands to (id, token): below 0 before it. `value` is its token as a number, or the
  // least or greatest one where it is another user's.
  bool Compare(std::int64_t id, std::uint64_t token, int* order, std::uint64_t* value) const {
    std::int64_t own_id = ReadNumber(body, header[1]);
    if (own_id != id) {
      *order = own_id < id ? -1 : 1;
      *value = own_id < id ? 0 : kTokenEnd;
      return true;
    }
    const unsigned char* text = body + NumberBytes(header[1]);
    if (header[2] != kTokenType || text + sizeof(TokenHash) > end) return false;
    *value = TokenValue(text);
    *order = *value < token ? -1 : *value > token ? 1 : 0;
    return true;
  }

  bool Counts(TokenCounts* counts) const {
    const unsigned char* at = body + NumberBytes(header[1]) + sizeof(TokenHash);
    std::int64_t numbers[3];
    for (int i = 0; i < 3; ++i) {
      std::uint32_t type = header[3 + i];
      std::uint32_t size = NumberBytes(type);
      if (size == kNoNumber || at + size > end) return false;
      numbers[i] = ReadNumber(at, type);
      at += size;
    }
    *counts = {ToCount(numbers[0]), ToCount(numbers[1]), numbers[2]};
    return true;
  }
};

void TokenTree::Forget() { is_known_ = false; }

bool TokenTree::FindRoot(sqlite3* database) {
  Statement table("SELECT rootpage, sql FROM sqlite_master WHERE type='table' AND name='bayes_token'");
  if (table.Prepare(database) != SQLITE_OK || table.Step() != SQLITE_ROW) return false;
  std::int64_t root = table.Integer(0);
  if (root <= 1 || root > UINT32_MAX || !IsKnownLayout(table.Text(1))) return false;
  root_ = static_cast<std::uint32_t>(root);
  return true;
}

bool TokenTree::Prepare(sqlite3* database) {
  if (file_.mapping == nullptr || file_.bytes < kFileHeaderBytes) return false;
  const unsigned char* header = file_.mapping->data();
  std::uint32_t cookie = Read32(header + 40);
  if (is_known_ && cookie == schema_cookie_) return is_usable_;
  is_known_ = true;
  schema_cookie_ = cookie;
  page_bytes_ = Read16(header + 16);
  if (page_bytes_ == 1) page_bytes_ = 65536;
  usable_bytes_ = page_bytes_ - header[20];
  constexpr std::uint32_t kUtf8 = 1;
  is_usable_ = page_bytes_ >= 512 && (page_bytes_ & (page_bytes_ - 1)) == 0 && usable_bytes_ >= 480 &&
               Read32(header + 56) == kUtf8 && FindRoot(database);
  return is_usable_;
}

const unsigned char* TokenTree::Page(std::uint32_t number) const {
  std::size_t offset = static_cast<std::size_t>(number - 1) * page_bytes_;
  return number < 2 || offset + page_bytes_ > file_.bytes ? nullptr : file_.mapping->data() + offset;
}

// Finds the first of page's rows that does not come before the probe's token, and narrows the probe's range.
// Tokens are hashes and so spread evenly: where to look first is calculated. A row looked at is a cache line
// fetched from memory, and that is what a lookup costs.
bool TokenTree::Search(const unsigned char* page, bool is_leaf, Probe* probe, std::uint32_t* index,
                       Cell* cell, bool* is_equal) const {
  constexpr int kGuesses = 4;
  std::uint32_t pointers = is_leaf ? kLeafHeader : kInteriorHeader;
  std::uint32_t low = 0, high = Read16(page + 3);
  *is_equal = false;
  if (pointers + 2 * high > usable_bytes_) return false;
  for (int step = 0; low < high; ++step) {
    std::uint32_t middle = low + (high - low) / 2;
    if (step < kGuesses && probe->low < probe->token && probe->token < probe->high) {
      double part =
          static_cast<double>(probe->token - probe->low) / static_cast<double>(probe->high - probe->low);
      middle = std::min(low + static_cast<std::uint32_t>(part * (high - low)), high - 1);
    }
    int order = 0;
    std::uint64_t value = 0;
    if (!cell->Read(page, pointers + 2 * middle, usable_bytes_, is_leaf)) return false;
    if (!cell->Compare(probe->user_id, probe->token, &order, &value)) return false;
    if (order == 0) {
      *is_equal = true;
      return true;
    }
    if (order < 0) {
      low = middle + 1;
      probe->low = value;
    } else {
      high = middle;
      probe->high = value;
    }
  }
  *index = low;
  return true;
}

// Goes down to the leaf that would hold the token, or to its row on the way.
bool TokenTree::Descend(Probe* probe, TokenCounts* counts) const {
  std::uint32_t number = root_;
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    const unsigned char* page = Page(number);
    if (page == nullptr) return false;
    if (depth + 1 == leaf_depth_ || page[0] == kLeafPage) {
      probe->leaf = page;
      return true;
    }
    if (page[0] != kInteriorPage) return false;
    std::uint32_t index = 0;
    Cell cell;
    bool is_equal = false;
    if (!Search(page, false, probe, &index, &cell, &is_equal)) return false;
    if (is_equal) {
      probe->leaf = nullptr;
      return cell.Counts(counts);
    }
    if (index < Read16(page + 3)) {
      if (!cell.Read(page, kInteriorHeader + 2 * index, usable_bytes_, false)) return false;
      number = cell.left_child;
    } else {
      number = Read32(page + 8);
    }
  }
  return false;
}

bool TokenTree::FindInLeaf(Probe* probe, TokenCounts* counts) const {
  if (probe->leaf == nullptr) return true;
  if (probe->leaf[0] != kLeafPage) return false;
  std::uint32_t index = 0;
  Cell cell;
  bool is_equal = false;
  if (!Search(probe->leaf, true, probe, &index, &cell, &is_equal)) return false;
  if (is_equal) return cell.Counts(counts);
  *counts = TokenCounts();
  return true;
}

// All leaves of a tree are equally deep: known once, a leaf need not be touched to be told from others, and
// can be on its way from memory while the next token goes down.
bool TokenTree::FindLeafDepth() {
  std::uint32_t number = root_;
  for (leaf_depth_ = 1; leaf_depth_ < kMaxDepth; ++leaf_depth_) {
    const unsigned char* page = Page(number);
    if (page == nullptr) return false;
    if (page[0] == kLeafPage) return true;
    if (page[0] != kInteriorPage) return false;
    number = Read32(page + 8);
  }
  return false;
}

bool TokenTree::LookupAll(std::int64_t user_id, std::span<const TokenHash> tokens,
                          std::span<TokenCounts> counts) const {
  constexpr std::size_t kGroup = 16;  // as many cache misses as are worth having at once
  std::array<Probe, kGroup> probes;
  for (std::size_t begin = 0; begin < tokens.size(); begin += kGroup) {
    std::size_t size = std::min(kGroup, tokens.size() - begin);
    for (std::size_t i = 0; i < size; ++i) {
      probes[i] = {user_id, TokenValue(tokens[begin + i].data()), 0, kTokenEnd, nullptr};
      if (!Descend(&probes[i], &counts[begin + i])) return false;
      if (probes[i].leaf != nullptr) __builtin_prefetch(probes[i].leaf);
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (!FindInLeaf(&probes[i], &counts[begin + i])) return false;
    }
  }
  return true;
}

bool TokenTree::Lookup(sqlite3* database, FileMap::View file, std::int64_t user_id,
                       std::span<const TokenHash> tokens, std::span<TokenCounts> counts) {
  file_ = std::move(file);
  bool is_found = Prepare(database) && FindLeafDepth() && LookupAll(user_id, tokens, counts);
  file_ = FileMap::View();
  return is_found;
}

}  // namespace gatepost

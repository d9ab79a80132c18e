// Tested by tests/store/token_tree_test.cc, tests/store/store_contract_test.cc.
#include "store/token_tree.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace gatepost {
namespace {

constexpr unsigned char kInteriorIndex = 0x02, kLeafIndex = 0x0A;
constexpr std::uint64_t kTokenType = 13 + 2 * 5;  // a text of 5 bytes

// The 5 bytes as a number: in the order of the tree.
constexpr std::uint64_t kTokenEnd = std::uint64_t{1} << 40;
std::uint64_t TokenValue(const unsigned char* bytes) {
  return std::uint64_t{bytes[0]} << 32 | Read32(bytes + 1);
}

// Rows lie in the order (id, token), and the columns after those two as SpamAssassin's schema has them.
bool IsKnownLayout(const DatabaseFile::Table& table) {
  return table.sql.ends_with("primarykey(id,token))withoutrowid") &&
         table.HasColumns({"id", "token", "spam_count", "ham_count", "atime", "primarykey(id,token)"});
}

}  // namespace

// A token on its way down the tree.
struct TokenTree::Probe {
  Probe() = default;
  Probe(std::int64_t user, std::uint64_t value, TokenCounts* to) : user_id(user), token(value), counts(to) {}

  std::int64_t user_id = 0;
  std::uint64_t token = 0;
  TokenCounts* counts = nullptr;
  std::uint64_t low = 0, high = kTokenEnd;  // the tokens between which it lies, as far as is known
  const unsigned char* page = nullptr;
  std::uint32_t begin = 0, end = 0;  // the cells of the page among which it lies
  std::uint32_t middle = 0;          // the one of them to be looked at
  std::size_t depth = 0;
  int steps = 0;
  bool is_new_page = true, is_leaf = false;

  // Tokens are hashes and so spread evenly: where one lies can be calculated.
  std::uint32_t Guess(std::uint32_t first, std::uint32_t last) const {
    if (low >= token || token >= high) return first + (last - first) / 2;
    double part = static_cast<double>(token - low) / static_cast<double>(high - low);
    return std::min(first + static_cast<std::uint32_t>(part * (last - first)), last - 1);
  }
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

// The page, when it is there; it is on its way from memory.
bool TokenTree::Enter(std::uint32_t number, Probe* probe) {
  constexpr std::uint32_t kUsualCells = 170;  // of a leaf
  if (number < 2) return false;               // the first page is the schema's
  probe->page = file_->Page(number, probe->depth++);
  if (probe->page == nullptr) return false;
  probe->is_new_page = true;
  __builtin_prefetch(probe->page);
  __builtin_prefetch(probe->page + kLeafHeader + std::size_t{2} * probe->Guess(0, kUsualCells));
  return true;
}

// Chooses the next cell, which is then on its way from memory.
void TokenTree::Aim(Probe* probe) const {
  constexpr int kGuesses = 4;  // of each page; halving is left for tokens that are not spread evenly
  if (probe->begin >= probe->end) return;
  probe->middle = probe->steps++ < kGuesses ? probe->Guess(probe->begin, probe->end)
                                            : probe->begin + (probe->end - probe->begin) / 2;
  std::uint32_t pointers = probe->is_leaf ? kLeafHeader : kInteriorHeader;
  std::uint32_t start = Read16(probe->page + pointers + std::size_t{2} * probe->middle);
  if (start < file_->usable_bytes()) __builtin_prefetch(probe->page + start);
}

// One step, at the end of which memory is asked for what the next one needs.
TokenTree::Progress TokenTree::Advance(Probe* probe) {
  const unsigned char* page = probe->page;
  if (probe->is_new_page) {
    probe->is_new_page = false;
    probe->is_leaf = page[0] == kLeafIndex;
    if (!probe->is_leaf && page[0] != kInteriorIndex) return Progress::kBroken;
    probe->begin = 0;
    probe->end = Read16(page + 3);
    probe->steps = 0;
    if ((probe->is_leaf ? kLeafHeader : kInteriorHeader) + 2 * probe->end > file_->usable_bytes())
      return Progress::kBroken;
    Aim(probe);
    return Progress::kGoesOn;
  }
  std::uint32_t pointers = probe->is_leaf ? kLeafHeader : kInteriorHeader;
  Cell cell;
  if (probe->begin < probe->end) {
    int order = 0;
    std::uint64_t value = 0;
    if (!cell.Read(page, pointers + 2 * probe->middle, file_->usable_bytes(), probe->is_leaf) ||
        !cell.Compare(probe->user_id, probe->token, &order, &value)) {
      return Progress::kBroken;
    }
    if (order == 0) return cell.Counts(probe->counts) ? Progress::kDone : Progress::kBroken;
    if (order < 0) {
      probe->begin = probe->middle + 1;
      probe->low = value;
    } else {
      probe->end = probe->middle;
      probe->high = value;
    }
    Aim(probe);
    return Progress::kGoesOn;
  }
  if (probe->is_leaf) {
    *probe->counts = TokenCounts();
    return Progress::kDone;
  }
  // Left of the first cell that comes after the token.
  std::uint32_t child = Read32(page + 8);
  if (probe->begin < Read16(page + 3)) {
    if (!cell.Read(page, pointers + 2 * probe->begin, file_->usable_bytes(), false)) return Progress::kBroken;
    child = cell.left_child;
  }
  return Enter(child, probe) ? Progress::kGoesOn : Progress::kBroken;
}

// A lookup is little work and much waiting for memory. So several go on by turns, each a step at a time.
bool TokenTree::LookupByTurns(std::int64_t user_id, std::span<const TokenHash> tokens,
                              std::span<TokenCounts> counts) {
  constexpr std::size_t kTogether = 12;
  std::array<Probe, kTogether> probes;
  std::size_t active = 0, next = 0;
  auto start = [&](Probe* probe) {
    *probe = Probe(user_id, TokenValue(tokens[next].data()), &counts[next]);
    ++next;
    return Enter(root_, probe);
  };
  while (active < kTogether && next < tokens.size()) {
    if (!start(&probes[active++])) return false;
  }
  while (active > 0) {
    for (std::size_t i = 0; i < active;) {
      Progress progress = Advance(&probes[i]);
      if (progress == Progress::kBroken) return false;
      if (progress == Progress::kGoesOn) {
        ++i;
      } else if (next < tokens.size()) {
        if (!start(&probes[i++])) return false;
      } else if (--active != i) {
        probes[i] = probes[active];
      }
    }
  }
  return true;
}

// Neighbours lie in the same page, so each is read once.
bool TokenTree::LookupInOrder(std::int64_t user_id, std::span<const TokenHash> tokens,
                              std::span<TokenCounts> counts) {
  std::vector<std::pair<std::uint64_t, TokenCounts*>> order;
  order.reserve(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i)
    order.emplace_back(TokenValue(tokens[i].data()), &counts[i]);
  std::sort(order.begin(), order.end());
  for (const auto& [token, to] : order) {
    Probe probe(user_id, token, to);
    Progress progress = Enter(root_, &probe) ? Progress::kGoesOn : Progress::kBroken;
    while (progress == Progress::kGoesOn) progress = Advance(&probe);
    if (progress == Progress::kBroken) return false;
  }
  return true;
}

bool TokenTree::Lookup(DatabaseFile& file, std::int64_t user_id, std::span<const TokenHash> tokens,
                       std::span<TokenCounts> counts) {
  const DatabaseFile::Table* table = file.Find("bayes_token");
  if (table == nullptr || !IsKnownLayout(*table)) return false;
  root_ = table->root;
  file_ = &file;
  const bool is_found = file.view().is_mapped() ? LookupByTurns(user_id, tokens, counts)
                                                : LookupInOrder(user_id, tokens, counts);
  file_ = nullptr;
  if (!WantsMap()) ++lookups_;
  return is_found;
}

}  // namespace gatepost

// Tested by tests/match/windows_test.cc, tests/match/prefilter_differential_test.cc
//
// Header, the slots' patterns, and twice, for ASCII and for any bytes: the class of each byte, and for each
// 128 slots a row for each class. A row has a set of slots for each place of a window: those that bytes of
// the class do not rule out there.
#include "match/window_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>

namespace gatepost::match {
namespace {

constexpr std::uint32_t kWindowMagic = 0x47505732;  // another layout gets another number
constexpr std::size_t kLanes = 4;
constexpr std::size_t kBlockSlots = kLanes * 32;
constexpr std::size_t kRowWords = kWindowBytes * kLanes;
constexpr std::size_t kBeyond = 256;  // as a byte: what lies behind the text
constexpr std::size_t kBytes = kBeyond + 1;
// Room that a thread keeps between calls, in items.
constexpr std::size_t kKeptPlaces = 1 << 18;

using Row = std::array<std::uint32_t, kRowWords>;
// A set of slots, as one register.
using Slots = std::uint64_t __attribute__((vector_size(sizeof(std::uint32_t) * kLanes)));

std::size_t BlockCount(std::size_t slots) { return (slots + kBlockSlots - 1) / kBlockSlots; }

inline Slots SlotsAt(const std::uint32_t* words) {
  Slots slots;
  std::memcpy(&slots, words, sizeof slots);
  return slots;
}
inline bool IsAny(Slots slots) { return (slots[0] | slots[1]) != 0; }

// Sets the bits of window `slot`. What stands behind its length is anything, the text's end too.
void AddWindow(const Window& window, std::size_t slot, std::vector<std::vector<Row>>* by_byte) {
  for (std::size_t byte = 0; byte < kBytes; ++byte) {
    Row& row = (*by_byte)[byte][slot / kBlockSlots];
    for (std::size_t place = 0; place < kWindowBytes; ++place) {
      if (place >= window.length || (byte < kBeyond && window.bytes[place].Has(static_cast<unsigned>(byte))))
        row[place * kLanes + slot % kBlockSlots / 32] |= 1U << (slot % 32);
    }
  }
}

// Appends the classes and rows of what was added; returns how many classes there are.
std::uint32_t Append(const std::vector<std::vector<Row>>& by_byte, std::vector<std::uint32_t>* words) {
  std::map<std::vector<Row>, std::uint32_t> numbers;
  std::vector<const std::vector<Row>*> classes;
  for (const std::vector<Row>& rows : by_byte) {
    const auto [found, fresh] = numbers.try_emplace(rows, static_cast<std::uint32_t>(numbers.size()));
    if (fresh) classes.push_back(&found->first);
    words->push_back(found->second);
  }
  for (std::size_t block = 0; block < by_byte[0].size(); ++block) {
    for (const std::vector<Row>* rows : classes)
      words->insert(words->end(), (*rows)[block].begin(), (*rows)[block].end());
  }
  return static_cast<std::uint32_t>(classes.size());
}

// Bytes of a text, and kBeyond behind it, as words from a block's start to the row of each.
class RowsOfText {
 public:
  void Set(const std::uint32_t* class_of, std::string_view text) {
    at_.clear();
    for (const char c : text) at_.push_back(class_of[static_cast<unsigned char>(c)] * kRowWords);
    at_.insert(at_.end(), kWindowBytes, class_of[kBeyond] * kRowWords);
  }
  void Forget() {
    at_.clear();
    if (at_.capacity() > kKeptPlaces) at_.shrink_to_fit();
  }
  const std::uint32_t* data() const { return at_.data(); }

 private:
  std::vector<std::uint32_t> at_;
};

// The slots of a block that fit at the place where `rows` begins.
inline Slots FitsAt(const std::uint32_t* block, const std::uint32_t* rows) {
  constexpr std::size_t kTogether = 3;  // places after which mostly nothing is left
  const auto allowed = [&](std::size_t place) { return SlotsAt(block + rows[place] + place * kLanes); };
  Slots fits = allowed(0);
  for (std::size_t place = 1; place < kTogether; ++place) fits &= allowed(place);
  for (std::size_t place = kTogether; place < kWindowBytes && IsAny(fits); ++place) fits &= allowed(place);
  return fits;
}

}  // namespace

struct WindowScan::Table {
  // Of `words`, behind which the next table begins; `words` are moved on. False where they are too few.
  bool Take(std::span<const std::uint32_t>* words, std::uint32_t class_count, std::size_t blocks) {
    block_words = class_count * kRowWords;
    if (words->size() < kBytes + blocks * block_words) return false;
    class_of = words->data();
    rows = class_of + kBytes;
    *words = words->subspan(kBytes + blocks * block_words);
    return true;
  }
  const std::uint32_t* class_of = nullptr;
  const std::uint32_t* rows = nullptr;
  std::size_t block_words = 0;
};

std::vector<std::uint32_t> WindowScan::MakeTable(
    const std::vector<std::pair<std::uint32_t, WindowSet>>& sets) {
  std::vector<std::uint32_t> numbers;
  for (const auto& [pattern, set] : sets)
    numbers.insert(numbers.end(), std::max(set.ascii.size(), set.any.size()), pattern);
  const std::vector<Row> none(BlockCount(numbers.size()));
  std::vector<std::vector<Row>> ascii(kBytes, none), any(kBytes, none);
  std::size_t slot = 0;
  for (const auto& [pattern, set] : sets) {
    for (std::size_t i = 0; i < std::max(set.ascii.size(), set.any.size()); ++i, ++slot) {
      if (i < set.ascii.size()) AddWindow(set.ascii[i], slot, &ascii);
      if (i < set.any.size()) AddWindow(set.any[i], slot, &any);
    }
  }
  Header head{kWindowMagic, static_cast<std::uint32_t>(numbers.size()), 0, 0};
  std::vector<std::uint32_t> words(sizeof head / 4);
  words.insert(words.end(), numbers.begin(), numbers.end());
  head.ascii_classes = Append(ascii, &words);
  head.any_classes = Append(any, &words);
  std::memcpy(words.data(), &head, sizeof head);
  return words;
}

bool WindowScan::IsSound(std::span<const std::uint32_t> words, std::uint32_t patterns) {
  Header head{};
  if (words.size() < sizeof head / 4) return false;
  std::memcpy(&head, words.data(), sizeof head);
  words = words.subspan(sizeof head / 4);
  if (head.magic != kWindowMagic || head.slots > words.size()) return false;
  const auto below = [](std::uint32_t count) {
    return [count](std::uint32_t number) { return number < count; };
  };
  const std::span<const std::uint32_t> numbers = words.first(head.slots);
  words = words.subspan(head.slots);
  Table ascii, any;
  return head.ascii_classes <= kBytes && head.any_classes <= kBytes &&
         ascii.Take(&words, head.ascii_classes, BlockCount(head.slots)) &&
         any.Take(&words, head.any_classes, BlockCount(head.slots)) && words.empty() &&
         std::all_of(numbers.begin(), numbers.end(), below(patterns)) &&
         std::all_of(ascii.class_of, ascii.class_of + kBytes, below(head.ascii_classes)) &&
         std::all_of(any.class_of, any.class_of + kBytes, below(head.any_classes));
}

void WindowScan::Find(std::string_view text, FoundPatterns* hits) const {
  if (empty()) return;
  const Header& head = header();
  std::span<const std::uint32_t> words = words_.subspan(sizeof head / 4);
  const std::uint32_t* numbers = words.data();
  words = words.subspan(head.slots);
  Table ascii, any;
  (void)ascii.Take(&words, head.ascii_classes, BlockCount(head.slots));
  (void)any.Take(&words, head.any_classes, BlockCount(head.slots));

  const auto is_high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  const bool has_high = std::any_of(text.begin(), text.end(), is_high);
  thread_local RowsOfText ascii_rows, any_rows;
  ascii_rows.Set(ascii.class_of, text);
  if (has_high) any_rows.Set(any.class_of, text);
  for (std::size_t block = 0; block < BlockCount(head.slots); ++block) {
    const std::uint32_t* ascii_block = ascii.rows + block * ascii.block_words;
    const std::uint32_t* any_block = any.rows + block * any.block_words;
    Slots found{};
    std::size_t high_end = 0;  // behind the last byte over 7F that a window may reach
    std::size_t looked = 0;    // bytes that were looked at for it
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (has_high) {
        for (; looked < std::min(text.size(), at + kWindowBytes); ++looked) {
          if (is_high(text[looked])) high_end = looked + 1;
        }
      }
      found |= high_end > at ? FitsAt(any_block, any_rows.data() + at)
                             : FitsAt(ascii_block, ascii_rows.data() + at);
    }
    std::uint32_t lanes[kLanes];
    std::memcpy(lanes, &found, sizeof found);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::uint32_t bits = lanes[lane]; bits != 0; bits &= bits - 1) {
        const std::size_t slot =
            block * kBlockSlots + lane * 32 + static_cast<std::size_t>(std::countr_zero(bits));
        if (slot < head.slots) hits->Add(numbers[slot]);
      }
    }
  }
  ascii_rows.Forget();
  any_rows.Forget();
}

}  // namespace gatepost::match

// Tested by tests/match/windows_test.cc, tests/match/prefilter_differential_test.cc
//
// Header, the slots' patterns, and for each 128 slots a block of two tables (window_table.h): ASCII, any.
#include "match/window_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "match/window_table.h"

namespace gatepost::match {
namespace {

constexpr std::uint32_t kMagic = 0x47505731;  // another layout gets another number
constexpr std::size_t kLanes = 4;
constexpr std::size_t kBlockSlots = kLanes * 32;
constexpr std::size_t kTableWords = WindowTableWords(kLanes);
constexpr std::size_t kHeaderWords = 2;

using Lanes = std::array<std::uint32_t, kLanes>;

std::size_t BlockCount(std::size_t slots) { return (slots + kBlockSlots - 1) / kBlockSlots; }

// Keeps in `fits` what the byte in `row` allows at `place`; false when nothing is left.
inline bool Narrow(const std::uint32_t* table, std::size_t row, std::size_t place, Lanes* fits) {
  const std::uint32_t* words = table + WindowTableAt(row, place, kLanes);
  std::uint32_t any = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    (*fits)[lane] &= words[lane];
    any |= (*fits)[lane];
  }
  return any != 0;
}

Lanes ScanBlock(const std::uint32_t* tables, std::string_view text) {
  Lanes found{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t high_end = 0;  // behind the last byte over 7F that was seen
  for (std::size_t i = 0; i < std::min(text.size(), kWindowBytes - 1); ++i) {
    if (bytes[i] >= 0x80) high_end = i + 1;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t last = at + kWindowBytes - 1;
    if (last < text.size() && bytes[last] >= 0x80) high_end = last + 1;
    const std::uint32_t* table = tables + (high_end > at ? kTableWords : 0);
    Lanes fits;
    fits.fill(~0u);
    bool open = true;
    for (std::size_t place = 0; place < kWindowBytes && open; ++place)
      open = Narrow(table, at + place < text.size() ? bytes[at + place] : kBeyond, place, &fits);
    if (!open) continue;
    for (std::size_t lane = 0; lane < kLanes; ++lane) found[lane] |= fits[lane];
  }
  return found;
}

}  // namespace

std::vector<std::uint32_t> WindowScan::MakeTable(
    const std::vector<std::pair<std::uint32_t, WindowSet>>& sets) {
  std::vector<std::uint32_t> numbers;
  for (const auto& [pattern, set] : sets)
    numbers.insert(numbers.end(), std::max(set.ascii.size(), set.any.size()), pattern);
  std::vector<std::uint32_t> words = {kMagic, static_cast<std::uint32_t>(numbers.size())};
  words.insert(words.end(), numbers.begin(), numbers.end());
  const std::size_t first = words.size();
  words.resize(first + BlockCount(numbers.size()) * 2 * kTableWords);
  std::size_t slot = 0;
  for (const auto& [pattern, set] : sets) {
    for (std::size_t i = 0; i < std::max(set.ascii.size(), set.any.size()); ++i, ++slot) {
      std::uint32_t* tables = words.data() + first + slot / kBlockSlots * 2 * kTableWords;
      if (i < set.ascii.size()) AddToTable(set.ascii[i], slot % kBlockSlots, kLanes, tables);
      if (i < set.any.size()) AddToTable(set.any[i], slot % kBlockSlots, kLanes, tables + kTableWords);
    }
  }
  return words;
}

bool WindowScan::IsSound(std::span<const std::uint32_t> words, std::uint32_t patterns) {
  Header head{};
  static_assert(sizeof head == kHeaderWords * 4);
  if (words.size() < kHeaderWords) return false;
  std::memcpy(&head, words.data(), sizeof head);
  if (head.magic != kMagic || head.slots > words.size()) return false;
  if (words.size() != kHeaderWords + head.slots + BlockCount(head.slots) * 2 * kTableWords) return false;
  const std::span<const std::uint32_t> numbers = words.subspan(kHeaderWords, head.slots);
  return std::all_of(numbers.begin(), numbers.end(), [&](std::uint32_t number) { return number < patterns; });
}

void WindowScan::Find(std::string_view text, FoundPatterns* hits) const {
  if (empty()) return;
  const std::uint32_t* numbers = words_.data() + kHeaderWords;
  const std::size_t slots = header().slots;
  for (std::size_t block = 0; block < BlockCount(slots); ++block) {
    const Lanes found = ScanBlock(numbers + slots + block * 2 * kTableWords, text);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::uint32_t bits = found[lane]; bits != 0; bits &= bits - 1) {
        const std::size_t slot =
            block * kBlockSlots + lane * 32 + static_cast<std::size_t>(std::countr_zero(bits));
        if (slot < slots) hits->Add(numbers[slot]);
      }
    }
  }
}

}  // namespace gatepost::match

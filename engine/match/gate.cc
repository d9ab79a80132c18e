// Tested by tests/match/windows_test.cc
//
// Two tables (window_table.h): for ASCII and for any text.
#include "match/gate.h"

#include <algorithm>

#include "match/window_table.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kMaxLanes = Gate::kMostWindows / 32;

void AddAll(const std::vector<Window>& windows, std::size_t lanes, std::uint32_t* table) {
  for (std::size_t i = 0; i < windows.size(); ++i) AddToTable(windows[i], i, lanes, table);
}

bool IsHigh(char c) { return static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

Gate::Gate(std::span<const std::uint32_t> words) {
  const std::size_t lanes = words.size() / (2 * WindowTableWords(1));
  if (lanes == 0 || lanes > kMaxLanes || words.size() != 2 * WindowTableWords(lanes)) return;
  words_ = words.data();
  lanes_ = lanes;
}

std::vector<std::uint32_t> Gate::MakeTable(const WindowSet& starts) {
  if (starts.empty()) return {};
  const std::size_t lanes = (std::max(starts.ascii.size(), starts.any.size()) + 31) / 32;
  const std::size_t table_words = WindowTableWords(lanes);
  std::vector<std::uint32_t> words(2 * table_words);
  AddAll(starts.ascii, lanes, words.data());
  AddAll(starts.any, lanes, words.data() + table_words);
  return words;
}

bool Gate::Fits(std::string_view text, std::size_t at, bool ascii) const {
  const std::uint32_t* table = words_ + (ascii ? 0 : WindowTableWords(lanes_));
  std::uint32_t fits[kMaxLanes];
  std::fill_n(fits, lanes_, ~0u);
  for (std::size_t place = 0; place < kWindowBytes; ++place) {
    const std::size_t row = at + place < text.size() ? static_cast<unsigned char>(text[at + place]) : kBeyond;
    const std::uint32_t* words = table + WindowTableAt(row, place, lanes_);
    std::uint32_t left = 0;
    for (std::size_t lane = 0; lane < lanes_; ++lane) left |= fits[lane] &= words[lane];
    if (left == 0) return false;
  }
  return true;
}

std::size_t Gate::Next(std::string_view text, std::size_t start) const {
  std::size_t looked = start;  // bytes before it were looked at for `high_end`
  std::size_t high_end = 0;    // behind the last byte over 7F that was seen
  for (std::size_t at = start; at < text.size(); ++at) {
    for (; looked < text.size() && looked < at + kWindowBytes; ++looked) {
      if (IsHigh(text[looked])) high_end = looked + 1;
    }
    if (Fits(text, at, high_end <= at)) return at;
  }
  return std::string_view::npos;
}

std::size_t Gate::NextLine(std::string_view text, std::size_t start) const {
  for (std::size_t at = start; at < text.size(); ++at) {
    if (at > 0 && text[at - 1] != '\n') {
      at = text.find('\n', at);
      if (at == std::string_view::npos) break;
      continue;
    }
    const std::string_view window = text.substr(at, kWindowBytes);
    if (Fits(text, at, std::none_of(window.begin(), window.end(), IsHigh))) return at;
  }
  return std::string_view::npos;
}

}  // namespace gatepost::match

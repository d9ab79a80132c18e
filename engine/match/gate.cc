// Tested by tests/match/windows_test.cc
//
// Two tables, for ASCII and for any text: a word for each byte and each place in the window, a bit of it for
// each window. One row more stands for what lies beyond the end.
#include "match/gate.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kBeyond = 256;
constexpr std::size_t kTableWords = (kBeyond + 1) * kWindowBytes;

void AddWindows(const std::vector<Window>& windows, std::uint32_t* table) {
  for (std::size_t i = 0; i < windows.size(); ++i) {
    for (std::size_t place = 0; place < kWindowBytes; ++place) {
      for (unsigned byte = 0; byte <= kBeyond; ++byte) {
        if (place >= windows[i].length || (byte < kBeyond && windows[i].bytes[place].Has(byte)))
          table[byte * kWindowBytes + place] |= 1u << i;
      }
    }
  }
}

}  // namespace

Gate::Gate(std::span<const std::uint32_t> words)
    : words_(words.size() == 2 * kTableWords ? words.data() : nullptr) {}

std::vector<std::uint32_t> Gate::MakeTable(const WindowSet& starts) {
  if (starts.empty()) return {};
  std::vector<std::uint32_t> words(2 * kTableWords);
  AddWindows(starts.ascii, words.data());
  AddWindows(starts.any, words.data() + kTableWords);
  return words;
}

std::size_t Gate::Next(std::string_view text, std::size_t start) const {
  std::size_t looked = start;  // bytes before it were looked at for `high_end`
  std::size_t high_end = 0;    // behind the last byte over 7F that was seen
  for (std::size_t at = start; at < text.size(); ++at) {
    for (; looked < text.size() && looked < at + kWindowBytes; ++looked) {
      if (static_cast<unsigned char>(text[looked]) >= 0x80) high_end = looked + 1;
    }
    const std::uint32_t* table = words_ + (high_end > at ? kTableWords : 0);
    std::uint32_t fits = ~0u;
    for (std::size_t place = 0; place < kWindowBytes && fits != 0; ++place) {
      const std::size_t row =
          at + place < text.size() ? static_cast<unsigned char>(text[at + place]) : kBeyond;
      fits &= table[row * kWindowBytes + place];
    }
    if (fits != 0) return at;
  }
  return std::string_view::npos;
}

}  // namespace gatepost::match

// Gate: where in a text can a match of one pattern begin? A search tries those places alone. Made of the
// windows of FindStarts, as words without pointers that a compiled ruleset keeps. Internal to match/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "match/windows.h"

namespace gatepost::match {

class Gate {
 public:
  // `words` of MakeTable, or none: every place is tried. They must stay. Others are as none.
  Gate() = default;
  explicit Gate(std::span<const std::uint32_t> words);

  // Of at most kMostWindows of a kind; empty for none.
  static constexpr std::size_t kMostWindows = 128;
  static std::vector<std::uint32_t> MakeTable(const WindowSet& starts);

  bool empty() const { return words_ == nullptr; }
  // The first place from `start` on; npos for none. Not for an empty gate.
  std::size_t Next(std::string_view text, std::size_t start) const;
  // The same among the places that begin the text or a line.
  std::size_t NextLine(std::string_view text, std::size_t start) const;

 private:
  bool Fits(std::string_view text, std::size_t at, bool ascii) const;

  const std::uint32_t* words_ = nullptr;
  std::size_t lanes_ = 0;  // words for each byte and place
};

}  // namespace gatepost::match

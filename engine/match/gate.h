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
  static constexpr std::size_t kMostWindows = 32;
  static std::vector<std::uint32_t> MakeTable(const WindowSet& starts);

  bool empty() const { return words_ == nullptr; }
  // The first place from `start` on; npos for none. Not for an empty gate.
  std::size_t Next(std::string_view text, std::size_t start) const;

 private:
  const std::uint32_t* words_ = nullptr;
};

}  // namespace gatepost::match

// WindowScan: many windows, one text: one of whose windows fits somewhere? Internal to match/; see
// prefilter.h.
//
// A bit for each window in a table of bytes and places: a position of the text costs eight loads for 128
// windows at once, most often three. The table is one array of 32-bit words without pointers, as
// LiteralScan's.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "match/literal_scan.h"
#include "match/windows.h"

namespace gatepost::match {

class WindowScan {
 public:
  // Of sets with the numbers of their patterns.
  static std::vector<std::uint32_t> MakeTable(const std::vector<std::pair<std::uint32_t, WindowSet>>& sets);

  // Is it a table that MakeTable could have made, of `patterns` patterns?
  static bool IsSound(std::span<const std::uint32_t> words, std::uint32_t patterns);
  // Takes a sound table; `words` must stay.
  void Use(std::span<const std::uint32_t> words) { words_ = words; }

  bool empty() const { return words_.empty() || header().slots == 0; }
  // Adds each pattern one of whose windows fits somewhere in `text`.
  void Find(std::string_view text, FoundPatterns* hits) const;

 private:
  struct Header {
    std::uint32_t magic;
    std::uint32_t slots;  // one for a window of each kind
    std::uint32_t ascii_classes, any_classes;
  };
  struct Table;
  const Header& header() const { return *reinterpret_cast<const Header*>(words_.data()); }

  std::span<const std::uint32_t> words_;
};

}  // namespace gatepost::match

// Prefilter: which patterns of a set can match a text at all? Internal to match/; see pattern_set.h.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "match/literal_scan.h"
#include "match/requirements.h"
#include "match/window_scan.h"

namespace gatepost::match {

class Prefilter {
 public:
  Prefilter() = default;
  Prefilter(Prefilter&&) noexcept = default;
  Prefilter& operator=(Prefilter&&) noexcept = default;

  void Build(const std::vector<Requirements>& requirements);
  // Are these words() of a Prefilter of `patterns` patterns? Cost: one pass over the words.
  static bool IsSound(std::span<const std::uint32_t> words, std::size_t patterns);
  // Takes sound words; they are not copied.
  void Use(std::span<const std::uint32_t> words);
  std::span<const std::uint32_t> words() const { return words_; }

  // Appends the number of each pattern whose requirements `text` meets, each once.
  void Find(std::string_view text, std::vector<std::uint32_t>* candidates) const;

 private:
  struct Header;
  struct Row;
  const Header& header() const;

  std::vector<std::uint32_t> owned_;
  std::span<const std::uint32_t> words_;
  LiteralScan plain_;
  LiteralScan squeezed_;
  WindowScan windows_;
};

}  // namespace gatepost::match

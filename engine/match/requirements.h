// What a text must have for a pattern to match it. Internal to match/; see pattern_set.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/analysis.h"
#include "match/byte_set.h"
#include "match/syntax.h"
#include "match/windows.h"

namespace gatepost::match {

// Texts that lack any of it need not be searched.
struct Requirements {
  // One of these (folded) occurs in the text, or in the squeezed text. Empty: none worth a search.
  std::vector<std::string> literals;
  bool squeezed = false;
  // Without literals: one of these fits somewhere. Empty: none worth a search.
  WindowSet windows;
  // Of each of these sets at least one byte occurs.
  std::vector<ByteSet> bytes;
  // The text is at least this long, in bytes; and so is a run of it without white space, and of \w alone.
  std::int32_t min_length = 0;
  std::int32_t min_dense_run = 0;
  std::int32_t min_word_run = 0;
};

// Cost: some loops over the tree; sets are cut at a fixed size.
Requirements FindRequirements(const Syntax& syntax, const std::vector<Lengths>& lengths);
// The same for a pattern's text; none where it is wrong.
Requirements FindRequirements(std::string_view pattern, std::string_view modifiers);

}  // namespace gatepost::match

// Tested by tests/base/word_set_test.cc.
#include "base/word_set.h"

#include <algorithm>

namespace gatepost {

std::span<const PackedText>::iterator WordSet::LowerBound(std::string_view word) const {
  return std::lower_bound(base_.begin(), base_.end(), word,
                          [](const PackedText& a, std::string_view b) { return a.view() < b; });
}

bool WordSet::contains(std::string_view word) const {
  auto found = LowerBound(word);
  return (found != base_.end() && found->view() == word) || own_.contains(word);
}

void WordSet::Pack(Packer* packer, std::size_t field) const {
  std::set<std::string_view> all(own_.begin(), own_.end());
  for (const PackedText& word : base_) all.insert(word.view());
  packer->PutTexts(field, all);
}

bool WordSet::IsSound(const PackedWords& packed, const PackedBounds& bounds) {
  return bounds.HoldsTexts(packed.words);
}

}  // namespace gatepost

// WordSet: a set of words, part of it packed (a compiled ruleset's), part of it added.
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "base/packed.h"

namespace gatepost {

struct PackedWords {
  PackedSpan<PackedText> words;  // sorted by bytes, each once
};

class WordSet {
 public:
  WordSet() = default;
  WordSet(std::initializer_list<std::string> words) : own_(words) {}
  void insert(std::string word) { own_.insert(std::move(word)); }
  void erase(const std::string& word) { own_.erase(word); }
  bool empty() const { return own_.empty() && base_.empty(); }
  // Cost: a binary search.
  bool contains(std::string_view word) const;
  // Calls `visit` with each word that begins with `prefix` until it answers true; true where it did.
  template <class Visit>
  bool AnyWithPrefix(std::string_view prefix, const Visit& visit) const {
    for (auto word = LowerBound(prefix); word != base_.end() && word->view().starts_with(prefix); ++word) {
      if (visit(word->view())) return true;
    }
    for (auto word = own_.lower_bound(prefix); word != own_.end() && word->starts_with(prefix); ++word) {
      if (visit(std::string_view(*word))) return true;
    }
    return false;
  }

  // `field` is that of a PackedWords.
  void Pack(Packer* packer, std::size_t field) const;
  // `packed` was checked and stays.
  void Use(const PackedWords& packed) { base_ = packed.words.get(); }
  static bool IsSound(const PackedWords& packed, const PackedBounds& bounds);

 private:
  std::span<const PackedText>::iterator LowerBound(std::string_view word) const;

  std::span<const PackedText> base_;
  std::set<std::string, std::less<>> own_;
};

}  // namespace gatepost

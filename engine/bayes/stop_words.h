// StopWords: words too common to say anything, one pattern a language (bayes_stopword_xx).
//
// The patterns are written as regular expressions, but nearly always say a finite list of words: such a
// pattern is spelled out once into a set; only others are run as patterns.
#pragma once

#include <bitset>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/word_set.h"
#include "gatepost/status.h"
#include "match/regex.h"

namespace gatepost {

struct PackedStopWords {
  PackedWords exact, any_case;
  std::uint32_t longest;
  std::uint32_t is_complete;  // 0: there are patterns beside them, and it serves nobody
};

class StopWords {
 public:
  // The words of one language, as the value of bayes_stopword_xx. Matches whole tokens, in any case unless
  // the pattern switches that off with (?^:...). Fails where the pattern is none.
  Status Add(std::string_view pattern);
  // SpamAssassin's English list, for configurations that have none.
  void AddDefaultEnglish();

  bool Contains(std::string_view token) const;
  bool empty() const { return exact_.empty() && any_case_.empty() && patterns_.empty(); }
  // Fills the PackedStopWords at `field`.
  void Pack(Packer* packer, std::size_t field) const;
  // `packed` was checked, is complete and stays.
  void Use(const PackedStopWords& packed);

  std::size_t pattern_count() const { return patterns_.size(); }

 private:
  static constexpr std::size_t kMarks = 4096;

  void Mark(std::string_view lower);
  bool IsWord(std::string_view token) const;

  WordSet exact_;
  WordSet any_case_;  // in lower case
  std::vector<Regex> patterns_;
  std::size_t longest_ = 0;
  std::bitset<kMarks> marks_;  // by the hash of each word in lower case
};

// Spells out a pattern made of literals, groups, alternatives, classes and "?" into every text it can
// match. Nothing where it is of another kind, or would give more than `max_words`.
struct SpelledPattern {
  std::vector<std::string> words;
  bool any_case = true;
};
std::optional<SpelledPattern> SpellOut(std::string_view pattern, std::size_t max_words);

}  // namespace gatepost

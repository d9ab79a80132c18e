// Gate: where in a text can a match of one pattern begin? A search tries those places alone, and where there
// are none the pattern need not even be made, nor where one does match for certain and no more is asked. An
// automaton with a table, as words without pointers that a compiled ruleset keeps: it follows a match from
// its first byte until nothing can match, until something has, or until it is so far that little mail would
// be. Internal to match/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "match/nfa.h"
#include "match/regex.h"

namespace gatepost::match {

class Gate {
 public:
  // `words` of MakeTable, or none: every place is tried. They must stay.
  Gate() = default;
  explicit Gate(std::span<const std::uint32_t> words) : words_(words.empty() ? nullptr : words.data()) {}
  // Can `words` be used, whether or not they are what MakeTable made?
  static bool IsSound(std::span<const std::uint32_t> words);

  // Not for what can match nothing. Empty where it would name many places. Cost: up to some milliseconds.
  static std::vector<std::uint32_t> MakeTable(const Nfa& nfa);

  bool empty() const { return words_ == nullptr; }

  // Bytes that the searches of one text may look at, all together: what is over names every place.
  static std::size_t Budget(std::string_view text) { return 512 + 16 * text.size(); }
  // The first place from `start` on; npos for none. Not for an empty gate.
  std::size_t Next(std::string_view text, std::size_t start, std::size_t* budget) const;
  // Does the pattern match? kUndecided: perhaps. Not for an empty gate.
  MatchOutcome Decide(std::string_view text) const;
  // How many matches follow one another, up to `most` (0: all)? Nothing: it cannot tell. Not for an empty
  // gate.
  std::optional<int> Count(std::string_view text, int most) const;

 private:
  struct Place {
    std::size_t at;  // npos for none
    bool is_certain;
    std::size_t end = 0;  // of the match, where it is certain
  };
  Place NextPlace(std::string_view text, std::size_t start, std::size_t* budget) const;

  const std::uint32_t* words_ = nullptr;
};

}  // namespace gatepost::match

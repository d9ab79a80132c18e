// HardPlaces: can a match begin at this place, and if not, where behind it? For places at which PCRE2 has
// gone back and forth for long: it tries the ways of a match one after the other, this follows all of them at
// once. Internal to match/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/once.h"
#include "match/nfa.h"
#include "match/regex.h"

namespace gatepost::match {

class HardPlaces {
 public:
  // `source` must stay.
  explicit HardPlaces(const PatternSource& source) : source_(source) {}

  // False for certain, true for perhaps: also where it would look at more than `*visits` of its automaton's
  // states, which it counts down. Cost: some nanoseconds a visit; the first time up to a millisecond for the
  // automaton. Safe from several threads.
  bool CanMatch(std::string_view text, std::size_t at, std::uint64_t* visits) const;
  // The first place from `at` on where a match may begin, found in one walk; npos for none. Also `at` where
  // that would look at more states. `at` is at most the text's size.
  std::size_t NextPlace(std::string_view text, std::size_t at, std::uint64_t* visits) const;

 private:
  // Null where the pattern cannot be read.
  const Nfa* Automaton() const;

  const PatternSource& source_;
  mutable Once once_;
  mutable std::optional<Nfa> nfa_;
};

}  // namespace gatepost::match

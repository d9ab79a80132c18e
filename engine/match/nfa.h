// A pattern as an automaton without counters, for what only asks where a match cannot be. It allows all that
// the pattern matches, and more: look-around bars no way, large counts are loops, and at a back-reference or
// what else is not known the match is taken to end. Internal to match/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "match/syntax.h"

namespace gatepost::match {

// What stands before or behind a place of the text.
enum class Beside : std::uint8_t { kEdge, kBreak, kWord, kOther, kUnknown };
inline constexpr std::size_t kBesideKinds = 4;  // those that are known

constexpr Beside BesideOf(unsigned char byte) {
  if (byte == '\n') return Beside::kBreak;
  const unsigned lower = byte | 0x20U;
  const bool word =
      (byte >= '0' && byte <= '9') || (byte < 0x80 && lower >= 'a' && lower <= 'z') || byte == '_';
  return word ? Beside::kWord : Beside::kOther;
}

class Nfa {
 public:
  // Cost: some loops over the tree; counts are unrolled while that stays small.
  explicit Nfa(const Syntax& syntax);

  struct State {
    enum class Kind : std::uint8_t {
      kBytes,   // takes one of sets()[set], goes to `next`
      kFork,    // goes to `next` and to `other`
      kAssert,  // goes to `next` where `assertion` holds
      kEnd,     // the match may end, or anything may follow
    };
    Kind kind{};
    Assertion assertion{};
    std::int32_t set = 0;
    std::int32_t next = 0, other = 0;
  };

  const State& state(int number) const { return states_[static_cast<std::size_t>(number)]; }
  std::size_t size() const { return states_.size(); }
  const std::vector<ByteSet>& sets() const { return sets_; }
  const ByteSet& set(const State& state) const { return sets_[static_cast<std::size_t>(state.set)]; }
  int start() const { return start_; }
  // Does it allow nothing else than the pattern matches? Where it cannot be sure, it says no.
  bool is_exact() const { return exact_; }
  // Where what a node takes begins; of a node that is repeated, the first time.
  int entry(int node) const { return entries_[static_cast<std::size_t>(node)]; }

 private:
  friend class NfaMaker;
  Nfa() = default;
  std::vector<State> states_;
  std::vector<ByteSet> sets_;
  std::vector<int> entries_;
  int start_ = 0;
  bool exact_ = true;
};

// Walks over an automaton; keeps room between steps.
class NfaWalk {
 public:
  explicit NfaWalk(const Nfa& nfa) : nfa_(nfa), seen_(nfa.size()) {}

  // The kBytes states that are reached from `from` without taking a byte. False where the match may end.
  bool Close(const std::vector<int>& from, Beside before, Beside behind, std::vector<int>* takers);
  // The same, but for states that this and the last Close reached before.
  bool CloseMore(const std::vector<int>& from, Beside before, Beside behind, std::vector<int>* takers);
  // Did the last Close meet an assertion that looks at what stands before?
  bool met_before() const { return met_before_; }
  // Did it go on where only the text's end allows that, at a line break that need not be the last byte?
  bool met_doubt() const { return met_doubt_; }
  // How many states the last Close looked at.
  std::size_t visited() const { return visited_; }

 private:
  bool Holds(Assertion assertion, Beside before, Beside behind);
  void Reach(int state) {
    if (seen_[static_cast<std::size_t>(state)] == round_) return;
    seen_[static_cast<std::size_t>(state)] = round_;
    open_.push_back(state);
  }

  const Nfa& nfa_;
  std::vector<std::uint32_t> seen_;  // by state: the last round that reached it
  std::uint32_t round_ = 0;
  std::vector<int> open_;
  bool met_before_ = false;
  bool met_doubt_ = false;
  std::size_t visited_ = 0;
};

}  // namespace gatepost::match

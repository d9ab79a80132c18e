// Tested by tests/match/gate_test.cc, tests/match/windows_test.cc
#include "match/nfa.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include "match/analysis.h"

namespace gatepost::match {
namespace {

// How often a repeat is unrolled, at most, and so many times of those that it must have: the first with which
// the automaton has no more states than `limit`. The third is for large groups that must come several times:
// what asks for one or two of them is met in common mail. `of_byte` is `least` for what repeats a byte: lines
// that are too long, and the like.
struct Unroll {
  int most, least, of_byte;
  std::size_t limit;
};
constexpr std::size_t kManyStates = 8192;
constexpr Unroll kUnrolls[] = {{32, 32, 1000, kManyStates}, {32, 32, 32, kManyStates}, {8, 8, 8, kManyStates},
                               {2, 5, 5, 4 * kManyStates},  {2, 2, 2, kManyStates},    {1, 2, 2, kManyStates},
                               {1, 1, 1, SIZE_MAX}};

}  // namespace

// From the pattern's end to its beginning: `after_` is where what was built so far begins.
class NfaMaker {
 public:
  NfaMaker(const Syntax& syntax, Unroll unroll) : syntax_(syntax), unroll_(unroll) {}

  // False where it grows over `limit`.
  bool Make(std::size_t limit, Nfa* nfa) {
    nfa_ = {};
    nfa_.entries_.assign(syntax_.nodes.size(), 0);
    set_numbers_.assign(syntax_.nodes.size(), -1);
    after_ = end_ = Add({Nfa::State::Kind::kEnd});
    tasks_ = {{Task::kBuild, syntax_.root}};
    while (!tasks_.empty() && nfa_.states_.size() <= limit) {
      const Task task = tasks_.back();
      tasks_.pop_back();
      Do(task);
    }
    nfa_.start_ = after_;
    const bool whole = tasks_.empty();
    *nfa = std::move(nfa_);
    return whole;
  }

 private:
  struct Task {
    enum Kind : std::uint8_t {
      kBuild,     // a node before what was built
      kMark,      // the node begins here
      kSetAfter,  // go on from state `value`
      kOpen,      // begin an alternation
      kJoin,      // what was built is one more of its ways
      kClose,     // go on from all of them
      kLoop,      // what was built is the body of loop `value`, and where it begins
      kOptional,  // what was built can be left out, for state `value`
    } kind;
    int value = 0;
  };

  const Node& node(int index) const { return syntax_.nodes[static_cast<std::size_t>(index)]; }
  int Add(const Nfa::State& state) {
    nfa_.states_.push_back(state);
    return static_cast<int>(nfa_.states_.size()) - 1;
  }
  int AddFork(int next, int other) { return Add({Nfa::State::Kind::kFork, {}, 0, next, other}); }
  int AddTaker(int index) {
    int& number = set_numbers_[static_cast<std::size_t>(index)];
    if (number < 0) {
      const ByteSet set = *BytesOf(syntax_, node(index));
      const auto [found, fresh] = numbers_.try_emplace(set, static_cast<int>(nfa_.sets_.size()));
      if (fresh) nfa_.sets_.push_back(set);
      number = found->second;
    }
    return Add({Nfa::State::Kind::kBytes, {}, number, after_, 0});
  }

  void Do(const Task& task) {
    switch (task.kind) {
      case Task::kBuild:
        tasks_.push_back({Task::kMark, task.value});
        Build(task.value);
        break;
      case Task::kMark:
        nfa_.entries_[static_cast<std::size_t>(task.value)] = after_;
        break;
      case Task::kSetAfter:
        after_ = task.value;
        break;
      case Task::kOpen:
        ways_.push_back(-1);
        break;
      case Task::kJoin:
        ways_.back() = ways_.back() < 0 ? after_ : AddFork(after_, ways_.back());
        break;
      case Task::kClose:
        after_ = ways_.back();
        ways_.pop_back();
        break;
      case Task::kLoop:
        nfa_.states_[static_cast<std::size_t>(task.value)].next = after_;
        break;
      case Task::kOptional:
        after_ = AddFork(after_, task.value);
        break;
    }
  }

  void Build(int index) {
    const Node& at = node(index);
    switch (at.kind) {
      case NodeKind::kByte:
      case NodeKind::kSet:
        after_ = AddTaker(index);
        break;
      case NodeKind::kAssert:
        if (at.assertion >= Assertion::kUnicodeWordEdge) nfa_.exact_ = false;
        after_ = Add({Nfa::State::Kind::kAssert, at.assertion, 0, after_, 0});
        break;
      case NodeKind::kLook:
        nfa_.exact_ = false;
        break;
      case NodeKind::kEmpty:
      case NodeKind::kKeep:
        break;
      case NodeKind::kConcat:
        for (int child = at.first; child >= 0; child = node(child).next)
          tasks_.push_back({Task::kBuild, child});
        break;
      case NodeKind::kAtomic:
        nfa_.exact_ = false;
        [[fallthrough]];
      case NodeKind::kCapture:
      case NodeKind::kBranchReset:
        if (at.first >= 0) tasks_.push_back({Task::kBuild, at.first});
        break;
      case NodeKind::kAlternate:
        tasks_.push_back({Task::kClose});
        for (int child = at.first; child >= 0; child = node(child).next) {
          tasks_.push_back({Task::kJoin});
          tasks_.push_back({Task::kBuild, child});
          tasks_.push_back({Task::kSetAfter, after_});
        }
        tasks_.push_back({Task::kOpen});
        break;
      case NodeKind::kRepeat:
        Repeat(at);
        break;
      default:
        nfa_.exact_ = false;
        after_ = end_;
        break;
    }
  }

  // `a` times, and then as often as may be, or a loop, of which the last of the `a` times is the first round.
  void Repeat(const Node& at) {
    const NodeKind kind = node(at.first).kind;
    const bool is_of_byte = kind == NodeKind::kByte || kind == NodeKind::kSet;
    const int least = std::min(at.a, is_of_byte ? unroll_.of_byte : unroll_.least);
    const bool is_loop = at.b < 0 || at.b > std::max(unroll_.most, least);
    if (least < at.a || (is_loop && at.b >= 0) || at.greed == Greed::kPossessive) nfa_.exact_ = false;
    for (int i = is_loop ? 1 : 0; i < least; ++i) tasks_.push_back({Task::kBuild, at.first});
    if (is_loop) {
      const int loop = AddFork(0, after_);
      if (least == 0) tasks_.push_back({Task::kSetAfter, loop});
      tasks_.push_back({Task::kLoop, loop});
      tasks_.push_back({Task::kBuild, at.first});
      tasks_.push_back({Task::kSetAfter, loop});
      return;
    }
    for (int i = least; i < at.b; ++i) {
      tasks_.push_back({Task::kOptional, after_});
      tasks_.push_back({Task::kBuild, at.first});
    }
  }

  const Syntax& syntax_;
  const Unroll unroll_;
  Nfa nfa_;
  std::map<ByteSet, int> numbers_;
  std::vector<int> set_numbers_;  // by node; -1 where it is not known yet
  std::vector<Task> tasks_;
  std::vector<int> ways_;  // of the alternations that are open
  int after_ = 0;
  int end_ = 0;
};

Nfa::Nfa(const Syntax& syntax) {
  for (const Unroll unroll : kUnrolls) {
    if (NfaMaker(syntax, unroll).Make(unroll.limit, this)) return;
  }
}

bool NfaWalk::Holds(Assertion assertion, Beside before, Beside behind) {
  switch (assertion) {
    case Assertion::kTextStart:
      met_before_ = true;
      return before == Beside::kEdge || before == Beside::kUnknown;
    case Assertion::kLineStart:
      met_before_ = true;
      // As Perl: not behind a line break that is the text's last byte.
      return before == Beside::kEdge || before == Beside::kUnknown ||
             (before == Beside::kBreak && behind != Beside::kEdge);
    case Assertion::kTextEnd:
      return behind == Beside::kEdge || behind == Beside::kUnknown;
    case Assertion::kTextEndOrBreak:
      met_doubt_ |= behind == Beside::kBreak;
      [[fallthrough]];
    case Assertion::kLineEnd:
      return behind == Beside::kEdge || behind == Beside::kBreak || behind == Beside::kUnknown;
    case Assertion::kWordEdge:
    case Assertion::kNotWordEdge: {
      met_before_ = true;
      if (before == Beside::kUnknown || behind == Beside::kUnknown) return true;
      const bool edge = (before == Beside::kWord) != (behind == Beside::kWord);
      return edge == (assertion == Assertion::kWordEdge);
    }
    default:
      return true;
  }
}

bool NfaWalk::Close(const std::vector<int>& from, Beside before, Beside behind, std::vector<int>* takers) {
  ++round_;
  return CloseMore(from, before, behind, takers);
}

bool NfaWalk::CloseMore(const std::vector<int>& from, Beside before, Beside behind,
                        std::vector<int>* takers) {
  takers->clear();
  open_.clear();
  met_before_ = met_doubt_ = false;
  visited_ = 0;
  bool ends = false;
  for (int state : from) Reach(state);
  while (!open_.empty()) {
    const int number = open_.back();
    open_.pop_back();
    ++visited_;
    const Nfa::State& state = nfa_.state(number);
    switch (state.kind) {
      case Nfa::State::Kind::kBytes:
        takers->push_back(number);
        break;
      case Nfa::State::Kind::kFork:
        Reach(state.next);
        Reach(state.other);
        break;
      case Nfa::State::Kind::kAssert:
        if (Holds(state.assertion, before, behind)) Reach(state.next);
        break;
      case Nfa::State::Kind::kEnd:
        ends = true;
        break;
    }
  }
  return !ends;
}

}  // namespace gatepost::match

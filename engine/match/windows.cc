// Tested by tests/match/windows_test.cc, tests/match/prefilter_differential_test.cc
#include "match/windows.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "match/literal_rates.h"
#include "match/nfa.h"

namespace gatepost::match {
namespace {

// Points tried for the best windows: the first ones, and of these the best in more than one window.
constexpr std::size_t kMaxPoints = 24;
constexpr std::size_t kMaxFans = 3;
// Windows that fit less are good enough.
constexpr double kRareEnough = 5e-5;
// What can stand in other scripts counts less: mail is ASCII for the most part.
constexpr double kAnyWeight = 0.1;

ByteSet AsciiSet() {
  ByteSet set;
  set.AddRange(0, 0x7F);
  return set;
}

ByteSet Common(const ByteSet& a, const ByteSet& b) {
  ByteSet not_a = a;
  ByteSet not_b = b;
  not_a.Complement();
  not_b.Complement();
  not_a.AddAll(not_b);
  not_a.Complement();
  return not_a;
}

class Walker {
 public:
  explicit Walker(const Nfa& nfa) : nfa_(nfa), walk_(nfa) {}

  // The states that can take the first byte of what begins at `from`; false where that is unknown, or where
  // the match can end first.
  bool FirstTakers(int from, std::vector<int>* takers) { return Close({from}, takers); }

  // Takes a byte of `allowed`: which can it be, and which states can take the next? False where that is
  // unknown, or where the match can end.
  bool Step(const std::vector<int>& takers, const ByteSet& allowed, ByteSet* bytes, std::vector<int>* next) {
    std::vector<int> from;
    for (int taker : takers) {
      const ByteSet members = Common(Members(taker), allowed);
      if (members == ByteSet()) continue;
      bytes->AddAll(members);
      from.push_back(nfa_.state(taker).next);
    }
    return Close(from, next);
  }

  const ByteSet& Members(int taker) const { return nfa_.set(nfa_.state(taker)); }

 private:
  bool Close(const std::vector<int>& from, std::vector<int>* takers) {
    return walk_.Close(from, Beside::kUnknown, Beside::kUnknown, takers);
  }

  const Nfa& nfa_;
  NfaWalk walk_;
};

// Nodes that every match passes and that take a byte.
std::vector<int> FindPoints(const Syntax& syntax, const std::vector<Lengths>& lengths) {
  std::vector<int> points;
  std::vector<int> open = {syntax.root};
  while (!open.empty() && points.size() < kMaxPoints) {
    const int index = open.back();
    open.pop_back();
    if (lengths[static_cast<std::size_t>(index)].min == 0) continue;
    const Node& node = syntax.nodes[static_cast<std::size_t>(index)];
    switch (node.kind) {
      case NodeKind::kByte:
      case NodeKind::kSet:
      case NodeKind::kAlternate:
        points.push_back(index);
        break;
      case NodeKind::kConcat: {
        const std::size_t first = open.size();
        for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next)
          open.push_back(child);
        std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first), open.end());
        break;
      }
      case NodeKind::kRepeat:
        if (node.a > 0) open.push_back(node.first);
        break;
      case NodeKind::kCapture:
      case NodeKind::kAtomic:
      case NodeKind::kBranchReset:
        open.push_back(node.first);
        break;
      default:
        break;
    }
  }
  return points;
}

ByteSet EveryByte() {
  ByteSet set;
  set.Complement();
  return set;
}

// A window whose first bytes are settled, and the ways to go on.
struct Branch {
  Window settled;
  std::vector<int> takers;  // none: it ends there
  ByteSet next;             // what they may take first
  Window window;
  double rate = 1;
};

// Splits windows by what can follow, the most frequent first, until they are rare or `most`.
class Fan {
 public:
  Fan(Walker* walker, const ByteSet& alphabet, std::size_t most)
      : walker_(walker), alphabet_(alphabet), most_(most) {}

  std::vector<Window> Spread(const std::vector<int>& takers) {
    branches_.clear();
    Add({{}, takers, alphabet_, {}, 1});
    while (Rate() > kRareEnough) {
      auto widest =
          std::max_element(branches_.begin(), branches_.end(), [](const Branch& a, const Branch& b) {
            return a.rate * (a.takers.empty() ? 0 : 1) < b.rate * (b.takers.empty() ? 0 : 1);
          });
      if (widest->takers.empty() || branches_.size() >= most_) break;
      const Branch branch = std::move(*widest);
      branches_.erase(widest);
      Split(branch);
    }
    std::vector<Window> windows;
    windows.reserve(branches_.size());
    for (Branch& branch : branches_) windows.push_back(branch.window);
    return windows;
  }

  double Rate() const {
    double rate = 0;
    for (const Branch& branch : branches_) rate += branch.rate;
    return rate;
  }

 private:
  void Add(Branch branch) {
    branch.window = branch.settled;
    std::vector<int> takers = branch.takers;
    ByteSet allowed = branch.next;
    std::vector<int> next;
    while (!takers.empty() && branch.window.length < kWindowBytes) {
      const bool goes_on = walker_->Step(takers, allowed, &branch.window.bytes[branch.window.length], &next);
      ++branch.window.length;
      if (!goes_on) break;
      takers = next;
      allowed = alphabet_;
    }
    branch.rate = branch.window.Rate();
    if (branch.rate > 0) branches_.push_back(std::move(branch));
  }

  // Bytes that the same takers can take stay together, and the rarest where there are too many.
  void Split(const Branch& branch) {
    std::map<std::vector<int>, ByteSet> groups;
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (!branch.next.Has(byte)) continue;
      std::vector<int> of_byte;
      for (int taker : branch.takers) {
        if (walker_->Members(taker).Has(byte)) of_byte.push_back(taker);
      }
      if (!of_byte.empty()) groups[std::move(of_byte)].Add(byte);
    }
    std::vector<ByteSet> sets;
    sets.reserve(groups.size());
    for (const auto& [of_byte, bytes] : groups) sets.push_back(bytes);
    std::stable_sort(sets.begin(), sets.end(),
                     [](const ByteSet& a, const ByteSet& b) { return SetRate(a) > SetRate(b); });
    while (sets.size() > most_ - branches_.size()) {
      const ByteSet rarest = sets.back();
      sets.pop_back();
      sets.back().AddAll(rarest);
    }
    for (const ByteSet& bytes : sets) {
      Branch part{branch.settled, {}, alphabet_, {}, 1};
      const bool goes_on =
          walker_->Step(branch.takers, bytes, &part.settled.bytes[part.settled.length], &part.takers);
      ++part.settled.length;
      if (!goes_on || part.settled.length == kWindowBytes) part.takers.clear();
      Add(std::move(part));
    }
  }

  Walker* walker_;
  ByteSet alphabet_;
  std::size_t most_;
  std::vector<Branch> branches_;
};

// With the rate at which one of them fits.
WindowSet Spread(Walker* walker, const std::vector<int>& takers, std::size_t most, double* rate) {
  Fan ascii(walker, AsciiSet(), most);
  Fan any(walker, EveryByte(), most);
  WindowSet set{ascii.Spread(takers), any.Spread(takers)};
  *rate = ascii.Rate() + kAnyWeight * any.Rate();
  return set;
}

}  // namespace

double Window::Rate() const {
  double rate = 1;
  for (std::size_t i = 0; i < length; ++i) rate *= std::min(SetRate(bytes[i]), 1.0);
  return rate;
}

WindowSet FindWindows(const Syntax& syntax, const std::vector<Lengths>& lengths, std::size_t most,
                      double useless) {
  if (MayAccept(syntax)) return {};
  const Nfa nfa(syntax);
  Walker walker(nfa);
  struct Point {
    std::vector<int> takers;
    double rate = 1;
  };
  std::vector<Point> points;
  for (int node : FindPoints(syntax, lengths)) {
    Point point;
    if (!walker.FirstTakers(nfa.entry(node), &point.takers)) continue;
    Spread(&walker, point.takers, 1, &point.rate);
    points.push_back(std::move(point));
  }
  std::stable_sort(points.begin(), points.end(),
                   [](const Point& a, const Point& b) { return a.rate < b.rate; });
  if (points.size() > kMaxFans) points.resize(kMaxFans);
  WindowSet best;
  double best_rate = useless;
  for (const Point& point : points) {
    double rate = 1;
    WindowSet set = Spread(&walker, point.takers, most, &rate);
    if (rate >= best_rate) continue;
    best_rate = rate;
    best = std::move(set);
  }
  return best;
}

}  // namespace gatepost::match

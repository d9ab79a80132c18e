// Tested by tests/match/windows_test.cc, tests/match/prefilter_differential_test.cc
//
// A walk over the pattern as an automaton: a node's state 2n stands before it, 2n + 1 behind it. The edges
// follow from the tree, so none are kept. What a walk allows is more than the pattern does: counts are loops,
// and nothing that takes no bytes bars the way.
#include "match/windows.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "match/literal_rates.h"

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
  explicit Walker(const Syntax& syntax) : syntax_(syntax), parents_(syntax.nodes.size(), -1) {
    for (std::size_t i = 0; i < syntax.nodes.size(); ++i) {
      for (int child = syntax.nodes[i].first; child >= 0; child = node(child).next)
        parents_[static_cast<std::size_t>(child)] = static_cast<int>(i);
    }
    seen_.resize(syntax.nodes.size() * 2);
  }

  // The leaves that can take the first byte of what begins before `point`; false where that is unknown, or
  // where the match can end first.
  bool FirstLeaves(int point, std::vector<int>* leaves) {
    frontier_ = {2 * point};
    return Close(leaves);
  }

  // Takes a byte of `allowed`: which can it be, and which leaves can take the next? False where that is
  // unknown, or where the match can end.
  bool Step(const std::vector<int>& leaves, const ByteSet& allowed, ByteSet* bytes, std::vector<int>* next) {
    frontier_.clear();
    for (int leaf : leaves) {
      const ByteSet members = Common(Members(leaf), allowed);
      if (members == ByteSet()) continue;
      bytes->AddAll(members);
      frontier_.push_back(2 * leaf + 1);
    }
    return Close(next);
  }

  ByteSet Members(int leaf) const {
    const Node& at = node(leaf);
    if (at.kind == NodeKind::kSet) return syntax_.sets[static_cast<std::size_t>(at.a)];
    ByteSet set;
    set.Add(at.byte);
    if (at.fold) set.Add(OtherCase(at.byte, Charset::kUnicode));
    return set;
  }

 private:
  const Node& node(int index) const { return syntax_.nodes[static_cast<std::size_t>(index)]; }

  void Reach(int state) {
    if (seen_[static_cast<std::size_t>(state)] == round_) return;
    seen_[static_cast<std::size_t>(state)] = round_;
    open_.push_back(state);
  }

  // Leaves that can take the next byte from the frontier on. False: anything may come, or nothing.
  bool Close(std::vector<int>* leaves) {
    leaves->clear();
    ++round_;
    open_.clear();
    for (int state : frontier_) Reach(state);
    while (!open_.empty()) {
      const int state = open_.back();
      open_.pop_back();
      if (!(state % 2 == 0 ? Enter(state / 2, leaves) : Leave(state / 2))) return false;
    }
    return true;
  }

  bool Enter(int index, std::vector<int>* leaves) {
    const Node& at = node(index);
    switch (at.kind) {
      case NodeKind::kByte:
      case NodeKind::kSet:
        leaves->push_back(index);
        return true;
      case NodeKind::kEmpty:
      case NodeKind::kAssert:
      case NodeKind::kLook:
      case NodeKind::kKeep:
        Reach(2 * index + 1);
        return true;
      case NodeKind::kAlternate:
        for (int child = at.first; child >= 0; child = node(child).next) Reach(2 * child);
        return true;
      case NodeKind::kRepeat:
        if (at.a == 0) Reach(2 * index + 1);
        Reach(2 * at.first);
        return true;
      case NodeKind::kConcat:
      case NodeKind::kCapture:
      case NodeKind::kAtomic:
      case NodeKind::kBranchReset:
        Reach(at.first >= 0 ? 2 * at.first : 2 * index + 1);
        return true;
      default:
        return false;
    }
  }

  bool Leave(int index) {
    const int parent = parents_[static_cast<std::size_t>(index)];
    if (parent < 0) return false;
    const Node& above = node(parent);
    if (above.kind == NodeKind::kConcat && node(index).next >= 0) {
      Reach(2 * node(index).next);
      return true;
    }
    if (above.kind == NodeKind::kRepeat && above.b != 1) Reach(2 * index);
    Reach(2 * parent + 1);
    return true;
  }

  const Syntax& syntax_;
  std::vector<int> parents_;
  std::vector<std::uint32_t> seen_;  // by state: the last round that reached it
  std::uint32_t round_ = 0;
  std::vector<int> frontier_, open_;
};

bool IsLeaf(const Node& node) { return node.kind == NodeKind::kByte || node.kind == NodeKind::kSet; }

// Nodes that every match passes and that take a byte; and those that take one of a set several times.
std::vector<int> FindPoints(const Syntax& syntax, const std::vector<Lengths>& lengths,
                            std::vector<int>* repeats) {
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
        if (node.a > 1 && IsLeaf(syntax.nodes[static_cast<std::size_t>(node.first)]))
          repeats->push_back(index);
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
  std::vector<int> leaves;  // none: it ends there
  ByteSet next;             // what they may take first
  Window window;
  double rate = 1;
};

// Splits windows by what can follow, the most frequent first, until they are rare or `most`.
class Fan {
 public:
  Fan(Walker* walker, const ByteSet& alphabet, std::size_t most)
      : walker_(walker), alphabet_(alphabet), most_(most) {}

  std::vector<Window> Spread(const std::vector<int>& leaves) {
    branches_.clear();
    Add({{}, leaves, alphabet_, {}, 1});
    while (Rate() > kRareEnough) {
      auto widest =
          std::max_element(branches_.begin(), branches_.end(), [](const Branch& a, const Branch& b) {
            return a.rate * (a.leaves.empty() ? 0 : 1) < b.rate * (b.leaves.empty() ? 0 : 1);
          });
      if (widest->leaves.empty() || branches_.size() >= most_) break;
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
    std::vector<int> leaves = branch.leaves;
    ByteSet allowed = branch.next;
    std::vector<int> next;
    while (!leaves.empty() && branch.window.length < kWindowBytes) {
      const bool goes_on = walker_->Step(leaves, allowed, &branch.window.bytes[branch.window.length], &next);
      ++branch.window.length;
      if (!goes_on) break;
      leaves = next;
      allowed = alphabet_;
    }
    branch.rate = branch.window.Rate();
    if (branch.rate > 0) branches_.push_back(std::move(branch));
  }

  // Bytes that the same leaves can take stay together, and the rarest where there are too many.
  void Split(const Branch& branch) {
    std::map<std::vector<int>, ByteSet> groups;
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (!branch.next.Has(byte)) continue;
      std::vector<int> takers;
      for (int leaf : branch.leaves) {
        if (walker_->Members(leaf).Has(byte)) takers.push_back(leaf);
      }
      if (!takers.empty()) groups[std::move(takers)].Add(byte);
    }
    std::vector<ByteSet> sets;
    sets.reserve(groups.size());
    for (const auto& [takers, bytes] : groups) sets.push_back(bytes);
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
          walker_->Step(branch.leaves, bytes, &part.settled.bytes[part.settled.length], &part.leaves);
      ++part.settled.length;
      if (!goes_on || part.settled.length == kWindowBytes) part.leaves.clear();
      Add(std::move(part));
    }
  }

  Walker* walker_;
  ByteSet alphabet_;
  std::size_t most_;
  std::vector<Branch> branches_;
};

// With the rate at which one of them fits.
WindowSet Spread(Walker* walker, const std::vector<int>& leaves, std::size_t most, double* rate) {
  Fan ascii(walker, AsciiSet(), most);
  Fan any(walker, EveryByte(), most);
  WindowSet set{ascii.Spread(leaves), any.Spread(leaves)};
  *rate = ascii.Rate() + kAnyWeight * any.Rate();
  return set;
}

// Counts are loops to a walk; of one byte's, the count is known: "\s{8}".
Window Counted(const Walker& walker, const Node& repeat, const ByteSet& alphabet) {
  Window window;
  window.length = std::min(kWindowBytes, static_cast<std::size_t>(repeat.a));
  const ByteSet bytes = Common(walker.Members(repeat.first), alphabet);
  std::fill_n(window.bytes.begin(), window.length, bytes);
  return window;
}

// The best of those that every match passes.
void TryCounted(const Syntax& syntax, const Walker& walker, const std::vector<int>& repeats, WindowSet* best,
                double* best_rate) {
  for (int index : repeats) {
    const Node& repeat = syntax.nodes[static_cast<std::size_t>(index)];
    const Window ascii = Counted(walker, repeat, AsciiSet());
    const Window any = Counted(walker, repeat, EveryByte());
    const double rate = ascii.Rate() + kAnyWeight * any.Rate();
    if (rate >= *best_rate) continue;
    *best_rate = rate;
    *best = {{ascii}, {any}};
  }
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
  Walker walker(syntax);
  struct Point {
    std::vector<int> leaves;
    double rate = 1;
  };
  std::vector<Point> points;
  std::vector<int> repeats;
  for (int node : FindPoints(syntax, lengths, &repeats)) {
    Point point;
    if (!walker.FirstLeaves(node, &point.leaves)) continue;
    Spread(&walker, point.leaves, 1, &point.rate);
    points.push_back(std::move(point));
  }
  std::stable_sort(points.begin(), points.end(),
                   [](const Point& a, const Point& b) { return a.rate < b.rate; });
  if (points.size() > kMaxFans) points.resize(kMaxFans);
  WindowSet best;
  double best_rate = useless;
  for (const Point& point : points) {
    double rate = 1;
    WindowSet set = Spread(&walker, point.leaves, most, &rate);
    if (rate >= best_rate) continue;
    best_rate = rate;
    best = std::move(set);
  }
  TryCounted(syntax, walker, repeats, &best, &best_rate);
  return best;
}

WindowSet FindStarts(const Syntax& syntax, const std::vector<Lengths>& lengths, std::size_t most,
                     double useless) {
  if (MayAccept(syntax) || lengths[static_cast<std::size_t>(syntax.root)].min == 0) return {};
  Walker walker(syntax);
  std::vector<int> leaves;
  if (!walker.FirstLeaves(syntax.root, &leaves)) return {};
  double rate = 1;
  WindowSet set = Spread(&walker, leaves, most, &rate);
  // Single bytes PCRE2 looks for itself, and faster.
  const bool single =
      std::all_of(set.any.begin(), set.any.end(), [](const Window& window) { return window.length == 1; });
  return rate < useless && !single ? set : WindowSet();
}

}  // namespace gatepost::match

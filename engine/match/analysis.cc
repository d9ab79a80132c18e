// Tested by tests/match/differential_test.cc
#include "match/analysis.h"

#include <algorithm>

namespace gatepost::match {
namespace {

constexpr std::int64_t kRe2MaxRepeat = 1000;

std::int32_t Cap(std::int64_t length) {
  return static_cast<std::int32_t>(std::min<std::int64_t>(length, kEndless));
}

// What comes after a node on every way to the end of the match.
struct Following {
  std::int32_t min_bytes = 0;
  bool nothing = true;  // the node ends the pattern
};

class Analyzer {
 public:
  Analyzer(const Syntax& syntax, const std::vector<Lengths>& lengths)
      : syntax_(syntax),
        lengths_(lengths),
        following_(syntax.nodes.size()),
        repeats_(syntax.nodes.size(), 1) {}

  Analysis Run() {
    CountRepeats();
    // Parents stand behind their children: from the root down is from the back.
    for (std::size_t i = syntax_.nodes.size(); i-- > 0;) {
      PassDown(syntax_.nodes[i], following_[i]);
      Judge(syntax_.nodes[i], i);
    }
    if (!result_.re2_decides) result_.re2_locates = false;
    return result_;
  }

 private:
  const Node& node(int index) const { return syntax_.nodes[static_cast<std::size_t>(index)]; }
  const Lengths& lengths(int index) const { return lengths_[static_cast<std::size_t>(index)]; }
  Following& following(int index) { return following_[static_cast<std::size_t>(index)]; }

  // RE2 unrolls {n,m}; nested ones multiply.
  void CountRepeats() {
    for (std::size_t i = 0; i < syntax_.nodes.size(); ++i) {
      const Node& parent = syntax_.nodes[i];
      for (int child = parent.first; child >= 0; child = node(child).next) {
        repeats_[i] = std::max(repeats_[i], repeats_[static_cast<std::size_t>(child)]);
      }
      if (parent.kind == NodeKind::kRepeat) {
        repeats_[i] = std::min<std::int64_t>(repeats_[i] * std::max({parent.a, parent.b, 1}), 1 << 30);
      }
      if (repeats_[i] > kRe2MaxRepeat) result_.re2_decides = false;
    }
  }

  void PassDown(const Node& parent, const Following& after) {
    if (parent.kind == NodeKind::kConcat) {
      children_.clear();
      for (int child = parent.first; child >= 0; child = node(child).next) children_.push_back(child);
      Following rest = after;
      for (std::size_t i = children_.size(); i-- > 0;) {
        following(children_[i]) = rest;
        rest.min_bytes = Cap(std::int64_t{rest.min_bytes} + lengths(children_[i]).min);
        if (node(children_[i]).kind != NodeKind::kEmpty) rest.nothing = false;
      }
      return;
    }
    for (int child = parent.first; child >= 0; child = node(child).next) {
      following(child) = after;
      if (parent.kind == NodeKind::kRepeat && parent.b != 1) following(child).nothing = false;
    }
  }

  void Judge(const Node& judged, std::size_t index) {
    switch (judged.kind) {
      case NodeKind::kRepeat:
        if (judged.greed == Greed::kPossessive) result_.re2_decides = false;
        // Perl leaves a loop whose body took nothing; the automata differ in what they then report.
        if (judged.b != 1 && lengths(judged.first).min == 0) result_.re2_locates = false;
        break;
      case NodeKind::kAssert:
        JudgeAssertion(judged, following_[index]);
        break;
      case NodeKind::kEmpty:
      case NodeKind::kByte:
      case NodeKind::kSet:
      case NodeKind::kConcat:
      case NodeKind::kAlternate:
      case NodeKind::kCapture:
        break;
      default:
        result_.re2_decides = false;
        break;
    }
  }

  void JudgeAssertion(const Node& judged, const Following& after) {
    switch (judged.assertion) {
      case Assertion::kTextEndOrBreak:
        // Written as \n?\z: the same yes or no at the very end of the pattern, but the match is longer.
        result_.re2_locates = false;
        if (!after.nothing) result_.re2_decides = false;
        break;
      case Assertion::kLineStart:
        // Perl's ^ with /m does not match behind a final newline; RE2's does. The same if bytes follow.
        if (after.min_bytes == 0) result_.re2_decides = false;
        break;
      case Assertion::kUnicodeWordEdge:
      case Assertion::kNotUnicodeWordEdge:
      case Assertion::kSearchStart:
        result_.re2_decides = false;
        break;
      default:
        break;
    }
  }

  const Syntax& syntax_;
  const std::vector<Lengths>& lengths_;
  std::vector<Following> following_;
  std::vector<std::int64_t> repeats_;
  std::vector<int> children_;
  Analysis result_;
};

}  // namespace

Analysis Analyze(const Syntax& syntax, const std::vector<Lengths>& lengths) {
  return Analyzer(syntax, lengths).Run();
}

bool MayAccept(const Syntax& syntax) {
  return std::any_of(syntax.nodes.begin(), syntax.nodes.end(), [](const Node& node) {
    return node.kind == NodeKind::kVerb && node.verb == Verb::kAccept;
  });
}

std::optional<ByteSet> BytesOf(const Syntax& syntax, const Node& node) {
  if (node.kind == NodeKind::kSet) return syntax.sets[static_cast<std::size_t>(node.a)];
  if (node.kind != NodeKind::kByte) return std::nullopt;
  ByteSet set;
  set.Add(node.byte);
  if (node.fold) set.Add(OtherCase(node.byte, Charset::kUnicode));
  return set;
}

std::vector<Lengths> MeasureLengths(const Syntax& syntax) {
  std::vector<Lengths> lengths(syntax.nodes.size());
  for (std::size_t i = 0; i < syntax.nodes.size(); ++i) {
    const Node& node = syntax.nodes[i];
    Lengths& own = lengths[i];
    const auto child_lengths = [&](int child) { return lengths[static_cast<std::size_t>(child)]; };
    switch (node.kind) {
      case NodeKind::kByte:
      case NodeKind::kSet:
        own = {1, 1};
        break;
      case NodeKind::kLineBreak:
      case NodeKind::kCluster:
        own = {1, 2};
        break;
      case NodeKind::kBackReference:
      case NodeKind::kRecurse:
        own = {0, kEndless};
        break;
      case NodeKind::kConcat:
        for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
          own.min = Cap(std::int64_t{own.min} + child_lengths(child).min);
          own.max = Cap(std::int64_t{own.max} + child_lengths(child).max);
        }
        break;
      case NodeKind::kRepeat: {
        const Lengths body = child_lengths(node.first);
        own.min = Cap(std::int64_t{body.min} * node.a);
        own.max = node.b >= 0 ? Cap(std::int64_t{body.max} * node.b) : body.max == 0 ? 0 : kEndless;
        break;
      }
      case NodeKind::kAlternate:
      case NodeKind::kCapture:
      case NodeKind::kAtomic:
      case NodeKind::kBranchReset: {
        own = child_lengths(node.first);
        for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
          own.min = std::min(own.min, child_lengths(child).min);
          own.max = std::max(own.max, child_lengths(child).max);
        }
        break;
      }
      case NodeKind::kCondition:
        for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
          own.max = std::max(own.max, child_lengths(child).max);
        }
        break;
      default:  // zero width
        break;
    }
  }
  return lengths;
}

}  // namespace gatepost::match

// Tested by tests/match/literals_test.cc, tests/match/prefilter_differential_test.cc
#include "match/requirements.h"

#include <algorithm>

#include "match/literal_rates.h"
#include "match/literals.h"
#include "match/parser.h"

namespace gatepost::match {
namespace {

// Literals that hit more often are compared with those of the squeezed text.
constexpr double kTrySqueezed = 1e-4;
// A set of bytes that is more common than this is no requirement; and how many a pattern may have.
constexpr double kCommonSet = 0.025;
constexpr std::size_t kMaxByteSets = 3;
constexpr std::size_t kMaxWindows = 4;

struct RatedSet {
  ByteSet set;
  double rate;
};

// Keeps the rarest few of both.
void MergeSets(const std::vector<RatedSet>& more, std::vector<RatedSet>* sets) {
  for (const RatedSet& each : more) {
    const bool known =
        std::any_of(sets->begin(), sets->end(), [&](const RatedSet& a) { return a.set == each.set; });
    if (!known) sets->push_back(each);
  }
  std::sort(sets->begin(), sets->end(), [](const RatedSet& a, const RatedSet& b) { return a.rate < b.rate; });
  if (sets->size() > kMaxByteSets) sets->resize(kMaxByteSets);
}

std::vector<ByteSet> RequiredBytes(const Syntax& syntax) {
  std::vector<std::vector<RatedSet>> known(syntax.nodes.size());
  for (std::size_t i = 0; i < syntax.nodes.size(); ++i) {
    const Node& node = syntax.nodes[i];
    const auto of = [&](int child) -> const std::vector<RatedSet>& {
      return known[static_cast<std::size_t>(child)];
    };
    const auto add_leaf = [&](const ByteSet& set) {
      if (const double rate = SetRate(set); rate <= kCommonSet) known[i].push_back({set, rate});
    };
    switch (node.kind) {
      case NodeKind::kByte:
      case NodeKind::kSet:
        add_leaf(*BytesOf(syntax, node));
        break;
      case NodeKind::kConcat:
        for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
          MergeSets(of(child), &known[i]);
        }
        break;
      case NodeKind::kAlternate: {
        ByteSet either;
        bool all = true;
        for (int child = node.first; child >= 0 && all;
             child = syntax.nodes[static_cast<std::size_t>(child)].next) {
          all = !of(child).empty();
          if (all) either.AddAll(of(child)[0].set);
        }
        if (all) add_leaf(either);
        break;
      }
      case NodeKind::kRepeat:
        if (node.a > 0) known[i] = of(node.first);
        break;
      case NodeKind::kLook:
        if (!node.negative) known[i] = of(node.first);
        break;
      case NodeKind::kCapture:
      case NodeKind::kAtomic:
        known[i] = of(node.first);
        break;
      default:
        break;
    }
  }
  std::vector<ByteSet> result;
  for (const RatedSet& each : known[static_cast<std::size_t>(syntax.root)]) result.push_back(each.set);
  return result;
}

struct MemberRun {
  bool whole = true;       // the node takes nothing but members
  std::int32_t least = 0;  // run inside the node, when it is not whole
};

// Of children in a row, `first` and its siblings.
MemberRun RunOfConcat(const Syntax& syntax, const std::vector<MemberRun>& runs,
                      const std::vector<Lengths>& lengths, int first) {
  MemberRun own;
  std::int32_t run = 0;
  for (int child = first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
    const auto at = static_cast<std::size_t>(child);
    if (runs[at].whole) {
      run = std::min(run + lengths[at].min, kEndless);
    } else {
      own.whole = false;
      own.least = std::max({own.least, run, runs[at].least});
      run = 0;
    }
  }
  own.least = std::max(own.least, run);
  return own;
}

// The longest run of bytes of `members` that every match has, at least.
std::int32_t RequiredRun(const Syntax& syntax, const std::vector<Lengths>& lengths, const ByteSet& members) {
  std::vector<MemberRun> runs(syntax.nodes.size());
  const auto least_of = [&](int index) {
    const auto at = static_cast<std::size_t>(index);
    return runs[at].whole ? lengths[at].min : runs[at].least;
  };
  ByteSet others = members;
  others.Complement();
  for (std::size_t i = 0; i < syntax.nodes.size(); ++i) {
    const Node& node = syntax.nodes[i];
    MemberRun& own = runs[i];
    const auto next_of = [&](int child) { return syntax.nodes[static_cast<std::size_t>(child)].next; };
    switch (node.kind) {
      case NodeKind::kByte:
        own.whole =
            members.Has(node.byte) && (!node.fold || members.Has(OtherCase(node.byte, Charset::kUnicode)));
        break;
      case NodeKind::kSet:
        own.whole = !syntax.sets[static_cast<std::size_t>(node.a)].Meets(others);
        break;
      case NodeKind::kConcat:
        own = RunOfConcat(syntax, runs, lengths, node.first);
        break;
      case NodeKind::kAlternate:
        own.least = kEndless;
        for (int child = node.first; child >= 0; child = next_of(child)) {
          own.whole = own.whole && runs[static_cast<std::size_t>(child)].whole;
          own.least = std::min(own.least, least_of(child));
        }
        break;
      case NodeKind::kRepeat:
        own = runs[static_cast<std::size_t>(node.first)];
        if (node.a == 0) own.least = 0;
        break;
      case NodeKind::kCapture:
      case NodeKind::kAtomic:
        own = runs[static_cast<std::size_t>(node.first)];
        break;
      case NodeKind::kEmpty:
      case NodeKind::kAssert:
      case NodeKind::kLook:
        break;  // takes nothing
      default:
        own.whole = false;
        break;
    }
  }
  return least_of(syntax.root);
}

// Those of the squeezed text only where they are far rarer.
std::vector<std::string> FindLiterals(const Syntax& syntax, bool* is_squeezed) {
  std::vector<std::string> literals = RequiredLiterals(syntax, false);
  *is_squeezed = false;
  if (LiteralCost(literals) <= kTrySqueezed) return literals;
  std::vector<std::string> squeezed = RequiredLiterals(syntax, true);
  *is_squeezed = LiteralCost(squeezed) < LiteralCost(literals) / 4;
  return *is_squeezed ? squeezed : literals;
}

}  // namespace

Requirements FindRequirements(const Syntax& syntax, const std::vector<Lengths>& lengths) {
  Requirements found;
  if (MayAccept(syntax)) return found;
  found.min_length = lengths[static_cast<std::size_t>(syntax.root)].min;
  found.bytes = RequiredBytes(syntax);
  ByteSet dense = SpaceSet(Charset::kAscii);
  dense.Complement();
  found.min_dense_run = RequiredRun(syntax, lengths, dense);
  found.min_word_run = RequiredRun(syntax, lengths, WordSet(Charset::kAscii));
  found.literals = FindLiterals(syntax, &found.squeezed);
  if (found.literals.empty()) found.windows = FindWindows(syntax, lengths, kMaxWindows);
  return found;
}

Requirements FindRequirements(std::string_view pattern, std::string_view modifiers) {
  const Result<Syntax> syntax = Parse(pattern, modifiers);
  return syntax ? FindRequirements(*syntax, MeasureLengths(*syntax)) : Requirements();
}

}  // namespace gatepost::match

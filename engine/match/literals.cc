// Tested by tests/match/literals_test.cc, tests/match/prefilter_differential_test.cc
#include "match/literals.h"

#include <algorithm>

#include "base/ascii.h"
#include "match/literal_rates.h"
#include "match/literal_scan.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kMaxExactSet = 48;       // strings multiplied out along a concatenation
constexpr std::size_t kMaxRequiredSet = 1024;  // strings of an alternation
constexpr std::size_t kMaxLiteralBytes = 24;
constexpr int kMaxClassBytes = 12;  // larger classes are not multiplied out
// A set expected to hit more often than this, in hits a byte, saves nothing.
constexpr double kWorthless = 2e-3;
// What a literal costs in tables and verification, in the same unit.
constexpr double kCostOfLiteral = 1e-8;

using Strings = std::vector<std::string>;

// What is known of a node. Leaves have none: their parents look at the node itself.
struct Facts {
  bool exact = false;  // it matches exactly `strings` (folded), nothing else
  Strings strings;
  Strings required;  // one of these occurs in what it matches, or around it; empty: unknown
};

void KeepBetter(const Strings& offered, Strings* best, double* best_cost) {
  if (offered.empty() || offered.size() > kMaxRequiredSet) return;
  const double cost = LiteralCost(offered);
  if (cost >= *best_cost) return;
  *best = offered;
  *best_cost = cost;
}

void SortUnique(Strings* strings) {
  std::sort(strings->begin(), strings->end());
  strings->erase(std::unique(strings->begin(), strings->end()), strings->end());
}

class Extractor {
 public:
  Extractor(const Syntax& syntax, bool squeezed)
      : syntax_(syntax), squeezed_(squeezed), facts_(syntax.nodes.size()) {}

  Strings Run() {
    for (std::size_t i = 0; i < syntax_.nodes.size(); ++i) {
      Learn(syntax_.nodes[i], &facts_[i]);
    }
    Strings best = Best(syntax_.root);
    SortUnique(&best);
    if (LiteralCost(best) > kWorthless) best.clear();
    return best;
  }

 private:
  const Node& node(int index) const { return syntax_.nodes[static_cast<std::size_t>(index)]; }
  Facts& facts(int index) { return facts_[static_cast<std::size_t>(index)]; }

  // The strings of a byte or of a small class; false when there are too many.
  bool LeafStrings(const Node& leaf, Strings* strings) const {
    strings->clear();
    if (leaf.kind == NodeKind::kByte) {
      const bool kept = !squeezed_ || IsKeptBySqueeze(leaf.byte);
      strings->push_back(kept ? std::string(1, static_cast<char>(FoldForScan(leaf.byte))) : std::string());
      return true;
    }
    ByteSet folded;
    bool vanishes = false;  // a member that the squeezed text does not have
    const ByteSet& set = syntax_.sets[static_cast<std::size_t>(leaf.a)];
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (!set.Has(byte)) continue;
      const auto member = static_cast<unsigned char>(byte);
      if (squeezed_ && !IsKeptBySqueeze(member)) {
        vanishes = true;
      } else {
        folded.Add(FoldForScan(member));
      }
    }
    if (folded.Count() > kMaxClassBytes || (folded.Count() == 0 && !vanishes)) return false;
    if (vanishes) strings->emplace_back();
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (folded.Has(byte)) strings->push_back(std::string(1, static_cast<char>(byte)));
    }
    return true;
  }

  void LearnLeaf(const Node& leaf, Facts* own) const { own->exact = LeafStrings(leaf, &own->strings); }

  // The facts of a child; leaves are worked out on the spot.
  const Facts& Of(int index) {
    const NodeKind kind = node(index).kind;
    if (kind != NodeKind::kByte && kind != NodeKind::kSet) return facts(index);
    leaf_ = Facts{};
    LearnLeaf(node(index), &leaf_);
    return leaf_;
  }

  // The better of what is exact and what is required.
  Strings Best(int index) {
    const Facts& own = Of(index);
    Strings best;
    double cost = 1;
    if (own.exact) KeepBetter(own.strings, &best, &cost);
    KeepBetter(own.required, &best, &cost);
    return best;
  }

  void Learn(const Node& each, Facts* own) {
    switch (each.kind) {
      case NodeKind::kByte:
      case NodeKind::kSet:
        return;  // when asked for
      case NodeKind::kEmpty:
      case NodeKind::kAssert:
      case NodeKind::kKeep:
        own->exact = true;
        own->strings = {""};
        return;
      case NodeKind::kLook:
        own->exact = true;
        own->strings = {""};
        if (!each.negative) own->required = Best(each.first);
        return;
      case NodeKind::kConcat:
        LearnConcat(each, own);
        return;
      case NodeKind::kAlternate:
        LearnAlternate(each, own);
        return;
      case NodeKind::kRepeat:
        LearnRepeat(each, own);
        return;
      case NodeKind::kCapture:
      case NodeKind::kAtomic:
      case NodeKind::kBranchReset: {
        const Facts child = Of(each.first);
        *own = child;
        return;
      }
      default:
        return;
    }
  }

  static bool Multiply(const Strings& right, Strings* left) {
    if (left->size() * right.size() > kMaxExactSet) return false;
    if (right.size() == 1) {
      for (std::string& each : *left) each += right[0];
    } else {
      Strings product;
      product.reserve(left->size() * right.size());
      for (const std::string& a : *left) {
        for (const std::string& b : right) product.push_back(a + b);
      }
      *left = std::move(product);
    }
    return std::all_of(left->begin(), left->end(),
                       [](const std::string& each) { return each.size() <= kMaxLiteralBytes; });
  }

  void LearnConcat(const Node& each, Facts* own) {
    Strings run = {""};  // exactly what stands since the last gap
    bool gap = false;
    double cost = 1;
    for (int child = each.first; child >= 0; child = node(child).next) {
      const Facts& next = Of(child);
      KeepBetter(next.required, &own->required, &cost);
      if (next.exact && run.size() * next.strings.size() <= kMaxExactSet) {
        if (Multiply(next.strings, &run)) continue;
        KeepBetter(run, &own->required, &cost);  // long enough: go on afresh
        run = {""};
        gap = true;
        continue;
      }
      KeepBetter(run, &own->required, &cost);
      gap = true;
      run = next.exact && next.strings.size() <= kMaxExactSet ? next.strings : Strings{""};
      if (next.exact && run.size() != next.strings.size()) KeepBetter(next.strings, &own->required, &cost);
    }
    if (gap) {
      KeepBetter(run, &own->required, &cost);
    } else {
      own->exact = true;
      own->strings = std::move(run);
    }
  }

  void LearnAlternate(const Node& each, Facts* own) {
    own->exact = true;
    bool all_required = true;
    for (int child = each.first; child >= 0; child = node(child).next) {
      const Facts& branch = Of(child);
      if (!branch.exact || own->strings.size() + branch.strings.size() > kMaxRequiredSet) own->exact = false;
      if (own->exact) own->strings.insert(own->strings.end(), branch.strings.begin(), branch.strings.end());
      if (all_required) {
        const Strings best = Best(child);
        if (best.empty() || own->required.size() + best.size() > kMaxRequiredSet) {
          all_required = false;
          own->required.clear();
        } else {
          own->required.insert(own->required.end(), best.begin(), best.end());
        }
      }
    }
    if (own->exact) {
      SortUnique(&own->strings);
    } else {
      own->strings.clear();
    }
    SortUnique(&own->required);
  }

  void LearnRepeat(const Node& each, Facts* own) {
    const Facts body = Of(each.first);
    if (body.exact && body.strings.size() == 1 && body.strings[0].empty()) {
      *own = body;
      if (each.a == 0) own->required.clear();
      return;
    }
    if (each.a == 0) {
      if (each.b != 1 || !body.exact || body.strings.size() >= kMaxExactSet) return;
      own->exact = true;
      own->strings = body.strings;
      own->strings.push_back("");
      SortUnique(&own->strings);
      return;
    }
    own->required = body.required;
    if (!body.exact) return;
    Strings times = {""};
    int count = 0;
    while (count < each.a && count < static_cast<int>(kMaxLiteralBytes)) {
      Strings more = times;
      if (!Multiply(body.strings, &more)) break;
      times = std::move(more);
      ++count;
    }
    if (count == each.a && each.b == each.a) {
      own->exact = true;
      own->strings = std::move(times);
      return;
    }
    double cost = LiteralCost(own->required);
    KeepBetter(count > 0 ? times : body.strings, &own->required, &cost);
  }

  const Syntax& syntax_;
  const bool squeezed_;
  std::vector<Facts> facts_;
  Facts leaf_;
};

}  // namespace

double LiteralCost(const Strings& strings) {
  double cost = 0;
  for (const std::string& each : strings) {
    if (each.size() < kMinLiteralBytes) return 1;
    const double weight = each.size() > kMinLiteralBytes ? 1 : 3;  // the shortest are compared at more places
    cost += weight * ExpectedRate(each) + kCostOfLiteral;
  }
  return strings.empty() ? 1 : cost;
}

unsigned char FoldForScan(unsigned char byte) {
  if (byte >= 'A' && byte <= 'Z') return byte | 0x20;
  if (byte >= 0xC0 && byte <= 0xDE && byte != 0xD7) return byte | 0x20;
  return byte;
}

bool IsKeptBySqueeze(unsigned char byte) { return IsAsciiAlnum(static_cast<char>(byte)); }

std::vector<std::string> RequiredLiterals(const Syntax& syntax, bool squeezed) {
  return Extractor(syntax, squeezed).Run();
}

}  // namespace gatepost::match

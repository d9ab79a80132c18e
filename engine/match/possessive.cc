// Tested by tests/match/regex_test.cc, tests/match/differential_test.cc
#include "match/possessive.h"

#include <optional>

#include "match/analysis.h"

namespace gatepost::match {
namespace {

constexpr int kAlmostAny = 200;  // of 256 bytes

// Is the next byte, after the sibling before `next`, always one outside of `taken`?
bool BarsGivingBack(const Syntax& syntax, int next, const ByteSet& taken) {
  for (; next >= 0; next = syntax.nodes[static_cast<std::size_t>(next)].next) {
    const Node& node = syntax.nodes[static_cast<std::size_t>(next)];
    const bool repeats = node.kind == NodeKind::kRepeat;
    const std::optional<ByteSet> bytes =
        BytesOf(syntax, repeats ? syntax.nodes[static_cast<std::size_t>(node.first)] : node);
    if (!bytes || bytes->Meets(taken)) return false;
    if (!repeats || node.a > 0) return true;
  }
  return false;
}

}  // namespace

void MarkKeeping(Syntax* syntax) {
  for (const Node& concat : syntax->nodes) {
    if (concat.kind != NodeKind::kConcat) continue;
    for (int child = concat.first; child >= 0; child = syntax->nodes[static_cast<std::size_t>(child)].next) {
      Node& repeat = syntax->nodes[static_cast<std::size_t>(child)];
      if (repeat.kind != NodeKind::kRepeat || repeat.greed != Greed::kGreedy || repeat.a == repeat.b)
        continue;
      const std::optional<ByteSet> taken =
          BytesOf(*syntax, syntax->nodes[static_cast<std::size_t>(repeat.first)]);
      if (!taken || taken->Has('\n') || taken->Count() < kAlmostAny) continue;
      if (BarsGivingBack(*syntax, repeat.next, *taken)) repeat.greed = Greed::kKeeps;
    }
  }
}

}  // namespace gatepost::match

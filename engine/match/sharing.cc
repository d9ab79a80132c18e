// Tested by tests/match/sharing_test.cc
#include "match/sharing.h"

namespace gatepost::match {
namespace {

// Below this many nodes a body's copies cost no more than calls.
constexpr int kWorthACall = 6;

// True where the node means something else, or nothing, inside a call.
bool BarsCall(const Node& node, bool captures) {
  switch (node.kind) {
    case NodeKind::kCapture:
      return captures;
    case NodeKind::kBackReference:
    case NodeKind::kRecurse:
    case NodeKind::kCondition:
    case NodeKind::kBranchReset:
    case NodeKind::kKeep:
    case NodeKind::kVerb:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::vector<bool> FindSharedRepeats(const Syntax& syntax, bool captures) {
  const std::size_t count = syntax.nodes.size();
  std::vector<bool> shared(count, false);
  std::vector<bool> barred(count, false);
  std::vector<bool> in_look_behind(count, false);
  std::vector<int> sizes(count, 1);
  // Children stand before their parents.
  for (std::size_t i = 0; i < count; ++i) {
    const Node& node = syntax.nodes[i];
    barred[i] = BarsCall(node, captures);
    for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
      const auto at = static_cast<std::size_t>(child);
      barred[i] = barred[i] || barred[at];
      sizes[i] += sizes[at];
    }
    // PCRE2 10.42 goes back into a possessive repeat of calls.
    shared[i] = node.kind == NodeKind::kRepeat && node.greed != Greed::kPossessive &&
                (node.a > 1 || node.b > 1) && !barred[i] && sizes[i] > kWorthACall;
  }
  for (std::size_t i = count; i-- > 0;) {
    const Node& node = syntax.nodes[i];
    const bool inside = in_look_behind[i] || (node.kind == NodeKind::kLook && !node.ahead);
    for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
      in_look_behind[static_cast<std::size_t>(child)] = inside;
    }
    if (in_look_behind[i]) shared[i] = false;
  }
  return shared;
}

}  // namespace gatepost::match

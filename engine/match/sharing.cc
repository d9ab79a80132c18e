// Tested by tests/match/sharing_test.cc
#include "match/sharing.h"

#include <cstdint>
#include <map>
#include <utility>

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

// By node: a number that nodes have in common exactly where their subtrees are written alike.
std::vector<int> NumberByShape(const Syntax& syntax) {
  std::map<ByteSet, int> set_numbers;
  std::map<std::vector<std::uint64_t>, int> numbers;
  std::vector<int> shape(syntax.nodes.size());
  for (std::size_t i = 0; i < syntax.nodes.size(); ++i) {
    const Node& node = syntax.nodes[i];
    std::vector<std::uint64_t> key = {
        static_cast<std::uint64_t>(node.kind),  static_cast<std::uint64_t>(node.fold),
        static_cast<std::uint64_t>(node.ahead), static_cast<std::uint64_t>(node.negative),
        static_cast<std::uint64_t>(node.byte),  static_cast<std::uint64_t>(node.assertion),
        static_cast<std::uint64_t>(node.greed), static_cast<std::uint64_t>(node.condition),
        static_cast<std::uint64_t>(node.verb),  static_cast<std::uint64_t>(node.a),
        static_cast<std::uint64_t>(node.b)};
    if (node.kind == NodeKind::kSet) {
      const int next = static_cast<int>(set_numbers.size());
      key[9] = static_cast<std::uint64_t>(
          set_numbers.emplace(syntax.sets[static_cast<std::size_t>(node.a)], next).first->second);
    }
    for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next)
      key.push_back(static_cast<std::uint64_t>(shape[static_cast<std::size_t>(child)]));
    const int next = static_cast<int>(numbers.size());
    shape[i] = numbers.emplace(std::move(key), next).first->second;
  }
  return shape;
}

}  // namespace

std::vector<int> FindShared(const Syntax& syntax, bool captures) {
  const std::size_t count = syntax.nodes.size();
  const std::vector<int> shape = NumberByShape(syntax);
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
    if (barred[i] || sizes[i] <= kWorthACall) continue;
    // PCRE2 10.42 goes back into a possessive repeat of calls.
    shared[i] =
        node.kind == NodeKind::kAlternate ||
        (node.kind == NodeKind::kRepeat && node.greed != Greed::kPossessive && (node.a > 1 || node.b > 1));
  }
  for (std::size_t i = count; i-- > 0;) {
    const Node& node = syntax.nodes[i];
    const bool inside = in_look_behind[i] || (node.kind == NodeKind::kLook && !node.ahead);
    for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
      in_look_behind[static_cast<std::size_t>(child)] = inside;
    }
    if (in_look_behind[i]) shared[i] = false;
  }

  std::map<int, std::pair<int, int>> alternates;  // by shape: the first, and how many
  for (std::size_t i = 0; i < count; ++i) {
    if (!shared[i] || syntax.nodes[i].kind != NodeKind::kAlternate) continue;
    ++alternates.emplace(shape[i], std::pair(static_cast<int>(i), 0)).first->second.second;
  }
  std::vector<int> called(count, -1);
  for (std::size_t i = 0; i < count; ++i) {
    if (!shared[i]) continue;
    called[i] = static_cast<int>(i);
    if (syntax.nodes[i].kind != NodeKind::kAlternate) continue;
    const auto& [first, times] = alternates[shape[i]];
    called[i] = times > 1 ? first : -1;
  }
  return called;
}

}  // namespace gatepost::match

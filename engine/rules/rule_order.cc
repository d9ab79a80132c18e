// Tested by tests/rules/rule_order_test.cc.
#include "rules/rule_order.h"

#include <algorithm>
#include <climits>
#include <functional>
#include <queue>
#include <tuple>

namespace gatepost {
namespace {

std::size_t At(int i) { return static_cast<std::size_t>(i); }

// Metas after all that they name; those in or behind a circle are left out.
std::vector<int> MetasBottomUp(const std::vector<Rule>& rules, const RuleOperands& operands) {
  std::vector<int> waiting(rules.size(), 0);  // metas that a meta still waits for
  std::vector<std::vector<int>> users(rules.size());
  std::vector<int> ready;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].type != RuleType::kMeta) continue;
    for (int operand : operands[i]) {
      if (operand < 0 || rules[At(operand)].type != RuleType::kMeta) continue;
      ++waiting[i];
      users[At(operand)].push_back(static_cast<int>(i));
    }
    if (waiting[i] == 0) ready.push_back(static_cast<int>(i));
  }
  for (std::size_t next = 0; next < ready.size(); ++next) {
    for (int user : users[At(ready[next])]) {
      if (--waiting[At(user)] == 0) ready.push_back(user);
    }
  }
  return ready;
}

// The order of the kinds of tests inside one priority.
int Stage(const Rule& rule) {
  switch (rule.type) {
    case RuleType::kHeader:
    case RuleType::kHeaderExists:
      return 0;
    case RuleType::kBody:
      return 2;
    case RuleType::kUri:
      return 3;
    case RuleType::kUriDetail:
    case RuleType::kMimeHeader:
      return 4;
    case RuleType::kRawBody:
      return 5;
    case RuleType::kFull:
      return 7;
    case RuleType::kEval:
      switch (rule.eval_phase) {
        case EvalPhase::kHeader:
          return 1;
        case EvalPhase::kBody:
          return 4;
        case EvalPhase::kRawBody:
          return 6;
        case EvalPhase::kFull:
          return 8;
      }
      return 8;
    case RuleType::kMeta:
    case RuleType::kEmpty:
    case RuleType::kAskDns:
      return 9;
  }
  return 9;
}

}  // namespace

std::vector<int> FindCircles(const std::vector<Rule>& rules, const RuleOperands& operands) {
  std::vector<unsigned char> solved(rules.size(), 0);
  for (int meta : MetasBottomUp(rules, operands)) solved[At(meta)] = 1;
  std::vector<int> circles;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].type == RuleType::kMeta && solved[i] == 0) circles.push_back(static_cast<int>(i));
  }
  return circles;
}

void LowerPriorities(std::vector<Rule>* rules, const RuleOperands& operands) {
  // The lowest first, so that what is lowered is looked at again with its new priority.
  using Entry = std::pair<int, int>;  // priority, rule
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (std::size_t i = 0; i < rules->size(); ++i) {
    if ((*rules)[i].type == RuleType::kMeta) queue.emplace((*rules)[i].priority, static_cast<int>(i));
  }
  while (!queue.empty()) {
    auto [priority, meta] = queue.top();
    queue.pop();
    if (priority != (*rules)[At(meta)].priority) continue;
    for (int operand : operands[At(meta)]) {
      if (operand < 0 || (*rules)[At(operand)].priority <= priority) continue;
      Rule& named = (*rules)[At(operand)];
      // Network tests start at -100 and are waited for.
      named.priority = priority < -100 && named.flags.net ? -100 : priority;
      if (named.type == RuleType::kMeta) queue.emplace(named.priority, operand);
    }
  }
}

void InheritNet(std::vector<Rule>* rules, const RuleOperands& operands) {
  for (int meta : MetasBottomUp(*rules, operands)) {
    Rule& rule = (*rules)[At(meta)];
    for (int operand : operands[At(meta)]) {
      if (operand >= 0 && (*rules)[At(operand)].flags.net) rule.flags.net = true;
    }
  }
}

std::vector<int> OrderRules(const std::vector<Rule>& rules, const RuleOperands& operands) {
  // Priority when it runs, kind, depth of metas: what sorts before names do.
  using Key = std::tuple<int, int, int>;
  std::vector<Key> keys(rules.size());
  int first = INT_MAX;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    keys[i] = {rules[i].EffectivePriority(), Stage(rules[i]), 0};
    if (rules[i].type != RuleType::kMeta) first = std::min(first, std::get<0>(keys[i]));
  }
  // A meta's own priority does not count: it runs at the end of the priority in which the last of what it
  // names ran; at the very end where something it names never runs.
  for (int meta : MetasBottomUp(rules, operands)) {
    int priority = first;
    int depth = 0;
    for (int operand : operands[At(meta)]) {
      if (operand < 0 || rules[At(operand)].type == RuleType::kEmpty ||
          rules[At(operand)].type == RuleType::kAskDns) {
        priority = INT_MAX;
        continue;
      }
      priority = std::max(priority, std::get<0>(keys[At(operand)]));
      if (rules[At(operand)].type == RuleType::kMeta)
        depth = std::max(depth, std::get<2>(keys[At(operand)]) + 1);
    }
    keys[At(meta)] = {priority, 9, depth};
  }
  std::vector<int> order(rules.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    return std::tie(keys[At(a)], rules[At(a)].name) < std::tie(keys[At(b)], rules[At(b)].name);
  });
  return order;
}

}  // namespace gatepost

// Tested by tests/scan/engine_test.cc.
#include "scan/score_plan.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "eval/registry.h"

namespace gatepost {
namespace {

// SpamAssassin leaves a meta alone that names a meta which never ran.
bool NamesWhatNeverRan(const RuleTable& rules, const PackedRule& meta, std::span<const std::int32_t> turns) {
  const std::span<const std::int32_t> operands = meta.operands.get();
  return std::any_of(operands.begin(), operands.end(), [&](std::int32_t operand) {
    return operand >= 0 && turns[static_cast<std::size_t>(operand)] == 0 &&
           rules.rule(operand).type == RuleType::kMeta;
  });
}

// Has it a result before SpamAssassin stops waiting for what never runs? `early` knows what is named.
bool IsEarly(const PackedRule& rule, const std::vector<bool>& early) {
  if (rule.type != RuleType::kMeta) return rule.type != RuleType::kEmpty && rule.type != RuleType::kAskDns;
  const std::span<const std::int32_t> operands = rule.operands.get();
  return std::all_of(operands.begin(), operands.end(), [&](std::int32_t operand) {
    return operand >= 0 && early[static_cast<std::size_t>(operand)];
  });
}

// By rule number: does a meta name it?
std::vector<bool> NamedByMetas(const RuleTable& rules) {
  std::vector<bool> named(rules.rules().size());
  for (const PackedRule& rule : rules.rules()) {
    for (const std::int32_t operand : rule.operands.get()) {
      if (operand >= 0) named[static_cast<std::size_t>(operand)] = true;
    }
  }
  return named;
}

// Sorted. What opens for a meta opens for those that name it. `order` has what is named first.
std::vector<PlanGate> FindGates(const RuleTable& rules, std::span<const std::int32_t> order,
                                std::span<const double> scores) {
  std::map<std::int32_t, std::set<std::int32_t>> gates;
  for (const std::int32_t meta : order) {
    std::set<std::int32_t> own;
    for (const std::int32_t operand : rules.rule(meta).operands.get()) {
      if (operand < 0 || rules.rule(operand).type != RuleType::kMeta) continue;
      if (scores[static_cast<std::size_t>(operand)] == 0) own.insert(operand);
      if (const auto found = gates.find(operand); found != gates.end())
        own.insert(found->second.begin(), found->second.end());
    }
    if (!own.empty()) gates.emplace(meta, std::move(own));
  }
  std::vector<PlanGate> sorted;
  for (const auto& [meta, silent] : gates) {
    for (const std::int32_t gate : silent) sorted.push_back({meta, gate});
  }
  return sorted;
}

// Does it change nothing but its value? Evals may set what others see.
bool MayWait(const PackedRule& rule) {
  return rule.is_subrule() && rule.type != RuleType::kEval && rule.captures == 0 &&
         rule.capture_templates.count == 0 && rule.shortcircuit == ShortcircuitType::kOff;
}

}  // namespace

ScorePlan ScorePlan::Build(const RuleTable& rules, const OwnScores& own_scores, ScoreSet score_set) {
  ScorePlan plan;
  std::vector<double>& scores = plan.made_scores_;
  std::vector<std::int32_t>& order = plan.made_order_;
  std::vector<std::int32_t>& turns = plan.made_turns_;
  std::vector<std::int32_t>& evals = plan.made_evals_;
  scores.resize(rules.rules().size());
  turns.resize(rules.rules().size());
  evals.resize(rules.rules().size(), -1);
  order.reserve(rules.rules().size());
  const std::vector<bool> named = NamedByMetas(rules);
  std::vector<bool> early(rules.rules().size());
  std::size_t replaced = 0;  // places in `order` up to the last eval that may replace body text
  const std::size_t set = score_set.number();
  for (int i : rules.order()) {
    auto at = static_cast<std::size_t>(i);
    const PackedRule& rule = rules.rule(i);
    double score = rule.scores[set];
    if (auto own = own_scores.find(i); own != own_scores.end()) score = own->second[set];
    if (rule.is_subrule() && score != 0) score = 1;
    const bool silent = score == 0 && rule.type == RuleType::kMeta && named[at] && IsEarly(rule, early);
    if (score == 0 && !silent) continue;
    if (rule.type == RuleType::kMeta && NamesWhatNeverRan(rules, rule, turns)) continue;
    // Plugins of SpamAssassin run these as evals, which do not run where their flags say so. (Those of Bayes
    // ask in either set: where it knows too little they find nothing.)
    const bool is_plugins = rule.type == RuleType::kMimeHeader || rule.type == RuleType::kUriDetail;
    if ((is_plugins || rule.type == RuleType::kEval) && rule.flags.net && !score_set.network) continue;
    if (is_plugins && rule.flags.learn && !score_set.bayes) continue;
    if (rule.type == RuleType::kEval || (rule.type == RuleType::kAskDns && score_set.network)) {
      evals[at] = FindEval(rule.eval_name.view());
      if (evals[at] < 0) continue;
      if (ReplacesBody(EvalAt(evals[at], rule.eval_name.view()))) replaced = order.size();
    }
    scores[at] = score;
    early[at] = IsEarly(rule, early);
    order.push_back(i);
    turns[at] = static_cast<std::int32_t>(order.size());
  }
  for (std::size_t place = 0; place < order.size(); ++place) {
    const PackedRule& rule = rules.rule(order[place]);
    const bool sees_it_now = rule.type == RuleType::kBody && place < replaced;
    const bool silent = scores[static_cast<std::size_t>(order[place])] == 0;
    if ((!MayWait(rule) && !silent) || sees_it_now) plan.made_unasked_.push_back(order[place]);
  }
  plan.made_gates_ = FindGates(rules, order, scores);
  plan.gates = plan.made_gates_;
  plan.scores = scores;
  plan.order = order;
  plan.turns = turns;
  plan.unasked = plan.made_unasked_;
  plan.evals = evals;
  return plan;
}

ScorePlan ScorePlan::Use(const PackedPlan& packed, const RuleTable& rules, const OwnScores& own_scores,
                         ScoreSet score_set) {
  const std::size_t set = score_set.number();
  // A score that comes or goes changes what runs.
  for (const auto& [number, own] : own_scores) {
    const PackedRule& rule = rules.rule(number);
    if ((own[set] == 0) != (rule.scores[set] == 0)) return Build(rules, own_scores, score_set);
  }
  ScorePlan plan;
  plan.scores = packed.scores.get();
  plan.order = packed.order.get();
  plan.turns = packed.turns.get();
  plan.unasked = packed.unasked.get();
  plan.evals = packed.evals.get();
  plan.gates = packed.gates.get();
  if (own_scores.empty()) return plan;
  plan.made_scores_.assign(plan.scores.begin(), plan.scores.end());
  for (const auto& [number, own] : own_scores) {
    const auto at = static_cast<std::size_t>(number);
    if (plan.turns[at] != 0 && !rules.rule(number).is_subrule()) plan.made_scores_[at] = own[set];
  }
  plan.scores = plan.made_scores_;
  return plan;
}

std::span<const PlanGate> ScorePlan::GatesOf(int meta) const {
  const auto is_before = [](const PlanGate& gate, int number) { return gate.meta < number; };
  const auto first = std::lower_bound(gates.begin(), gates.end(), meta, is_before);
  return {first, std::lower_bound(first, gates.end(), meta + 1, is_before)};
}

void ScorePlan::Pack(Packer* packer, std::size_t field) const {
  packer->Put(field + offsetof(PackedPlan, scores), scores);
  packer->Put(field + offsetof(PackedPlan, order), order);
  packer->Put(field + offsetof(PackedPlan, turns), turns);
  packer->Put(field + offsetof(PackedPlan, unasked), unasked);
  packer->Put(field + offsetof(PackedPlan, evals), evals);
  packer->Put(field + offsetof(PackedPlan, gates), gates);
}

bool ScorePlan::IsSound(const PackedPlan& packed, std::size_t rule_count, const PackedBounds& bounds) {
  const auto is_rule = [&](std::int32_t number) {
    return number >= 0 && static_cast<std::size_t>(number) < rule_count;
  };
  const auto is_turn = [&](std::int32_t turn) {
    return turn >= 0 && static_cast<std::size_t>(turn) <= packed.order.count;
  };
  const auto is_gate = [&](const PlanGate& gate) { return is_rule(gate.meta) && is_rule(gate.silent); };
  return bounds.Holds(packed.scores) && bounds.Holds(packed.evals) && packed.scores.count == rule_count &&
         packed.turns.count == rule_count && packed.evals.count == rule_count &&
         bounds.HoldsEach(packed.order, is_rule) && bounds.HoldsEach(packed.unasked, is_rule) &&
         bounds.HoldsEach(packed.turns, is_turn) && bounds.HoldsEach(packed.gates, is_gate);
}

}  // namespace gatepost

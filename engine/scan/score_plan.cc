// Tested by tests/scan/engine_test.cc.
#include "scan/score_plan.h"

#include <algorithm>

#include "eval/registry.h"

namespace gatepost {
namespace {

// SpamAssassin leaves a meta alone that names a meta which never ran.
bool NamesWhatNeverRan(const RuleTable& rules, const PackedRule& meta, const std::vector<int>& turns) {
  const std::span<const std::int32_t> operands = meta.operands.get();
  return std::any_of(operands.begin(), operands.end(), [&](std::int32_t operand) {
    return operand >= 0 && turns[static_cast<std::size_t>(operand)] == 0 &&
           rules.rule(operand).type == RuleType::kMeta;
  });
}

// Does it change nothing but its value? Evals may set what others see.
bool MayWait(const PackedRule& rule) {
  return rule.is_subrule() && rule.type != RuleType::kEval && rule.captures == 0 &&
         rule.capture_templates.count == 0;
}

}  // namespace

ScorePlan ScorePlan::Build(const RuleTable& rules, const OwnScores& own_scores, bool bayes) {
  ScorePlan plan;
  plan.scores.resize(rules.rules().size());
  plan.evals.resize(rules.rules().size());
  plan.turns.resize(rules.rules().size());
  plan.order.reserve(rules.rules().size());
  std::size_t replaced = 0;  // places in `order` up to the last eval that may replace body text
  const std::size_t set = bayes ? 2 : 0;
  for (int i : rules.order()) {
    auto at = static_cast<std::size_t>(i);
    const PackedRule& rule = rules.rule(i);
    double score = rule.is_subrule() ? 1 : rule.scores[set];
    if (auto own = own_scores.find(i); own != own_scores.end() && !rule.is_subrule())
      score = own->second[set];
    if (score == 0) continue;
    if (rule.type == RuleType::kMeta && NamesWhatNeverRan(rules, rule, plan.turns)) continue;
    if (rule.type == RuleType::kEval) {
      // SpamAssassin skips eval tests that need what this score set does without.
      if (rule.flags.net || (rule.flags.learn && !bayes)) continue;
      plan.evals[at] = FindEval(rule.eval_name.view());
      if (plan.evals[at] == nullptr) continue;
      if (ReplacesBody(plan.evals[at])) replaced = plan.order.size();
    }
    plan.scores[at] = score;
    plan.order.push_back(i);
    plan.turns[at] = static_cast<int>(plan.order.size());
  }
  for (std::size_t place = 0; place < plan.order.size(); ++place) {
    const PackedRule& rule = rules.rule(plan.order[place]);
    const bool sees_it_now = rule.type == RuleType::kBody && place < replaced;
    if (!MayWait(rule) || sees_it_now) plan.unasked.push_back(plan.order[place]);
  }
  return plan;
}

}  // namespace gatepost

// Tested by tests/scan/engine_test.cc.
#include "scan/score_plan.h"

#include "eval/registry.h"

namespace gatepost {

ScorePlan ScorePlan::Build(const RuleTable& rules, const OwnScores& own_scores, bool bayes) {
  ScorePlan plan;
  plan.scores.resize(rules.rules().size());
  plan.evals.resize(rules.rules().size());
  plan.order.reserve(rules.rules().size());
  const std::size_t set = bayes ? 2 : 0;
  for (int i : rules.order()) {
    auto at = static_cast<std::size_t>(i);
    const PackedRule& rule = rules.rule(i);
    double score = rule.is_subrule() ? 1 : rule.scores[set];
    if (auto own = own_scores.find(i); own != own_scores.end() && !rule.is_subrule())
      score = own->second[set];
    if (score == 0) continue;
    if (rule.type == RuleType::kEval) {
      // SpamAssassin skips eval tests that need what this score set does without.
      if (rule.flags.net || (rule.flags.learn && !bayes)) continue;
      plan.evals[at] = FindEval(rule.eval_name.view());
      if (plan.evals[at] == nullptr) continue;
    }
    plan.scores[at] = score;
    plan.order.push_back(i);
  }
  return plan;
}

}  // namespace gatepost

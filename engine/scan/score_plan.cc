// Tested by tests/scan/engine_test.cc.
#include "scan/score_plan.h"

#include "eval/registry.h"

namespace gatepost {

ScorePlan ScorePlan::Build(const Ruleset& ruleset, bool bayes) {
  ScorePlan plan;
  const std::vector<Rule>& rules = ruleset.rules();
  plan.scores.resize(rules.size());
  plan.evals.resize(rules.size());
  for (int i : ruleset.order()) {
    auto at = static_cast<std::size_t>(i);
    const Rule& rule = rules[at];
    double score = rule.is_subrule() ? 1 : rule.scores[bayes ? 2 : 0];
    if (score == 0) continue;
    if (rule.type == RuleType::kEval) {
      // SpamAssassin skips eval tests that need what this score set does without.
      if (rule.flags.net || (rule.flags.learn && !bayes)) continue;
      plan.evals[at] = FindEval(rule.eval_name);
      if (plan.evals[at] == nullptr) continue;
    }
    plan.scores[at] = score;
    plan.order.push_back(i);
  }
  return plan;
}

}  // namespace gatepost

// ScorePlan: which rules run under one score set, and with which score. Made once a ruleset.
#pragma once

#include <vector>

#include "eval/context.h"
#include "rules/own_scores.h"
#include "rules/rule_table.h"

namespace gatepost {

struct ScorePlan {
  // By rule number: 0 where the rule does not run. Sub-rules ("__...") run with a score of 1 that is
  // not added.
  std::vector<double> scores;
  std::vector<EvalFunction> evals;  // by rule number; null for rules that are no eval test
  std::vector<int> order;           // the rules that run, in the order they run
  std::vector<int> turns;           // by rule number: its place in `order`, from 1 on; 0: it does not run
  // Of `order`, without patterns and metas that count for metas alone: those wait until a meta asks.
  std::vector<int> unasked;

  static ScorePlan Build(const RuleTable& rules, const OwnScores& own_scores, bool bayes);
};

}  // namespace gatepost

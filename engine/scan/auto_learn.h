// What a verdict says to auto-learning (bayes_auto_learn): the points of its hits, counted as SpamAssassin
// counts them, and the messages that Bayes is told to leave alone. Pure; the decision is bayes/auto_learn.h.
#pragma once

#include "bayes/auto_learn.h"
#include "eval/context.h"
#include "gatepost/verdict.h"
#include "rules/rule_table.h"
#include "scan/score_plan.h"

namespace gatepost {

// `set` was in use: its scores count for what was learned, those without Bayes for the rest. A meta's points
// are shared between header and body as its operands are; "full" rules count for neither.
AutoLearnPoints CountAutoLearnPoints(const RuleTable& rules, const Verdict& verdict, ScoreSet set);
// The same of some hits; says nothing of the verdict.
AutoLearnPoints CountAutoLearnPoints(const RuleTable& rules, const std::vector<const Hit*>& hits,
                                     ScoreSet set);

// True where a sender is in bayes_ignore_from or a recipient in bayes_ignore_to.
bool BayesIgnores(EvalContext& context);

}  // namespace gatepost

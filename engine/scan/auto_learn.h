// What a verdict says to auto-learning (bayes_auto_learn): the points of its hits, counted as SpamAssassin
// counts them, and the messages that Bayes is told to leave alone. Pure; the decision is bayes/auto_learn.h.
#pragma once

#include <vector>

#include "bayes/auto_learn.h"
#include "eval/context.h"
#include "gatepost/verdict.h"
#include "rules/rule_table.h"
#include "scan/score_plan.h"

namespace gatepost {

// `set` was in use: its scores count for what was learned, those without Bayes for the rest. A meta's points
// are shared between header and body as its operands are; "full" rules count for neither. Whether the message
// is spam is left to the caller.
AutoLearnPoints CountAutoLearnPoints(const RuleTable& rules, const std::vector<const Hit*>& hits,
                                     ScoreSet set);

// All of a verdict, for the above. They are the verdict's.
std::vector<const Hit*> HitsOf(const Verdict& verdict);

// True where a sender is in bayes_ignore_from or a recipient in bayes_ignore_to.
bool BayesIgnores(EvalContext& context);

}  // namespace gatepost

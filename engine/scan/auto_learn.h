// What a verdict says to auto-learning (bayes_auto_learn): the points of its hits, counted as SpamAssassin
// counts them, and the messages that Bayes is told to leave alone. Pure; the decision is bayes/auto_learn.h.
#pragma once

#include "bayes/auto_learn.h"
#include "eval/context.h"
#include "gatepost/verdict.h"
#include "rules/rule_table.h"

namespace gatepost {

// `with_bayes`: the score set with Bayes was in use. A meta's points are shared between header and body as
// its operands are; "full" rules count for neither.
AutoLearnPoints CountAutoLearnPoints(const RuleTable& rules, const Verdict& verdict, bool with_bayes);

// True where a sender is in bayes_ignore_from or a recipient in bayes_ignore_to.
bool BayesIgnores(EvalContext& context);

}  // namespace gatepost

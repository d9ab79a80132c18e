// The Bayes probability as rules see it. Tested by tests/eval/bayes_evals_test.cc.
#include <cstdio>

#include "eval/message_facts.h"
#include "eval/registry.h"

namespace gatepost {
namespace {

// check_bayes(MIN, MAX): MIN < probability <= MAX; a MIN of 0 includes 0 itself; "undef": no maximum.
EvalResult CheckBayes(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2 || !context.settings.Flag("use_bayes_rules") || !context.bayes_probability) {
    return EvalResult::Of(false);
  }
  std::optional<double> probability = context.bayes_probability();
  if (!probability) return EvalResult::Of(false);
  double min = ArgumentNumber(arguments, 0);
  bool above = min == 0 || *probability > min;
  bool below = arguments[1] == "undef" || *probability <= ArgumentNumber(arguments, 1);
  if (!above || !below) return EvalResult::Of(false);
  char text[32];
  std::snprintf(text, sizeof text, "score: %3.4f", *probability);
  context.detail = text;
  return EvalResult::Of(true);
}

constexpr EvalEntry kEntries[] = {{"check_bayes", CheckBayes}};

}  // namespace

std::span<const EvalEntry> BayesEvals() { return kEntries; }

}  // namespace gatepost

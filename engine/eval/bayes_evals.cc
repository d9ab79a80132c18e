// The probabilities of what was learned, as rules see them. Tested by tests/eval/bayes_evals_test.cc.
#include <cstdio>

#include "eval/message_facts.h"
#include "eval/registry.h"

namespace gatepost {
namespace {

// MIN < probability <= MAX; a MIN of 0 includes 0 itself; "undef": no maximum.
EvalResult CheckRange(EvalContext& context, const EvalArguments& arguments,
                      const std::function<std::optional<double>()>& ask) {
  if (arguments.size() < 2 || !context.settings.Flag("use_bayes_rules") || !ask) {
    return EvalResult::Of(false);
  }
  std::optional<double> probability = ask();
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

// check_bayes(MIN, MAX)
EvalResult CheckBayes(EvalContext& context, const EvalArguments& arguments) {
  return CheckRange(context, arguments, context.bayes_probability);
}

// check_learned(MIN, MAX), Gatepost's own: of Bayes and the model together. Not where the model does not
// speak, nor of a message that is mostly new to what was learned.
EvalResult CheckLearned(EvalContext& context, const EvalArguments& arguments) {
  return CheckRange(context, arguments, context.learned_probability);
}

constexpr EvalEntry kBayesEvals[] = {{"check_bayes", CheckBayes}, {"check_learned", CheckLearned}};

}  // namespace

std::span<const EvalEntry> BayesEvals() { return kBayesEvals; }

}  // namespace gatepost

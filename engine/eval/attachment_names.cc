// Tested by tests/eval/image_evals_test.cc, tests/eval/pdf_evals_test.cc.
#include "eval/attachment_names.h"

#include <algorithm>

#include "eval/argument_regex.h"

namespace gatepost {

const Regex* NamePattern(const std::string& argument) {
  Result<PatternSource> source = ParsePatternLiteral(argument);
  return ArgumentRegex(source ? *source : PatternSource{argument, ""});
}

bool AnyMatches(const Regex& regex, const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return regex.Search(text) == MatchOutcome::kYes; });
}

EvalResult AnyNamed(const std::vector<std::string>& names, const EvalArguments& arguments) {
  return EvalResult::Of(!arguments.empty() &&
                        std::find(names.begin(), names.end(), arguments[0]) != names.end());
}

EvalResult AnyNameMatches(const std::vector<std::string>& names, const EvalArguments& arguments) {
  if (arguments.empty() || names.empty()) return EvalResult::Of(false);
  const Regex* regex = NamePattern(arguments[0]);
  return EvalResult::Of(regex != nullptr && AnyMatches(*regex, names));
}

const std::vector<std::string>& RuleTexts(EvalContext& context) {
  return context.phase == EvalTextPhase::kRawBody ? context.views.RawBody() : context.views.Body();
}

double RuleTextBytes(EvalContext& context) {
  double bytes = 0;
  for (const std::string& text : RuleTexts(context)) bytes += static_cast<double>(text.size());
  return bytes;
}

}  // namespace gatepost

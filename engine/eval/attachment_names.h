// What ImageInfo and PDFInfo ask of attached files in the same way.
#pragma once

#include <string>
#include <vector>

#include "eval/context.h"
#include "match/regex.h"

namespace gatepost {

// The pattern that an argument is, with or without delimiters; null where it is none. See ArgumentRegex.
const Regex* NamePattern(const std::string& argument);
bool AnyMatches(const Regex& regex, const std::vector<std::string>& texts);

// Is a name the first argument, or does one match the pattern that it is?
EvalResult AnyNamed(const std::vector<std::string>& names, const EvalArguments& arguments);
EvalResult AnyNameMatches(const std::vector<std::string>& names, const EvalArguments& arguments);

// The texts that the rule looks at (body evals see paragraphs, rawbody evals chunks), and how long they are.
const std::vector<std::string>& RuleTexts(EvalContext& context);
double RuleTextBytes(EvalContext& context);

}  // namespace gatepost

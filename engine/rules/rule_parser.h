// One definition of a rule: "header NAME ...", "body NAME ..." as text to a Rule. Internal to rules/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/status.h"
#include "rules/rule.h"

namespace gatepost {

// True for header, body, rawbody, full, uri, meta, mimeheader, uri_detail, reuse and askdns.
bool DefinesRule(std::string_view keyword);

// `value` is what follows the keyword. Fills name, type and what belongs to the type; patterns are split
// from their delimiters but not compiled. Fails with kInvalidArgument and a reason.
Result<Rule> ParseRule(std::string_view keyword, std::string_view value);

// "'a', "b", 1.5, example.com": the arguments of an eval test. Nothing where they cannot be read.
std::optional<std::vector<std::string>> ParseEvalArguments(std::string_view text);

// The words of a tflags line.
TestFlags ParseTestFlags(std::string_view text);

// Why a pattern matches everything ("empty", "contains '||'" ...), or "".
std::string_view AlwaysMatches(std::string_view pattern);

}  // namespace gatepost

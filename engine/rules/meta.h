// Meta rules: boolean and arithmetic expressions over the hits of other rules, as a small stack program.
// No recursion on input: the parser uses an explicit stack.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/expression.h"
#include "gatepost/status.h"

namespace gatepost {

class MetaExpression {
 public:
  // Perl's operators as SpamAssassin's metas use them: ! + - * / ^ == != < <= > >= && || ?: ( ), plain
  // numbers, rule names, rules_matching(GLOB), local_tests_only. "()" alone is a meta that never hits.
  // Fails with kInvalidArgument and a reason, also where no hit at all would divide by zero.
  static Result<MetaExpression> Parse(std::string_view text);

  // Rules it names, each once; those of rules_matching() once ExpandMatching ran.
  const std::vector<std::string>& names() const { return expression_.names; }
  // Replaces rules_matching(GLOB) by the sum of the names that fit.
  void ExpandMatching(const std::vector<std::string>& all_rule_names);
  // For GuessValue, with the hits of names() as operands. NaN, a division by zero, counts as 0.
  const std::vector<Expression::Step>& steps() const { return expression_.steps; }
  bool has_matching() const { return !expression_.calls.empty(); }

 private:
  Expression expression_;
};

// SpamAssassin's rule names: a letter or "_", then up to 127 letters, digits and "_".
bool IsRuleName(std::string_view name);

}  // namespace gatepost

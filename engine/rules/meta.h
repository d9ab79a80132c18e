// Meta rules: boolean and arithmetic expressions over the hits of other rules, as a small stack program.
// No recursion on input: the parser uses an explicit stack.
#pragma once

#include <functional>
#include <optional>
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
  const std::vector<Expression::Step>& steps() const { return expression_.steps; }
  bool has_matching() const { return !expression_.calls.empty(); }

  // The value; `value_of(i)` is the number of hits of names()[i], or nothing where that rule is not
  // decided yet or never runs. One such makes the result nothing, whatever the others say: in
  // SpamAssassin 4 a meta waits for every rule it names. A division by zero is 0.
  //
  // What 4.0.1 takes as decided when all rules ran:
  //   a rule that ran: its hits; any other rule that is no meta (score 0, network test, unknown name): 0;
  //   a meta that ran: its value; a meta with score 0: 0 where its rules all ran and it is false,
  //   and never decided otherwise.
  std::optional<double> Evaluate(const std::function<std::optional<double>(int)>& value_of) const;

 private:
  Expression expression_;
};

// SpamAssassin's rule names: a letter or "_", then up to 127 letters, digits and "_".
bool IsRuleName(std::string_view name);

}  // namespace gatepost

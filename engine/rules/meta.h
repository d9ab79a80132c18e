// Meta rules: boolean and arithmetic expressions over the hits of other rules, as a small stack program.
// No recursion on input: the parser uses an explicit stack and a length limit.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

class MetaExpression {
 public:
  // Perl's operators as SpamAssassin's metas use them: ! + - * / ** % == != < <= > >= && || ( ) numbers,
  // rule names, rules_matching(/.../ or glob). Fails with kInvalidArgument and a reason.
  static Result<MetaExpression> Parse(std::string_view text);

  // Rules it names; those of rules_matching() once ExpandMatching ran.
  const std::vector<std::string>& names() const { return names_; }
  // Replaces rules_matching(GLOB) by the sum of the names that fit.
  void ExpandMatching(const std::vector<std::string>& all_rule_names);

  // The value; `value_of(i)` is the number of hits of names()[i], or nothing where that rule is not
  // decided yet or never runs: the result is then nothing unless it does not depend on it
  // (SpamAssassin 4's handling of unrun rules).
  std::optional<double> Evaluate(const std::function<std::optional<double>(int)>& value_of) const;

 private:
  struct Step {
    int op;
    double number;
    int name;
  };
  std::vector<Step> steps_;
  std::vector<std::string> names_;
};

}  // namespace gatepost

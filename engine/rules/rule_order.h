// What metas do to the other rules: priorities, the net flag, and the order in which rules run.
// Internal to rules/.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rules/rule.h"

namespace gatepost {

// One entry a rule: the rules a meta names (numbers, -1 for none), empty for others.
using RuleOperands = std::vector<std::vector<int>>;

// Metas that name each other in a circle, or name such a meta; in the order of their numbers.
std::vector<int> FindCircles(const std::vector<Rule>& rules, const RuleOperands& operands);

// What a meta names runs no later than the meta's own priority.
void LowerPriorities(std::vector<Rule>* rules, const RuleOperands& operands);
// A meta over a network test is a network test. `operands` without circles.
void InheritNet(std::vector<Rule>* rules, const RuleOperands& operands);
// Rule numbers in the order in which they run. `operands` without circles.
std::vector<int> OrderRules(const std::vector<Rule>& rules, const RuleOperands& operands);

}  // namespace gatepost

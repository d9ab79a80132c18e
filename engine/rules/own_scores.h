// The scores that a user_prefs sets on rules that are there already.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "config/directive.h"
#include "rules/rule_table.h"

namespace gatepost {

// By rule number. Lines that cannot be read give a Diagnostic.
std::map<int, std::array<double, 4>> ReadOwnScores(const ConfigText& prefs, const RuleTable& rules,
                                                   std::vector<Diagnostic>* diagnostics);

}  // namespace gatepost

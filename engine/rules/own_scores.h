// The scores that a user_prefs sets on rules that are there already.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "config/directive.h"
#include "rules/rule_table.h"

namespace gatepost {

// Scores that user_prefs put in place of the rules' own, by rule number.
using OwnScores = std::map<int, std::array<double, 4>>;

// Lines that cannot be read give a Diagnostic.
OwnScores ReadOwnScores(const ConfigText& prefs, const RuleTable& rules,
                        std::vector<Diagnostic>* diagnostics);

}  // namespace gatepost

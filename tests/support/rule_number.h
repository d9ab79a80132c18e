// The number of a rule by its name.
#pragma once

#include <algorithm>
#include <string_view>

#include "rules/ruleset.h"

namespace gatepost {

// -1: there is none.
inline int NumberOf(const Ruleset& ruleset, std::string_view name) {
  const std::vector<Rule>& rules = ruleset.rules();
  const auto found =
      std::find_if(rules.begin(), rules.end(), [name](const Rule& rule) { return rule.name == name; });
  return found == rules.end() ? -1 : static_cast<int>(found - rules.begin());
}

}  // namespace gatepost

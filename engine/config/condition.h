// Conditions of `if` and `ifplugin` lines.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "config/plugins.h"
#include "gatepost/status.h"

namespace gatepost {

struct ConditionFacts {
  const PluginSet& plugins;
  // Flags of enable_compat: "welcomelist_blocklist".
  const std::set<std::string, std::less<>>& compat;
};

// version, perl_version, local_tests_only, plugin(), can(), has(), numbers and Perl's operators.
// Fails with kInvalidArgument and a reason.
Result<bool> EvaluateCondition(std::string_view text, const ConditionFacts& facts);

}  // namespace gatepost

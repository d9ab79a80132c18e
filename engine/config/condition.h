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

// False where a number or a name is none ("4.0.1", "A:B", "x"): SpamAssassin then reads on as if the line
// were not there, so that what follows counts.
bool IsReadableCondition(std::string_view text);
// version, perl_version, local_tests_only, plugin(), can(), has(), numbers and Perl's operators. Any other
// word is true, as in SpamAssassin; `remark` then says so. Fails with kInvalidArgument and a reason: the
// condition does not hold.
Result<bool> EvaluateCondition(std::string_view text, const ConditionFacts& facts, std::string* remark);

}  // namespace gatepost

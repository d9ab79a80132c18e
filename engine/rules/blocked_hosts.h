// The lines of the plugin URILocalBL, which make rules: `uri_block_cc NAME de !fr` and the like.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

// The eval test of such rules.
inline constexpr std::string_view kBlockedHostsEval = "check_uri_local_bl";

// What stands behind the name, as arguments of that test: "cc DE", "cc !FR", "cont EU", "isp
// EXAMPLENETWORKS", "cidr 192.0.2.0/24", "exclude www.example.com". `known`: those that earlier lines of the
// rule gave.
Result<std::vector<std::string>> ParseBlockedHosts(std::string_view keyword, std::string_view value,
                                                   const std::vector<std::string>& known);

}  // namespace gatepost

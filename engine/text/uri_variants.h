// The variants of one web URI that come of its host: ports, user info, numeric and Unicode hosts.
// Internal to text/; see uri.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "text/uri.h"

namespace gatepost {

// Appends the variants of `uri`, if it begins with http:// or https://, to `variants`. Returns the target
// that is inside of it, if there is one: another URI to look at. Cost: linear.
std::optional<std::string> AddHostVariants(const std::string& uri, const UriConfig& config,
                                           std::vector<std::string>* variants);

}  // namespace gatepost

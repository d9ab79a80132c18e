// The hosts of a message's links that lists in the DNS are asked about: URIDNSBL's.
#pragma once

#include <string>
#include <vector>

#include "eval/context.h"

namespace gatepost {

struct LinkHost {
  std::string host, domain;  // in small letters; of an address both are the address
  bool is_address = false;   // IPv4, and not a private one
};

// No more than `uridnsbl_max_domains`, the most telling kinds of links first and by lot within a kind;
// none of `uridnsbl_skip_domain`.
const std::vector<LinkHost>& LinkHosts(EvalContext& context);

}  // namespace gatepost

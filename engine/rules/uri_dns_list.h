// The lines of the plugin URIDNSBL, which say where a rule looks the hosts of links up: `urirhssub NAME
// multi.example.org A 2` and the like. The rule is a body rule of its own, with eval:check_uridnsbl().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

// The eval test of such rules.
inline constexpr std::string_view kUriDnsEval = "check_uridnsbl";

bool IsUriDnsKeyword(std::string_view keyword);

// What stands behind the name, as arguments of that test: what is looked up ("address", "domain", "ns_domain"
// or "ns_host"), the zone, "A" or "TXT", and which answers count: "" all, "2" a bit, "5-9" a range, "4/6" a
// value under a mask, of addresses as numbers.
Result<std::vector<std::string>> ParseUriDnsList(std::string_view keyword, std::string_view value);
// Of the words of a tflags line, those that say what is looked up.
std::vector<std::string> UriDnsFlags(std::string_view tflags);

}  // namespace gatepost

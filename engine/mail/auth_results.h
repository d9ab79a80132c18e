// What servers on the way noted of their checks of SPF, DKIM and the like: Authentication-Results fields (and
// ARC's copies of them), as SpamAssassin's AuthRes reads them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace gatepost {

// Which servers' fields count, by their names in lower case.
struct AuthservFilter {
  std::set<std::string, std::less<>> trusted;  // no others, where there are some
  std::set<std::string, std::less<>> ignored;
};

// A method's ("dkim") result ("pass"): the first that was noted, but for a "pass", which wins.
using AuthResults = std::map<std::string_view, std::string_view>;

// `fields` are lines of "Name: value". A field that does not follow the grammar, or names a method, result or
// property that is not known, does not count at all. Cost: linear.
AuthResults ReadAuthResults(std::string_view fields, const AuthservFilter& filter);

}  // namespace gatepost

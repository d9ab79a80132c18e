// URIs: finding them in text, canonical forms, hosts and registered domains.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// Which top-level and second-level domains count (util_rb_tld, util_rb_2tld, util_rb_3tld) and the
// redirector patterns. Where no util_rb_tld is configured, libpsl's list of top-level domains serves.
struct UriConfig {
  std::set<std::string, std::less<>> tlds, two_tlds, three_tlds;
  // redirector_pattern, already compiled by the caller: given a URI, the target inside it.
  // (text may not see RE2; scan fills this in.)
  std::vector<std::string> redirector_patterns;
};

// URIs and e-mail addresses in running text, as SpamAssassin's parsed URIs (schemeless www. and
// host names with a known top-level domain included).
struct FoundUri {
  std::string text;  // as it stands in the text
  std::string uri;   // with a scheme added where there was none
  bool schemeless = false;
};
std::vector<FoundUri> FindUris(std::string_view text, const UriConfig& config);

// The variants that rules see: the URI itself first, then percent-decoded, without user info, with
// numeric hosts as dotted quads, redirector targets ... each once.
std::vector<std::string> CanonicalUris(std::string_view uri, const UriConfig& config);

// Host of a URI, lower-case, or nothing. Registered domain of a host ("a.b.co.uk" -> "b.co.uk"),
// or "" where it has none.
std::optional<std::string> UriHost(std::string_view uri);
std::string RegisteredDomain(std::string_view host, const UriConfig& config);

}  // namespace gatepost

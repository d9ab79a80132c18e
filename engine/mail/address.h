// Addresses in header fields, found as SpamAssassin 4 finds them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

struct Address {
  std::string address;       // "user@host", without brackets and comments; as written, not lower-cased
  std::string name;          // display name or comment, unquoted, RFC 2047 words not decoded; may be empty
  bool has_address = false;  // false: only a name was there
  bool has_name = false;
};

// Every address of a From, To, Cc ... value (raw, folded or not). Groups, comments, quoted local
// parts and bare addresses included; entries that have only a name too. Never fails: what cannot be
// read gives no entry. Cost: linear but for hostile input, which meets a step budget.
std::vector<Address> ParseAddresses(std::string_view value);

// The domain of an address: what stands behind its last "@"; "" where it has none.
std::string_view DomainOfAddress(std::string_view address);

// Is it a host name with a dot, of labels that DNS allows? (SpamAssassin's is_fqdn_valid.)
bool IsFullyQualifiedName(std::string_view host);

}  // namespace gatepost

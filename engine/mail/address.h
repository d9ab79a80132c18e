// Addresses in header fields, found as SpamAssassin 4 finds them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

struct Address {
  std::string address;  // "user@host", without brackets and comments; as written, not lower-cased
  std::string name;     // display name or comment, unquoted; may be empty
};

// Every address of a From, To, Cc ... value (decoded, unfolded). Groups, comments, quoted local
// parts and bare addresses included. Never fails: what cannot be read gives no entry.
std::vector<Address> ParseAddresses(std::string_view value);

}  // namespace gatepost

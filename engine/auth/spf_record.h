// SpfRecord: what a domain says of who may send its mail (RFC 7208), read as a whole: a fault anywhere in it
// is a fault of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/network.h"
#include "mail/spf_fields.h"

namespace gatepost {

struct SpfTerm {
  enum class Kind { kAll, kInclude, kA, kMx, kPtr, kIp4, kIp6, kExists };
  Kind kind = Kind::kAll;
  SpfResult result = SpfResult::kPass;  // what a match means: the qualifier
  std::string domain;                   // in small letters, macros unexpanded; "" for the record's own
  IpAddress network;                    // ip4, ip6
  int v4_bits = 32, v6_bits = 128;      // a, mx; of the network, v6_bits counts (IPv4 as mapped)
};

struct SpfRecord {
  std::vector<SpfTerm> terms;
  std::optional<std::string> redirect;  // as SpfTerm::domain

  // Is it such a record, whatever it says?
  static bool IsOne(std::string_view text);
  // Nothing where its syntax is wrong. Cost: linear.
  static std::optional<SpfRecord> Parse(std::string_view text);
};

// How many bytes of the text are a macro expression ("%{ir}", "%%"); 0 for none.
std::size_t MacroLength(std::string_view text);

}  // namespace gatepost

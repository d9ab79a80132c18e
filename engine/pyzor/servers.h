// What a site's files say of Pyzor's servers. The files belong to the site or the user.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/pyzor.h"

namespace gatepost {

inline constexpr std::size_t kMostPyzorServers = 8;

struct PyzorPlan {
  std::vector<PyzorServer> servers;
  // Digests that the site never asks about (`pyzor local_whitelist`).
  std::set<std::string, std::less<>> welcome;
};

// A file of lines "host:port" or "[address]:port"; others are left out, and what is beyond the limit.
std::vector<PyzorServer> ReadPyzorServers(std::string_view text);
// A file of digests, one a line, with comments behind "#".
std::set<std::string, std::less<>> ReadPyzorDigests(std::string_view text);
// The value of a name in the section [client] of the program's file "config"; "" where it has none.
std::string ReadPyzorOption(std::string_view text, std::string_view name);

}  // namespace gatepost

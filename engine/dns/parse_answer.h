// What a server said, as records. The bytes are anybody's.
#pragma once

#include <string_view>

#include "gatepost/dns.h"

namespace gatepost {

// Records beyond so many are left out.
inline constexpr std::size_t kMostRecords = 64;

// `message` is a DNS message as it came (RFC 1035, 4.1). What cannot be read is kFailed; NXDOMAIN and an
// answer without records of the type are kNone.
DnsAnswer ParseDnsAnswer(std::string_view message, DnsType type);

}  // namespace gatepost

// SPF (RFC 7208): may this host send mail of that domain? As Mail::SPF 2.9 answers it, which SpamAssassin
// asks.
//
// Where Mail::SPF differs from the standard: 20 terms may ask the DNS, not 10; of more than 10 MX names the
// first 10 count; a failing look-up in "ptr" is a temporary error; "ip6" also holds mapped IPv4 addresses;
// macros in capitals are not escaped. As the standard, and not as Mail::SPF: "exp" is read and not followed;
// records of "spf2.0" (Sender ID) do not count; a domain that is no name has no policy.
//
// The records come from the sender: terms, look-ups and macros have limits, and nothing recurses.
#pragma once

#include <string>
#include <string_view>

#include "gatepost/dns.h"
#include "mail/network.h"
#include "mail/spf_fields.h"

namespace gatepost {

struct SpfQuestion {
  IpAddress ip;
  std::string identity;  // the envelope's sender, or what the host called itself where `is_helo`
  std::string helo;      // "" where it is not known
  bool is_helo = false;
};

struct SpfLimits {
  int terms = 20;          // that ask the DNS, in all records together
  int empty_answers = 2;   // "void" look-ups
  std::size_t names = 10;  // of one MX or PTR answer
};

// The domain whose record is asked for first; "" where the identity has none.
std::string SpfDomain(const SpfQuestion& question);

// Never kNotNoted. Waits for the DNS, one question after the other. Cost: the look-ups, 250 at most, and the
// records' length.
SpfResult CheckSpf(DnsClient& dns, const SpfQuestion& question, const SpfLimits& limits = {});

}  // namespace gatepost

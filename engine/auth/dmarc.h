// DMARC (RFC 7489): does the mail come from the domain that its From: names, and what does that domain ask
// for where it does not? As Mail::DMARC 1.20211209 answers it, which SpamAssassin asks.
//
// Unlike there a valid ARC set changes nothing: anybody can make one. Of a record with pct= below 100 the
// message itself says whether it is among those.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gatepost/dns.h"

namespace gatepost {

enum class DmarcResult {
  kMissing,     // the domain asks for nothing, or does not exist
  kPass,        // a signature or SPF speaks for it
  kNone,        // neither does; nothing is asked for, or nothing that can be read
  kQuarantine,  // neither does, and the domain asks to set the mail aside
  kReject,      // ... to refuse it
};

struct DmarcQuestion {
  std::string from_domain;                // in small letters
  std::vector<std::string> signers;       // domains of DKIM signatures that are good, in small letters
  std::optional<std::string> spf_domain;  // that SPF passed for, in small letters
  int sample = 0;                         // 0 to 99: chance, for pct=
};

// Asks for what CheckDmarc will need first, and returns.
void StartDmarc(DnsClient& dns, const std::string& from_domain);

// Waits for the DNS. Cost: 10 questions at most.
DmarcResult CheckDmarc(DnsClient& dns, const DmarcQuestion& question);

}  // namespace gatepost

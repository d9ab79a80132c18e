// One Received value, read. No trust, no chain: relay.h has those.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mail/relay.h"

namespace gatepost {

struct ReceivedLine {
  enum class Kind : std::uint8_t {
    kRelay,       // `relay` is filled in, without trust (internal, msa)
    kIgnored,     // no hand-over that counts; not an error
    kUnparseable  // a hand-over in a form that nobody knows
  };
  Kind kind = Kind::kIgnored;
  Relay relay;
  bool mail_fetcher = false;    // fetched by POP or IMAP: what came before does not count
  std::string scanner_envfrom;  // qmail-scanner's envelope sender, for the next line
};

// `line` is the value on one line or folded. Cost: linear in practice, bounded by a step budget.
ReceivedLine ParseReceivedLine(std::string_view line);

}  // namespace gatepost

// When a message was received, as SpamAssassin dates the tokens that it learns from it.
#pragma once

#include <cstdint>
#include <optional>

#include "mail/message.h"

namespace gatepost {

// Seconds since 1970 UTC: of the newest Received field that is not this machine talking to itself, else of
// the mbox line, the other Received fields, Resent-Date or Date; nothing where none has a date.
// An mbox line without a zone is taken as UTC (SpamAssassin takes the machine's zone).
std::optional<std::int64_t> ReceiveDate(const Message& message);

}  // namespace gatepost

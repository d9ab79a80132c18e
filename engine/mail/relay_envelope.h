// Who sent the message in the SMTP sense (MAIL FROM), as far as the header tells.
#pragma once

#include <optional>
#include <string>

#include "mail/relay.h"

namespace gatepost {

// Nothing where no header that can be trusted names it; "" for the empty sender of bounces.
// Asks, in this order: the configured envelope_sender_header (and then nothing else), the newest
// untrusted relay's line, X-Envelope-From, Envelope-Sender, Return-Path.
std::optional<std::string> FindEnvelopeFrom(const Message& message, const RelayChain& chain,
                                            const TrustConfig& config);

}  // namespace gatepost

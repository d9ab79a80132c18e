// What a Received line says of a relay, as rules see it.
#pragma once

#include <string>
#include <string_view>

#include "mail/relay.h"

namespace gatepost {

// "[ ip=... rdns=... helo=... by=... ident=... envfrom=... intl=0 id=... auth=... msa=0 ]"
std::string RelayText(const Relay& relay);

// With bytes that would break RelayText apart as "!".
std::string StripRelayText(std::string_view text);

// Stripped, without blanks and angle brackets around it.
std::string CleanEnvelopeSender(std::string_view text);

}  // namespace gatepost

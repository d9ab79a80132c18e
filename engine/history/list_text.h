// A history of senders as lines of text, in the form of sa-awl:
//     "     5.2      (15.700/3)  --  a@example.com|ip=192.0.2"
// A row of a signer has "|signedby=NAME" behind it, which sa-awl does not know. Totals have three decimals,
// all that scores have; sa-awl's have one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gatepost/sender_store.h"

namespace gatepost {

std::string SenderLine(const SenderKey& key, const SenderTotals& totals);
// Nothing where the line is none of these.
std::optional<std::pair<SenderKey, SenderTotals>> ReadSenderLine(std::string_view line);

}  // namespace gatepost

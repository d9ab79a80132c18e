// The text that a header rule looks at: plain fields, modifiers (:raw, :addr ...), pseudo headers.
// Facts follow SpamAssassin 4.0.1's PerMsgStatus::get.
#pragma once

#include <optional>
#include <string>

#include "mail/views.h"

namespace gatepost {

// Nothing where the field is absent. Several fields of one name are joined as SpamAssassin joins them.
// Not cached here; Views::Header caches.
std::optional<std::string> HeaderText(const HeaderQuery& query, const Message& message,
                                      const RelayChain& relays, const TrustConfig& trust);

}  // namespace gatepost

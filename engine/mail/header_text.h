// The text that a header rule looks at: plain fields, modifiers (:raw, :addr ...), pseudo headers.
// Facts follow SpamAssassin 4.0.1's PerMsgStatus::get.
#pragma once

#include <optional>
#include <string>

#include "mail/views.h"

namespace gatepost {

// Nothing where the field is absent. Several fields of one name are joined as SpamAssassin joins them:
// whole fields end in "\n" each, extracted values (addresses, names, hosts ...) have "\n" between them.
// `uri` says which domains :host and :domain know; null: libpsl's list.
// Not cached here; Views::Header caches.
std::optional<std::string> HeaderText(const HeaderQuery& query, const Message& message,
                                      const RelayChain& relays, const TrustConfig& trust,
                                      const UriConfig* uri = nullptr);

// The same, one value an entry, before they are joined.
std::vector<std::string> HeaderValues(const HeaderQuery& query, const Message& message,
                                      const RelayChain& relays, const UriConfig* uri = nullptr);

// What a mimeheader rule looks at in one part: the last field of that name, or ALL of them. Nothing where
// there is none; a raw one is then empty, as in SpamAssassin.
std::optional<std::string> PartHeaderText(const Message& message, const Part& part, std::string_view name,
                                          bool raw);

// The host name in `text` that ends in a known top-level domain (of an address rather than of
// other text); nothing where there is none. What ":host" gives.
std::optional<std::string> FindHostName(std::string_view text, const UriConfig& uri);
// Does the host end in a known top-level domain, with something before it?
bool HasTopLevelDomain(std::string_view host, const UriConfig& uri);
// The registered domain of a host, lower-case; its last two labels where no rule knows it.
std::string TrimDomain(std::string_view host, const UriConfig& uri);

}  // namespace gatepost

// Relays: the chain of machines a message says it passed through, from its Received fields.
//
// Facts and forms follow SpamAssassin 4.0.1 (Mail::SpamAssassin::Message::Metadata::Received).
// Never fails on content. Limit: Limits::max_received_headers, newest first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/message.h"
#include "mail/network.h"

namespace gatepost {

struct Relay {
  // The fields of X-Spam-Relays-*, under the same names.
  std::string ip;    // "" when absent
  std::string rdns;  // as written; "" when the line has none
  std::string helo;
  std::string by;
  std::string ident;
  std::string envfrom;
  std::string id;
  std::string auth;  // "" or the kind ("ESMTPA" ...)
  bool msa = false;
  bool internal = false;
  bool ip_private = false;
  // The server that wrote the line looks names up, and found none (against: did not look).
  bool no_reverse_dns = false;
  std::string_view raw;  // the Received value it came from; empty for originating_ip_headers
};

// What decides trust; from trusted_networks, internal_networks, msa_networks and friends.
// 127.0.0.0/8 and ::1 always count as trusted and internal.
struct TrustConfig {
  NetworkSet trusted, internal, msa;
  bool trusted_configured = false;
  bool internal_configured = false;
  bool always_trust_envelope_sender = false;
  std::string envelope_sender_header;               // `envelope_sender_header`, or ""
  std::vector<std::string> originating_ip_headers;  // in order
};

struct RelayChain {
  std::vector<Relay> trusted, untrusted, internal, external;  // each newest first
  int last_trusted_index = -1, last_internal_index = -1;
  bool all_trusted = false;                  // there are relays, all trusted, none unreadable
  bool no_relays = true;                     // neither a relay nor an unreadable Received field
  int unparseable_count = 0;                 // Received fields that could not be understood
  std::optional<std::string> envelope_from;  // as EnvelopeFrom finds it
  // "[ ip=... rdns=... helo=... by=... ident=... envfrom=... intl=... id=... auth=... msa=... ] ..."
  std::string trusted_text, untrusted_text, internal_text, external_text;
};

RelayChain ParseRelays(const Message& message, const TrustConfig& config, const Limits& limits);

// The server that gave the mail to the recipient's house, where servers of that house handed it on among
// themselves and no trusted_networks says so; null where none did.
const Relay* FindRelayOutside(const RelayChain& chain);
// X-Gatepost-Relay-Outside: its bracket, or "".
std::string RelayOutside(const RelayChain& chain);

}  // namespace gatepost

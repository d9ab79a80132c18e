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
  std::string rdns;  // lower-case
  std::string helo;
  std::string by;
  std::string ident;
  std::string envfrom;
  std::string id;
  std::string auth;  // "" or the kind ("ESMTPA" ...)
  bool msa = false;
  bool internal = false;
  bool ip_private = false;
  std::string_view raw;  // the Received value it came from
};

// What decides trust; from trusted_networks, internal_networks, msa_networks and friends.
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
  bool all_trusted = false;
  bool no_relays = true;                     // no usable Received field at all
  int unparseable_count = 0;                 // Received fields that could not be understood
  std::optional<std::string> envelope_from;  // as EnvelopeFrom finds it
  // "[ ip=... rdns=... helo=... by=... ident=... envfrom=... intl=... id=... auth=... msa=... ] ..."
  std::string trusted_text, untrusted_text, internal_text, external_text;
};

// The parsing of one Received value; nullopt where SpamAssassin ignores the line, a Relay with an
// empty ip where it cannot read it (the second member says which).
RelayChain ParseRelays(const Message& message, const TrustConfig& config, const Limits& limits);

}  // namespace gatepost

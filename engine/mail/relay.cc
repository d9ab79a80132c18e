// Tested by tests/mail/relay_test.cc.
#include "mail/relay.h"

#include <algorithm>

#include "base/ascii.h"
#include "mail/header.h"
#include "mail/relay_envelope.h"
#include "mail/relay_line.h"
#include "mail/relay_text.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// A line on its way into the chain.
struct SourceLine {
  std::string text;
  std::string_view raw;
};

std::vector<SourceLine> CollectLines(const Message& message, const TrustConfig& config,
                                     const Limits& limits) {
  std::vector<SourceLine> lines;
  for (const HeaderField* field : FindFields(message.root(), "Received")) {
    if (lines.size() >= limits.max_received_headers) break;
    lines.push_back({DecodeHeader(*field), field->raw});
  }
  for (const std::string& name : config.originating_ip_headers) {
    const std::vector<const HeaderField*> fields = FindFields(message.root(), name);
    if (fields.empty()) continue;
    const std::string value = DecodeHeader(*fields.back());
    const IpSpan ip = FindIpAddress(value);
    if (ip.length > 0) lines.push_back({"from X-Originating-IP: " + value.substr(ip.begin, ip.length), {}});
  }
  return lines;
}

bool Covers(const NetworkSet& networks, const Relay& relay) {
  const std::optional<IpAddress> address = IpAddress::Parse(relay.ip);
  return address && networks.Contains(*address);
}

// As Covers, for the networks that hold this machine without being told so.
bool CoversOrLoopback(const NetworkSet& networks, const Relay& relay) {
  const std::optional<IpAddress> address = IpAddress::Parse(relay.ip);
  return address && (address->IsLoopback() || networks.Contains(*address));
}

// How far trust reaches, going from the newest relay to the oldest.
class TrustWalk {
 public:
  explicit TrustWalk(const TrustConfig& config)
      : config_(config),
        trusted_networks_(config.trusted_configured ? config.trusted : config.internal),
        internal_networks_(config.internal_configured ? config.internal : config.trusted) {}

  // Decides about the next relay.
  void Step(Relay* relay) {
    if (trusted_ && !behind_msa_) {
      if (config_.trusted_configured || config_.internal_configured) {
        AskNetworks(relay);
      } else if (!relay->ip_private && relay->auth.empty()) {
        // Nothing is configured: private addresses and authenticated clients are ours.
        trusted_ = internal_ = false;
      }
    }
    relay->internal = internal_;
  }

  bool trusted() const { return trusted_; }
  bool internal() const { return internal_; }

 private:
  void AskNetworks(Relay* relay) {
    if (relay->auth.empty() && !CoversOrLoopback(trusted_networks_, *relay)) {
      trusted_ = internal_ = false;
      return;
    }
    if (internal_ && relay->auth.empty() && !CoversOrLoopback(internal_networks_, *relay)) internal_ = false;
    if (Covers(config_.msa, *relay)) {
      // Mail submission checks its clients, so all behind it is as good as itself.
      behind_msa_ = true;
      relay->msa = true;
    }
  }

  const TrustConfig& config_;
  const NetworkSet& trusted_networks_;
  const NetworkSet& internal_networks_;
  bool trusted_ = true, internal_ = true, behind_msa_ = false;
};

// Both ends have names under one registered domain, or the sender has a private address.
bool StaysInHouse(const Relay& relay) {
  static const UriConfig config;
  if (relay.ip_private) return true;
  const std::string house = RegisteredDomain(AsciiLower(relay.by), config);
  return !house.empty() && RegisteredDomain(AsciiLower(relay.rdns), config) == house;
}

std::string JoinTexts(const std::vector<Relay>& relays) {
  std::string text;
  for (const Relay& relay : relays) {
    if (!text.empty()) text += ' ';
    text += RelayText(relay);
  }
  return text;
}

}  // namespace

RelayChain ParseRelays(const Message& message, const TrustConfig& config, const Limits& limits) {
  RelayChain chain;
  TrustWalk walk(config);
  // A mail fetcher's mark counts only while every relay so far was trusted.
  bool fetcher_counts = true;
  std::string scanner_envfrom;
  for (const SourceLine& source : CollectLines(message, config, limits)) {
    ReceivedLine line = ParseReceivedLine(source.text);
    const std::string envfrom_of_scanner = std::move(scanner_envfrom);
    scanner_envfrom = std::move(line.scanner_envfrom);
    if (line.mail_fetcher && fetcher_counts) {
      chain.trusted.clear();
      chain.internal.clear();
      chain.external.clear();
    }
    if (line.kind != ReceivedLine::Kind::kRelay) {
      if (line.kind == ReceivedLine::Kind::kUnparseable) ++chain.unparseable_count;
      if (walk.trusted()) ++chain.last_trusted_index;
      if (walk.internal()) ++chain.last_internal_index;
      continue;
    }
    Relay& relay = line.relay;
    relay.raw = source.raw;
    if (!envfrom_of_scanner.empty()) relay.envfrom = envfrom_of_scanner;
    walk.Step(&relay);
    fetcher_counts = walk.trusted();
    (walk.internal() ? chain.internal : chain.external).push_back(relay);
    (walk.trusted() ? chain.trusted : chain.untrusted).push_back(std::move(relay));
    if (walk.trusted()) ++chain.last_trusted_index;
    if (walk.internal()) ++chain.last_internal_index;
  }
  chain.trusted_text = JoinTexts(chain.trusted);
  chain.untrusted_text = JoinTexts(chain.untrusted);
  chain.internal_text = JoinTexts(chain.internal);
  chain.external_text = JoinTexts(chain.external);
  chain.no_relays = chain.trusted.empty() && chain.untrusted.empty() && chain.unparseable_count == 0;
  chain.all_trusted = !chain.trusted.empty() && chain.untrusted.empty() && chain.unparseable_count == 0;
  chain.envelope_from = FindEnvelopeFrom(message, chain, config);
  return chain;
}

const Relay* FindRelayOutside(const RelayChain& chain) {
  const auto outside = std::find_if_not(chain.external.begin(), chain.external.end(), StaysInHouse);
  return outside == chain.external.begin() || outside == chain.external.end() ? nullptr : &*outside;
}

std::string RelayOutside(const RelayChain& chain) {
  const Relay* outside = FindRelayOutside(chain);
  return outside == nullptr ? std::string() : RelayText(*outside);
}

}  // namespace gatepost

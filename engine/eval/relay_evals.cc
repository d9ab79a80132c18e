// Tests of the relay chain. Tested by tests/eval/relay_evals_test.cc.
#include <algorithm>

#include "base/ascii.h"
#include "eval/header_evals.h"
#include "eval/message_facts.h"
#include "mail/network.h"

namespace gatepost {
namespace {

// Four numbers with dots between, of any size.
bool IsNumericQuad(std::string_view text) {
  const std::vector<std::string_view> labels = Split(text, '.');
  return labels.size() == 4 && std::all_of(labels.begin(), labels.end(), AllDigits);
}

std::optional<IpAddress> PublicV4(std::string_view text) {
  if (!IsNumericQuad(text)) return std::nullopt;
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  return address && !address->IsPrivate() ? address : std::nullopt;
}

// An untrusted relay that said HELO with an address as its name. Private addresses count too: what
// SpamAssassin does to leave them out has no effect.
EvalResult NumericHelo(EvalContext& context, const EvalArguments&) {
  const std::string_view text = context.views.Relays().untrusted_text;
  for (std::size_t at = FindIgnoreCase(text, "helo="); at != kNpos;
       at = FindIgnoreCase(text, "helo=", at + 1)) {
    if (at > 0 && IsWordByte(text[at - 1])) continue;
    const std::size_t begin = at + 5;
    if (begin >= text.size() || !IsAsciiDigit(text[begin])) continue;
    const std::size_t length = IpAddressLengthAt(text, begin);
    const std::size_t end = begin + length;
    if (length == 0 || !IpAddress::Parse(text.substr(begin, length))->IsV4()) continue;
    const auto next = static_cast<unsigned char>(end < text.size() ? text[end] : ' ');
    if (next <= 0x20 || std::string_view(",;[()<>").find(static_cast<char>(next)) != kNpos)
      return EvalResult::Of(true);
  }
  return EvalResult::Of(false);
}

EvalResult IllegalIp(EvalContext&, const EvalArguments&) {
  return EvalResult::Of(false);  // retired; old rules still name it
}

EvalResult AllTrusted(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(context.views.Relays().all_trusted);
}
EvalResult NoRelays(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(context.views.Relays().no_relays);
}
EvalResult Unparseable(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(context.views.Relays().unparseable_count > 0);
}

EvalResult SenderNoReverse(EvalContext& context, const EvalArguments&) {
  const RelayChain& chain = context.views.Relays();
  if (chain.untrusted.empty()) return EvalResult::Of(false);
  const Relay& oldest = chain.untrusted.back();
  return EvalResult::Of(oldest.rdns.find('.') != std::string::npos && !oldest.ip_private);
}

// HELO names another public address than the relay's, outside its /24.
EvalResult HeloIpMismatch(EvalContext& context, const EvalArguments&) {
  for (const Relay& relay : context.views.Relays().untrusted) {
    const std::optional<IpAddress> helo = PublicV4(relay.helo), ip = PublicV4(relay.ip);
    if (helo && ip && !std::equal(helo->bytes.begin(), helo->bytes.begin() + 15, ip->bytes.begin())) {
      return EvalResult::Of(true);
    }
  }
  return EvalResult::Of(false);
}

// Does `domain` stand in `host` at a word boundary and end it?
bool EndsInDomain(std::string_view host, std::string_view domain) {
  if (!host.ends_with(domain)) return false;
  const std::size_t at = host.size() - domain.size();
  return at == 0 || !IsWordByte(host[at - 1]);
}

// From says `domain`: did ("true") a relay of that domain hand over to another of it, or not ("false")?
EvalResult FromDomainInReceived(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2) return EvalResult::Of(false);
  const std::string& domain = arguments[0];
  const bool wanted = arguments[1] == "true";
  const std::string from = FirstValue(context, "From:addr");
  bool claims = false;
  for (std::size_t at = FindIgnoreCase(from, domain); at != kNpos && !claims;
       at = FindIgnoreCase(from, domain, at + 1)) {
    claims = at == 0 || IsWordByte(from[at - 1]) != IsWordByte(from[at]);
  }
  if (!claims || domain.empty()) return EvalResult::Of(false);
  const RelayChain& chain = context.views.Relays();
  const auto inside = [&](const Relay& relay) {
    return EndsInDomain(relay.rdns, domain) && EndsInDomain(relay.by, domain);
  };
  const bool found = std::any_of(chain.trusted.begin(), chain.trusted.end(), inside) ||
                     std::any_of(chain.untrusted.begin(), chain.untrusted.end(), inside);
  return EvalResult::Of(found == wanted);
}

// A big service's name in HELO, from a public address without any name; the oldest such relay decides.
EvalResult NoRdnsDotcomHelo(EvalContext& context, const EvalArguments&) {
  static constexpr std::string_view kServices[] = {
      "lycos.com", "lycos.co.uk", "hotmail.com", "localhost.com", "excite.com", "caramail.com",
      "cs.com",    "aol.com",     "msn.com",     "yahoo.com",     "drizzle.com"};
  bool found = false;
  for (const Relay& relay : context.views.Relays().untrusted) {
    if (relay.ip_private) continue;
    const std::string helo = "." + AsciiLower(relay.helo);
    found = relay.no_reverse_dns &&
            std::any_of(std::begin(kServices), std::end(kServices),
                        [&](std::string_view service) { return helo.ends_with("." + std::string(service)); });
  }
  return EvalResult::Of(found);
}

// The part of a host name that tells who runs it, by a rule of thumb.
std::string DomainOfHost(std::string_view host) {
  std::string lower = AsciiLower(host);
  if (std::none_of(lower.begin(), lower.end(), IsAsciiAlpha)) return lower;
  std::vector<std::string_view> labels = Split(lower, '.');
  while (labels.size() > 1 && labels.back().empty()) labels.pop_back();
  const std::string_view last = labels.back();
  const bool short_form =
      last.size() >= 3 || last.find("ie") != kNpos || last.find("fr") != kNpos || last.find("de") != kNpos;
  const std::size_t wanted = labels.size() > 1 && short_form ? 2 : 3;
  if (labels.size() < wanted || (wanted == 3 && labels.size() == 2)) return lower;
  std::string domain;
  for (std::size_t i = labels.size() - wanted; i < labels.size(); ++i) {
    if (!domain.empty()) domain += '.';
    domain += labels[i];
  }
  return domain;
}

// "word.word" with letters, digits, "_", "-" and dots, as a sane host name has.
bool IsSaneHost(std::string_view host) {
  // Before the last dot there must be two bytes or more.
  const std::size_t dot = host.rfind('.');
  if (dot == kNpos || dot < 2 || dot + 1 == host.size() || !IsWordByte(host.front())) return false;
  const std::string_view last = host.substr(dot + 1);
  return std::all_of(last.begin(), last.end(), IsWordByte) &&
         std::all_of(host.begin(), host.end(), [](char c) { return IsWordByte(c) || c == '.' || c == '-'; });
}

struct ForgedReceived {
  int name_mismatches = 0;  // a relay that calls itself otherwise than the next one found it
  int helo_mismatches = 0;  // HELO with an address of quite another network
};

std::string_view FirstTwo(std::string_view quad) {
  return quad.substr(0, quad.find('.', quad.find('.') + 1));
}

bool IsFarHelo(const Relay& relay) {
  if (!IsNumericQuad(relay.helo) || !IsNumericQuad(relay.ip)) return false;
  const std::optional<IpAddress> helo = IpAddress::Parse(relay.helo);
  return FirstTwo(relay.helo) != FirstTwo(relay.ip) && !(helo && helo->IsPrivate());
}

ForgedReceived InspectReceived(const std::vector<Relay>& relays) {
  ForgedReceived result;
  std::string previous;  // domain that the relay above found by look-up
  for (std::size_t i = 0; i < relays.size(); ++i) {
    const Relay& relay = relays[i];
    const std::string by = DomainOfHost(relay.by);
    std::string from = DomainOfHost(relay.rdns);
    if (IsSaneHost(by)) {
      const bool local = (from == "localhost" || from == "localhost.localdomain") && relay.ip == "127.0.0.1";
      if (local) from.clear();
      if (IsFarHelo(relay)) ++result.helo_mismatches;
      const bool known_pair = by == "msn.com" && previous == "hotmail.com";
      if (i > 0 && IsSaneHost(previous) && by != previous && !known_pair) ++result.name_mismatches;
    }
    previous = std::move(from);
  }
  return result;
}

const ForgedReceived& Forged(EvalContext& context) {
  return SharedFact<ForgedReceived>(context, "forged received",
                                    [&] { return InspectReceived(context.views.Relays().untrusted); });
}

EvalResult ForgedReceivedTrail(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(Forged(context).name_mismatches > 1);
}
EvalResult ForgedReceivedIpHelo(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(Forged(context).helo_mismatches > 0);
}

constexpr EvalEntry kRelayEvals[] = {
    {"check_all_trusted", &AllTrusted},
    {"check_for_forged_received_ip_helo", &ForgedReceivedIpHelo},
    {"check_for_forged_received_trail", &ForgedReceivedTrail},
    {"check_for_from_domain_in_received_headers", &FromDomainInReceived},
    {"check_for_illegal_ip", &IllegalIp},
    {"check_for_no_rdns_dotcom_helo", &NoRdnsDotcomHelo},
    {"check_for_numeric_helo", &NumericHelo},
    {"check_for_sender_no_reverse", &SenderNoReverse},
    {"check_no_relays", &NoRelays},
    {"check_relays_unparseable", &Unparseable},
    {"helo_ip_mismatch", &HeloIpMismatch},
};

}  // namespace

std::span<const EvalEntry> RelayEvals() { return kRelayEvals; }

}  // namespace gatepost

// Tested by tests/eval/dns_list_evals_test.cc.
#include "eval/dns_lists.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/ascii.h"
#include "eval/argument_regex.h"
#include "eval/header_evals.h"
#include "eval/link_hosts.h"
#include "mail/network.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// So many relays are asked about, as SpamAssassin has it.
constexpr std::size_t kMostRelays = 9;

using Addresses = std::vector<std::string>;

// Each once, without private ones.
Addresses PublicOnes(const Addresses& all) {
  Addresses kept;
  for (const std::string& text : all) {
    const std::optional<IpAddress> address = IpAddress::Parse(text);
    if (address && !address->IsPrivate() && std::find(kept.begin(), kept.end(), text) == kept.end())
      kept.push_back(text);
  }
  return kept;
}

bool IsTrusted(EvalContext& context, const std::string& text) {
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  return address && context.views.config().trust.trusted.Contains(*address);
}

// What fields of webmailers say (originating_ip_headers), but for trusted ones.
Addresses Originating(EvalContext& context) {
  Addresses found;
  for (const std::string& field : context.views.config().trust.originating_ip_headers) {
    const std::string text(HeaderOrEmpty(context, field));
    std::size_t from = 0;
    for (IpSpan span = FindIpAddress(text); span.length > 0; span = FindIpAddress(text, from)) {
      found.push_back(text.substr(span.begin, span.length));
      from = span.begin + span.length;
    }
  }
  std::erase_if(found, [&](const std::string& text) { return IsTrusted(context, text); });
  return found;
}

Addresses Join(Addresses first, const Addresses& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Addresses ChooseRelays(EvalContext& context, std::string_view set) {
  const RelayChain& chain = context.views.Relays();
  Addresses untrusted, external;
  for (const Relay& relay : chain.untrusted) untrusted.push_back(relay.ip);
  for (const Relay& relay : chain.trusted) {
    if (!relay.internal) external.push_back(relay.ip);
  }
  const Addresses originating = Originating(context);
  if (PublicOnes(untrusted).empty() && originating.empty()) return {};
  const bool last_external = set.ends_with("-lastexternal");
  if (last_external || set.ends_with("-notfirsthop")) {
    Addresses all = PublicOnes(Join(std::move(external), untrusted));
    if (last_external) {
      all.resize(std::min<std::size_t>(all.size(), 1));
    } else if (all.size() > 1) {
      all.pop_back();
    }
    return all;
  }
  Addresses all = PublicOnes(Join(std::move(untrusted), originating));
  if (set.ends_with("-firsttrusted")) {
    all.resize(std::min<std::size_t>(all.size(), 1));
  } else if (set.ends_with("-untrusted")) {
    if (!all.empty()) all.erase(all.begin());
  } else {
    std::reverse(all.begin(), all.end());
  }
  return all;
}

bool IsQuad(std::string_view text) {
  const std::vector<std::string_view> labels = Split(text, '.');
  return labels.size() == 4 && std::all_of(labels.begin(), labels.end(), AllDigits);
}

// The 32 nibbles of a turned IPv6 address, the right way round: "2001:db8:0:0:0:0:0:1".
std::string TurnedV6(std::string_view nibbles) {
  std::string text;
  for (std::size_t group = 0; group < 8; ++group) {
    std::string digits;
    for (std::size_t digit = 0; digit < 4; ++digit) digits.push_back(nibbles[62 - 8 * group - 2 * digit]);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    text += (group == 0 ? "" : ":") + digits;
  }
  return text;
}

bool StartsWithNibbles(std::string_view name) {
  constexpr std::size_t kLength = 64;
  if (name.size() <= kLength) return false;
  for (std::size_t i = 0; i < kLength; i += 2) {
    if (HexDigitValue(name[i]) < 0 || name[i + 1] != '.') return false;
  }
  return true;
}

// Links in angle brackets, so that what follows is no part of them.
std::string WithMarkedLinks(const std::string& text) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = std::string_view(text).substr(at);
    const bool is_link = StartsWithIgnoreCase(rest, "http://") || StartsWithIgnoreCase(rest, "https://");
    if (!is_link || (at > 0 && std::string_view("<([").find(text[at - 1]) != std::string_view::npos)) {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find(' ', at), text.size());
    out.append(text, from, at - from).append("<").append(text, at, end - at).append(">");
    at = from = end;
  }
  return out.append(text, from);
}

}  // namespace

std::vector<std::string> TagValues(EvalContext& context, const std::string& tag) {
  if (const auto found = context.tags.find(tag); found != context.tags.end()) return found->second;
  if (tag == "URIHOSTS" || tag == "URIDOMAINS") {
    std::set<std::string> names;
    for (const LinkHost& link : LinkHosts(context)) names.insert(tag == "URIHOSTS" ? link.host : link.domain);
    return {names.begin(), names.end()};
  }
  std::vector<std::string> values =
      context.tag_values != nullptr ? context.tag_values(tag) : std::vector<std::string>();
  std::erase(values, "");
  return values;
}

std::string ShownRecord(std::string_view record) {
  constexpr std::size_t kMost = 300;
  std::string shown(record.substr(0, kMost));
  for (char& c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = ' ';
    if (byte >= 0x80) c = '?';
  }
  return shown;
}

std::vector<std::string> RelaysToAsk(EvalContext& context, std::string_view set) {
  Addresses relays = ChooseRelays(context, set);
  if (relays.size() > kMostRelays) relays.resize(kMostRelays);
  // Lists of the welcome know trusted relays, too.
  if (!context.flags.nice) {
    const auto first = std::find_if_not(relays.begin(), relays.end(),
                                        [&](const auto& ip) { return IsTrusted(context, ip); });
    relays.erase(relays.begin(), first);
  }
  for (std::string& relay : relays) relay = IpAddress::Parse(relay)->ToReverseString();
  return relays;
}

std::optional<std::string> HostToAsk(EvalContext& context, std::string_view host) {
  if (IsIpAddress(host)) {
    const std::optional<IpAddress> address = IpAddress::Parse(host);
    if (context.flags.domains_only || !address) return std::nullopt;
    return address->ToReverseString();
  }
  std::string ascii = HostToAscii(host);
  ascii.erase(ascii.find_last_not_of('.') + 1);
  if (context.flags.ips_only || !IsHostNameValid(ascii) || !HasKnownTld(ascii, context.views.config().uri))
    return std::nullopt;
  return ascii;
}

std::vector<std::string> AddressHostsToAsk(EvalContext& context, const std::vector<std::string>& addresses) {
  std::vector<std::string> hosts;
  for (const std::string& address : addresses) {
    const std::size_t at = address.find('@');
    if (at == std::string::npos) continue;
    std::string host = AsciiLower(std::string_view(address).substr(at + 1));
    host.erase(std::min(host.find_first_of("@ \t\r\n\f\v"), host.size()));
    host.erase(0, host.find_first_not_of('.'));
    host.erase(host.find_last_not_of('.') + 1);
    host.erase(std::unique(host.begin(), host.end(), [](char a, char b) { return a == '.' && b == '.'; }),
               host.end());
    if (host.find('.') == std::string::npos) continue;
    std::optional<std::string> asked = HostToAsk(context, host);
    if (asked && std::find(hosts.begin(), hosts.end(), *asked) == hosts.end())
      hosts.push_back(std::move(*asked));
  }
  return hosts;
}

std::optional<std::uint32_t> QuadValue(std::string_view text) {
  const std::vector<std::string_view> labels = Split(text, '.');
  if (labels.size() != 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const std::string_view label : labels) {
    std::uint8_t byte = 0;
    const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), byte);
    if (error != std::errc() || end != label.data() + label.size()) return std::nullopt;
    value = value << 8 | byte;
  }
  return value;
}

bool ListSubtest::IsValid() const {
  if (text_.starts_with("sb:")) return false;  // a service that ended
  return text_.empty() || AllDigits(text_) || IsQuad(text_) || ArgumentRegex({text_, ""}) != nullptr;
}

bool ListSubtest::Fits(std::string_view record) const {
  if (text_.empty()) return true;
  if (AllDigits(text_)) {
    std::uint32_t mask = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), mask);
    const std::optional<std::uint32_t> value = QuadValue(record);
    return error == std::errc() && value && *value >> 24 == 127 && (*value & mask) != 0;
  }
  if (IsQuad(text_)) return record == text_;
  const Regex* regex = ArgumentRegex({text_, ""});
  return regex != nullptr && regex->Search(record) == MatchOutcome::kYes;
}

std::string ListedText(const ListQuery& query, std::string_view record) {
  if (query.type == DnsType::kTxt) return WithMarkedLinks(ShownRecord(record));
  const std::string_view name = query.name;
  if (StartsWithNibbles(name))
    return TurnedV6(name.substr(0, 64)) + " listed in " + AsciiLower(name.substr(64));
  std::array<std::string_view, 4> octets;
  std::string_view rest = name;
  for (std::string_view& octet : octets) {
    const std::size_t dot = rest.find('.');
    octet = rest.substr(0, dot);
    if (dot == std::string_view::npos || !AllDigits(octet)) return "listed in " + AsciiLower(name);
    rest.remove_prefix(dot + 1);
  }
  std::string text;
  for (std::size_t i = octets.size(); i-- > 0;) text.append(octets[i]).append(i > 0 ? "." : "");
  return text + " listed in " + AsciiLower(rest);
}

}  // namespace gatepost

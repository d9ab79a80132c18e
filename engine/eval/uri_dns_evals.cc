// URIDNSBL: the hosts of links, and the servers of their domains, in lists that the DNS holds. The rules'
// arguments are those of rules/uri_dns_list.h. Tested by tests/eval/uri_dns_evals_test.cc.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "eval/link_hosts.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/header_text.h"
#include "mail/network.h"
#include "text/uri.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxServers = 16;  // of a domain; a sender's own DNS says how many there are

// Was an "ns" rule started? Addresses of servers are then looked at, too.
constexpr std::string_view kServersAsked = "uri_dns.servers_asked";

bool LooksLikeAddress(std::string_view host) {
  return host.starts_with('[') ||
         (std::count(host.begin(), host.end(), '.') == 3 &&
          std::all_of(host.begin(), host.end(), [](char c) { return c == '.' || IsAsciiDigit(c); }));
}

// SpamAssassin's order of kinds of links, where there are more hosts than may be asked about.
int UrgencyOf(const UriInfo& uri) {
  if (uri.HasType("a")) {
    const bool has_text = std::any_of(uri.anchor_text.begin(), uri.anchor_text.end(),
                                      [](const std::string& text) { return !text.empty(); });
    return has_text ? 0 : 5;
  }
  if (uri.HasType("form")) return 1;
  if (uri.HasType("img")) return 2;
  return uri.HasType("parsed") && uri.types.size() == 1 ? 4 : 3;
}

std::vector<LinkHost> FindLinkHosts(EvalContext& context) {
  const bool skip_mailto = context.settings.Flag("uridnsbl_skip_mailto");
  std::map<std::pair<int, std::string>, std::string> by_urgency;
  for (const UriInfo& uri : context.views.UriDetails()) {
    if (skip_mailto && StartsWithIgnoreCase(uri.raw, "mailto:")) continue;
    for (const std::string& host : uri.hosts) {
      const std::optional<UriTarget> target = TargetOfHost(host, context.views.config().uri);
      if (!target || IsSkippedHost(context, target->domain) || IsSkippedHost(context, host)) continue;
      by_urgency.emplace(std::pair(UrgencyOf(uri), AsciiLower(host)), target->domain);
    }
  }
  const auto limit = static_cast<std::size_t>(
      std::clamp<std::int64_t>(context.settings.Integer("uridnsbl_max_domains"), 0, 100));
  struct Candidate {
    int urgency;
    std::uint64_t lot = 0;
    LinkHost link;
  };
  std::vector<Candidate> candidates;
  std::set<std::string, std::less<>> known;
  for (const auto& [key, domain] : by_urgency) {
    if (!known.insert(key.second).second) continue;
    candidates.push_back({key.first, 0, {key.second, domain, LooksLikeAddress(key.second)}});
  }
  if (candidates.size() > limit) {
    for (Candidate& candidate : candidates) candidate.lot = Lot(context, candidate.link.host);
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(a.urgency, a.lot) < std::tie(b.urgency, b.lot);
    });
    candidates.resize(limit);
  }
  std::vector<LinkHost> hosts;
  for (Candidate& candidate : candidates) {
    LinkHost& link = candidate.link;
    if (link.is_address) {
      const std::optional<IpAddress> address = IpAddress::Parse(link.host);
      if (!address || !address->IsV4() || address->IsPrivate()) continue;
    }
    hosts.push_back(std::move(link));
  }
  return hosts;
}

// Which answers count: see ParseUriDnsList.
class Subtest {
 public:
  explicit Subtest(std::string_view text) : text_(text) {
    const std::size_t sign = text.find_first_of("-/");
    sign_ = sign == kNpos ? '&' : text[sign];
    first_ = Number(text.substr(0, sign));
    if (sign != kNpos) second_ = Number(text.substr(sign + 1));
  }

  bool Accepts(std::string_view answer) const {
    const std::optional<IpAddress> address = IpAddress::Parse(answer);
    std::uint64_t number = 0;
    if (address && address->IsV4()) {
      for (std::size_t i = 12; i < address->bytes.size(); ++i) number = number * 256 + address->bytes[i];
    }
    const bool is_listing = number >> 24 == 127;
    if (text_.empty()) return !address || is_listing;
    if (answer == text_) return true;
    if (sign_ == '-') return first_ <= number && number <= second_;
    if (sign_ == '/') return (number & second_) == (first_ & second_);
    return is_listing && (number & first_) != 0;
  }

 private:
  static std::uint64_t Number(std::string_view digits) {
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }
  std::string text_;
  char sign_ = '&';
  std::uint64_t first_ = 0, second_ = 0;
};

struct UriDnsRule {
  explicit UriDnsRule(const EvalArguments& arguments)
      : looks_up(arguments[0]),
        zone(arguments[1]),
        type(arguments[2] == "A" ? DnsType::kA : DnsType::kTxt),
        subtest(arguments[3]),
        flags(arguments.begin() + 4, arguments.end()) {}
  bool Has(std::string_view flag) const { return flags.contains(flag); }
  bool AsksServers() const {
    return looks_up.starts_with("ns_") || (IsOfAddresses() && (Has("ns") || !Has("a")));
  }
  bool IsOfAddresses() const { return looks_up == "address"; }
  bool WantsAddress() const { return IsOfAddresses() && Has("a"); }

  std::string QueryName(std::string_view what) const {
    const std::optional<IpAddress> address = LooksLikeAddress(what) ? IpAddress::Parse(what) : std::nullopt;
    return (address ? address->ToReverseString() : std::string(what)).append(".").append(zone);
  }

  std::string_view looks_up;
  std::string zone;
  DnsType type;
  Subtest subtest;
  std::set<std::string, std::less<>> flags;
};

// What of a rule is asked of its zone; `origin`: the host that led to it, where that is another.
struct Listed {
  std::string what, origin;
  friend auto operator<=>(const Listed&, const Listed&) = default;
};

bool IsOff(const EvalContext& context, const EvalArguments& arguments) {
  return context.dns == nullptr || arguments.size() < 4 || context.settings.Flag("skip_uribl_checks");
}

// What the rule looks up of links themselves, without another answer of the DNS.
std::set<Listed> DomainsToLookUp(EvalContext& context, const UriDnsRule& rule) {
  std::set<Listed> domains;
  if (rule.looks_up != "domain") return domains;
  for (const LinkHost& link : LinkHosts(context)) {
    // Of both flags SpamAssassin sees the first.
    if (rule.Has("ips_only") ? !link.is_address : rule.Has("domains_only") && link.is_address) continue;
    domains.insert({rule.Has("notrim") ? link.host : link.domain, ""});
  }
  return domains;
}

void StartUriDns(EvalContext& context, const EvalArguments& arguments) {
  if (IsOff(context, arguments)) return;
  const UriDnsRule rule(arguments);
  if (rule.AsksServers()) context.facts.emplace(kServersAsked, true);
  for (const LinkHost& link : LinkHosts(context)) {
    if (link.is_address) continue;
    if (rule.AsksServers()) context.dns->Ask(link.domain, DnsType::kNs);
    if (rule.WantsAddress()) context.dns->Ask(link.host, DnsType::kA);
  }
  for (const Listed& listed : DomainsToLookUp(context, rule))
    context.dns->Ask(rule.QueryName(listed.what), rule.type);
}

// The servers of all links' domains, each once.
std::vector<std::string> ServersOfLinks(EvalContext& context) {
  std::set<std::string> servers;
  for (const LinkHost& link : LinkHosts(context)) {
    if (link.is_address) continue;
    const std::vector<std::string>& records = context.dns->Wait(link.domain, DnsType::kNs).records;
    servers.insert(records.begin(),
                   records.begin() + static_cast<std::ptrdiff_t>(std::min(records.size(), kMaxServers)));
  }
  return {servers.begin(), servers.end()};
}

// SpamAssassin 4.0.1 looks the addresses of servers up for the rules with the flag "a", where some rule asks
// for servers; rules with "ns" alone see none.
std::set<Listed> AddressesToLookUp(EvalContext& context) {
  std::vector<std::string> hosts;
  for (const LinkHost& link : LinkHosts(context)) {
    if (!link.is_address) hosts.push_back(link.host);
  }
  if (context.facts.contains(kServersAsked)) {
    for (std::string& server : ServersOfLinks(context)) hosts.push_back(std::move(server));
  }
  for (const std::string& host : hosts) context.dns->Ask(host, DnsType::kA);
  std::set<Listed> addresses;
  for (const std::string& host : hosts) {
    const std::vector<std::string>& records = context.dns->Wait(host, DnsType::kA).records;
    for (std::size_t i = 0; i < std::min(records.size(), kMaxServers); ++i)
      addresses.insert({records[i], host});
  }
  return addresses;
}

std::set<Listed> ServersToLookUp(EvalContext& context, const UriDnsRule& rule) {
  std::set<Listed> servers;
  for (const std::string& server : ServersOfLinks(context)) {
    if (const std::optional<IpAddress> address = IpAddress::Parse(server)) {
      if (address->IsV4() && !address->IsPrivate()) servers.insert({server, ""});
    } else {
      servers.insert(
          {rule.looks_up == "ns_host" ? server : TrimDomain(server, context.views.config().uri), ""});
    }
  }
  return servers;
}

EvalResult CheckUriDns(EvalContext& context, const EvalArguments& arguments) {
  if (context.dns == nullptr) return EvalResult::NotRun();
  if (IsOff(context, arguments)) return EvalResult::Of(false);
  const UriDnsRule rule(arguments);
  const std::set<Listed> lookups = rule.WantsAddress()         ? AddressesToLookUp(context)
                                   : rule.looks_up == "domain" ? DomainsToLookUp(context, rule)
                                   : rule.IsOfAddresses()      ? std::set<Listed>()
                                                               : ServersToLookUp(context, rule);
  for (const Listed& listed : lookups) context.dns->Ask(rule.QueryName(listed.what), rule.type);
  bool hit = false;
  for (const Listed& listed : lookups) {
    const std::vector<std::string>& answers =
        context.dns->Wait(rule.QueryName(listed.what), rule.type).records;
    if (std::none_of(answers.begin(), answers.end(),
                     [&](const std::string& answer) { return rule.subtest.Accepts(answer); }))
      continue;
    hit = true;
    if (!context.detail.empty()) context.detail += '\n';
    context.detail.append("URI: ")
        .append(listed.origin)
        .append(listed.origin.empty() ? "" : "/")
        .append(listed.what);
  }
  return EvalResult::Of(hit);
}

constexpr EvalEntry kUriDnsEvals[] = {{"check_uridnsbl", &CheckUriDns, &StartUriDns}};

}  // namespace

const std::vector<LinkHost>& LinkHosts(EvalContext& context) {
  return SharedFact<std::vector<LinkHost>>(context, "uri_dns.hosts", [&] { return FindLinkHosts(context); });
}

std::span<const EvalEntry> UriDnsEvals() { return kUriDnsEvals; }

}  // namespace gatepost

// Welcome and block lists (SpamAssassin's WLBLEval). Tested by tests/eval/list_evals_test.cc.
#include <algorithm>

#include "base/ascii.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/address.h"
#include "mail/header_text.h"
#include "text/uri.h"

namespace gatepost {
namespace {

bool AnyListed(const EvalContext& context, const std::vector<std::string>& addresses,
               std::string_view list_name) {
  const AddressList* list = context.tables.FindAddressList(list_name);
  if (list == nullptr || list->empty()) return false;
  for (const std::string& address : addresses) {
    if (list->Contains(address)) return true;
  }
  return false;
}

EvalResult FromInBlocklist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(AnyListed(context, AllFromAddresses(context), "blocklist_from"));
}
EvalResult ToInBlocklist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(AnyListed(context, AllToAddresses(context), "blocklist_to"));
}
EvalResult ToInWelcomelist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(AnyListed(context, AllToAddresses(context), "welcomelist_to"));
}
EvalResult ToInMoreSpam(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(AnyListed(context, AllToAddresses(context), "more_spam_to"));
}
EvalResult ToInAllSpam(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(AnyListed(context, AllToAddresses(context), "all_spam_to"));
}

EvalResult FromInList(EvalContext& context, const EvalArguments& arguments) {
  return EvalResult::Of(!arguments.empty() && AnyListed(context, AllFromAddresses(context), arguments[0]));
}
EvalResult ToInList(EvalContext& context, const EvalArguments& arguments) {
  return EvalResult::Of(!arguments.empty() && AnyListed(context, AllToAddresses(context), arguments[0]));
}
EvalResult ReplyToInList(EvalContext& context, const EvalArguments& arguments) {
  return EvalResult::Of(!arguments.empty() &&
                        AnyListed(context, HeaderValues(context, "Reply-To:addr"), arguments[0]));
}

// The relays that lists bound to one are held against: the first untrusted one; where there is none, all
// trusted ones (with untrusted ones present, a trusted one could be used to forge).
std::vector<const Relay*> JudgedRelays(EvalContext& context) {
  const RelayChain& chain = context.views.Relays();
  if (!chain.untrusted.empty()) return {&chain.untrusted.front()};
  std::vector<const Relay*> relays;
  for (const Relay& relay : chain.trusted) relays.push_back(&relay);
  return relays;
}

bool IsDottedDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

// "example.com" against the relay's name, "[192.0.2.1]", "[192.0.2]" or "[2001:db8::]/32" against its IP.
bool RelayFits(const Relay& relay, std::string_view condition) {
  std::size_t close = condition.find(']');
  if (!condition.starts_with('[') || close == std::string_view::npos) {
    std::string rdns = AsciiLower(relay.rdns);
    if (!rdns.ends_with(condition)) return false;
    return rdns.size() == condition.size() || rdns[rdns.size() - condition.size() - 1] == '.';
  }
  std::string network(condition.substr(1, close - 1));
  std::string_view prefix = condition.substr(close + 1);
  if (relay.ip.empty()) return false;
  if (prefix.empty() && IsDottedDigits(network)) {
    auto dots = std::count(network.begin(), network.end(), '.');
    if (dots == 3 && network.back() != '.') return relay.ip == network;
    while (network.ends_with('.')) network.pop_back();
    return relay.ip.starts_with(network + ".");
  }
  NetworkSet set;
  std::optional<IpAddress> ip = IpAddress::Parse(relay.ip);
  return ip && set.Add(network + std::string(prefix)) && set.Contains(*ip);
}

// 1: listed and sent through a relay that fits; -1: listed, but no relay fits (forged, it seems); 0: neither.
int JudgeRelayList(EvalContext& context, const std::vector<ConditionalEntry>& list,
                   std::string_view address) {
  std::vector<const Relay*> relays = JudgedRelays(context);
  if (relays.empty()) return 0;
  bool forged = false;
  for (const ConditionalEntry& entry : list) {
    if (!GlobMatches(entry.address_glob, address)) continue;
    for (const Relay* relay : relays) {
      if (RelayFits(*relay, entry.condition)) return 1;
    }
    forged = true;
  }
  return forged && !context.tables.welcomelist_allows_relays.Contains(address) ? -1 : 0;
}

int FromWelcome(EvalContext& context) {
  return SharedFact<int>(context, "from_in_welcomelist", [&] {
    int result = 0;
    const AddressList* plain = context.tables.FindAddressList("welcomelist_from");
    for (const std::string& address : AllFromAddresses(context)) {
      if (plain != nullptr && plain->Contains(address)) return 1;
      int judged = JudgeRelayList(context, context.tables.welcomelist_from_rcvd, address);
      if (judged == 1) return 1;
      if (judged == -1) result = -1;
    }
    return result;
  });
}

int FromDefaultWelcome(EvalContext& context) {
  return SharedFact<int>(context, "from_in_default_welcomelist", [&] {
    int result = 0;
    for (const std::string& address : AllFromAddresses(context)) {
      int judged = JudgeRelayList(context, context.tables.def_welcomelist_from_rcvd, address);
      if (judged == 1) return 1;
      if (judged == -1) result = -1;
    }
    return result;
  });
}

EvalResult FromInWelcomelist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(FromWelcome(context) > 0);
}
EvalResult ForgedInWelcomelist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(FromWelcome(context) < 0 && FromDefaultWelcome(context) == 0);
}
EvalResult FromInDefaultWelcomelist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(FromDefaultWelcome(context) > 0);
}
EvalResult ForgedInDefaultWelcomelist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(FromDefaultWelcome(context) < 0 && FromWelcome(context) == 0);
}

// Does the envelope sender's domain match that of the relay it came from?
EvalResult MailFromMatchesReceived(EvalContext& context, const EvalArguments&) {
  std::vector<std::string> sender = HeaderValues(context, "EnvelopeFrom:addr");
  if (sender.empty()) return EvalResult::Of(false);
  const std::string host(DomainOfAddress(sender[0]));
  if (host.find('.') == std::string::npos) return EvalResult::Of(false);
  const UriConfig& uri = context.views.config().uri;
  std::string domain = TrimDomain(host, uri);
  for (const Relay* relay : JudgedRelays(context)) {
    if (!relay->rdns.empty() && TrimDomain(relay->rdns, uri) == domain) return EvalResult::Of(true);
  }
  return EvalResult::Of(false);
}

// The verdict of one host list on one host, tried from the host up to its top-level domain; `entry` is what
// the list has of it.
std::optional<bool> HostVerdict(const EvalTables& tables, std::string_view list, std::string_view host,
                                std::string_view* entry) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  bool is_ip = IsDottedDigits(host) && std::count(host.begin(), host.end(), '.') == 3;
  while (!host.empty()) {
    *entry = host;
    if (std::optional<bool> found = tables.FindUriHost(list, host)) return found;
    std::size_t dot = host.find('.');
    if (is_ip || dot == std::string_view::npos) break;
    host.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

EvalResult HostListed(EvalContext& context, std::string_view list_name) {
  if (!context.tables.HasUriHostList(list_name)) return EvalResult::Of(false);
  for (const UriInfo& uri : context.views.UriDetails()) {
    if (StartsWithIgnoreCase(uri.raw, "mailto:")) continue;
    for (const std::string& host : uri.hosts) {
      std::string_view entry;
      if (HostVerdict(context.tables, list_name, host, &entry).value_or(false)) {
        context.detail = "URI: " + host;
        if (entry != host) context.detail.append(" (").append(entry).append(")");
        return EvalResult::Of(true);
      }
    }
  }
  return EvalResult::Of(false);
}

EvalResult UriHostListed(EvalContext& context, const EvalArguments& arguments) {
  return arguments.empty() ? EvalResult::Of(false) : HostListed(context, arguments[0]);
}
EvalResult UriHostInBlocklist(EvalContext& context, const EvalArguments&) {
  return HostListed(context, "BLOCK");
}
EvalResult UriHostInWelcomelist(EvalContext& context, const EvalArguments&) {
  return HostListed(context, "WELCOME");
}

constexpr EvalEntry kListEvals[] = {
    {"check_from_in_blocklist", FromInBlocklist},
    {"check_from_in_blacklist", FromInBlocklist},
    {"check_to_in_blocklist", ToInBlocklist},
    {"check_to_in_blacklist", ToInBlocklist},
    {"check_to_in_welcomelist", ToInWelcomelist},
    {"check_to_in_whitelist", ToInWelcomelist},
    {"check_to_in_more_spam", ToInMoreSpam},
    {"check_to_in_all_spam", ToInAllSpam},
    {"check_from_in_list", FromInList},
    {"check_to_in_list", ToInList},
    {"check_replyto_in_list", ReplyToInList},
    {"check_from_in_welcomelist", FromInWelcomelist},
    {"check_from_in_whitelist", FromInWelcomelist},
    {"check_forged_in_welcomelist", ForgedInWelcomelist},
    {"check_forged_in_whitelist", ForgedInWelcomelist},
    {"check_from_in_default_welcomelist", FromInDefaultWelcomelist},
    {"check_from_in_default_whitelist", FromInDefaultWelcomelist},
    {"check_forged_in_default_welcomelist", ForgedInDefaultWelcomelist},
    {"check_forged_in_default_whitelist", ForgedInDefaultWelcomelist},
    {"check_mailfrom_matches_rcvd", MailFromMatchesReceived},
    {"check_uri_host_listed", UriHostListed},
    {"check_uri_host_in_blocklist", UriHostInBlocklist},
    {"check_uri_host_in_blacklist", UriHostInBlocklist},
    {"check_uri_host_in_welcomelist", UriHostInWelcomelist},
    {"check_uri_host_in_whitelist", UriHostInWelcomelist},
};

}  // namespace

std::span<const EvalEntry> ListEvals() { return kListEvals; }

}  // namespace gatepost

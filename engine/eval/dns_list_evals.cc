// DNSEval: is a relay, or a host that the mail names, in a list in DNS?
//
// A rule asks first (EvalEntry::start) and looks at the answers when its turn comes. Rules of one set look at
// the answers to each other's questions (check_rbl_sub). Tested by tests/eval/dns_list_evals_test.cc.
#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "eval/dns_lists.h"
#include "eval/header_evals.h"
#include "eval/message_facts.h"
#include "mail/address.h"
#include "text/uri.h"

namespace gatepost {
namespace {

constexpr std::size_t kSet = 0, kZone = 1, kSubtest = 2;
// A message's From fields may name many hosts, and X-Source-IP as many lines.
constexpr std::size_t kMostQueries = 50;

using Queries = std::vector<ListQuery>;

// Of a message: what was asked for a set.
struct ListSets {
  std::map<std::string, Queries, std::less<>> by_set;
};
ListSets& SetsOf(EvalContext& context) {
  return const_cast<ListSets&>(SharedFact<ListSets>(context, "dns lists", [] { return ListSets(); }));
}

std::string Argument(const EvalArguments& arguments, std::size_t number) {
  return number < arguments.size() ? arguments[number] : "";
}

std::string ZoneOf(const EvalArguments& arguments) {
  std::string zone = Argument(arguments, kZone);
  zone.erase(zone.find_last_not_of('.') + 1);
  return zone;
}

bool IsOn(const EvalContext& context) {
  return context.dns != nullptr && !context.settings.Flag("skip_rbl_checks");
}

Queries InZone(const std::vector<std::string>& hosts, const EvalArguments& arguments,
               DnsType type = DnsType::kA) {
  Queries queries;
  const std::string zone = ZoneOf(arguments);
  for (const std::string& host : hosts) {
    if (queries.size() < kMostQueries) queries.push_back({host + "." + zone, type});
  }
  return queries;
}

// What a test asks. All of them take a set, a zone and a subtest, in this order.
using MakeQueries = Queries (*)(EvalContext& context, const EvalArguments& arguments);

Queries Relays(EvalContext& context, const EvalArguments& arguments) {
  return InZone(RelaysToAsk(context, Argument(arguments, kSet)), arguments);
}
Queries RelaysTxt(EvalContext& context, const EvalArguments& arguments) {
  return InZone(RelaysToAsk(context, Argument(arguments, kSet)), arguments, DnsType::kTxt);
}

// "listowner@a--accreditor.mail.example", or the field Accreditor: "accreditor1, parm=value; accreditor2".
bool ClaimsAccreditor(EvalContext& context, std::string_view wanted) {
  const std::string sender = AsciiLower(FirstValue(context, "EnvelopeFrom:addr"));
  const std::string label = "a--" + std::string(wanted) + ".";
  const std::size_t at = sender.find(label);
  if (wanted.size() >= 3 && at != std::string::npos && at > 0 &&
      (sender[at - 1] == '@' || sender[at - 1] == '.'))
    return true;
  const std::string_view field = HeaderOrEmpty(context, "Accreditor");
  for (const std::string_view one : Split(field, ',')) {
    const std::vector<std::string_view> words = SplitWhitespace(one);
    if (!words.empty() && AsciiLower(words[0]) == wanted) return true;
  }
  return false;
}
Queries Accreditor(EvalContext& context, const EvalArguments& arguments) {
  if (!ClaimsAccreditor(context, Argument(arguments, 3))) return {};
  return Relays(context, arguments);
}

Queries EnvelopeFrom(EvalContext& context, const EvalArguments& arguments) {
  return InZone(AddressHostsToAsk(context, {FirstValue(context, "EnvelopeFrom:addr")}), arguments);
}
Queries FromHost(EvalContext& context, const EvalArguments& arguments) {
  return InZone(AddressHostsToAsk(context, AllFromAddresses(context)), arguments);
}
Queries FromDomain(EvalContext& context, const EvalArguments& arguments) {
  std::vector<std::string> domains;
  for (const std::string& address : AllFromAddresses(context)) {
    const std::optional<UriTarget> target =
        TargetOfHost(HostToAscii(DomainOfAddress(address)), context.views.config().uri);
    if (target && !target->domain.empty()) domains.push_back("dummy@" + target->domain);
  }
  return InZone(AddressHostsToAsk(context, domains), arguments);
}

Queries Headers(EvalContext& context, const EvalArguments& arguments) {
  std::string fields = arguments.size() > 3 ? arguments[3] : context.settings.Text("rbl_headers");
  if (fields.empty())
    fields = "EnvelopeFrom,Reply-To,Disposition-Notification-To,X-WebmailclientIP,X-Source-IP";
  std::vector<std::string> hosts;
  for (const std::string_view field : Split(fields, ',')) {
    const std::string name(field);
    const std::vector<std::string> address =
        AddressHostsToAsk(context, {std::string(HeaderOrEmpty(context, name + ":addr"))});
    if (HeaderOrEmpty(context, name + ":addr").find('@') != std::string_view::npos) {
      hosts.insert(hosts.end(), address.begin(), address.end());
      continue;
    }
    for (const std::string_view line : Split(HeaderOrEmpty(context, name), '\n')) {
      if (std::optional<std::string> host = HostToAsk(context, line)) hosts.push_back(std::move(*host));
    }
  }
  return InZone(hosts, arguments);
}

// Of the oldest relay that is not trusted: address, names.
Queries Received(EvalContext& context, const EvalArguments& arguments) {
  const RelayChain& chain = context.views.Relays();
  if (chain.untrusted.empty()) return {};
  const Relay& oldest = chain.untrusted.back();
  std::vector<std::string> hosts, seen;
  for (const std::string& name : {oldest.ip, oldest.by, oldest.helo, oldest.rdns}) {
    if (name.empty() || std::find(seen.begin(), seen.end(), name) != seen.end()) continue;
    seen.push_back(name);
    if (std::optional<std::string> host = HostToAsk(context, name)) hosts.push_back(std::move(*host));
  }
  return InZone(hosts, arguments);
}

// "" where the envelope's sender has no domain.
std::string EnvelopeDomain(EvalContext& context) {
  const std::vector<std::string> hosts =
      AddressHostsToAsk(context, {FirstValue(context, "EnvelopeFrom:addr")});
  return hosts.empty() ? "" : hosts.front();
}
// SpamAssassin 4.0.1 takes the first server of the zone's SOA instead, where an answer has it.
Queries NameServers(EvalContext& context, const EvalArguments& arguments) {
  const std::string domain = EnvelopeDomain(context);
  if (domain.empty()) return {};
  std::vector<std::string> hosts;
  for (const std::string& server : context.dns->Wait(domain, DnsType::kNs).records) {
    if (IsHostNameValid(server)) hosts.push_back(server);
  }
  return InZone(hosts, arguments);
}
void StartNameServers(EvalContext& context, const EvalArguments&) {
  if (!IsOn(context)) return;
  if (const std::string domain = EnvelopeDomain(context); !domain.empty())
    context.dns->Ask(domain, DnsType::kNs);
}

// Asks, and notes it for the rules of the set.
Queries Begin(EvalContext& context, const EvalArguments& arguments, MakeQueries make) {
  if (!IsOn(context) || !ListSubtest(Argument(arguments, kSubtest)).IsValid()) return {};
  Queries queries = make(context, arguments);
  Queries& of_set = SetsOf(context).by_set[Argument(arguments, kSet)];
  for (const ListQuery& query : queries) {
    context.dns->Ask(query.name, query.type);
    if (std::find(of_set.begin(), of_set.end(), query) == of_set.end()) of_set.push_back(query);
  }
  return queries;
}

// Addresses that are none of a list's (127.0.0.0/8) do not count.
bool IsListing(const ListQuery& query, std::string_view record) {
  return query.type != DnsType::kA || record.starts_with("127.");
}

EvalResult Look(EvalContext& context, const Queries& queries, const ListSubtest& subtest) {
  bool hit = false, failed = false;
  for (const ListQuery& query : queries) {
    const DnsAnswer& answer = context.dns->Wait(query.name, query.type);
    failed |= answer.status == DnsAnswer::Status::kFailed;
    for (const std::string& record : answer.records) {
      if (!IsListing(query, record) || !subtest.Fits(record)) continue;
      hit = true;
      context.detail += (context.detail.empty() ? "" : "\n") + ListedText(query, record);
    }
  }
  if (!hit && failed) return EvalResult::NotRun();
  EvalResult result = EvalResult::Of(hit);
  result.area = "RBL: ";
  return result;
}

template <MakeQueries make>
void Start(EvalContext& context, const EvalArguments& arguments) {
  Begin(context, arguments, make);
}
template <MakeQueries make>
EvalResult Check(EvalContext& context, const EvalArguments& arguments) {
  if (context.dns == nullptr) return EvalResult::NotRun();
  const Queries queries = Begin(context, arguments, make);
  const EvalResult result = Look(context, queries, ListSubtest(Argument(arguments, kSubtest)));
  if (!result.run) context.failures.insert("no answer from the list " + ZoneOf(arguments));
  return result;
}

// Of what other rules of the set asked.
EvalResult CheckSub(EvalContext& context, const EvalArguments& arguments) {
  if (context.dns == nullptr) return EvalResult::NotRun();
  const ListSubtest subtest(Argument(arguments, 1));
  const ListSets& sets = SetsOf(context);
  const auto found = sets.by_set.find(Argument(arguments, kSet));
  if (arguments.size() < 2 || !subtest.IsValid() || found == sets.by_set.end()) return EvalResult::Of(false);
  return Look(context, found->second, subtest);
}

// SpamAssassin 4.0.1 looks for the failure of a look-up among the records of its answer, where there are
// none.
EvalResult CheckSender(EvalContext& context, const EvalArguments&) {
  return context.dns == nullptr ? EvalResult::NotRun() : EvalResult::Of(false);
}

template <MakeQueries make>
constexpr EvalEntry Entry(std::string_view name) {
  return {name, &Check<make>, &Start<make>};
}

constexpr EvalEntry kDnsListEvals[] = {
    Entry<&Relays>("check_rbl"),
    Entry<&Accreditor>("check_rbl_accreditor"),
    Entry<&EnvelopeFrom>("check_rbl_envfrom"),
    Entry<&FromDomain>("check_rbl_from_domain"),
    Entry<&FromHost>("check_rbl_from_host"),
    Entry<&Headers>("check_rbl_headers"),
    {"check_rbl_ns_from", &Check<&NameServers>, &StartNameServers},
    Entry<&Received>("check_rbl_rcvd"),
    {"check_rbl_sub", &CheckSub},
    Entry<&RelaysTxt>("check_rbl_txt"),
    {"check_dns_sender", &CheckSender},
};

}  // namespace

std::span<const EvalEntry> DnsListEvals() { return kDnsListEvals; }

}  // namespace gatepost

// ASN and URILocalBL: what databases say of a relay's network, and of links to addresses. Tested by
// tests/scan/geo_test.cc.
#include <algorithm>
#include <map>
#include <set>

#include "eval/attachment_names.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/geo.h"
#include "mail/header_text.h"
#include "mail/network.h"

namespace gatepost {
namespace {

// (pattern, tag): of another tag than ASN, DNS alone would know.
EvalResult CheckAsn(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  const RelaySystem* system = context.views.System();
  if (system == nullptr || system->text.empty()) return EvalResult::NotRun();
  if (arguments.size() > 1 && AsciiUpper(arguments[1]) != "ASN") return EvalResult::NotRun();
  const Regex* regex = NamePattern(arguments[0]);
  if (regex == nullptr || regex->Search(system->text) != MatchOutcome::kYes) return EvalResult::Of(false);
  context.detail = "ASN: " + system->text;
  return EvalResult::Of(true);
}

// Upper case, without blanks: how owners are compared.
std::string OwnerKey(std::string_view owner) {
  std::string key = AsciiUpper(owner);
  std::erase_if(key, IsAsciiSpace);
  return key;
}

// What uri_block_* lines say of one rule: arguments like "cc DE", "cc !DE", "cidr 192.0.2.0/24".
class BlockedHosts {
 public:
  explicit BlockedHosts(const EvalArguments& lines) {
    for (std::string_view words : lines) {
      const std::string_view kind = CutWord(&words);
      if (kind == "cidr")
        networks_.Add(words);
      else
        words_[std::string(kind)].emplace(words);
    }
  }

  bool Excludes(const std::string& host_or_address) const { return Has("exclude", host_or_address); }

  // Why a link to a host with these addresses is blocked: "Host: 192.0.2.1 in country DE"; "" where it is
  // not.
  std::string Find(const std::string& name, const std::vector<std::string>& addresses,
                   const GeoDatabases& databases) const {
    const auto excluded = [&](const std::string& address) { return Excludes(address); };
    if (std::any_of(addresses.begin(), addresses.end(), excluded)) return {};
    const std::string host = "Host: " + name + " in ";
    for (const std::string& address : addresses) {
      if (const std::string reason = FindAddress(address, databases); !reason.empty()) return host + reason;
    }
    return {};
  }

 private:
  std::string FindAddress(const std::string& address, const GeoDatabases& databases) const {
    if (databases.HasCountries()) {
      if (const std::string code = databases.Country(address); HasCode("cc", code)) return "country " + code;
      if (const std::string code = databases.Continent(address); HasCode("cont", code))
        return "continent " + code;
    }
    if (const std::string owner = databases.Owner(address); !owner.empty() && Has("isp", OwnerKey(owner)))
      return "isp " + owner;
    const std::optional<IpAddress> parsed = IpAddress::Parse(address);
    return parsed && networks_.Contains(*parsed) ? "cidr" : std::string();
  }
  bool Has(std::string_view kind, const std::string& word) const {
    const auto words = words_.find(kind);
    return words != words_.end() && words->second.contains(word);
  }
  // All codes of a rule are negated, or none is.
  bool HasCode(std::string_view kind, const std::string& code) const {
    const auto words = words_.find(kind);
    if (words == words_.end()) return false;
    const bool negated = words->second.begin()->starts_with('!');
    return negated ? !words->second.contains("!" + code) : words->second.contains(code);
  }

  std::map<std::string, std::set<std::string>, std::less<>> words_;  // by kind
  NetworkSet networks_;
};

constexpr DnsType kAddressTypes[] = {DnsType::kA, DnsType::kAaaa};

// Addresses first: names need the DNS.
EvalResult CheckUriLocalBl(EvalContext& context, const EvalArguments& arguments) {
  const GeoDatabases* databases = context.views.config().geo.get();
  if (databases == nullptr || arguments.empty()) return EvalResult::Of(false);
  std::optional<BlockedHosts> blocked;
  std::set<std::string> names;
  for (const UriInfo& uri : context.views.UriDetails()) {
    if (!uri.HasType("a") && !uri.HasType("parsed")) continue;
    for (const std::string& host : uri.hosts) {
      if (!databases->HasCountries() && !databases->HasOwners()) return EvalResult::Of(false);
      if (!blocked) blocked.emplace(arguments);
      if (!IpAddress::Parse(host)) {
        if (context.dns != nullptr && !blocked->Excludes(TrimDomain(host, context.views.config().uri)))
          names.insert(host);
        continue;
      }
      context.detail = blocked->Find(host, {host}, *databases);
      if (!context.detail.empty()) return EvalResult::Of(true);
    }
  }
  for (const std::string& name : names) {
    for (const DnsType type : kAddressTypes) context.dns->Ask(name, type);
  }
  for (const std::string& name : names) {
    for (const DnsType type : kAddressTypes) {
      context.detail = blocked->Find(name, context.dns->Wait(name, type).records, *databases);
      if (!context.detail.empty()) return EvalResult::Of(true);
    }
  }
  return EvalResult::Of(false);
}

constexpr EvalEntry kGeoEvals[] = {
    {"check_asn", &CheckAsn},
    {"check_uri_local_bl", &CheckUriLocalBl},
};

}  // namespace

std::span<const EvalEntry> GeoEvals() { return kGeoEvals; }

}  // namespace gatepost

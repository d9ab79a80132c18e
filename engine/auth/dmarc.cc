// Tested by tests/auth/dmarc_test.cc.
#include "auth/dmarc.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/ascii.h"
#include "text/uri.h"

namespace gatepost {
namespace {

constexpr std::string_view kPrefix = "_dmarc.";
constexpr std::size_t kMostTags = 50;

// The part that somebody registered: "example.co.uk". Below a top level that is not known, too, its domains
// are each somebody's.
std::string OrganizationOf(const std::string& domain) {
  std::string registered = RegisteredDomain(domain, UriConfig());
  if (!registered.empty()) return registered;
  const std::size_t dot = domain.rfind('.');
  if (dot == kNpos || dot == 0 || IsKnownTld(domain.substr(dot + 1), UriConfig())) return domain;
  return domain.substr(domain.rfind('.', dot - 1) + 1);
}

bool Exists(DnsClient& dns, const std::string& domain) {
  for (const DnsType type : {DnsType::kMx, DnsType::kNs, DnsType::kA, DnsType::kAaaa}) {
    if (dns.Wait(domain, type).status == DnsAnswer::Status::kFound) return true;
  }
  return false;
}

std::vector<std::string> RecordsOf(DnsClient& dns, const std::string& domain) {
  std::vector<std::string> records;
  for (const std::string& text : dns.Wait(std::string(kPrefix) + domain, DnsType::kTxt).records) {
    if (StartsWithIgnoreCase(text, "v=dmarc1")) records.push_back(text);
  }
  return records;
}

using Policy = std::map<std::string, std::string, std::less<>>;

std::string_view Tag(const Policy& policy, std::string_view name) {
  const auto found = policy.find(name);
  return found == policy.end() ? std::string_view() : std::string_view(found->second);
}

bool IsAction(std::string_view word) {
  return EqualsIgnoreCase(word, "none") || EqualsIgnoreCase(word, "quarantine") ||
         EqualsIgnoreCase(word, "reject");
}

// Is one of them an address of mail or a page, where reports may go?
bool NamesReader(std::string_view uris) {
  for (const std::string_view uri : Split(uris, ',')) {
    if (StartsWithIgnoreCase(uri, "mailto:") || StartsWithIgnoreCase(uri, "http:") ||
        StartsWithIgnoreCase(uri, "https:"))
      return true;
  }
  return false;
}

// Nothing where the domain asks for nothing that is known.
std::optional<Policy> ParsePolicy(std::string text) {
  std::erase_if(text, IsAsciiSpace);
  Policy policy;
  for (const std::string_view pair : Split(text, ';')) {
    const std::size_t sign = pair.find_first_of("=:-");
    if (sign == kNpos || sign + 1 == pair.size()) continue;
    if (policy.size() == kMostTags) break;
    policy[AsciiLower(pair.substr(0, sign))] = pair.substr(sign + 1);
  }
  if (!EqualsIgnoreCase(Tag(policy, "v"), "DMARC1")) return std::nullopt;
  if (Tag(policy, "p").empty() && NamesReader(Tag(policy, "rua"))) policy["p"] = "none";
  if (!IsAction(Tag(policy, "p"))) return std::nullopt;
  if (!Tag(policy, "sp").empty() && !IsAction(Tag(policy, "sp"))) return std::nullopt;
  return policy;
}

bool IsAligned(const std::string& domain, const std::string& from, std::string_view mode) {
  return domain == from || (!EqualsIgnoreCase(mode, "s") && OrganizationOf(domain) == OrganizationOf(from));
}

DmarcResult Asked(const Policy& policy, bool is_below, int sample) {
  const std::string_view below = is_below ? Tag(policy, "sp") : std::string_view();
  const std::string_view action = below.empty() ? Tag(policy, "p") : below;
  if (EqualsIgnoreCase(action, "none")) return DmarcResult::kNone;
  const std::string_view digits = Tag(policy, "pct");
  int percent = 100;
  std::from_chars(digits.data(), digits.data() + digits.size(), percent);
  const bool rejects = EqualsIgnoreCase(action, "reject");
  if (sample < percent) return rejects ? DmarcResult::kReject : DmarcResult::kQuarantine;
  return rejects ? DmarcResult::kQuarantine : DmarcResult::kNone;
}

}  // namespace

void StartDmarc(DnsClient& dns, const std::string& from_domain) {
  dns.Ask(from_domain, DnsType::kMx);
  dns.Ask(std::string(kPrefix) + from_domain, DnsType::kTxt);
  if (const std::string organization = OrganizationOf(from_domain); organization != from_domain)
    dns.Ask(std::string(kPrefix) + organization, DnsType::kTxt);
}

DmarcResult CheckDmarc(DnsClient& dns, const DmarcQuestion& question) {
  const std::string& from = question.from_domain;
  const std::string organization = OrganizationOf(from);
  if (!Exists(dns, from) && (organization == from || !Exists(dns, organization)))
    return DmarcResult::kMissing;
  std::vector<std::string> records = RecordsOf(dns, from);
  const bool is_below = records.empty() && organization != from;
  if (is_below) records = RecordsOf(dns, organization);
  if (records.empty()) return DmarcResult::kMissing;
  // By the standard two records are none; SpamAssassin counts a policy that cannot be followed.
  const std::optional<Policy> policy = records.size() == 1 ? ParsePolicy(records[0]) : std::nullopt;
  if (!policy) return DmarcResult::kNone;
  const auto speaks = [&](const std::string& signer) {
    return IsAligned(signer, from, Tag(*policy, "adkim"));
  };
  if (std::any_of(question.signers.begin(), question.signers.end(), speaks) ||
      (question.spf_domain && IsAligned(*question.spf_domain, from, Tag(*policy, "aspf"))))
    return DmarcResult::kPass;
  return Asked(*policy, is_below, question.sample);
}

}  // namespace gatepost

// Who signed the message, what the signatures are worth, and what its author says of mail without them: the
// plugin DKIM. Tested by tests/eval/dkim_evals_test.cc.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "auth/tag_list.h"
#include "base/ascii.h"
#include "eval/dkim_facts.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/address.h"
#include "text/uri.h"

namespace gatepost {
namespace {

using Names = std::set<std::string, std::less<>>;

// The domain of an author's address; "" where it has none. Blanks behind it do not count.
std::string DomainOf(std::string_view address) { return AsciiLower(TrimRight(DomainOfAddress(address))); }

const Names& AuthorDomains(EvalContext& context) {
  return SharedFact<Names>(context, "author domains", [&] {
    Names domains;
    for (const std::string& author : HeaderValues(context, "From:addr")) {
      if (std::string domain = DomainOf(author); !domain.empty()) domains.insert(std::move(domain));
    }
    return domains;
  });
}

// Is it of the domain, or below it where the pattern begins with "*." or "."?
bool IsOfDomain(std::string_view host, std::string_view pattern, bool or_below_alone = false) {
  std::string_view base = pattern;
  if (base.starts_with('*')) base.remove_prefix(1);
  if (!base.starts_with('.')) return EqualsIgnoreCase(host, pattern);
  return EndsWithIgnoreCase(host, base) || (!or_below_alone && EqualsIgnoreCase(host, base.substr(1)));
}

bool AnyPasses(const std::vector<SignatureCheck>& checks) {
  return std::any_of(checks.begin(), checks.end(),
                     [](const SignatureCheck& check) { return check.result == SignatureResult::kPass; });
}

// Is there a signature of one of these domains, or of any where none are named?
bool IsSignedBy(EvalContext& context, const std::vector<std::string>& domains, bool safely, bool by_author) {
  const std::vector<SignatureCheck>& checks = Dkim(context)->dkim;
  return std::any_of(checks.begin(), checks.end(), [&](const SignatureCheck& check) {
    const std::string signer = check.signer();
    if (safely && !PassesSafely(context, check)) return false;
    if (by_author && !AuthorDomains(context).contains(signer)) return false;
    return domains.empty() || std::any_of(domains.begin(), domains.end(), [&](const std::string& domain) {
             return IsOfDomain(signer, domain);
           });
  });
}

EvalResult Signed(EvalContext& context, const EvalArguments& arguments) {
  const DkimFacts* facts = Dkim(context);
  if (facts == nullptr) return EvalResult::NotRun();
  return EvalResult::Of(!facts->dkim.empty() &&
                        (arguments.empty() || IsSignedBy(context, arguments, false, false)));
}

EvalResult Valid(EvalContext& context, const EvalArguments& arguments) {
  const DkimFacts* facts = Dkim(context);
  if (facts == nullptr) return EvalResult::NotRun();
  return EvalResult::Of(arguments.empty() ? AnyPasses(facts->dkim)
                                          : IsSignedBy(context, arguments, true, false));
}

EvalResult ValidOfAuthor(EvalContext& context, const EvalArguments& arguments) {
  if (Dkim(context) == nullptr) return EvalResult::NotRun();
  return EvalResult::Of(IsSignedBy(context, arguments, true, true));
}

EvalResult ValidOfEnvelope(EvalContext& context, const EvalArguments&) {
  if (Dkim(context) == nullptr) return EvalResult::NotRun();
  const std::vector<std::string> senders = HeaderValues(context, "EnvelopeFrom:addr");
  if (senders.empty()) return EvalResult::Of(false);
  const std::size_t at = senders.front().find('@');
  if (at == kNpos) return EvalResult::Of(false);
  std::string_view domain = std::string_view(senders.front()).substr(at + 1);
  domain = CutWord(&domain);
  return EvalResult::Of(!domain.empty() && IsSignedBy(context, {std::string(domain)}, true, false));
}

// Sets of ARC fields: SpamAssassin asks for no whole chain.
EvalResult ArcSigned(EvalContext& context, const EvalArguments& arguments) {
  const DkimFacts* facts = Dkim(context);
  if (facts == nullptr) return EvalResult::NotRun();
  return EvalResult::Of(!facts->arc.empty() && arguments.empty());
}
EvalResult ArcValid(EvalContext& context, const EvalArguments& arguments) {
  const DkimFacts* facts = Dkim(context);
  if (facts == nullptr) return EvalResult::NotRun();
  return EvalResult::Of(AnyPasses(facts->arc) && arguments.empty());
}

// Was the whole message there to be checked? Gatepost gets no other.
EvalResult Dependable(EvalContext& context, const EvalArguments&) {
  return context.dns == nullptr ? EvalResult::NotRun() : EvalResult::Of(true);
}
// Keys in test, and policies that say nothing: SpamAssassin has the tests, and none ever hits.
EvalResult Never(EvalContext& context, const EvalArguments&) {
  return context.dns == nullptr ? EvalResult::NotRun() : EvalResult::Of(false);
}

// Has the name a dot and a last label of letters?
bool IsFullName(std::string_view domain) {
  const std::size_t dot = domain.rfind('.');
  if (dot == kNpos || dot == 0) return false;
  const std::string_view last = domain.substr(dot + 1);
  return last.size() >= 2 &&
         std::all_of(last.begin(), last.end(), [](char c) { return IsAsciiAlpha(c) || c == '-'; });
}

// What a line of adsp_override says of the domain, or of those above it.
std::optional<char> OverriddenPolicy(const EvalContext& context, std::string_view domain) {
  std::map<std::string, char, std::less<>> overrides;
  for (const SettingLine& line : context.settings.Lines("adsp_override")) {
    const std::vector<std::string_view> words = SplitWhitespace(line.value);
    if (words.empty()) continue;
    std::string_view name = words[0];
    if (name.starts_with('@')) name.remove_prefix(1);
    const std::string policy = AsciiLower(words.size() > 1 ? words[1] : "discardable");
    overrides[AsciiLower(name)] = policy == "custom_low"    ? '1'
                                  : policy == "custom_med"  ? '2'
                                  : policy == "custom_high" ? '3'
                                                            : AsciiToUpper(policy.front());
  }
  const auto find = [&](std::string_view key) -> std::optional<char> {
    const auto found = overrides.find(key);
    return found == overrides.end() ? std::nullopt : std::optional(found->second);
  };
  if (const std::optional<char> own = find(domain)) return own;
  for (std::size_t dot = domain.find('.'); dot != kNpos; dot = domain.find('.', dot + 1)) {
    if (const std::optional<char> above = find("*" + std::string(domain.substr(dot)))) return above;
  }
  return find("*");
}

// What the domain says in the DNS (RFC 5617): discardable, all, unknown, or that it does not exist.
char PublishedPolicy(DnsClient& dns, const std::string& domain) {
  const DnsAnswer& answer = dns.Wait("_adsp._domainkey." + domain, DnsType::kTxt);
  if (!answer.records.empty()) {
    if (const std::optional<TagList> tags = TagList::Parse(answer.records.back())) {
      const std::string_view policy = tags->Value("dkim");
      if (EqualsIgnoreCase(policy, "nxdomain")) return 'N';
      return policy == "all" ? 'A' : policy == "discardable" || policy == "strict" ? 'D' : 'U';
    }
  }
  constexpr int kNoSuchName = 3;
  return dns.Wait(domain, DnsType::kMx).rcode == kNoSuchName ? 'N' : 'U';
}

// The policies of the authors' domains that did not sign.
using Policies = std::set<char>;
Policies GatherPolicies(EvalContext& context) {
  constexpr int kMostDomains = 10;  // each waits for the servers of its own
  int count = 0;
  Policies policies;
  const std::vector<SignatureCheck>& checks = Dkim(context)->dkim;
  for (const std::string& domain : AuthorDomains(context)) {
    if (!IsFullName(domain)) continue;
    const bool is_settled = std::any_of(checks.begin(), checks.end(), [&](const SignatureCheck& check) {
      return check.signer() == domain &&
             (PassesSafely(context, check) || check.result == SignatureResult::kTempError);
    });
    if (is_settled) continue;
    const std::optional<char> overridden = OverriddenPolicy(context, domain);
    if (overridden || ++count <= kMostDomains)
      policies.insert(overridden ? *overridden : PublishedPolicy(*context.dns, HostToAscii(domain)));
  }
  return policies;
}

EvalResult HasPolicy(EvalContext& context, const EvalArguments& arguments) {
  if (Dkim(context) == nullptr) return EvalResult::NotRun();
  if (arguments.empty()) return EvalResult::Of(false);
  const Policies& policies =
      SharedFact<Policies>(context, "dkim policies", [&] { return GatherPolicies(context); });
  const std::string_view wanted = arguments[0] == "*" ? "NAD123" : std::string_view(arguments[0]);
  if (std::none_of(policies.begin(), policies.end(), [&](char c) { return wanted.find(c) != kNpos; }))
    return EvalResult::Of(false);
  const Names& authors = AuthorDomains(context);
  return EvalResult::Of(arguments.size() == 1 ||
                        std::any_of(arguments.begin() + 1, arguments.end(), [&](const std::string& pattern) {
                          return std::any_of(authors.begin(), authors.end(), [&](const std::string& author) {
                            return IsOfDomain(author, pattern);
                          });
                        }));
}

EvalResult HasPolicyAll(EvalContext& context, const EvalArguments&) { return HasPolicy(context, {"A"}); }

// Whose signature does a list ask for beside an author: a domain, those below it ("*.example.com"), or "" for
// the author's own.
bool IsWantedSigner(std::string_view signer, std::string_view wanted, std::string_view author) {
  if (wanted.empty()) return signer == DomainOf(author);
  if (const std::size_t at = wanted.rfind('@'); at != kNpos) wanted.remove_prefix(at + 1);
  return IsOfDomain(signer, wanted, true);
}

// The signers that would make the authors welcome, each with its author.
struct WantedSigner {
  std::string author, signer;
};
std::vector<WantedSigner> WantedSigners(EvalContext& context, std::string_view signed_list,
                                        std::string_view list_name) {
  std::vector<WantedSigner> wanted;
  const AddressList* list = context.tables.FindAddressList(list_name);
  for (const std::string& author : HeaderValues(context, "From:addr")) {
    if (list != nullptr && list->Contains(author)) wanted.push_back({author, ""});
    for (const SettingLine& line : context.settings.Lines(signed_list)) {
      const std::vector<std::string_view> words = SplitWhitespace(line.value);
      if (!words.empty() && GlobMatches(words[0], author))
        wanted.push_back({author, std::string(words.size() > 1 ? words[1] : std::string_view())});
    }
  }
  return wanted;
}

EvalResult IsWelcome(EvalContext& context, std::string_view signed_list, std::string_view list) {
  if (context.dns == nullptr) return EvalResult::NotRun();
  const std::vector<WantedSigner> wanted = WantedSigners(context, signed_list, list);
  if (wanted.empty()) return EvalResult::Of(false);
  const std::vector<SignatureCheck>& checks = Dkim(context)->dkim;
  return EvalResult::Of(std::any_of(checks.begin(), checks.end(), [&](const SignatureCheck& check) {
    const std::string signer = check.signer();
    return PassesSafely(context, check) &&
           std::any_of(wanted.begin(), wanted.end(), [&](const WantedSigner& one) {
             return IsWantedSigner(signer, one.signer, one.author);
           });
  }));
}
EvalResult InWelcomelist(EvalContext& context, const EvalArguments&) {
  return IsWelcome(context, "welcomelist_from_dkim", "welcomelist_auth");
}
EvalResult InDefaultWelcomelist(EvalContext& context, const EvalArguments&) {
  return IsWelcome(context, "def_welcomelist_from_dkim", "def_welcomelist_auth");
}

void StartSignatures(EvalContext& context, const EvalArguments&) { StartDkimQueries(context); }

constexpr EvalEntry kDkimEvals[] = {
    {"check_arc_signed", ArcSigned, StartSignatures},
    {"check_arc_valid", ArcValid, StartSignatures},
    {"check_dkim_adsp", HasPolicy, StartSignatures},
    {"check_dkim_dependable", Dependable},
    {"check_dkim_signall", HasPolicyAll, StartSignatures},
    {"check_dkim_signed", Signed, StartSignatures},
    {"check_dkim_signsome", Never},
    {"check_dkim_testing", Never},
    {"check_dkim_valid", Valid, StartSignatures},
    {"check_dkim_valid_author_sig", ValidOfAuthor, StartSignatures},
    {"check_dkim_valid_envelopefrom", ValidOfEnvelope, StartSignatures},
    {"check_dkim_verified", Valid, StartSignatures},
    {"check_for_def_dkim_welcomelist_from", InDefaultWelcomelist},
    {"check_for_def_dkim_whitelist_from", InDefaultWelcomelist},
    {"check_for_dkim_welcomelist_from", InWelcomelist},
    {"check_for_dkim_whitelist_from", InWelcomelist},
};

}  // namespace

std::span<const EvalEntry> DkimEvals() { return kDkimEvals; }

}  // namespace gatepost

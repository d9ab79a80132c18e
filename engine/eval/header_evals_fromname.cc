// Display names that show another address than the sender's (SpamAssassin's FromNameSpoof).
// Tested by tests/eval/header_evals_test.cc.
#include <algorithm>

#include "base/ascii.h"
#include "eval/dkim_facts.h"
#include "eval/header_evals.h"
#include "eval/message_facts.h"
#include "lists/address_list.h"
#include "mail/address.h"
#include "mail/header_text.h"

namespace gatepost {
namespace {

struct FromNameFindings {
  bool contains_email = false;
  bool address_differs = false, domain_differs = false, owner_differs = false;
  bool equals_to = false, equals_reply_to = false;
};

bool IsLocalPartByte(char c) {
  return IsWordByte(c) || std::string_view(".!#$%&'*+/=?^`{|}~-").find(c) != std::string_view::npos;
}

// The first "user@host.tld" in `text`, or "".
std::string_view FindMail(std::string_view text) {
  for (std::size_t sign = text.find('@'); sign != std::string_view::npos; sign = text.find('@', sign + 1)) {
    std::size_t begin = sign;
    while (begin > 0 && IsLocalPartByte(text[begin - 1])) --begin;
    // It starts at the edge of a word.
    while (begin < sign && !IsWordByte(text[begin]) && (begin == 0 || !IsWordByte(text[begin - 1]))) ++begin;
    if (begin == sign) continue;
    std::size_t end = sign + 1;
    while (end < text.size() && (IsWordByte(text[end]) || text[end] == '.' || text[end] == '-')) ++end;
    const std::string_view host = text.substr(sign + 1, end - sign - 1);
    const std::size_t dot = host.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 2 >= host.size()) continue;
    if (!IsWordByte(host.front()) || !IsWordByte(host[dot + 1]) || !IsWordByte(host.back())) continue;
    return text.substr(begin, end - begin);
  }
  return {};
}

// The registered domain of an address; "" where its host is none.
std::string DomainOf(std::string_view address, const UriConfig& uri) {
  const std::size_t sign = address.find('@');
  if (sign == std::string_view::npos || address.find('@', sign + 1) != std::string_view::npos) return {};
  const std::string_view host = address.substr(sign + 1);
  return IsFullyQualifiedName(host) && HasTopLevelDomain(host, uri) ? TrimDomain(host, uri) : std::string();
}

// Who owns an address: the name of the list that holds it, else the first label of its domain.
// Lines of fns_add_addrlist: "(NAME) glob glob".
std::string OwnerOf(EvalContext& context, const std::string& address, const std::string& domain) {
  const std::string short_address = address.substr(0, address.find('@') + 1) + domain;
  for (const std::string& candidate : {address, short_address}) {
    for (const SettingLine& line : context.settings.Lines("fns_addrlists")) {
      const std::vector<std::string_view> words = SplitWhitespace(line.value);
      for (std::size_t i = 1; i < words.size(); ++i) {
        if (!GlobMatches(words[i], candidate)) continue;
        std::string_view owner = words[0];
        if (owner.starts_with('(')) owner.remove_prefix(1);
        if (owner.ends_with(')')) owner.remove_suffix(1);
        return AsciiLower(owner);
      }
    }
  }
  return domain.substr(0, domain.find('.'));
}

// Bytes that are neither small letter nor digit.
std::ptrdiff_t OddBytes(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return !IsAsciiLower(c) && !IsAsciiDigit(c); });
}

// A good signature of a domain of fns_ignore_dkim.
bool IsSignedByIgnored(EvalContext& context) {
  const std::vector<std::string> ignored = context.settings.Words("fns_ignore_dkim");
  const DkimFacts* dkim = ignored.empty() ? nullptr : Dkim(context);
  if (dkim == nullptr) return false;
  const std::string signers = dkim->Tag("DKIMDOMAIN");
  const std::vector<std::string_view> domains = SplitWhitespace(signers);
  return std::any_of(ignored.begin(), ignored.end(), [&](const std::string& word) {
    return std::find(domains.begin(), domains.end(), AsciiLower(word)) != domains.end();
  });
}

FromNameFindings Inspect(EvalContext& context) {
  FromNameFindings found;
  if (IsSignedByIgnored(context)) return found;
  for (const std::string& query : context.settings.Words("fns_ignore_headers")) {
    if (!HeaderOrEmpty(context, query).empty()) return found;
  }
  const UriConfig& uri = context.views.config().uri;
  const std::string from = AsciiLower(FirstValue(context, "From:addr"));
  const std::string from_domain = DomainOf(from, uri);
  const std::string name = AsciiLower(FirstValue(context, "From:name"));
  const std::string shown(FindMail(name));
  const std::string shown_domain = DomainOf(shown, uri);
  if (from_domain.empty() || shown_domain.empty()) return found;
  found.contains_email = true;
  // With much else in the name, the address in it deceives nobody.
  const auto distance =
      static_cast<double>(OddBytes(name) - OddBytes(shown) + static_cast<std::ptrdiff_t>(name.size()) -
                          static_cast<std::ptrdiff_t>(shown.size()));
  if (distance > context.settings.Number("fns_extrachars")) return found;
  found.address_differs = shown != from;
  found.domain_differs = shown_domain != from_domain;
  const std::string owner = OwnerOf(context, from, from_domain);
  const std::string shown_owner = OwnerOf(context, shown, shown_domain);
  found.owner_differs = shown_owner != owner;
  if (found.address_differs || found.owner_differs) {
    context.tags.insert({{"FNSFADDRADDR", {from}},
                         {"FNSFADDRDOMAIN", {from_domain}},
                         {"FNSFADDROWNER", {owner}},
                         {"FNSFNAMEADDR", {shown}},
                         {"FNSFNAMEDOMAIN", {shown_domain}},
                         {"FNSFNAMEOWNER", {shown_owner}}});
  }
  found.equals_reply_to = shown == AsciiLower(FirstValue(context, "Reply-To:addr"));
  const std::vector<std::string>& to = AllToAddresses(context);
  found.equals_to = std::find(to.begin(), to.end(), shown) != to.end();
  return found;
}

const FromNameFindings& Findings(EvalContext& context) {
  return SharedFact<FromNameFindings>(context, "from name", [&] { return Inspect(context); });
}

EvalResult Spoof(EvalContext& context, const EvalArguments& arguments) {
  auto level = static_cast<int>(context.settings.Number("fns_check"));
  if (!arguments.empty() && arguments[0].size() == 1 && arguments[0] >= "0" && arguments[0] <= "2") {
    level = arguments[0][0] - '0';
  }
  const FromNameFindings& found = Findings(context);
  return EvalResult::Of(found.address_differs &&
                        (level == 0 || (level == 1 ? found.owner_differs : found.domain_differs)));
}

template <bool FromNameFindings::*Member>
EvalResult Tell(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(Findings(context).*Member);
}

constexpr EvalEntry kFromNameEvals[] = {
    {"check_fromname_contains_email", &Tell<&FromNameFindings::contains_email>},
    {"check_fromname_different", &Tell<&FromNameFindings::address_differs>},
    {"check_fromname_domain_differ", &Tell<&FromNameFindings::domain_differs>},
    {"check_fromname_equals_replyto", &Tell<&FromNameFindings::equals_reply_to>},
    {"check_fromname_equals_to", &Tell<&FromNameFindings::equals_to>},
    {"check_fromname_owners_differ", &Tell<&FromNameFindings::owner_differs>},
    {"check_fromname_spoof", &Spoof},
};

}  // namespace

std::span<const EvalEntry> FromNameEvals() { return kFromNameEvals; }

}  // namespace gatepost

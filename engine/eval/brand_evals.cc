// Our own tests for mail that dresses as a known company, beside SpamAssassin's FromNameSpoof. Who is known,
// and which addresses are its own, stands in the lists of fns_add_addrlist: "(PAY_PAL) *@paypal.com".
// Tested by tests/eval/brand_evals_test.cc.
#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "eval/brand_list.h"
#include "eval/brand_text.h"
#include "eval/header_evals.h"
#include "eval/html_evals.h"
#include "eval/message_facts.h"
#include "lists/address_list.h"
#include "mail/address.h"
#include "mail/header_text.h"
#include "text/uri.h"

namespace gatepost {
namespace {

const std::vector<Brand>& Brands(EvalContext& context) {
  return context.tables.brands->Get(context.settings);
}

// A company uses its name under other top-level domains than the list says, but not under those that
// are given away.
bool IsSoberSuffix(std::string_view suffix) {
  static const std::set<std::string_view> sober = {"com", "net", "org", "eu", "edu", "gov"};
  static const std::set<std::string_view> given_away = {"tk", "ml", "ga", "cf", "gq", "cc", "pw", "ws", "su"};
  const std::string_view last = suffix.substr(suffix.rfind('.') + 1);
  return sober.contains(last) || (last.size() == 2 && !given_away.contains(last));
}

// Does a host (its registered domain given, too) belong to the brand?
bool IsOwnHost(const Brand& brand, const std::string& host, const std::string& domain) {
  const std::size_t dot = domain.find('.');
  if (dot != std::string::npos && domain.compare(0, dot, brand.joined) == 0 &&
      IsSoberSuffix(domain.substr(dot + 1))) {
    return true;
  }
  const std::string address = "x@" + host;
  const std::vector<std::string_view> globs = SplitWhitespace(brand.addresses);
  return std::any_of(globs.begin(), globs.end(),
                     [&](std::string_view glob) { return GlobMatches(glob, address); });
}

std::string HostOfAddress(std::string_view address) {
  const std::size_t sign = address.rfind('@');
  return sign == std::string_view::npos ? std::string() : AsciiLower(address.substr(sign + 1));
}

// The words of `name` without those of the brand; nothing where the brand is not in it.
std::optional<std::vector<std::string_view>> WordsBeside(const Brand& brand,
                                                         const std::vector<std::string_view>& name) {
  std::vector<std::string_view> rest;
  for (std::size_t at = 0; at < name.size(); ++at) {
    std::string joined;
    for (std::size_t end = at; end < name.size() && joined.size() < brand.joined.size(); ++end) {
      joined += name[end];
      // Nothing gets longer by it.
      if (joined.size() < brand.joined.size()) continue;
      if (joined != brand.joined && !UndoneIs(joined, brand.joined)) continue;
      rest.assign(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(at));
      rest.insert(rest.end(), name.begin() + static_cast<std::ptrdiff_t>(end) + 1, name.end());
      return rest;
    }
  }
  return std::nullopt;
}

// The From: name is a brand's, with nothing else than words like "support" ("whole"), or holds one ("part"),
// and the address is not the brand's.
EvalResult BrandInName(EvalContext& context, const EvalArguments& arguments) {
  const bool whole = arguments.empty() || arguments[0] != "part";
  const std::string shape = LooksLike(FirstValue(context, "From:name"));
  const std::vector<std::string_view> words = SplitWhitespace(shape);
  if (words.empty()) return EvalResult::Of(false);
  const UriConfig& uri = context.views.config().uri;
  const std::string host = HostOfAddress(FirstValue(context, "From:addr"));
  const std::string domain = TrimDomain(host, uri);
  bool found = false;
  for (const Brand& brand : Brands(context)) {
    const auto rest = WordsBeside(brand, words);
    if (!rest || (whole && !AreServiceWords(*rest))) continue;
    // "Contoso via PayPal" from PayPal: the name of one is enough.
    if (IsOwnHost(brand, host, domain)) return EvalResult::Of(false);
    found = true;
  }
  return EvalResult::Of(found);
}

// Does a word of a host (`undone`: without its look-alikes) look like the brand's name? `exact` tells whether
// it is the name itself.
bool ResemblesBrand(const Brand& brand, std::string_view word, std::string_view undone, bool* exact) {
  if (brand.joined.size() < 5) return false;
  *exact = word == brand.joined;
  return *exact || undone == brand.joined || (brand.joined.size() >= 7 && OneLetterApart(word, brand.joined));
}

// Does a host use a brand's name, or one that looks like it, and is not the brand's? "outlook.example.com"
// alone is no imitation (many products are named so); "outlook-login.example.com", "outlook.com.example.net"
// and "outl00k.example.com" are.
bool ImitatesBrand(EvalContext& context, const std::string& host) {
  const std::string domain = TrimDomain(host, context.views.config().uri);
  const std::string shown = HostToUnicode(host);
  const std::vector<std::string_view> labels = Split(shown, '.');
  const std::size_t own_labels = Split(domain, '.').size();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::string shape = LooksLike(labels[i]);
    const std::vector<std::string_view> words = SplitWhitespace(shape);
    const bool ending_follows = i + 1 < labels.size() && (labels[i + 1] == "com" || labels[i + 1] == "net" ||
                                                          labels[i + 1] == "org" || labels[i + 1] == "co");
    const bool subdomain = i + own_labels < labels.size();
    for (std::string_view word : words) {
      if (word.size() < 5) continue;
      const std::string undone = UndoLookAlikes(word);
      for (const Brand& brand : Brands(context)) {
        bool exact = false;
        if (!ResemblesBrand(brand, word, undone, &exact) || IsOwnHost(brand, host, domain)) continue;
        if (exact && labels[i] == word && subdomain && !ending_follows) continue;
        return true;
      }
    }
  }
  return false;
}

// "from": the host of the From: address; "uri": the host of some link.
EvalResult BrandInHost(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty() || arguments[0] == "from") {
    return EvalResult::Of(ImitatesBrand(context, HostOfAddress(FirstValue(context, "From:addr"))));
  }
  const UriConfig& config = context.views.config().uri;
  std::set<std::string> seen;
  for (const std::string& uri : context.views.Uris()) {
    if (!StartsWithIgnoreCase(uri, "http")) continue;
    const std::optional<UriTarget> target = FindUriTarget(uri, config);
    if (!target || !seen.insert(target->host).second) continue;
    if (ImitatesBrand(context, target->host)) return EvalResult::Of(true);
  }
  return EvalResult::Of(false);
}

// The domain that a link's text shows where the text is an address and nothing else; else "".
std::string AddressShown(std::string_view text, const UriConfig& config) {
  text = Trim(text);
  if (text.empty() || text.find_first_of(" \t\n@") != std::string_view::npos) return {};
  std::string uri(text);
  if (!StartsWithIgnoreCase(text, "http")) uri = "http://" + uri;
  const std::optional<UriTarget> target = FindUriTarget(uri, config);
  return target && !IsIpAddress(target->host) ? target->domain : std::string();
}

// A link whose text is the address of one site leads to another, and the sender has to do with neither:
// what newsletters count clicks with shows their own site.
EvalResult LinkShowsOther(EvalContext& context, const EvalArguments&) {
  const UriConfig& config = context.views.config().uri;
  const std::string from = TrimDomain(HostOfAddress(FirstValue(context, "From:addr")), config);
  return AnyHtml(context, [&](const HtmlFacts& html) {
    for (const HtmlUri& link : html.uris) {
      if (link.anchor_text.empty() || !StartsWithIgnoreCase(link.uri, "http")) continue;
      const std::optional<UriTarget> target = FindUriTarget(link.uri, config);
      if (!target || target->domain == from) continue;
      for (const std::string& text : link.anchor_text) {
        const std::string shown = AddressShown(text, config);
        if (!shown.empty() && shown != from && shown != target->domain) return true;
      }
    }
    return false;
  });
}

bool IsAnchor(const HtmlUri& link) {
  return std::any_of(link.types.begin(), link.types.end(),
                     [](const std::string& type) { return type == "a" || type == "area"; });
}

std::string_view FirstLabel(std::string_view domain) { return domain.substr(0, domain.find('.')); }

bool OfOneCompany(EvalContext& context, const std::string& host, const std::string& other) {
  const UriConfig& config = context.views.config().uri;
  const std::string domain = TrimDomain(host, config), other_domain = TrimDomain(other, config);
  return std::any_of(Brands(context).begin(), Brands(context).end(), [&](const Brand& brand) {
    return IsOwnHost(brand, host, domain) && IsOwnHost(brand, other, other_domain);
  });
}

// All links of the HTML lead to one site, and that is not the sender's, under whatever ending, nor another of
// the same company.
EvalResult LinksLeadAway(EvalContext& context, const EvalArguments&) {
  const UriConfig& config = context.views.config().uri;
  const std::string from_host = HostOfAddress(FirstValue(context, "From:addr"));
  const std::string from = TrimDomain(from_host, config);
  std::string only, only_host;
  const EvalResult varied = AnyHtml(context, [&](const HtmlFacts& html) {
    return std::any_of(html.uris.begin(), html.uris.end(), [&](const HtmlUri& link) {
      if (!IsAnchor(link) || !StartsWithIgnoreCase(link.uri, "http")) return false;
      const std::optional<UriTarget> target = FindUriTarget(link.uri, config);
      if (!target) return false;
      if (only.empty()) {
        only = target->domain;
        only_host = target->host;
      }
      return target->domain != only || FirstLabel(only) == FirstLabel(from);
    });
  });
  return EvalResult::Of(varied.value == 0 && !only.empty() && !OfOneCompany(context, from_host, only_host));
}

// The user of the From: address is its name with the blanks taken out ("Road Kit" <roadkit@...>), and answers
// go to that same address.
EvalResult NameIsUser(EvalContext& context, const EvalArguments&) {
  const std::string address = AsciiLower(FirstValue(context, "From:addr"));
  const std::string name = FirstValue(context, "From:name");
  if (name.find(' ') == std::string::npos || AsciiLower(FirstValue(context, "Reply-To:addr")) != address) {
    return EvalResult::Of(false);
  }
  const auto joined = [](std::string_view text) {
    std::string out = AsciiLower(text);
    std::erase_if(out, [](char c) { return !IsAsciiAlnum(c); });
    return out;
  };
  const std::string user = joined(std::string_view(address).substr(0, address.rfind('@')));
  return EvalResult::Of(!user.empty() && user == joined(name));
}

// The From: name holds the domain of a recipient ("example.com Help Desk"), the address is from elsewhere.
EvalResult NameClaimsRecipientDomain(EvalContext& context, const EvalArguments&) {
  const UriConfig& config = context.views.config().uri;
  const std::string name = AsciiLower(FirstValue(context, "From:name"));
  const std::string from = TrimDomain(HostOfAddress(FirstValue(context, "From:addr")), config);
  if (name.empty()) return EvalResult::Of(false);
  for (const std::string& to : AllToAddresses(context)) {
    const std::string domain = TrimDomain(HostOfAddress(to), config);
    if (domain.find('.') == std::string::npos || domain == from) continue;
    if (name.find(domain) != std::string::npos) return EvalResult::Of(true);
  }
  return EvalResult::Of(false);
}

constexpr EvalEntry kBrandEvals[] = {
    {"gatepost_brand_in_host", &BrandInHost},
    {"gatepost_brand_in_name", &BrandInName},
    {"gatepost_link_shows_other", &LinkShowsOther},
    {"gatepost_links_lead_away", &LinksLeadAway},
    {"gatepost_name_claims_recipient", &NameClaimsRecipientDomain},
    {"gatepost_name_is_user", &NameIsUser},
};

}  // namespace

std::span<const EvalEntry> BrandEvals() { return kBrandEvals; }

}  // namespace gatepost

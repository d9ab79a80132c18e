// Our own tests for mail that dresses as a known company, beside SpamAssassin's FromNameSpoof. Who is known,
// and which addresses are its own, stands in the lists of fns_add_addrlist: "(PAY_PAL) *@paypal.com".
// Tested by tests/eval/brand_evals_test.cc.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

#include "base/ascii.h"
#include "eval/brand_hosts.h"
#include "eval/brand_text.h"
#include "eval/header_evals.h"
#include "eval/html_evals.h"
#include "eval/message_facts.h"
#include "mail/address.h"
#include "mail/header_text.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// The words of `name` without those of the brand; nothing where the brand is not in it.
std::optional<std::vector<std::string_view>> WordsBeside(const Brand& brand,
                                                         const std::vector<std::string_view>& name) {
  std::vector<std::string_view> rest;
  for (std::size_t at = 0; at < name.size(); ++at) {
    // Letters stand for themselves, but for "rn" and "vv".
    const char first = name[at].front();
    if (first != brand.joined.front() && IsAsciiAlpha(first) && first != 'r' && first != 'v') continue;
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

// Which pairs of letters words have, as they are or with their look-alikes undone; more, where pairs share a
// place. Most brands are not in a text at all: it lacks the pair they begin or end with.
class LetterPairs {
 public:
  explicit LetterPairs(const std::vector<std::string_view>& words) {
    std::string joined;
    for (std::string_view word : words) {
      joined += word;
      Add(UndoLookAlikes(word));
    }
    Add(joined);
    Add(UndoLookAlikes(joined));
  }
  bool MayHave(const Brand& brand) const {
    const std::string_view name = brand.joined;
    return name.size() < 2 || (have_[Place(name)] && have_[Place(name.substr(name.size() - 2))]);
  }

 private:
  void Add(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) have_[Place(text.substr(i))] = true;
  }
  static std::size_t Place(std::string_view pair) {
    return static_cast<std::size_t>(((pair[0] & 31) << 5) | (pair[1] & 31));
  }
  std::array<bool, 1024> have_{};
};

// What the From: name says beside an address that is not the brand's: a brand's name, with nothing else than
// words like "support" (whole), or with other words, too (part).
struct NamedBrand {
  bool whole = false, part = false;
};

const NamedBrand& BrandOfName(EvalContext& context) {
  return SharedFact<NamedBrand>(context, "brand_of_name", [&] {
    const std::string shape = LooksLike(FirstValue(context, "From:name"));
    const std::vector<std::string_view> words = SplitWhitespace(shape);
    NamedBrand strange, own;
    if (words.empty()) return strange;
    const LetterPairs pairs(words);
    for (const Brand& brand : Brands(context)) {
      if (!pairs.MayHave(brand)) continue;
      const auto rest = WordsBeside(brand, words);
      if (!rest) continue;
      const SenderHost& sender = Sender(context);
      NamedBrand& found = IsOwnHost(brand, sender.host, sender.domain) ? own : strange;
      found.part = true;
      found.whole = found.whole || AreServiceWords(*rest);
    }
    // "Contoso via PayPal" from PayPal: the name of one is enough.
    return NamedBrand{strange.whole && !own.whole, strange.part && !own.part};
  });
}

EvalResult BrandInName(EvalContext& context, const EvalArguments& arguments) {
  const bool whole = arguments.empty() || arguments[0] != "part";
  const NamedBrand& found = BrandOfName(context);
  return EvalResult::Of(whole ? found.whole : found.part);
}

// The top of the text, where a page has its heading, and the subject are looked at for this many bytes; links
// up to this number.
constexpr std::size_t kTopOfText = 60, kTopOfSubject = 200, kMostLinks = 500;
// Shorter names are words of their own.
constexpr std::size_t kShortestShown = 6;

// Subject or heading name a brand, and neither sender nor any link is the brand's.
EvalResult BrandShown(EvalContext& context, const EvalArguments&) {
  std::string text(HeaderOrEmpty(context, "Subject").substr(0, kTopOfSubject));
  const std::vector<std::string>& paragraphs = context.views.Body();
  // The first paragraph is the subject.
  for (std::size_t i = 1, left = kTopOfText; i < paragraphs.size() && left > 0; ++i) {
    const std::string_view part = std::string_view(paragraphs[i]).substr(0, left);
    text.append(" ").append(part);
    left -= part.size();
  }
  const std::string shape = LooksLike(text);
  const std::vector<std::string_view> words = SplitWhitespace(shape);
  const LetterPairs pairs(words);
  const UriConfig& config = context.views.config().uri;
  const SenderHost& sender = Sender(context);
  const auto is_home = [&](const Brand& brand) {
    if (IsOwnHost(brand, sender.host, sender.domain)) return true;
    const std::vector<std::string>& all = context.views.Uris();
    const std::span<const std::string> uris(all.data(), std::min(all.size(), kMostLinks));
    return std::any_of(uris.begin(), uris.end(), [&](const std::string& uri) {
      const std::optional<UriTarget> target = FindUriTarget(uri, config);
      return target && IsOwnHost(brand, target->host, target->domain);
    });
  };
  const std::vector<Brand>& brands = Brands(context);
  return EvalResult::Of(std::any_of(brands.begin(), brands.end(), [&](const Brand& brand) {
    return brand.joined.size() >= kShortestShown && pairs.MayHave(brand) && WordsBeside(brand, words) &&
           !is_home(brand);
  }));
}

// Does a word of a host (`undone`: without its look-alikes) look like the brand's name? `exact` tells whether
// it is the name itself.
bool ResemblesBrand(const Brand& brand, std::string_view word, std::string_view undone, bool* exact) {
  if (brand.joined.size() < 5) return false;
  *exact = word == brand.joined;
  return *exact || undone == brand.joined || (brand.joined.size() >= 7 && OneLetterApart(word, brand.joined));
}

// Does a host use a brand's name, or one that looks like it, and neither it nor the sender is the brand's?
// "outlook.example.com" alone is no imitation (many products are named so); "outlook-login.example.com",
// "outlook.com.example.net" and "outl00k.example.com" are.
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
        if (!ResemblesBrand(brand, word, undone, &exact)) continue;
        if (exact && labels[i] == word && subdomain && !ending_follows) continue;
        const std::vector<const Brand*>& own = SendersBrands(context);
        if (std::find(own.begin(), own.end(), &brand) != own.end()) continue;
        return !IsSomeBrandsHost(context, host);
      }
    }
  }
  return false;
}

// "from": the host of the From: address; "uri": the host of some link (a brand's own mail has more hosts of
// its name than any list).
EvalResult BrandInHost(EvalContext& context, const EvalArguments& arguments) {
  const SenderHost& sender = Sender(context);
  if (arguments.empty() || arguments[0] == "from") {
    return EvalResult::Of(ImitatesBrand(context, sender.host));
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
  const std::string& from = Sender(context).domain;
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
  const std::string& from = Sender(context).domain;
  if (name.empty()) return EvalResult::Of(false);
  for (const std::string& to : AllToAddresses(context)) {
    const std::string domain = TrimDomain(HostOfAddress(to), config);
    if (domain.find('.') == std::string::npos || domain == from) continue;
    if (name.find(domain) != std::string::npos) return EvalResult::Of(true);
  }
  return EvalResult::Of(false);
}

// The registered domain's own label, and "" where it is too short to be told from others.
std::string_view TellingLabel(std::string_view domain) {
  const std::string_view label = domain.substr(0, domain.find('.'));
  return label.size() < 6 || label.size() == domain.size() ? std::string_view() : label;
}

// Is one the other with words before or behind it ("example-support")?
bool IsWithMoreWords(std::string_view label, std::string_view name) {
  if (label.size() < name.size() + 2) return false;
  return (label.starts_with(name) && label[name.size()] == '-') ||
         (label.ends_with(name) && label[label.size() - name.size() - 1] == '-');
}

// The From: address lies in a domain that a recipient's could be mistaken for: "example-support.com",
// "examp1e.com" or "example.com.invalid.net" to somebody in "example.com".
EvalResult FromNearRecipient(EvalContext& context, const EvalArguments&) {
  const SenderHost& sender = Sender(context);
  const std::string_view label = TellingLabel(sender.domain);
  const std::string undone = UndoLookAlikes(label);
  for (const std::string& to : AllToAddresses(context)) {
    const std::string domain = TrimDomain(HostOfAddress(to), context.views.config().uri);
    const std::string_view theirs = TellingLabel(domain);
    // The same name under another ending may well be theirs, too.
    if (theirs.empty() || theirs == label) continue;
    if (undone == theirs || IsWithMoreWords(label, theirs) ||
        sender.host.find(domain + ".") != std::string::npos ||
        (theirs.size() >= 8 && OneLetterApart(label, theirs))) {
      return EvalResult::Of(true);
    }
  }
  return EvalResult::Of(false);
}

constexpr EvalEntry kBrandEvals[] = {
    {"gatepost_brand_in_host", &BrandInHost},
    {"gatepost_brand_in_name", &BrandInName},
    {"gatepost_brand_shown", &BrandShown},
    {"gatepost_from_near_recipient", &FromNearRecipient},
    {"gatepost_link_shows_other", &LinkShowsOther},
    {"gatepost_name_claims_recipient", &NameClaimsRecipientDomain},
    {"gatepost_name_is_user", &NameIsUser},
};

}  // namespace

std::span<const EvalEntry> BrandEvals() { return kBrandEvals; }

}  // namespace gatepost

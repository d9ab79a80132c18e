// Tested by tests/mail/uri_list_test.cc and, against SpamAssassin, by bench/compare_views.
#include "mail/uri_list.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxUriBytes = 8192;

void InsertSorted(std::vector<std::string>& list, const std::string& value) {
  auto at = std::lower_bound(list.begin(), list.end(), value);
  if (at == list.end() || *at != value) list.insert(at, value);
}

void AppendUnique(std::vector<std::string>& list, std::string value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

bool IsMailUri(std::string_view uri) { return StartsWithIgnoreCase(uri, "mailto:"); }

bool HasPercentCode(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '%' && HexDigitValue(text[i + 1]) >= 0 && HexDigitValue(text[i + 2]) >= 0) return true;
  }
  return false;
}

class Collector {
 public:
  Collector(Views& views, const Limits& limits)
      : views_(views), config_(views.config().uri), limits_(limits) {}

  std::vector<UriInfo> Collect() {
    for (const std::string& paragraph : views_.Body()) AddFromText(paragraph);
    for (const TextPart& part : views_.TextParts()) {
      if (part.html) AddFromHtml(*part.html);
    }
    if (views_.config().parse_dkim_uris) AddFromSignatures();
    return std::move(uris_);
  }
  bool limit_met() const { return limit_met_; }

 private:
  void AddFromText(std::string_view text) {
    for (const FoundUri& found : FindUris(text, config_)) {
      if (seen_.insert(std::string(found.text)).second) AddFound(found);
    }
  }

  void AddFound(const FoundUri& found) {
    std::string uri(found.text);
    if (found.kind == FoundUri::Kind::kMail && uri.find('@') == std::string::npos) return;
    if (found.kind == FoundUri::Kind::kSchemeless && !IsHostNameValid(AsciiLower(found.host))) return;
    if (StartsWithIgnoreCase(uri, "cid:") || StartsWithIgnoreCase(uri, "mid:")) return;
    std::string_view bare = uri;
    while (bare.ends_with('/')) bare.remove_suffix(1);
    bool only_scheme = bare.ends_with(':') && std::all_of(bare.begin(), bare.end() - 1, IsWordByte);
    if (only_scheme) return;
    std::vector<std::string> types = {"parsed"};
    if (!AddScheme(&uri, &types)) return;
    if (IsMailUri(uri) && !FixMail(&uri)) return;
    AddUri(uri, types, true, true);
  }

  // Names the scheme where the text does not; false where it is no URI after all.
  static bool AddScheme(std::string* uri, std::vector<std::string>* types) {
    for (std::string_view scheme : {"http:", "https:", "ftp:", "mailto:"}) {
      if (StartsWithIgnoreCase(*uri, scheme)) return true;
    }
    std::size_t digits = 3;
    while (digits < uri->size() && digits < 5 && IsAsciiDigit((*uri)[digits])) ++digits;
    bool www = StartsWithIgnoreCase(*uri, "www") && digits < uri->size() && (*uri)[digits] == '.';
    std::size_t slash = uri->find('/'), last_sign = uri->rfind('@'), sign = uri->find('@');
    if (StartsWithIgnoreCase(*uri, "ftp.")) {
      uri->insert(0, "ftp://");
    } else if (www ||
               (slash != std::string::npos && last_sign != std::string::npos && last_sign > slash + 1)) {
      uri->insert(0, "http://");
    } else if (sign != std::string::npos) {
      // Words such as Vi@gra have no dot behind the sign.
      std::size_t dot = sign + 2 <= uri->size() ? uri->find('.', sign + 2) : std::string::npos;
      if (dot == std::string::npos || uri->find("&nbsp;") != std::string::npos) return false;
      for (std::string_view word : {"skype", "email", "e-mail", "mail", ""}) {
        std::size_t colon = word.size();
        if (!StartsWithIgnoreCase(*uri, word) || colon >= uri->size() || (*uri)[colon] != ':') continue;
        while (colon < uri->size() && (*uri)[colon] == ':') ++colon;
        uri->erase(0, colon);
        break;
      }
      uri->insert(0, "mailto:");
    } else {
      if (uri->find('.') == std::string::npos) return false;
      uri->insert(0, "http://");
      types->push_back("unlinked");
    }
    types->push_back("schemeless");
    return true;
  }

  bool FixMail(std::string* uri) const {
    if (HasPercentCode(*uri)) *uri = NormalizePercentCodes(*uri);
    std::size_t sign = uri->find('@');
    if (sign == std::string::npos) return false;
    std::size_t end = std::min(uri->find_first_of("?&>", sign + 1), uri->size());
    std::string host = uri->substr(sign + 1, end - sign - 1);
    while (host.ends_with("%20")) host.resize(host.size() - 3);
    return HasKnownTld(HostToAscii(host), config_);
  }

  void AddFromHtml(const HtmlFacts& html) {
    for (const HtmlUri& detail : html.uris) {
      UriInfo* info = AddUri(detail.uri, detail.types, false, true);
      if (info == nullptr) continue;
      for (const std::string& text : detail.anchor_text) AppendUnique(info->anchor_text, text);
    }
  }

  // d= of DKIM and DomainKeys signatures (parse_dkim_uris): a domain, for no uri rule to see.
  void AddFromSignatures() {
    for (const char* field : {"DomainKey-Signature", "DKIM-Signature"}) {
      const std::string* text = views_.Header(*HeaderQuery::Parse(field));
      if (text == nullptr) continue;
      for (std::string_view tag : Split(*text, ';')) {
        std::size_t equals = tag.find('=');
        std::string_view name = Trim(tag.substr(0, equals));
        if (equals == std::string_view::npos || !(name == "d" || name.ends_with(" d"))) continue;
        std::string domain(tag.substr(equals + 1));
        std::erase_if(domain, IsAsciiSpace);
        AddUri("domainkeys:" + domain, {"domainkeys", "nocanon", "noclean"}, true, false);
      }
    }
  }

  // Adds a URI, or more types to one that is there. Null where it leads nowhere and has to lead somewhere.
  UriInfo* AddUri(const std::string& uri, const std::vector<std::string>& types, bool needs_domain,
                  bool clean) {
    std::vector<std::string> variants = clean ? CanonicalUris(uri, config_) : std::vector<std::string>{uri};
    std::vector<UriTarget> targets;
    bool truncated = false;
    for (std::string& variant : variants) {
      if (variant.size() > kMaxUriBytes) {
        variant.resize(kMaxUriBytes);
        truncated = true;
      }
      std::optional<UriTarget> target = FindUriTarget(variant, config_);
      if (target) targets.push_back(std::move(*target));
    }
    if (variants.empty() || (needs_domain && targets.empty())) return nullptr;
    auto [found, inserted] = index_.try_emplace(uri, uris_.size());
    if (inserted) {
      if (uris_.size() >= limits_.max_uris) {
        index_.erase(found);
        limit_met_ = true;
        return nullptr;
      }
      uris_.emplace_back();
      uris_.back().raw = uri;
    }
    UriInfo& info = uris_[found->second];
    info.truncated = info.truncated || truncated;
    if (clean) {
      for (std::string& variant : variants) AppendUnique(info.cleaned, std::move(variant));
    }
    for (UriTarget& target : targets) {
      AppendUnique(info.domains, std::move(target.domain));
      AppendUnique(info.hosts, std::move(target.host));
    }
    for (const std::string& type : types) InsertSorted(info.types, type);
    return &info;
  }

  Views& views_;
  const UriConfig& config_;
  const Limits& limits_;
  std::vector<UriInfo> uris_;
  std::map<std::string, std::size_t> index_;
  std::set<std::string> seen_;
  bool limit_met_ = false;
};

}  // namespace

std::vector<UriInfo> CollectUris(Views& views, const Limits& limits, std::vector<std::string>* limits_met) {
  Collector collector(views, limits);
  std::vector<UriInfo> uris = collector.Collect();
  if (collector.limit_met()) limits_met->push_back("max_uris");
  return uris;
}

std::vector<std::string> UriTexts(const std::vector<UriInfo>& uris) {
  std::vector<std::string> texts;
  std::set<std::string_view> seen;
  for (const UriInfo& uri : uris) {
    for (const std::string& text : uri.cleaned) {
      if (seen.insert(text).second) texts.push_back(text);
    }
  }
  return texts;
}

}  // namespace gatepost

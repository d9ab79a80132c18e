// Tested by tests/mail/uri_list_test.cc.
#include "mail/uri_list.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/ascii.h"
#include "mail/header_text.h"
#include "mail/pdf.h"
#include "text/charset.h"

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

bool HasPercentCode(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '%' && IsAsciiHexDigit(text[i + 1]) && IsAsciiHexDigit(text[i + 2])) return true;
  }
  return false;
}

// "http://" and the like, with nothing behind.
bool IsBareScheme(std::string_view uri) {
  for (int slashes = 0; slashes < 2 && uri.ends_with('/'); ++slashes) uri.remove_suffix(1);
  return uri.size() > 1 && uri.ends_with(':') && std::all_of(uri.begin(), uri.end() - 1, IsWordByte);
}

// "www." or "www2." or "www23."
bool StartsLikeWebHost(std::string_view uri) {
  if (!StartsWithIgnoreCase(uri, "www")) return false;
  std::size_t dot = 3;
  while (dot < uri.size() && dot < 5 && IsAsciiDigit(uri[dot])) ++dot;
  return dot < uri.size() && uri[dot] == '.';
}

// Without what people put before an address: "email:", "skype:", ":".
std::string_view WithoutLabel(std::string_view address) {
  for (std::string_view label : {"skype", "email", "e-mail", "-mail", "mail", ""}) {
    if (!StartsWithIgnoreCase(address, label) || !address.substr(label.size()).starts_with(':')) continue;
    return address.substr(std::min(address.find_first_not_of(':', label.size()), address.size()));
  }
  return address;
}

// SpamAssassin has what it finds in HTML as characters, which a rule sees as bytes where all are below 256.
std::string AsSeen(std::string text) {
  if (IsAscii(text)) return text;
  for (std::size_t at = 0; at < text.size();) {
    if (NextCodePoint(text, at) > 0xFF) return text;
  }
  return Utf8ToLatin1(text);
}

class Collector {
 public:
  Collector(const UriConfig& config, const Limits& limits) : config_(config), limits_(limits) {}

  void AddFromText(std::string_view text) {
    for (const FoundUri& found : FindUris(text, config_)) {
      if (seen_.insert(found.text).second) AddFound(found);
    }
  }

  void AddFromHtml(const HtmlFacts& html) {
    static const std::vector<std::string> kNoTag = {"parsed"};
    for (const HtmlUri& detail : html.uris) {
      // Anchors alone make an entry without tags.
      UriInfo* info = AddUri(detail.uri, detail.types.empty() ? kNoTag : detail.types, Source::kHtml);
      if (info == nullptr) continue;
      std::unordered_set<std::string_view> known;
      for (const std::string& text : detail.anchor_text) {
        if (known.insert(text).second) info->anchor_text.push_back(AsSeen(text));
      }
    }
  }

  // Values of d= in DKIM-Signature and DomainKey-Signature: domains that no uri rule sees.
  void AddFromSignature(std::string_view field) {
    for (std::size_t at = field.find('d'); at != std::string_view::npos; at = field.find('d', at)) {
      const bool begins_word = at == 0 || !IsWordByte(field[at - 1]);
      const std::string_view behind = TrimLeft(field.substr(++at));
      if (!begins_word || !behind.starts_with('=')) continue;
      const std::size_t value = field.size() - behind.size() + 1;
      const std::size_t end = std::min(field.find(';', value), field.size());
      if (end == value) continue;
      std::string domain(field.substr(value, end - value));
      std::erase_if(domain, IsAsciiSpace);
      AddUri("domainkeys:" + domain, {"domainkeys", "nocanon", "noclean"}, Source::kSignature);
      at = end;
    }
  }

  // A link of an attached document; it may lead nowhere.
  void AddFromDocument(const std::string& uri) { AddUri(uri, {"parsed"}, Source::kDocument); }

  std::vector<UriInfo> Take(std::vector<std::string>* limits_met) {
    if (too_many_) limits_met->emplace_back("max_uris");
    if (too_long_) limits_met->emplace_back("max_text_bytes");
    return std::move(uris_);
  }

 private:
  enum class Source { kText, kHtml, kSignature, kDocument };

  void AddFound(const FoundUri& found) {
    std::string uri(found.text);
    if (found.kind == FoundUri::Kind::kMail && uri.find('@') == std::string::npos) return;
    if (found.kind == FoundUri::Kind::kSchemeless && !IsHostNameValid(AsciiLower(found.host))) return;
    // Parts of the message, which look like addresses: [cid:image001.png@01D4986E.E3459640].
    if (StartsWithIgnoreCase(uri, "cid:") || StartsWithIgnoreCase(uri, "mid:")) return;
    if (IsBareScheme(uri)) return;
    std::vector<std::string> types = {"parsed"};
    if (!AddScheme(&uri, &types)) return;
    if (StartsWithIgnoreCase(uri, "mailto:") && !FixMail(&uri)) return;
    AddUri(uri, types, Source::kText);
  }

  // Names the scheme where the text does not; false where it is no URI after all.
  static bool AddScheme(std::string* uri, std::vector<std::string>* types) {
    for (std::string_view scheme : {"http:", "https:", "ftp:", "mailto:"}) {
      if (StartsWithIgnoreCase(*uri, scheme)) return true;
    }
    const std::size_t slash = uri->find('/'), sign = uri->find('@'), last_sign = uri->rfind('@');
    const bool path_before_sign =
        slash != std::string::npos && last_sign != std::string::npos && last_sign > slash + 1;
    if (StartsWithIgnoreCase(*uri, "ftp.")) {
      uri->insert(0, "ftp://");
    } else if (StartsLikeWebHost(*uri) || path_before_sign) {
      uri->insert(0, "http://");
    } else if (sign != std::string::npos) {
      // Words such as Vi@gra have no dot behind the sign.
      const std::size_t dot = sign + 2 <= uri->size() ? uri->find('.', sign + 2) : std::string::npos;
      if (dot == std::string::npos || uri->find("&nbsp;") != std::string::npos) return false;
      *uri = "mailto:" + std::string(WithoutLabel(*uri));
    } else {
      if (uri->find('.') == std::string::npos) return false;
      uri->insert(0, "http://");
      // No mail program makes a link of it.
      types->emplace_back("unlinked");
    }
    types->emplace_back("schemeless");
    return true;
  }

  // Decodes the address; false where its host has no known top-level domain.
  bool FixMail(std::string* uri) const {
    if (HasPercentCode(*uri)) *uri = NormalizePercentCodes(*uri);
    const std::size_t sign = uri->find('@');
    if (sign == std::string::npos) return false;
    const std::size_t end = std::min(uri->find_first_of("?&>", sign + 1), uri->size());
    std::string_view host = std::string_view(*uri).substr(sign + 1, end - sign - 1);
    while (host.ends_with("%20")) host.remove_suffix(3);
    return HasKnownTld(HostToAscii(host), config_);
  }

  // Adds a URI, or more types to one that is there. Null where it leads nowhere and has to lead somewhere,
  // as it has outside HTML, or where there are too many.
  UriInfo* AddUri(const std::string& uri, const std::vector<std::string>& types, Source source) {
    const bool html = source == Source::kHtml;
    std::string raw = html ? AsSeen(uri) : uri;
    if (!index_.contains(raw) && uris_.size() >= limits_.max_uris) {
      too_many_ = true;
      return nullptr;
    }
    std::vector<std::string> variants =
        source == Source::kSignature
            ? std::vector<std::string>{uri}
            : CanonicalUris(uri, config_, html ? UriText::kCharacters : UriText::kBytes);
    std::vector<UriTarget> targets;
    bool truncated = false;
    std::size_t bytes = 0;
    for (std::string& variant : variants) {
      if (std::optional<UriTarget> target = TargetOf(variant)) targets.push_back(std::move(*target));
      if (html) variant = AsSeen(std::move(variant));
      if (variant.size() > kMaxUriBytes) {
        variant.resize(kMaxUriBytes);
        truncated = true;
      }
      bytes += variant.size();
    }
    if (!html && source != Source::kDocument && targets.empty()) return nullptr;
    if (bytes > limits_.max_text_bytes - variant_bytes_) {
      too_long_ = true;
      return nullptr;
    }
    variant_bytes_ += bytes;
    const auto [found, inserted] = index_.try_emplace(raw, uris_.size());
    if (inserted) uris_.emplace_back().raw = std::move(raw);
    UriInfo& info = uris_[found->second];
    info.truncated = info.truncated || truncated;
    if (source != Source::kSignature) {  // those of signatures are no matter of uri rules
      for (std::string& variant : variants) AppendUnique(info.cleaned, std::move(variant));
    }
    for (UriTarget& target : targets) {
      AppendUnique(info.domains, std::move(target.domain));
      AppendUnique(info.hosts, std::move(target.host));
    }
    for (const std::string& type : types) InsertSorted(info.types, type);
    return &info;
  }

  std::optional<UriTarget> TargetOf(std::string_view uri) {
    std::optional<std::string> host = FindUriHost(uri);
    if (!host) return std::nullopt;
    auto [place, is_new] = targets_.try_emplace(*host);
    if (is_new) place->second = TargetOfHost(*host, config_);
    return place->second;
  }

  const UriConfig& config_;
  const Limits& limits_;
  std::unordered_map<std::string, std::optional<UriTarget>> targets_;  // by host
  std::vector<UriInfo> uris_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_set<std::string_view> seen_;  // in texts, which stay
  std::size_t variant_bytes_ = 0;
  bool too_many_ = false, too_long_ = false;
};

}  // namespace

std::vector<UriInfo> CollectUris(Views& views, const Limits& limits, std::vector<std::string>* limits_met) {
  const UriConfig& config = views.config().uri;
  Collector collector(config, limits);
  for (const std::string& paragraph : views.Body()) collector.AddFromText(paragraph);
  for (const TextPart& part : views.TextParts()) {
    if (part.html) collector.AddFromHtml(*part.html);
  }
  if (views.config().parse_dkim_uris) {
    for (const char* name : {"DomainKey-Signature", "DKIM-Signature"}) {
      for (const std::string& field :
           HeaderValues(*HeaderQuery::Parse(name), views.message(), views.Relays(), &config)) {
        collector.AddFromSignature(field);
      }
    }
  }
  if (const auto& documents = views.config().documents; documents != nullptr && documents->is_plugin) {
    for (const std::string& target : views.Documents()->web_targets) collector.AddFromDocument(target);
  }
  if (views.config().pdf_links) {
    ForEachPdf(views.message(), [&](const Part&, std::string_view bytes) {
      for (const std::string& link : PdfLinks(bytes)) collector.AddFromDocument(link);
    });
  }
  return collector.Take(limits_met);
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

// The glue: makes each view on first use. What a view holds is decided in header_text.cc, text_parts.cc,
// uri_list.cc and relay.cc. Tested by tests/mail/views_test.cc.
#include "mail/views.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <unordered_map>

#include "base/ascii.h"
#include "mail/header.h"
#include "mail/header_text.h"
#include "mail/text_parts.h"
#include "mail/uri_list.h"

namespace gatepost {
namespace {

// The body takes the last Subject where there are several; `header` rules see all of them.
const std::string* LastSubject(Views& views) {
  HeaderQuery query;
  query.name = "Subject";
  query.last = true;
  return views.Header(query);
}

struct HashOfName {
  std::size_t operator()(const HeaderQuery& query) const { return std::hash<std::string>()(query.name); }
};

// What was guessed, as a header of these names.
std::optional<std::string> LanguageHeader(Views& views, std::string_view name) {
  const bool is_length = EqualsIgnoreCase(name, "X-Languages-Length");
  if (!is_length && !EqualsIgnoreCase(name, "X-Languages")) return std::nullopt;
  const LanguageGuess* guess = views.Languages();
  if (guess == nullptr) return std::nullopt;
  return is_length ? std::to_string(guess->text_bytes) : guess->Names();
}

// What a database says of the relays, as a header of these names. A field of the mail with such a name does
// not count: the sender may have written it.
const std::string* GeoHeader(Views& views, std::string_view name) {
  if (EqualsIgnoreCase(name, "X-ASN")) {
    const RelaySystem* system = views.System();
    return system != nullptr && !system->number.empty() ? &system->number : nullptr;
  }
  if (!StartsWithIgnoreCase(name, "X-Relay-Countries")) return nullptr;
  const RelayCountries* countries = views.Countries();
  return countries != nullptr ? countries->Header(name) : nullptr;
}

// Is what can be seen all there is?
bool NothingHidden(const std::vector<TextPart>& parts) {
  return std::all_of(parts.begin(), parts.end(), [](const TextPart& part) {
    return part.text_unicode == part.visible_unicode && part.rendered == part.visible;
  });
}

}  // namespace

struct Views::Impl {
  std::vector<std::string> Paragraphs(Views& views, BodyKind kind) {
    bool is_cut = false;
    const std::string* subject = kind == BodyKind::kInvisible ? nullptr : LastSubject(views);
    std::vector<std::string> paragraphs = BodyParagraphs(views.TextParts(), CountLeaves(message), subject,
                                                         config, kind, limits.max_paragraphs, &is_cut);
    if (is_cut) limits_met.emplace_back("max_paragraphs");
    return paragraphs;
  }
  std::shared_ptr<std::vector<std::string>> SharedParagraphs(Views& views, BodyKind kind) {
    return std::make_shared<std::vector<std::string>>(Paragraphs(views, kind));
  }

  const Message& message;
  const ViewConfig& config;
  const Limits& limits;
  AnomalySet anomalies;
  std::vector<std::string> limits_met;
  std::unordered_map<HeaderQuery, std::optional<std::string>, HashOfName> headers;
  std::optional<std::vector<TextPart>> text_parts;
  std::shared_ptr<std::vector<std::string>> body, visible;  // one and the same where nothing is hidden
  std::optional<std::vector<std::string>> invisible, raw_body, uris;
  std::optional<std::vector<UriInfo>> uri_details;
  std::optional<RelayChain> relays;
  std::optional<LanguageGuess> languages;
  std::optional<RelayCountries> countries;
  std::optional<RelaySystem> system;
  std::optional<DocumentFacts> documents;
  int body_version = 0;
};

Views::Views(const Message& message, const ViewConfig& config, const Limits& limits)
    : impl_(
          new Impl{message, config, limits, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 0}) {}
Views::~Views() = default;

const Message& Views::message() const { return impl_->message; }
const ViewConfig& Views::config() const { return impl_->config; }
const AnomalySet& Views::anomalies() const { return impl_->anomalies; }
const std::vector<std::string>& Views::limits_met() const { return impl_->limits_met; }

const RelayChain& Views::Relays() {
  if (!impl_->relays) {
    impl_->relays = ParseRelays(impl_->message, impl_->config.trust, impl_->limits);
    const Part& root = impl_->message.root();
    const std::size_t most = impl_->limits.max_received_headers;
    if (root.fields.size() > most && FindFields(root, "Received").size() > most)
      impl_->limits_met.emplace_back("max_received_headers");
  }
  return *impl_->relays;
}

const LanguageGuess* Views::Languages() {
  if (impl_->config.languages == nullptr) return nullptr;
  if (!impl_->languages) impl_->languages = GuessLanguages(Body(), *impl_->config.languages);
  return &*impl_->languages;
}

const RelayCountries* Views::Countries() {
  const GeoDatabases* databases = impl_->config.geo.get();
  if (databases == nullptr || !databases->config().relay_countries || !databases->HasCountries())
    return nullptr;
  if (!impl_->countries) impl_->countries = FindRelayCountries(Relays(), *databases);
  return &*impl_->countries;
}

const RelaySystem* Views::System() {
  const GeoDatabases* databases = impl_->config.geo.get();
  if (databases == nullptr || !databases->config().systems || !databases->HasSystems()) return nullptr;
  if (!impl_->system) impl_->system = FindRelaySystem(Relays(), *databases);
  return &*impl_->system;
}

const DocumentFacts* Views::Documents() {
  if (impl_->config.documents == nullptr) return nullptr;
  if (!impl_->documents) {
    impl_->documents =
        ReadDocuments(impl_->message, *impl_->config.documents, impl_->limits, &impl_->limits_met);
  }
  return &*impl_->documents;
}

const std::string* Views::Header(const HeaderQuery& query) {
  auto found = impl_->headers.find(query);
  if (found == impl_->headers.end()) {
    const std::string* found_out = impl_->config.geo != nullptr ? GeoHeader(*this, query.name) : nullptr;
    std::optional<std::string> text =
        found_out != nullptr
            ? std::optional(*found_out)
            : HeaderText(query, impl_->message, Relays(), impl_->config.trust, &impl_->config.uri);
    if (!text) text = LanguageHeader(*this, query.name);
    found = impl_->headers.emplace(query, std::move(text)).first;
  }
  return found->second ? &*found->second : nullptr;
}

const std::vector<TextPart>& Views::TextParts() {
  if (!impl_->text_parts) {
    impl_->text_parts =
        MakeTextParts(impl_->message, impl_->config, impl_->limits, &impl_->anomalies, &impl_->limits_met);
  }
  return *impl_->text_parts;
}

const std::vector<std::string>& Views::Body() {
  if (!impl_->body && impl_->visible && NothingHidden(TextParts())) impl_->body = impl_->visible;
  if (!impl_->body) impl_->body = impl_->SharedParagraphs(*this, BodyKind::kRendered);
  return *impl_->body;
}

void Views::ReplaceBodyParagraph(std::size_t index, std::string text) {
  Languages();  // of the text that the sender wrote
  Body();
  if (impl_->body == impl_->visible)
    impl_->body = std::make_shared<std::vector<std::string>>(*impl_->visible);
  (*impl_->body)[index] = std::move(text);
  ++impl_->body_version;
}

int Views::body_version() const { return impl_->body_version; }

const std::vector<std::string>& Views::VisibleBody() {
  if (!impl_->visible && impl_->body && impl_->body_version == 0 && NothingHidden(TextParts()))
    impl_->visible = impl_->body;
  if (!impl_->visible) impl_->visible = impl_->SharedParagraphs(*this, BodyKind::kVisible);
  return *impl_->visible;
}

const std::vector<std::string>& Views::InvisibleBody() {
  if (!impl_->invisible) impl_->invisible = impl_->Paragraphs(*this, BodyKind::kInvisible);
  return *impl_->invisible;
}

const std::vector<std::string>& Views::RawBody() {
  if (!impl_->raw_body) impl_->raw_body = RawBodyChunks(TextParts(), impl_->config);
  return *impl_->raw_body;
}

std::string_view Views::Full() { return impl_->message.bytes().substr(impl_->message.root().header_begin); }

const std::vector<UriInfo>& Views::UriDetails() {
  if (!impl_->uri_details) impl_->uri_details = CollectUris(*this, impl_->limits, &impl_->limits_met);
  return *impl_->uri_details;
}

const std::vector<std::string>& Views::Uris() {
  if (!impl_->uris) impl_->uris = UriTexts(UriDetails());
  return *impl_->uris;
}

}  // namespace gatepost

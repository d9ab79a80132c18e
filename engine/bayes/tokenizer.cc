// Tested by tests/bayes/tokenizer_test.cc.
#include "bayes/tokenizer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "base/ascii.h"
#include "base/hash.h"
#include "bayes/header_tokens.h"
#include "bayes/line_tokenizer.h"
#include "bayes/token_sink.h"
#include "mail/header.h"
#include "text/charset.h"

namespace gatepost {
namespace {

// A source is left after the line in which it has given this many tokens, duplicates counted.
constexpr std::size_t kMaxBodyTokens = 50000, kMaxUriTokens = 10000, kMaxHeaderTokens = 10000;

void AddText(const std::vector<std::string>& lines, std::string_view prefix, LineTokenizer& tokenizer,
             const TokenSink& sink) {
  std::size_t before = sink.added();
  for (const std::string& line : lines) {
    tokenizer.Add(line, prefix, TokenRegion::kBody);
    if (sink.added() - before >= kMaxBodyTokens) return;
  }
}

// Whether HTML, running text or both gave a URI.
struct UriOrigin {
  bool html = false, text = false;
};
using UriOrigins = std::unordered_map<std::string_view, UriOrigin>;

// Types of a URI that name no tag of HTML.
constexpr std::array<std::string_view, 6> kNoTags = {"parsed",     "schemeless", "unlinked",
                                                     "domainkeys", "nocanon",    "noclean"};

UriOrigins OriginsOf(const std::vector<UriInfo>& details) {
  UriOrigins origins;
  for (const UriInfo& info : details) {
    UriOrigin origin;
    for (const std::string& type : info.types) {
      const bool is_tag = std::find(kNoTags.begin(), kNoTags.end(), type) == kNoTags.end();
      (is_tag ? origin.html : origin.text) = true;
    }
    auto note = [&](std::string_view uri) {
      UriOrigin& all = origins[uri];
      all.html |= origin.html;
      all.text |= origin.text;
    };
    note(info.raw);
    for (const std::string& uri : info.cleaned) note(uri);
  }
  return origins;
}

void AddUris(Views& views, LineTokenizer& tokenizer, const TokenSink& sink) {
  std::size_t before = sink.added();
  std::optional<UriOrigins> origins;
  for (const std::string& uri : views.Uris()) {
    UriOrigin origin;
    if (!IsAscii(uri)) {  // only then it makes a difference
      if (!origins) origins = OriginsOf(views.UriDetails());
      if (auto found = origins->find(uri); found != origins->end()) origin = found->second;
    }
    if (origin.html) tokenizer.Add(uri, "", TokenRegion::kHtmlUri);
    if (origin.text || !origin.html) tokenizer.Add(uri, "", TokenRegion::kUri);
    if (sink.added() - before >= kMaxUriTokens) return;
  }
}

struct KnownContent {
  std::string_view digest_and_type, name;
};
// Contents so common that they have a name: nothing, and one or two line ends.
constexpr auto kKnownContents = std::to_array<KnownContent>({
    {"da39a3ee5e6b4b0d3255bfef95601890afd80709:text/plain", "Empty-Plaintext"},
    {"da39a3ee5e6b4b0d3255bfef95601890afd80709:text/html", "Empty-HTML"},
    {"da39a3ee5e6b4b0d3255bfef95601890afd80709:text/xml", "Empty-XML"},
    {"adc83b19e793491b1c6ea0fd8b46cd9f32e592fc:text/plain", "OneNL-Plaintext"},
    {"adc83b19e793491b1c6ea0fd8b46cd9f32e592fc:text/html", "OneNL-HTML"},
    {"71853c6197a6a7f222db0f1978c7cb232b87c5ee:text/plain", "TwoNL-Plaintext"},
    {"71853c6197a6a7f222db0f1978c7cb232b87c5ee:text/html", "TwoNL-HTML"},
});

void AddParts(const Message& message, TokenSink& sink) {
  for (const Part& part : message.parts()) {
    if (!part.is_leaf()) continue;
    std::string text = Sha1Hex(message.DecodeLeaf(part, nullptr)) + ":" + part.type;
    const auto* known =
        std::find_if(kKnownContents.begin(), kKnownContents.end(),
                     [&](const KnownContent& content) { return content.digest_and_type == text; });
    sink.Add("MIME:", known != kKnownContents.end() ? known->name : std::string_view(text));
  }
}

// Value of the last field of this name, decoded, with its line end; "" where there is none.
std::string LastHeader(const Message& message, std::string_view name) {
  std::vector<const HeaderField*> fields = FindFields(message.root(), name);
  return fields.empty() ? std::string() : DecodeHeader(*fields.back()) + "\n";
}

bool EndsFirstOrLastLineInCrLf(std::string_view bytes) {
  std::size_t first = bytes.find('\n');
  return (first != std::string_view::npos && first > 0 && bytes[first - 1] == '\r') ||
         bytes.ends_with("\r\n");
}

std::string BodyDigest(const Message& message) {
  std::string_view body = message.raw_body();
  if (!EndsFirstOrLastLineInCrLf(message.bytes())) return Sha1Hex(body);
  std::string unix_body;
  unix_body.reserve(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '\r' || i + 1 >= body.size() || body[i + 1] != '\n') unix_body += body[i];
  }
  return Sha1Hex(unix_body);
}

}  // namespace

TokenHash HashToken(std::string_view text) {
  std::array<unsigned char, 20> digest = Sha1(text);
  TokenHash hash;
  std::copy(digest.end() - static_cast<std::ptrdiff_t>(hash.size()), digest.end(), hash.begin());
  return hash;
}

bool IsHeaderToken(std::string_view text) {
  return text.starts_with('H') && text.find(':') != std::string_view::npos;
}

TokenList Tokenize(Views& views, const BayesConfig& config, const Limits& limits, TokensFor purpose) {
  TokenSink sink(limits.max_bayes_tokens);
  LineTokenizer tokenizer(config, sink);
  if (config.source_visible) AddText(views.VisibleBody(), "", tokenizer, sink);
  if (config.source_uri) AddUris(views, tokenizer, sink);
  if (config.source_invisible) AddText(views.InvisibleBody(), "I*:", tokenizer, sink);
  if (config.source_mimepart) AddParts(views.message(), sink);
  if (config.source_header) {
    std::size_t before = sink.added();
    for (const HeaderTokenText& header : HeaderTokenTexts(views, config, purpose)) {
      tokenizer.Add(header.text, "H" + header.name + ":", TokenRegion::kHeader);
      if (sink.added() - before >= kMaxHeaderTokens) break;
    }
  }
  return sink.Finish();
}

std::vector<std::string> LearnedIds(const Message& message) {
  std::string made_of = LastHeader(message, "To");
  made_of += '\0';
  made_of += LastHeader(message, "Date");
  made_of += '\0';
  made_of += BodyDigest(message);
  std::vector<std::string> ids{Sha1Hex(made_of) + "@sa_generated"};
  // The Message-ID without its angle brackets, where it has them.
  std::string own = LastHeader(message, "Message-Id");
  std::string_view id = Trim(own);
  if (id.size() > 2 && id.front() == '<' && id.back() == '>') ids.emplace_back(id.substr(1, id.size() - 2));
  return ids;
}

}  // namespace gatepost

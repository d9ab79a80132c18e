// Views: the texts of one message that rules see, each made when first asked for, and once.
//
// They are SpamAssassin 4.0.1's: the same paragraphs, chunks, decoded texts and URIs, because a rule
// written for one must hit in the other. A Views belongs to one thread and outlived by its Message.
#pragma once

#include <algorithm>
#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/limits.h"
#include "mail/documents.h"
#include "mail/geo.h"
#include "mail/message.h"
#include "mail/relay.h"
#include "text/html.h"
#include "text/language_guess.h"
#include "text/uri.h"

namespace gatepost {

// Configuration that shapes views.
struct ViewConfig {
  TrustConfig trust;
  bool normalize_charset = true;
  std::size_t body_part_scan_size = 50000;      // bytes of rendered text a part; 0: no limit
  std::size_t rawbody_part_scan_size = 500000;  // bytes of decoded text a part; 0: no limit
  UriConfig uri;
  bool parse_dkim_uris = false;
  std::shared_ptr<const LanguageConfig> languages;  // null: the plugin TextCat is not loaded
  std::shared_ptr<const DocumentConfig> documents;  // null: nobody asks
  std::shared_ptr<const GeoDatabases> geo;          // null: no plugin asks
  bool pdf_links = false;                           // among the URIs: the plugin PDFInfo is loaded
};

// "From:addr", "Subject:raw", "ToCc:name:first" ...: which text a header rule looks at.
struct HeaderQuery {
  std::string name;  // as written; pseudo headers (ALL, ToCc, EnvelopeFrom, MESSAGEID,
                     // X-Spam-Relays-Untrusted, ALL-TRUSTED ...) included
  bool raw = false, addr = false, host = false, domain = false, ip = false, revip = false,
       display_name = false, first = false, last = false;
  // Nothing where a modifier is not known.
  static std::optional<HeaderQuery> Parse(std::string_view text);
  // True where both find the same text: rules share its cache.
  friend auto operator<=>(const HeaderQuery&, const HeaderQuery&) = default;
};

// One leaf whose text rules see, in message order. Bodies are made of text/plain and text/html,
// rawbody also of other text and of message/* that was not parsed further.
struct TextPart {
  int part = 0;          // index into Message::parts()
  int leaf = 0;          // how many leaves, of any type, come before it
  std::string type;      // as rendered: "text/html" also where its file name says so
  bool in_body = false;  // it is rendered; else the three texts below are empty
  bool in_rawbody = false;
  std::string decoded;    // the bytes after the transfer encoding, in whatever charset
  std::string rendered;   // UTF-8: what a reader would see (HTML: visible and hidden), SpamAssassin's form
  std::string visible;    // rendered without hidden text
  std::string invisible;  // the hidden text alone
  // HtmlRendering's flags of the same name; true where plain text came from a charset.
  bool text_unicode = false, visible_unicode = false, invisible_unicode = false;
  std::optional<HtmlFacts> html;  // of HTML that is not empty
};

// One URI of the message, with what uri and uri_detail rules ask of it.
struct UriInfo {
  std::string raw;                       // as found
  std::vector<std::string> types;        // "a", "img", "parsed", "unlinked", "domainkeys" ..., sorted
  std::vector<std::string> cleaned;      // canonical variants (the raw one first)
  std::vector<std::string> hosts;        // host names of the variants, lower-case, unique
  std::vector<std::string> domains;      // their registered domains
  std::vector<std::string> anchor_text;  // text of links to it, HTML only
  bool truncated = false;                // some variant was longer than 8,192 bytes and was cut

  bool HasType(std::string_view type) const {
    return std::find(types.begin(), types.end(), type) != types.end();
  }
};

class Views {
 public:
  Views(const Message& message, const ViewConfig& config, const Limits& limits);
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  const Message& message() const;
  const ViewConfig& config() const;

  // `header` rules: the text of a query, nullopt where the field is absent. Several fields of one
  // name are joined by "\n". Cached by query. The pointer lives as long as the Views.
  const std::string* Header(const HeaderQuery& query);

  // `body` rules: one entry a paragraph, the Subject first.
  const std::vector<std::string>& Body();
  // What the rules that run from now on see in place of a paragraph: SpamAssassin's FreeMail takes addresses
  // out of the text that others read after it. References to the paragraph's old text end here.
  void ReplaceBodyParagraph(std::size_t index, std::string text);
  // How often that happened.
  int body_version() const;
  // `body` without hidden text, and the hidden text alone (Bayes and evals ask for them).
  const std::vector<std::string>& VisibleBody();
  const std::vector<std::string>& InvisibleBody();
  // `rawbody` rules: decoded text, in chunks.
  const std::vector<std::string>& RawBody();
  // `full` rules: the message as it came, without an mbox line.
  std::string_view Full();
  // `uri` rules: every URI and its variants, in SpamAssassin's order, each once.
  const std::vector<std::string>& Uris();
  // `uri_detail` rules and URI evals.
  const std::vector<UriInfo>& UriDetails();

  const std::vector<TextPart>& TextParts();
  const RelayChain& Relays();
  // In which languages the body is; null where the plugin TextCat is not loaded. Also the pseudo headers
  // X-Languages and X-Languages-Length.
  const LanguageGuess* Languages();
  // The countries of the relays, and the system of the one that came to the house; null where the plugin
  // RelayCountry or ASN is not loaded, or has no database. Also the pseudo headers X-Relay-Countries ... and
  // X-ASN.
  const RelayCountries* Countries();
  const RelaySystem* System();
  // What attached documents hold; null where nobody asks. With the plugin OLEVBMacro their web_targets are
  // among the URIs.
  const DocumentFacts* Documents();

  // Findings made while views were made (charsets, encodings), beside Message::anomalies().
  const AnomalySet& anomalies() const;
  const std::vector<std::string>& limits_met() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatepost

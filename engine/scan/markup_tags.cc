// Tested by tests/scan/rewrite_test.cc and, against SpamAssassin, by bench/filter_parity.py.
#include "scan/markup_tags.h"

#include <algorithm>

#include "base/ascii.h"
#include "report/rewrite.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// Takes every run of at least `least` bytes for which `drops` holds out of `text`.
template <typename Predicate>
std::string WithoutRuns(std::string_view text, std::size_t least, const Predicate& drops) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && drops(text[end])) ++end;
    if (end - i < least) out.append(text.substr(i, std::max<std::size_t>(end - i, 1)));
    i = std::max(end, i + 1);
  }
  return out;
}

// Each line that is longer cut to 200 bytes and marked.
std::string CutLines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    out.append(text.substr(0, std::min<std::size_t>(end, 200)));
    if (end > 200) out += " [...]";
    if (end < text.size()) out.push_back('\n');
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

void Erase(std::string_view what, bool rest_of_line, std::string* text) {
  for (std::size_t at = text->find(what); at != std::string::npos; at = text->find(what, at)) {
    std::size_t end = rest_of_line ? std::min(text->find('\n', at), text->size()) : at + what.size();
    text->erase(at, end - at);
  }
}

// The first few lines of the body as the template "Content preview:  _PREVIEW_" shows them.
std::string Preview(Views& views) {
  std::string text;
  const std::vector<std::string>& body = views.Body();
  for (std::size_t i = 1; i < body.size() && i <= 3 && text.size() < 200; ++i) text += body[i];
  text = CutLines(text);
  if (text.ends_with('\n')) text.pop_back();
  text += "\n";
  Erase("-----Original Message-----", true, &text);
  Erase("This is a multi-part message in MIME format.", false, &text);
  text = WithoutRuns(text, 10, [](char c) { return c == '-' || c == '_' || c == '*' || c == '.'; });
  std::string blanks;
  for (char c : text) {
    if (!IsAsciiSpace(c))
      blanks.push_back(c);
    else if (!blanks.ends_with(' '))
      blanks.push_back(' ');
  }
  constexpr std::string_view kTitle = "Content preview:  ";
  return std::string(TrimLeft(WrapText(blanks, "  ", kTitle, 75, true, false).substr(kTitle.size())));
}

// "192.0.2.1" as "1.2.0.192"; "2001:db8::1" digit by digit.
std::string ReversedAddress(const std::string& address) {
  if (address.find(':') == std::string::npos) {
    std::string out;
    std::vector<std::string_view> numbers = Split(address, '.');
    for (auto number = numbers.rbegin(); number != numbers.rend(); ++number)
      out.append(out.empty() ? "" : ".").append(*number);
    return out;
  }
  std::vector<std::string_view> groups = Split(address, ':');
  std::string digits;
  std::size_t missing = groups.size() < 8 ? 8 - groups.size() : 0;
  bool filled = false;
  for (std::string_view group : groups) {
    if (group.empty() && !filled) {
      digits.append((missing + 1) * 4, '0');
      filled = true;
    } else {
      digits.append(4 - std::min<std::size_t>(group.size(), 4), '0').append(group.substr(0, 4));
    }
  }
  std::string out;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    if (!out.empty()) out.push_back('.');
    out.push_back(*digit);
  }
  return out;
}

std::optional<std::string> RelayTag(std::string_view tag, Views& views) {
  const RelayChain& relays = views.Relays();
  if (tag == "RELAYSTRUSTED") return relays.trusted_text;
  if (tag == "RELAYSUNTRUSTED") return relays.untrusted_text;
  if (tag == "RELAYSINTERNAL") return relays.internal_text;
  if (tag == "RELAYSEXTERNAL") return relays.external_text;
  bool trusted = tag.starts_with("FIRSTTRUSTED");
  if (!trusted && !tag.starts_with("LASTEXTERNAL")) return std::nullopt;
  tag.remove_prefix(12);
  if (tag != "IP" && tag != "REVIP" && (trusted || (tag != "RDNS" && tag != "HELO"))) return std::nullopt;
  const std::vector<Relay>& chain = trusted ? relays.trusted : relays.external;
  if (chain.empty()) return "";
  const Relay& relay = trusted ? chain.back() : chain.front();
  if (tag == "RDNS") return relay.rdns;
  if (tag == "HELO") return relay.helo;
  return tag == "IP" ? relay.ip : ReversedAddress(relay.ip);
}

std::string HeaderOf(std::string_view query_text, Views& views) {
  std::optional<HeaderQuery> query = HeaderQuery::Parse(query_text);
  const std::string* text = query ? views.Header(*query) : nullptr;
  return text != nullptr ? *text : "";
}

// What a template shows of a header: of values cut out of fields the first alone.
std::string ShownHeader(std::string_view query_text, Views& views) {
  std::string text = HeaderOf(query_text, views);
  if (query_text == "EnvelopeFrom") return text;
  const std::vector<std::string_view> words = Split(query_text, ':');
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word != "raw" && word != "first" && word != "last") return text.substr(0, text.find('\n'));
  }
  return text;
}

// Tags of SpamAssassin's plugins that it knows and leaves empty while the plugin has not spoken.
bool IsSilentTag(std::string_view tag) {
  static constexpr std::string_view kTags[] = {"RBL",
                                               "ASN",
                                               "ASNCIDR",
                                               "AWL",
                                               "AWLMEAN",
                                               "AWLCOUNT",
                                               "AWLPRESCORE",
                                               "DCCB",
                                               "DCCR",
                                               "DCCREP",
                                               "PYZOR",
                                               "DKIMIDENTITY",
                                               "DKIMDOMAIN",
                                               "DKIMSELECTOR",
                                               "BAYESTC",
                                               "BAYESTCLEARNED",
                                               "BAYESTCSPAMMY",
                                               "BAYESTCHAMMY",
                                               "TOKENSUMMARY",
                                               "EXTRACTTEXTCHARS",
                                               "EXTRACTTEXTWORDS",
                                               "EXTRACTTEXTTOOLS",
                                               "EXTRACTTEXTTYPES",
                                               "EXTRACTTEXTEXTENSIONS",
                                               "EXTRACTTEXTFLAGS",
                                               "EXTRACTTEXTURIS"};
  return std::find(std::begin(kTags), std::end(kTags), tag) != std::end(kTags);
}

std::optional<std::string> LanguageTag(std::string_view tag, Views& views) {
  const LanguageGuess* guess = views.Languages();
  if (tag == "LANGUAGES") return guess != nullptr ? guess->Names() : "";
  return guess != nullptr && !guess->scores.empty() ? std::optional(guess->scores) : std::nullopt;
}

// Tags of RelayCountry and ASN; nullopt where they have not spoken.
std::optional<std::string> GeoTag(std::string_view tag, Views& views) {
  const GeoDatabases* databases = views.config().geo.get();
  if (databases == nullptr) return std::nullopt;
  constexpr std::string_view kCountries = "RELAYCOUNTRY";
  if (tag.starts_with(kCountries)) {
    const RelayCountries* countries = views.Countries();
    if (countries == nullptr) return std::nullopt;
    tag.remove_prefix(kCountries.size());
    if (tag.empty()) return countries->untrusted;
    if (tag == "EXT") return countries->external;
    if (tag == "AUTH") return countries->auth;
    return tag == "ALL" ? std::optional(countries->all) : std::nullopt;
  }
  const std::vector<std::string>& unasked = databases->config().system_tags;
  const bool is_unasked = std::find(unasked.begin(), unasked.end(), tag) != unasked.end();
  if (tag != "ASN" && !is_unasked) return std::nullopt;
  const RelaySystem* system = views.System();
  if (system == nullptr) return std::nullopt;
  return tag == "ASN" ? system->text : "";
}

// The domains of a header, each once, separated by blanks; nullopt where there are none.
std::optional<std::string> Domains(std::string_view query, Views& views) {
  std::vector<std::string_view> hosts;
  std::string text = HeaderOf(query, views);
  std::string out;
  for (std::string_view host : SplitWhitespace(text)) {
    if (std::find(hosts.begin(), hosts.end(), host) != hosts.end()) continue;
    hosts.push_back(host);
    out.append(out.empty() ? "" : " ").append(HostToAscii(host));
  }
  return hosts.empty() ? std::nullopt : std::optional(out);
}

}  // namespace

std::optional<std::string> MarkupTag(std::string_view tag, std::string_view argument, Views& views) {
  if (tag == "PREVIEW") return Preview(views);
  if (tag == "HEADER") return argument.empty() ? "" : ShownHeader(argument, views);
  if (tag == "SENDERDOMAIN") return Domains("EnvelopeFrom:first:addr:host", views);
  if (tag == "AUTHORDOMAIN") return Domains("From:addr:host", views);
  if (tag == "REMOTEHOSTNAME") return "localhost";
  if (tag == "REMOTEHOSTADDR") return "127.0.0.1";
  if (std::optional<std::string> text = GeoTag(tag, views)) return text;
  if (IsSilentTag(tag)) return "";
  if (tag == "RULESVERSION" || tag == "TIMING") return "";
  if (tag == "LANGUAGES" || tag == "TEXTCATRESULTS") return LanguageTag(tag, views);
  return RelayTag(tag, views);
}

bool TemplatesName(std::string_view text, const Settings& settings) {
  const auto has = [text](std::string_view value) { return value.find(text) != std::string_view::npos; };
  for (const char* name : {"report", "unsafe_report", "report_contact"}) {
    if (has(settings.Text(name))) return true;
  }
  for (const char* name : {"add_header", "rewrite_header", "subjprefix"}) {
    for (const SettingLine& line : settings.Lines(name)) {
      if (has(line.value)) return true;
    }
  }
  return false;
}

bool TemplatesNameSubrules(const Settings& settings) {
  if (TemplatesName("_SUBTESTS", settings)) return true;
  const std::vector<SettingLine> prefixes = settings.Lines("subjprefix");
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [](const SettingLine& line) { return line.value.starts_with("__"); });
}

}  // namespace gatepost

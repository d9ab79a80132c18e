// Tested by tests/bayes/header_tokens_test.cc.
#include "bayes/header_tokens.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/ascii.h"
#include "mail/header.h"

namespace gatepost {
namespace {

// SpamAssassin looks at no more than this of all header fields (bytes, as it counts them).
constexpr std::size_t kMaxHeaderBytes = 65536;

struct ShortName {
  std::string_view name, shorter;
};
// As written, case and all: "Message-Id" and "Message-ID" tell mail programs apart.
constexpr auto kShortNames = std::to_array<ShortName>({
    {"Message-Id", "*m"},
    {"Message-ID", "*M"},
    {"Received", "*r"},
    {"User-Agent", "*u"},
    {"References", "*f"},
    {"In-Reply-To", "*i"},
    {"From", "*F"},
    {"Reply-To", "*R"},
    {"Return-Path", "*p"},
    {"Return-path", "*rp"},
    {"X-Mailer", "*x"},
    {"X-Authentication-Warning", "*a"},
    {"Organization", "*o"},
    {"Organisation", "*o"},
    {"Content-Type", "*ct"},
    {"Content-Disposition", "*cd"},
    {"Content-Transfer-Encoding", "*ce"},
    {"x-spam-relays-trusted", "*RT"},
    {"x-spam-relays-untrusted", "*RU"},
});

// A line end behind the name ("From", and the colon on the next line) is no matter.
bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  if (name.ends_with('\n')) name.remove_suffix(1);
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view other) { return EqualsIgnoreCase(name, other); });
}

// "Message-ID", "X-Message-ID", "Resent-Message-ID" are of one kind.
std::string_view WithoutXOrResent(std::string_view name) {
  for (std::string_view prefix : {"X-", "Resent-"}) {
    if (StartsWithIgnoreCase(name, prefix)) return name.substr(prefix.size());
  }
  return name;
}

// The texts by name, in the order in which names come up.
class TextCollector {
 public:
  void Add(std::string_view name, std::string_view text) {
    auto [place, is_new] = places_.try_emplace(std::string(name), texts_.size());
    if (is_new) {
      texts_.push_back({std::string(name), std::string(text)});
    } else {
      texts_[place->second].text.append(" ").append(text);
    }
  }
  std::vector<HeaderTokenText> Take() { return std::move(texts_); }

 private:
  std::vector<HeaderTokenText> texts_;
  std::unordered_map<std::string, std::size_t> places_;
};

std::string Prepare(std::string_view name, std::string_view value) {
  std::string_view plain = WithoutXOrResent(name);
  if (IsOneOf(plain, {"Message-Id"})) return PrepareMessageId(value);
  if (IsOneOf(plain,
              {"Return-Path", "From", "To", "Cc", "Reply-To", "Errors-To", "Mail-Followup-To", "Sender"})) {
    return PrepareAddresses(value);
  }
  if (name == "Received") return PrepareReceived(value);
  if (name == "Content-Type") return PrepareContentType(value);
  std::string text(value);
  if (name == "MIME-Version") {
    if (std::size_t version = text.find("1.0"); version != std::string::npos) text.erase(version, 3);
  } else if (name.starts_with("x-spam-relays-")) {
    return PrepareRelays(text);
  }
  return text;
}

class HeaderReader {
 public:
  explicit HeaderReader(const BayesConfig& config) : config_(config) {}

  void Take(std::string_view name, std::string_view value) {
    if (Trim(value).empty() && Trim(name).empty()) return;
    if (config_.ignored_headers.contains(AsciiLower(name))) return;
    if (IsPresenceOnlyHeader(name)) return;  // the "1" that would stand for it is too short for a token
    std::string text = Prepare(name, value);
    if (IsOneOf(name, {"In-Reply-To", "References", "Message-ID"})) texts_.Add("*MI", text);
    if (IsOneOf(name, {"From", "To", "Cc"})) texts_.Add("*Ad", text);
    if (IsOneOf(name, {"X-Mailer", "User-Agent"})) texts_.Add("*UA", text);
    const auto* shorter = std::find_if(kShortNames.begin(), kShortNames.end(),
                                       [&](const ShortName& entry) { return entry.name == name; });
    texts_.Add(shorter != kShortNames.end() ? shorter->shorter : name, text);
  }
  std::vector<HeaderTokenText> Finish() { return texts_.Take(); }

 private:
  const BayesConfig& config_;
  TextCollector texts_;
};

struct Line {
  std::string_view name;
  std::string value;
};

// All fields, decoded. Those of one name count together when the limit is kept, where the first of them
// stands; what is over it is left out.
std::vector<Line> DecodedLines(const Part& part) {
  std::vector<Line> lines;
  std::size_t bytes = 0;
  for (const HeaderField& field : part.fields) bytes += field.name.size() + field.raw.size() + 4;
  lines.reserve(part.fields.size());
  for (const HeaderField& field : part.fields) lines.push_back({field.name, " " + DecodeHeader(field)});
  if (bytes <= kMaxHeaderBytes / 4) return lines;  // decoding makes no text four times as long

  std::unordered_map<std::string, std::size_t> groups;  // in order of first appearance
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto [place, is_new] = groups.try_emplace(AsciiLower(lines[i].name), members.size());
    if (is_new) members.emplace_back();
    members[place->second].push_back(i);
  }
  std::vector<bool> keep(lines.size());
  std::size_t counted = 0;
  for (const std::vector<std::size_t>& group : members) {
    for (std::size_t i : group) {
      counted += lines[i].name.size() + lines[i].value.size() + 2;
      if (counted > kMaxHeaderBytes) break;
      keep[i] = true;
    }
    if (counted > kMaxHeaderBytes) break;
  }
  std::vector<Line> kept;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (keep[i]) kept.push_back(std::move(lines[i]));
  }
  return kept;
}

// What SpamAssassin keeps beside the headers, by name: relays, and when classifying two domains.
void TakeMetadata(Views& views, TokensFor purpose, HeaderReader& reader) {
  auto host_of = [&](const char* query) -> const std::string* {
    std::optional<HeaderQuery> parsed = HeaderQuery::Parse(query);
    return parsed ? views.Header(*parsed) : nullptr;
  };
  const RelayChain& relays = views.Relays();
  if (purpose == TokensFor::kClassifying) {
    if (const std::string* hosts = host_of("From:addr:host")) {
      std::string text(" ");
      text += *hosts;
      std::replace(text.begin(), text.end(), '\n', ' ');
      reader.Take("x-authordomain", text);
    }
    if (const std::string* host = host_of("EnvelopeFrom:first:addr:host")) {
      reader.Take("x-senderdomain", " " + *host);
    }
  }
  if (const LanguageGuess* guess = views.Languages()) {
    reader.Take("x-languages", " " + guess->Names());
    reader.Take("x-languages-length", " " + std::to_string(guess->text_bytes));
  }
  if (const RelaySystem* system = views.System(); system != nullptr && !system->number.empty())
    reader.Take("x-asn", " " + system->number);
  if (const RelayCountries* countries = views.Countries()) {
    reader.Take("x-relay-countries", " " + countries->untrusted);
    reader.Take("x-relay-countries-all", " " + countries->all);
    reader.Take("x-relay-countries-auth", " " + countries->auth);
    reader.Take("x-relay-countries-external", " " + countries->external);
  }
  reader.Take("x-spam-relays-external", " " + relays.external_text);
  reader.Take("x-spam-relays-internal", " " + relays.internal_text);
  reader.Take("x-spam-relays-trusted", " " + relays.trusted_text);
  reader.Take("x-spam-relays-untrusted", " " + relays.untrusted_text);
}

}  // namespace

std::vector<HeaderTokenText> HeaderTokenTexts(Views& views, const BayesConfig& config, TokensFor purpose) {
  std::vector<Line> lines = DecodedLines(views.message().root());
  HeaderReader reader(config);
  std::vector<const Line*> received;
  for (const Line& line : lines) {
    // Who learns sees other checkers' fields, who is asked does not.
    if (purpose == TokensFor::kClassifying && !IsForRules(views.message().root(), line.name)) continue;
    if (EqualsIgnoreCase(line.name, "Received")) {
      received.push_back(&line);
    } else if (!IsIgnoredHeader(line.name)) {
      reader.Take(line.name, line.value);
    }
  }
  TakeMetadata(views, purpose, reader);
  // The two nearest to the sender: what its own machines wrote, and whom it greeted.
  for (std::size_t i = 0; i < 2 && i < received.size(); ++i) {
    const Line& line = *received[received.size() - 1 - i];
    reader.Take(line.name, line.value);
  }
  return reader.Finish();
}

}  // namespace gatepost

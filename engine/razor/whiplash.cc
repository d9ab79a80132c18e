// Tested by tests/razor/whiplash_test.cc; bench/razor_signatures.py holds signatures against Razor's own.
#include "razor/whiplash.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>

#include "base/ascii.h"
#include "base/hash.h"
#include "razor/text.h"

namespace gatepost {
namespace {

// What a domain is registered below, as the client knows it, in its order: the first that fits counts.
constexpr auto kSuffixes = std::to_array<std::string_view>({
#include "razor/domain_suffixes.inc"
});

// The text in characters. Those beyond Latin-1 make Perl read all of it as Unicode.
struct Characters {
  std::u16string text;
  bool is_unicode = false;
};

Characters DecodeEscapes(std::string_view bytes) {
  const std::string unescaped = RazorUnescape(bytes, '%');
  const std::string_view rest = unescaped;
  Characters characters;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    std::size_t end = at + 2;
    unsigned number = 0;
    constexpr std::size_t kMostDigits = 3;
    if (rest.substr(at).starts_with("&#")) {
      while (end < rest.size() && end < at + 2 + kMostDigits && IsAsciiDigit(rest[end]))
        number = number * 10 + static_cast<unsigned>(rest[end++] - '0');
    }
    if (end >= at + 4 && end < rest.size() && rest[end] == ';') {
      characters.text += static_cast<char16_t>(number);
      characters.is_unicode = characters.is_unicode || number > 0xff;
      at = end;
    } else {
      characters.text += static_cast<unsigned char>(rest[at]);
    }
  }
  return characters;
}

constexpr std::size_t kNone = std::u16string_view::npos;

char16_t ToLower(char16_t c) {
  return c < 0x80 ? static_cast<unsigned char>(AsciiToLower(static_cast<char>(c))) : c;
}

// `lower` in small letters.
bool StartsWith(std::u16string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char a, char16_t b) { return ToLower(b) == static_cast<unsigned char>(a); });
}

class LinkReader {
 public:
  explicit LinkReader(std::string_view bytes) : decoded_(DecodeEscapes(bytes)) {}

  std::vector<std::u16string> Hosts() {
    const std::u16string_view text = decoded_.text;
    AddPlainLinks(text);
    bool is_attribute = true;
    std::size_t link = FindAttribute(text);
    if (link == kNone) {
      is_attribute = false;
      link = FindScheme(text);
    }
    if (link == kNone) return {};  // plain links alone are none
    std::u16string_view rest = text.substr(link);
    if (!AddHost(rest, is_attribute)) return hosts_;
    // Later ones are looked for in the last line alone. The first is there as well, and is read as if it
    // were not in an attribute.
    if (rest.ends_with(u'\n')) rest.remove_suffix(1);
    if (const std::size_t line = rest.rfind(u'\n'); line != kNone) rest = NextLink(rest.substr(line + 1));
    while (rest.data() != nullptr && AddLaterHost(rest)) rest = NextLink(rest);
    return hosts_;
  }

 private:
  bool IsSpace(char16_t c) const {
    return (c < 0x80 && IsAsciiSpace(static_cast<char>(c))) ||
           (decoded_.is_unicode && (c == 0x85 || c == 0xa0));
  }
  std::size_t SkipSpaces(std::u16string_view text, std::size_t at) const {
    while (at < text.size() && IsSpace(text[at])) ++at;
    return at;
  }

  // " www.", which mail readers make links of.
  void AddPlainLinks(std::u16string_view text) {
    for (std::size_t at = 1; at < text.size();) {
      const bool begins = IsSpace(text[at - 1]) && StartsWith(text.substr(at), "www") &&
                          at + 3 < text.size() && text[at + 3] != u'\n';
      const std::size_t end = begins ? std::min(text.find_first_of(u" /><\"\r\n", at + 4), text.size()) : at;
      if (begins && end > at + 4) {
        hosts_.emplace_back(text.substr(at, end - at));
        known_.insert(hosts_.back());
        at = end;
      }
      ++at;
    }
  }

  // Behind "http:/" or "https:/", and a second slash, where `at` is; kNone where none is.
  static std::size_t SkipScheme(std::u16string_view text, std::size_t at) {
    const std::u16string_view rest = text.substr(std::min(at, text.size()));
    for (const std::string_view scheme : {"http:/", "https:/"}) {
      if (StartsWith(rest, scheme))
        return at + scheme.size() + (rest.substr(scheme.size()).starts_with(u'/') ? 1 : 0);
    }
    return kNone;
  }
  static std::size_t FindScheme(std::u16string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (const std::size_t link = SkipScheme(text, at); link != kNone) return link;
    }
    return kNone;
  }
  std::size_t FindAttribute(std::u16string_view text) const {
    constexpr std::string_view kName = "href";
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (!StartsWith(text.substr(at), kName)) continue;
      std::size_t value = SkipSpaces(text, at + kName.size());
      if (value == text.size() || text[value] != u'=') continue;
      value = SkipSpaces(text, value + 1);
      if (value < text.size() && text[value] == u'"') ++value;
      if (const std::size_t link = SkipScheme(text, value); link != kNone) return link;
    }
    return kNone;
  }
  // Behind the next "http://" of a line; null where none is.
  static std::u16string_view NextLink(std::u16string_view line) {
    constexpr std::u16string_view kScheme = u"http://";
    const std::size_t at = line.find(kScheme);
    return at == kNone ? std::u16string_view() : line.substr(at + kScheme.size());
  }

  // Adds the domain that a link begins with; false where it begins with none, and the client stops.
  bool AddHost(std::u16string_view link, bool is_attribute) {
    const std::u16string host =
        HostOf(link.substr(0, link.find_first_of(is_attribute ? u">\"/?<" : u">\"/?<\n\r")));
    if (host.empty() || host == u"0") return false;
    std::u16string domain(host);
    if (host.find_first_not_of(u"0123456789.") != kNone) domain = DomainOf(host);
    if (domain.size() > 1 && domain.find(u'.') != kNone && known_.insert(domain).second)
      hosts_.push_back(std::move(domain));
    return true;
  }

  // What the client itself writes before a link is read again where a mail has it.
  bool AddLaterHost(std::u16string_view link) {
    constexpr std::u16string_view kAttribute = u"a href";
    const bool is_attribute = link.starts_with(kAttribute);
    if (const std::size_t at = SkipSpaces(link, kAttribute.size());
        is_attribute && at < link.size() && link[at] == u'=')
      link.remove_prefix(SkipSpaces(link, at + 1));
    constexpr std::string_view kScheme = "http://";
    if (StartsWith(link, kScheme)) link.remove_prefix(kScheme.size());
    return AddHost(link, is_attribute);
  }

  std::u16string HostOf(std::u16string_view link) const {
    if (const std::size_t at = link.find(u'@'); at != kNone) link.remove_prefix(at + 1);
    std::u16string text(link);
    RemoveAssignment(&text);
    std::u16string host;
    for (const char16_t c : text) {
      if (IsSpace(c)) break;
      if (c != u'=') host += decoded_.is_unicode ? ToLowerLatin(c) : ToLower(c);
    }
    if (const std::size_t port = host.find(u':'); port != kNone) host.resize(port);
    if (host.ends_with(u'.')) host.pop_back();
    return host;
  }

  // Takes the first word that has a "=" behind its first character away, up to its last "=".
  void RemoveAssignment(std::u16string* text) const {
    for (std::size_t begin = 0; begin < text->size();) {
      begin = SkipSpaces(*text, begin);
      std::size_t end = begin;
      while (end < text->size() && !IsSpace((*text)[end])) ++end;
      const std::size_t equals = std::u16string_view(*text).substr(begin, end - begin).rfind(u'=');
      if (equals != kNone && equals > 0) {
        text->erase(begin, equals + 1);
        return;
      }
      begin = end;
    }
  }

  static char16_t ToLowerLatin(char16_t c) {
    constexpr char16_t kCapitalYDiaeresis = 0x178;
    if (c == kCapitalYDiaeresis) return 0xff;
    return c >= 0xc0 && c <= 0xde && c != 0xd7 ? static_cast<char16_t>(c + 0x20) : ToLower(c);
  }

  // The label before the first suffix that fits, and the suffix.
  static std::u16string DomainOf(const std::u16string& host) {
    for (const std::string_view suffix : kSuffixes) {
      if (host.size() < suffix.size()) continue;
      const std::size_t at = host.size() - suffix.size();
      if (!std::equal(suffix.begin(), suffix.end(), host.begin() + static_cast<std::ptrdiff_t>(at))) continue;
      if (!suffix.starts_with('.')) return host.substr(at);
      if (at == 0 || host[at - 1] == u'.') continue;
      const std::size_t dot = host.rfind(u'.', at - 1);
      return host.substr(dot == kNone ? 0 : dot + 1);
    }
    return host;
  }

  Characters decoded_;
  std::vector<std::u16string> hosts_;
  std::set<std::u16string> known_;
};

}  // namespace

std::optional<std::vector<std::string>> WhiplashSignatures(std::string_view text) {
  std::vector<std::string> signatures;
  if (!IsPerlTrue(text)) return signatures;
  constexpr std::size_t kHostDigits = 12, kLengthDigits = 4, kLengthStep = 100;
  const std::string length =
      Sha1Hex(std::to_string(text.size() - text.size() % kLengthStep)).substr(0, kLengthDigits);
  for (const std::u16string& host : LinkReader(text).Hosts()) {
    std::string bytes;
    for (const char16_t c : host) {
      if (c > 0xff) return std::nullopt;
      bytes += static_cast<char>(c);
    }
    signatures.push_back(RazorBase64(Sha1Hex(bytes).substr(0, kHostDigits) + length));
  }
  return signatures;
}

}  // namespace gatepost

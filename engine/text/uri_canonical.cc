// Tested by tests/text/uri_canonical_test.cc.
#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/ascii.h"
#include "text/charset.h"
#include "text/uri.h"
#include "text/uri_variants.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxVariants = 100;
// Each level of a URI in a URI in a URI costs a look at all that is left of it.
constexpr std::size_t kMaxTargets = 20;

bool IsPercentCode(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '%' && IsAsciiHexDigit(text[at + 1]) &&
         IsAsciiHexDigit(text[at + 2]);
}

bool HasPercentCode(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (IsPercentCode(text, at)) return true;
  }
  return false;
}

bool HasSchemePrefix(std::string_view uri) {
  std::size_t end = 0;
  while (end < uri.size() && (IsWordByte(uri[end]) || uri[end] == '-')) ++end;
  return end > 0 && end < uri.size() && uri[end] == ':';
}

// What the character reference at `at` ("&#...;") stands for, and where it ends; nothing where it is none
// of the kind.
struct Reference {
  char character;
  std::size_t end;
};
using ReadReference = std::optional<Reference> (*)(std::string_view uri, std::size_t at);

// Skips zeros, reads at most three digits, wants a semicolon. Nothing where that fails.
std::optional<std::string_view> Digits(std::string_view uri, std::size_t* at) {
  while (*at < uri.size() && uri[*at] == '0') ++*at;
  const std::size_t begin = *at;
  while (*at < uri.size() && *at < begin + 4 && IsAsciiHexDigit(uri[*at])) ++*at;
  if (*at == uri.size() || uri[*at] != ';' || *at == begin) return std::nullopt;
  return uri.substr(begin, (*at)++ - begin);
}

// Printable ASCII but the space: "&#65;".
std::optional<Reference> Decimal(std::string_view uri, std::size_t at) {
  at += 2;
  const std::optional<std::string_view> digits = Digits(uri, &at);
  if (!digits || digits->size() > 3 || !std::all_of(digits->begin(), digits->end(), IsAsciiDigit))
    return std::nullopt;
  int value = 0;
  for (char c : *digits) value = value * 10 + (c - '0');
  if (value < 0x21 || value > 0x7E) return std::nullopt;
  return Reference{static_cast<char>(value), at};
}

// "&#x41;", but none of 2A to 2F: SpamAssassin leaves those.
std::optional<Reference> Hexadecimal(std::string_view uri, std::size_t at) {
  at += 2;
  if (at >= uri.size() || uri[at] != 'x') return std::nullopt;
  ++at;
  const std::optional<std::string_view> digits = Digits(uri, &at);
  if (!digits || digits->size() != 2) return std::nullopt;
  const int value = HexDigitValue((*digits)[0]) * 16 + HexDigitValue((*digits)[1]);
  if (value < 0x21 || value > 0x7E || (value >= 0x2A && value <= 0x2F)) return std::nullopt;
  return Reference{static_cast<char>(value), at};
}

// The full stops of Unicode.
std::optional<Reference> FullStop(std::string_view uri, std::size_t at) {
  for (std::string_view name : {"x2e;", "12290;", "x3002;", "65294;", "xff0e;", "65377;", "xff61;"}) {
    if (StartsWithIgnoreCase(uri.substr(at + 2), name)) return Reference{'.', at + 2 + name.size()};
  }
  return std::nullopt;
}

std::string Decode(const std::string& uri, ReadReference read) {
  std::string out;
  std::size_t at = 0;
  while (at < uri.size()) {
    const std::size_t next = std::min(uri.find("&#", at), uri.size());
    out.append(uri, at, next - at);
    at = next;
    if (at == uri.size()) break;
    if (const std::optional<Reference> reference = read(uri, at)) {
      out.push_back(reference->character);
      at = reference->end;
    } else {
      out.push_back(uri[at++]);
    }
  }
  return out;
}

// An address that percent-encoded blanks stand around, without them; "" where there is none.
std::string AddressWithoutBlanks(std::string_view uri, std::size_t sign) {
  if (uri.find("%20") == std::string_view::npos) return {};
  std::size_t begin = uri.starts_with("mailto:") ? 7 : 0;
  const std::size_t scheme_end = begin;
  while (uri.substr(begin).starts_with("%20")) begin += 3;
  // Something has to stand before the "@", be it what was cut off.
  if (begin == sign) begin = begin > scheme_end ? begin - 3 : 0;
  const std::size_t end = std::min(uri.find_first_of("?&%", sign + 1), uri.size());
  if (end == sign + 1) return {};
  return "mailto:" + std::string(uri.substr(begin, end - begin));
}

// The last address in angle brackets before any parameters; "" where there is none.
std::string BracketedAddress(std::string_view uri) {
  const std::size_t limit = std::min(uri.find_first_of("?&"), uri.size());
  // The places of the next ">" and of the next "@" or ">" behind the one looked at.
  std::size_t close = std::string_view::npos, stop = std::string_view::npos;
  for (std::size_t at = uri.size(); at-- > 0;) {
    if (uri[at] == '<' && at < limit && stop != std::string_view::npos && uri[stop] == '@' && stop > at + 1) {
      if (close != std::string_view::npos && close > stop + 1)
        return "mailto:" + std::string(uri.substr(at + 1, close - at - 1));
    }
    if (uri[at] == '>') close = at;
    if (uri[at] == '>' || uri[at] == '@') stop = at;
  }
  return {};
}

// Variants of a mail address: without what mail programs cut off behind or around it.
void AddMailVariants(std::string_view uri, std::vector<std::string>* variants) {
  const std::size_t sign = uri.find('@');
  if (sign == std::string_view::npos || sign == 0) return;
  const std::size_t question = uri.find('?', sign + 1);
  if (question != std::string_view::npos && question > sign + 1)
    variants->emplace_back(uri.substr(0, question));
  const std::size_t parameters = uri.find_first_of("?&", sign + 1);
  if (parameters != std::string_view::npos && parameters > sign + 1 && uri[parameters] == '&')
    variants->emplace_back(uri.substr(0, parameters));
  if (std::string address = AddressWithoutBlanks(uri, sign); !address.empty())
    variants->push_back(std::move(address));
  if (std::string address = BracketedAddress(uri); !address.empty()) variants->push_back(std::move(address));
}

bool LeadsOut(std::string_view uri) {
  if (uri.size() <= 1 || uri[0] == '#' || uri[0] == '?' || uri[0] == '&') return false;
  return uri[0] != '/' || uri[1] == '/';
}

bool IsMail(std::string_view uri) {
  if (StartsWithIgnoreCase(uri, "mailto:")) return true;
  const std::size_t stop = uri.find_first_of(":@");
  return stop != std::string_view::npos && uri[stop] == '@';
}

// As browsers read it: slashes for backslashes, with a scheme, two slashes behind it and one behind the
// host, percent codes and character references decoded.
std::string Completed(std::string uri, UriText text) {
  std::replace(uri.begin(), uri.end(), '\\', '/');
  for (std::string_view scheme : {"http:", "https:"}) {
    if (!StartsWithIgnoreCase(uri, scheme)) continue;
    std::size_t slashes = 0;
    while (slashes < 2 && scheme.size() + slashes < uri.size() && uri[scheme.size() + slashes] == '/')
      ++slashes;
    uri.replace(scheme.size(), slashes, "//");
    break;
  }
  if (HasPercentCode(uri)) uri = NormalizePercentCodes(uri, text);
  if (!HasSchemePrefix(uri)) uri.insert(0, uri.starts_with("ftp.") ? "ftp://" : "http://");
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!StartsWithIgnoreCase(uri, scheme)) continue;
    const std::size_t stop = uri.find_first_of("/?#", scheme.size());
    if (stop != std::string::npos && stop > scheme.size() && uri[stop] != '/') uri.insert(stop, "/");
    break;
  }
  if (uri.find("&#") == std::string::npos) return uri;
  return Decode(Decode(Decode(uri, &Decimal), &Hexadecimal), &FullStop);
}

std::string OneLine(std::string_view uri) {
  std::string line(uri);
  std::erase(line, '\n');
  line = Trim(line);
  std::erase(line, '\r');
  return line;
}

}  // namespace

std::string NormalizePercentCodes(std::string_view uri, UriText text) {
  std::string out;
  for (std::size_t at = 0; at < uri.size();) {
    if (IsPercentCode(uri, at)) {
      const int value = HexDigitValue(uri[at + 1]) * 16 + HexDigitValue(uri[at + 2]);
      if (value > 0x20 && value < 0x7F)
        out.push_back(static_cast<char>(value));
      else
        out.append(uri.substr(at, 3));
      at += 3;
      continue;
    }
    const std::size_t begin = at;
    const char32_t code =
        text == UriText::kBytes ? static_cast<unsigned char>(uri[at++]) : NextCodePoint(uri, at);
    const bool plain = code > 0x20 && code < 0x7F && code != '"' && code != '%' && code != '<' && code != '>';
    if (plain || code > 0xFF) {
      out.append(uri.substr(begin, at - begin));
    } else {
      static constexpr char kHex[] = "0123456789abcdef";
      out.append({'%', kHex[code >> 4], kHex[code & 15]});
    }
  }
  return out;
}

std::vector<std::string> CanonicalUris(std::string_view uri, const UriConfig& config, UriText text) {
  // The URI and the targets inside it, then the variants of all of them.
  std::vector<std::string> all = {OneLine(uri)}, variants;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string one = all[i];
    if (!LeadsOut(one)) continue;
    if (IsMail(one)) {
      AddMailVariants(one, &variants);
      continue;
    }
    std::string completed = Completed(one, text);
    std::optional<std::string> target = AddHostVariants(completed, config, &variants);
    if (completed != one) variants.push_back(std::move(completed));
    if (!target || all.size() > kMaxTargets) continue;
    std::string next = OneLine(*target);
    if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(std::move(next));
  }
  std::vector<std::string> unique;
  std::unordered_set<std::string_view> seen;
  for (const std::vector<std::string>* list : {&all, &variants}) {
    for (const std::string& one : *list) {
      if (unique.size() < kMaxVariants && seen.insert(one).second) unique.push_back(one);
    }
  }
  return unique;
}

}  // namespace gatepost

// Tested by tests/text/uri_canonical_test.cc.
#include <algorithm>
#include <cstdio>
#include <deque>

#include "base/ascii.h"
#include "text/charset.h"
#include "text/uri.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxVariants = 100;

bool IsPercentCode(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '%' && HexDigitValue(text[at + 1]) >= 0 &&
         HexDigitValue(text[at + 2]) >= 0;
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

// "&#65;" and "&#x41;" of printable bytes, and the entities of full stops.
std::string DecodeEntities(std::string_view uri) {
  std::string out;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    std::size_t semicolon = uri.substr(i, 2) == "&#" ? uri.find(';', i) : std::string_view::npos;
    if (semicolon == std::string_view::npos || semicolon - i > 24) {
      out.push_back(uri[i]);
      continue;
    }
    std::string_view number = uri.substr(i + 2, semicolon - i - 2);
    bool hex = number.starts_with('x') || number.starts_with('X');
    std::string_view digits = number.substr(hex ? 1 : 0);
    bool good =
        !digits.empty() && std::all_of(digits.begin(), digits.end(), hex ? IsAsciiHexDigit : IsAsciiDigit);
    unsigned long value = good ? std::strtoul(std::string(digits).c_str(), nullptr, hex ? 16 : 10) : 0;
    bool stop = value == 0x3002 || value == 0xff0e || value == 0xff61;
    bool lower_x = number.starts_with('x');
    if (stop || (value >= 0x21 && value <= 0x7e && (!hex || lower_x || value == '.'))) {
      out.push_back(stop ? '.' : static_cast<char>(value));
      i = semicolon;
    } else {
      out.push_back(uri[i]);
    }
  }
  return out;
}

// Variants of a mail address: without what mail programs cut off behind or around it.
void AddMailVariants(const std::string& uri, std::vector<std::string>* variants) {
  std::size_t sign = uri.find('@');
  if (sign == std::string::npos || sign == 0) return;
  std::size_t question = uri.find('?', sign + 1), ampersand = uri.find('&', sign + 1);
  if (question != std::string::npos && question > sign + 1) variants->push_back(uri.substr(0, question));
  if (ampersand != std::string::npos && ampersand > sign + 1 && ampersand < question) {
    variants->push_back(uri.substr(0, ampersand));
  }
  if (uri.find("%20") != std::string::npos) {
    std::size_t begin = StartsWithIgnoreCase(uri, "mailto:") && uri.starts_with("mailto:") ? 7 : 0;
    while (uri.compare(begin, 3, "%20") == 0) begin += 3;
    std::size_t end = uri.find_first_of("?&%", sign + 1);
    std::string address = uri.substr(begin, (end == std::string::npos ? uri.size() : end) - begin);
    std::size_t inner = address.find('@');
    if (begin < sign && inner != std::string::npos && inner + 1 < address.size())
      variants->push_back("mailto:" + address);
  }
  std::size_t stop = uri.find_first_of("?&");
  std::size_t open = uri.substr(0, stop).rfind('<');
  std::size_t close = open == std::string::npos ? open : uri.find('>', open);
  if (close != std::string::npos) {
    std::string address = uri.substr(open + 1, close - open - 1);
    std::size_t inner = address.find('@');
    if (inner != std::string::npos && inner > 0 && inner + 1 < address.size())
      variants->push_back("mailto:" + address);
  }
}

// One part of a numeric host: decimal, 0x hex or 0 octal; nullopt where it is none.
std::optional<std::string> OctetText(std::string_view part) {
  if (part.empty()) return std::nullopt;
  bool hex = part.size() > 2 && part[0] == '0' && (part[1] == 'x' || part[1] == 'X');
  std::string_view digits = part.substr(hex ? 2 : 0);
  if (!std::all_of(digits.begin(), digits.end(), hex ? IsAsciiHexDigit : IsAsciiDigit)) return std::nullopt;
  if (hex) return std::to_string(std::strtoull(std::string(digits).c_str(), nullptr, 16));
  std::size_t zeros = digits.find_first_not_of('0');
  if (zeros == std::string_view::npos) return std::string();
  std::string_view significant = digits.substr(zeros);
  bool octal =
      zeros > 0 && significant.size() <= 3 &&
      std::all_of(significant.begin(), significant.end(), [](char c) { return c >= '0' && c <= '7'; }) &&
      (significant.size() < 3 || significant[0] <= '3');
  if (octal) return std::to_string(std::strtoull(std::string(significant).c_str(), nullptr, 8));
  return std::string(significant);
}

std::string DottedQuad(unsigned long long value) {
  std::string hex;
  char text[40];
  std::snprintf(text, sizeof text, "%08llx", value);
  // Only the first four bytes of what is written down count.
  unsigned octets[4];
  for (int i = 0; i < 4; ++i) {
    octets[i] = static_cast<unsigned>(HexDigitValue(text[2 * i]) * 16 + HexDigitValue(text[2 * i + 1]));
  }
  std::snprintf(text, sizeof text, "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
  return text;
}

struct WebUri {
  std::string scheme;  // "http://" or "https://", as written
  std::string user;    // with the "@"
  std::string host;
  std::string rest;  // port and all behind
  std::string port;  // digits, or ""
};

std::optional<WebUri> ParseWebUri(const std::string& uri) {
  WebUri web;
  if (StartsWithIgnoreCase(uri, "http://"))
    web.scheme = uri.substr(0, 7);
  else if (StartsWithIgnoreCase(uri, "https://"))
    web.scheme = uri.substr(0, 8);
  else
    return std::nullopt;
  std::string_view rest = std::string_view(uri).substr(web.scheme.size());
  std::size_t stop = rest.find_first_of("@/?#");
  if (stop != std::string_view::npos && rest[stop] == '@') {
    web.user = rest.substr(0, stop + 1);
    rest.remove_prefix(stop + 1);
  }
  std::size_t end = std::min(rest.find_first_of("/?#:"), rest.size());
  if (end == 0) return std::nullopt;
  web.host = rest.substr(0, end);
  web.rest = rest.substr(end);
  if (web.rest.starts_with(':')) {
    std::size_t digits = 1;
    while (digits < web.rest.size() && IsAsciiDigit(web.rest[digits])) ++digits;
    web.port = web.rest.substr(1, digits - 1);
  }
  return web;
}

// The target that a URI carries inside ("http://a/?http://b/"), or nothing.
std::optional<std::string> InnerUri(std::string_view rest) {
  for (std::size_t at = FindIgnoreCase(rest, "http"); at != std::string_view::npos;
       at = FindIgnoreCase(rest, "http", at + 1)) {
    std::size_t colon = at + 4;
    if (colon < rest.size() && AsciiToLower(rest[colon]) == 's') ++colon;
    if (colon >= rest.size() || rest[colon] != ':') continue;
    std::string_view inner = rest.substr(at, rest.find_first_of("&#", at) == std::string_view::npos
                                                 ? std::string_view::npos
                                                 : rest.find_first_of("&#", at) - at);
    if (inner.size() <= colon + 1 - at) continue;
    return inner.find('.') != std::string_view::npos ? std::optional<std::string>(inner) : std::nullopt;
  }
  return std::nullopt;
}

// Bytes that end a host name in a sentence ("http://a.example!!!").
void TrimHostTail(std::string* host) {
  while (!host->empty() && !IsAsciiAlnum(host->back())) host->pop_back();
}

void AddHostVariants(WebUri web, const UriConfig& config, std::vector<std::string>* variants,
                     std::deque<std::string>* queue) {
  bool plain = web.scheme == "http://";
  std::string without_port;
  if (!web.port.empty()) {
    without_port = web.rest;
    std::string default_port = plain ? ":80" : ":443";
    bool boundary = web.rest.size() == default_port.size() ||
                    (web.rest.size() > default_port.size() && !IsWordByte(web.rest[default_port.size()]));
    if (web.rest.starts_with(default_port) && boundary) {
      without_port = web.rest.substr(default_port.size());
      variants->push_back(web.scheme + web.host + without_port);
    }
  }
  std::string ascii = HostToAscii(web.host);
  if (ascii != AsciiLower(web.host)) {
    variants->push_back(web.scheme + ascii + web.rest);
    if (!without_port.empty()) variants->push_back(web.scheme + ascii + without_port);
    web.host = ascii;
  }
  auto is_control = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  if (std::any_of(web.host.begin(), web.host.end(), is_control)) {
    std::erase_if(web.host, is_control);
    variants->push_back(web.scheme + web.host + web.rest);
  }
  std::optional<std::string> target;
  if (config.find_redirect) target = config.find_redirect(web.scheme + web.host + web.rest);
  if (!target) target = InnerUri(web.rest);
  if (target) queue->push_back(*target);

  if (std::size_t sign = web.host.rfind('@'); sign != std::string::npos && sign > 0) {
    web.host.erase(0, sign + 1);
    variants->push_back(web.scheme + web.host + web.rest);
  }
  std::string before = web.host;
  TrimHostTail(&web.host);
  if (web.host != before) variants->push_back(web.scheme + web.host + web.rest);

  std::vector<std::string_view> parts = Split(web.host, '.');
  std::vector<std::string> octets;
  for (std::string_view part : parts) {
    if (std::optional<std::string> octet = OctetText(part)) octets.push_back(std::move(*octet));
  }
  bool hex = web.host.size() > 2 && StartsWithIgnoreCase(web.host, "0x") &&
             std::all_of(web.host.begin() + 2, web.host.end(), IsAsciiHexDigit);
  bool digits = !web.host.empty() && std::all_of(web.host.begin(), web.host.end(), IsAsciiDigit);
  if (octets.size() == 4 && parts.size() == 4) {
    variants->push_back(web.scheme + octets[0] + "." + octets[1] + "." + octets[2] + "." + octets[3] +
                        web.rest);
  } else if (hex) {
    std::string tail = web.host.substr(2);
    if (tail.size() > 8) tail.erase(0, tail.size() - 8);
    variants->push_back(web.scheme + DottedQuad(std::strtoull(tail.c_str(), nullptr, 16)) + web.rest);
  } else if (digits) {
    variants->push_back(web.scheme + DottedQuad(std::strtoull(web.host.c_str(), nullptr, 10)) + web.rest);
  } else if (plain && web.user.empty() && ascii != "localhost" && (web.port.empty() || web.port == "80")) {
    // Browsers try www.NAME.com for a lone name.
    std::string_view name = ascii;
    if (name.starts_with("www.")) name.remove_prefix(4);
    if (!name.empty() && name.find('.') == std::string_view::npos && !HasKnownTld(ascii, config)) {
      variants->push_back(web.scheme + "www." + std::string(name) + ".com" + web.rest);
    }
  }
}

void AddVariants(const std::string& uri, const UriConfig& config, std::vector<std::string>* variants,
                 std::deque<std::string>* queue) {
  bool local =
      uri.size() <= 1 || uri[0] == '#' || uri[0] == '?' || uri[0] == '&' || (uri[0] == '/' && uri[1] != '/');
  if (local) return;
  std::size_t sign = uri.find('@');
  if (StartsWithIgnoreCase(uri, "mailto:") || (sign != std::string::npos && uri.find(':') > sign)) {
    AddMailVariants(uri, variants);
    return;
  }
  std::string canonical = uri;
  std::replace(canonical.begin(), canonical.end(), '\\', '/');
  for (std::string_view scheme : {"http:", "https:"}) {
    if (!StartsWithIgnoreCase(canonical, scheme)) continue;
    std::size_t slashes = scheme.size();
    while (slashes < canonical.size() && slashes < scheme.size() + 2 && canonical[slashes] == '/') ++slashes;
    canonical.replace(scheme.size(), slashes - scheme.size(), "//");
    break;
  }
  if (HasPercentCode(canonical)) canonical = NormalizePercentCodes(canonical);
  if (!HasSchemePrefix(canonical)) canonical.insert(0, canonical.starts_with("ftp.") ? "ftp://" : "http://");
  if (StartsWithIgnoreCase(canonical, "http")) {
    std::size_t authority = canonical.find("://");
    std::size_t stop =
        authority == std::string::npos ? authority : canonical.find_first_of("/?#", authority + 3);
    bool web = authority == 4 || (authority == 5 && AsciiToLower(canonical[4]) == 's');
    if (web && stop != std::string::npos && stop > authority + 3 && canonical[stop] != '/')
      canonical.insert(stop, "/");
  }
  canonical = DecodeEntities(canonical);
  if (canonical != uri) variants->push_back(canonical);
  if (std::optional<WebUri> web = ParseWebUri(canonical))
    AddHostVariants(std::move(*web), config, variants, queue);
}

}  // namespace

std::string NormalizePercentCodes(std::string_view uri) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    auto byte = static_cast<unsigned char>(uri[i]);
    if (IsPercentCode(uri, i)) {
      int value = HexDigitValue(uri[i + 1]) * 16 + HexDigitValue(uri[i + 2]);
      if (value > 0x20 && value < 0x7f)
        out.push_back(static_cast<char>(value));
      else
        out.append(uri.substr(i, 3));
      i += 2;
    } else if (byte <= 0x20 || byte >= 0x7f || byte == '"' || byte == '%' || byte == '<' || byte == '>') {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    } else {
      out.push_back(uri[i]);
    }
  }
  return out;
}

std::vector<std::string> CanonicalUris(std::string_view uri, const UriConfig& config) {
  std::vector<std::string> all, variants;
  auto add = [&all](const std::string& one) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  };
  std::deque<std::string> queue = {std::string(uri)};
  while (!queue.empty() && all.size() < kMaxVariants) {
    std::string next = std::move(queue.front());
    queue.pop_front();
    std::erase_if(next, [](char c) { return c == '\n' || c == '\r'; });
    next = std::string(Trim(next));
    bool seen = std::find(all.begin(), all.end(), next) != all.end();
    add(next);
    if (seen) continue;
    AddVariants(next, config, &variants, &queue);
  }
  for (const std::string& variant : variants) {
    if (all.size() >= kMaxVariants) break;
    add(variant);
  }
  return all;
}

}  // namespace gatepost

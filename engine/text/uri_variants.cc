// Tested by tests/text/uri_canonical_test.cc.
#include "text/uri_variants.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/ascii.h"

namespace gatepost {
namespace {

struct WebUri {
  std::string scheme;     // "http://" or "https://", as written
  bool has_user = false;  // "user@" stood before the host
  std::string host;
  std::string rest;  // port and all behind
  std::string port;  // digits, or ""
};

std::optional<WebUri> ParseWebUri(std::string_view uri) {
  WebUri web;
  for (std::string_view scheme : {"http://", "https://"}) {
    if (StartsWithIgnoreCase(uri, scheme)) web.scheme = uri.substr(0, scheme.size());
  }
  if (web.scheme.empty()) return std::nullopt;
  uri.remove_prefix(web.scheme.size());
  const std::size_t stop = uri.find_first_of("@/?#");
  const bool sign = stop != std::string_view::npos && uri[stop] == '@';
  // A user without a host behind is the host.
  if (sign && stop + 1 < uri.size() &&
      std::string_view("/?#:").find(uri[stop + 1]) == std::string_view::npos) {
    web.has_user = true;
    uri.remove_prefix(stop + 1);
  }
  const std::size_t end = std::min(uri.find_first_of("/?#:"), uri.size());
  if (end == 0) return std::nullopt;
  web.host = uri.substr(0, end);
  web.rest = uri.substr(end);
  if (web.rest.starts_with(':')) {
    std::size_t digits = 1;
    while (digits < web.rest.size() && IsAsciiDigit(web.rest[digits])) ++digits;
    web.port = web.rest.substr(1, digits - 1);
  }
  return web;
}

// The first "http:" or "https:" in `rest` with all behind it, up to "&" or "#"; it must hold a dot.
std::optional<std::string> InnerUri(std::string_view rest) {
  for (std::size_t at = FindIgnoreCase(rest, "http"); at != std::string_view::npos;
       at = FindIgnoreCase(rest, "http", at + 1)) {
    std::size_t colon = at + 4;
    if (colon < rest.size() && AsciiToLower(rest[colon]) == 's') ++colon;
    if (colon >= rest.size() || rest[colon] != ':') continue;
    const std::size_t end = std::min(rest.find_first_of("&#", at), rest.size());
    if (end == colon + 1) continue;
    const std::string_view inner = rest.substr(at, end - at);
    if (inner.find('.') == std::string_view::npos) return std::nullopt;
    return std::string(inner);
  }
  return std::nullopt;
}

bool IsNumber(std::string_view text, int base) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base == 16 ? IsAsciiHexDigit : IsAsciiDigit);
}

// Of digits of that base; the largest number there is where it would be more.
std::uint64_t NumberOf(std::string_view digits, unsigned base) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t value = 0;
  for (char c : digits) {
    const auto digit = static_cast<unsigned>(HexDigitValue(c));
    if (value > (kMax - digit) / base) return kMax;
    value = value * base + digit;
  }
  return value;
}

// One part of a numeric host (decimal, hexadecimal with 0x, or octal with 0) in decimal; "" for zero in
// decimal, odd as it is, since rules are written for what SpamAssassin shows them. Nothing where it is none.
std::optional<std::string> OctetText(std::string_view part) {
  if (StartsWithIgnoreCase(part, "0x") && IsNumber(part.substr(2), 16)) {
    std::string decimal = std::to_string(static_cast<std::int64_t>(NumberOf(part.substr(2), 16)));
    decimal.erase(0, decimal.find_first_not_of('0'));
    return decimal;
  }
  if (!IsNumber(part, 10)) return std::nullopt;
  const std::size_t zeros = std::min(part.find_first_not_of('0'), part.size());
  const std::string_view digits = part.substr(zeros);
  const bool octal = zeros > 0 && !digits.empty() && digits.size() <= (digits[0] <= '3' ? 3U : 2U) &&
                     digits.find_first_not_of("01234567") == std::string_view::npos;
  return octal ? std::to_string(NumberOf(digits, 8)) : std::string(digits);
}

std::optional<std::string> DottedHost(std::string_view host) {
  std::string dotted;
  const std::vector<std::string_view> parts = Split(host, '.');
  if (parts.size() != 4) return std::nullopt;
  for (std::string_view part : parts) {
    const std::optional<std::string> octet = OctetText(part);
    if (!octet) return std::nullopt;
    dotted.append(dotted.empty() && part.data() == parts[0].data() ? "" : ".").append(*octet);
  }
  return dotted;
}

// A number as an IPv4 address. Of one that has more than 32 bits, those written first count.
std::string DottedNumber(std::uint64_t value) {
  int digits = 8;
  while (digits < 16 && (value >> (4 * digits)) != 0) ++digits;
  value >>= 4 * (digits - 8);
  std::string dotted;
  for (int shift = 24; shift >= 0; shift -= 8)
    dotted.append(dotted.empty() ? "" : ".").append(std::to_string((value >> shift) & 0xFF));
  return dotted;
}

// "80" or "443" gone from "PORT/path"; `rest` itself where it names another port.
std::string WithoutDefaultPort(const std::string& rest, std::string_view default_port) {
  const bool whole = rest.size() == default_port.size() ||
                     (rest.size() > default_port.size() && !IsWordByte(rest[default_port.size()]));
  return rest.starts_with(default_port) && whole ? rest.substr(default_port.size()) : rest;
}

bool IsControl(char c) { return static_cast<unsigned char>(c) <= 0x20; }

}  // namespace

std::optional<std::string> AddHostVariants(const std::string& uri, const UriConfig& config,
                                           std::vector<std::string>* variants) {
  const std::optional<WebUri> web = ParseWebUri(uri);
  if (!web) return std::nullopt;
  std::string host = web->host;
  const auto add = [&](std::string_view name, const std::string& rest) {
    variants->push_back(web->scheme + std::string(name) + rest);
  };

  const bool plain = web->scheme == "http://";
  std::string rest_without_port;
  if (!web->port.empty()) {
    rest_without_port = WithoutDefaultPort(web->rest, plain ? ":80" : ":443");
    if (rest_without_port != web->rest) add(host, rest_without_port);
  }
  const std::string ascii = HostToAscii(host);
  if (ascii != AsciiLower(host)) {
    host = ascii;
    add(host, web->rest);
    if (!rest_without_port.empty()) add(host, rest_without_port);
  }
  if (std::erase_if(host, IsControl) > 0) add(host, web->rest);

  std::optional<std::string> target;
  if (config.find_redirect) target = config.find_redirect(web->scheme + host + web->rest);
  if (!target) target = InnerUri(web->rest);

  // User info, and what a sentence puts behind a name ("http://a.example!!!").
  if (const std::size_t sign = host.find('@'); sign != std::string::npos && sign > 0) {
    host.erase(0, sign + 1);
    add(host, web->rest);
  }
  const std::size_t size = host.size();
  while (!host.empty() && !IsAsciiAlnum(host.back())) host.pop_back();
  if (host.size() != size) add(host, web->rest);

  if (const std::optional<std::string> dotted = DottedHost(host)) {
    add(*dotted, web->rest);
  } else if (StartsWithIgnoreCase(host, "0x") && IsNumber(std::string_view(host).substr(2), 16)) {
    // The last eight digits count.
    add(DottedNumber(NumberOf(std::string_view(host).substr(host.size() > 10 ? host.size() - 8 : 2), 16)),
        web->rest);
  } else if (IsNumber(host, 10)) {
    add(DottedNumber(NumberOf(host, 10)), web->rest);
  } else if (plain && !web->has_user && ascii != "localhost" && (web->port.empty() || web->port == "80")) {
    // Browsers try www.NAME.com for a lone name.
    std::string_view name = ascii;
    if (name.starts_with("www.") && name.size() > 4) name.remove_prefix(4);
    if (!name.empty() && name.find('.') == std::string_view::npos && !HasKnownTld(ascii, config))
      add("www." + std::string(name) + ".com", web->rest);
  }
  return target;
}

}  // namespace gatepost

// Hosts and domains. Tested by tests/text/uri_host_test.cc.
#include <idn2.h>
#include <libpsl.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "base/ascii.h"
#include "text/charset.h"
#include "text/uri.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxHostBytes = 253;  // RFC 1035
constexpr std::size_t kMaxLabelBytes = 63;

constexpr std::string_view kUsStates[] = {"ak", "al", "ar", "az", "ca", "co", "ct", "dc", "de", "fl", "ga",
                                          "gu", "hi", "ia", "id", "il", "in", "ks", "ky", "la", "ma", "md",
                                          "me", "mi", "mn", "mo", "ms", "mt", "nc", "nd", "ne", "nh", "nj",
                                          "nm", "nv", "ny", "oh", "ok", "or", "pa", "pr", "ri", "sc", "sd",
                                          "tn", "tx", "ut", "va", "vi", "vt", "wa", "wi", "wv", "wy"};

bool IsUsState(std::string_view label) {
  return std::find(std::begin(kUsStates), std::end(kUsStates), label) != std::end(kUsStates);
}

bool IsPlainHostByte(char c) {
  return IsAsciiAlnum(c) || c == '_' || c == '.' || c == ':' || c == '[' || c == ']' || c == '-';
}

// The full stops that IDNA counts as dots (RFC 3490, 3.1), and two that look like it, in UTF-8.
std::string WithAsciiDots(std::string_view host) {
  std::string out;
  for (std::size_t i = 0; i < host.size(); ++i) {
    std::string_view three = host.substr(i, 3);
    if (three == "\u3002" || three == "\uFF0E" || three == "\uFF61" || three == "\u2024" ||
        three == "\uFE52") {
      out.push_back('.');
      i += 2;
    } else {
      out.push_back(host[i]);
    }
  }
  return out;
}

// Letters of Latin-1 and what hosts are made of: read as Latin-1 where it is no UTF-8.
bool IsLatin1Host(std::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return IsWordByte(c) || c == '.' || c == '-' ||
           (byte >= 0xc0 && byte != 0xd7 && byte != 0xdf && byte != 0xf7 && byte != 0xff);
  });
}

// Calls `visit` with each label, the empty ones too, until it answers false; true where it never did.
template <class Visit>
bool EachLabel(std::string_view host, const Visit& visit) {
  for (;;) {
    const std::size_t dot = host.find('.');
    if (!visit(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

bool IsIpv4Address(std::string_view text) {
  int octets = 0;
  return EachLabel(text,
                   [&](std::string_view octet) {
                     if (octet.empty() || octet.size() > 3 || (octet.size() > 1 && octet[0] == '0'))
                       return false;
                     int value = 0;
                     for (char c : octet) {
                       if (!IsAsciiDigit(c)) return false;
                       value = value * 10 + (c - '0');
                     }
                     return ++octets <= 4 && value <= 255;
                   }) &&
         octets == 4;
}

// How many groups of one to four hexadecimal digits, with colons between; nothing where it is something else.
// An IPv4 address at the end counts as two groups.
std::optional<std::size_t> CountGroups(std::string_view text, bool ipv4_may_end_it) {
  if (text.empty()) return 0;
  std::vector<std::string_view> groups = Split(text, ':');
  std::size_t count = groups.size();
  if (ipv4_may_end_it && IsIpv4Address(groups.back())) {
    groups.pop_back();
    ++count;
  }
  bool good = std::all_of(groups.begin(), groups.end(), [](std::string_view group) {
    return !group.empty() && group.size() <= 4 && std::all_of(group.begin(), group.end(), IsAsciiHexDigit);
  });
  return good ? std::optional(count) : std::nullopt;
}

// What a thread found out about the last few names. libpsl walks a packed automaton for each, and a mail, and
// the next one, ask for the same names again and again.
template <class Value>
class Memory {
 public:
  template <class Find>
  Value Of(const std::string& name, const Find& find) {
    if (name.size() > kMaxHostBytes) return find(name);
    if (known_.size() >= kMost) known_.clear();
    auto [place, is_new] = known_.try_emplace(name);
    if (is_new) place->second = find(name);
    return place->second;
  }

 private:
  static constexpr std::size_t kMost = 512;
  std::unordered_map<std::string, Value> known_;
};

// The labels that are not empty.
std::vector<std::string_view> LabelsOf(std::string_view host) {
  std::vector<std::string_view> labels = Split(host, '.');
  std::erase_if(labels, [](std::string_view label) { return label.empty(); });
  return labels;
}

std::string Joined(const std::vector<std::string_view>& labels, std::size_t from) {
  std::string name;
  for (std::size_t i = from; i < labels.size(); ++i) name.append(i == from ? "" : ".").append(labels[i]);
  return name;
}

std::string DomainByPsl(const std::vector<std::string_view>& labels, const UriConfig& config) {
  if (labels.size() < 2 || !IsKnownTld(labels.back(), config)) return {};
  const std::string name = Joined(labels, 0);
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  return domain == nullptr ? name : std::string(domain);
}

// How many labels at the end of a host form the delegated part above a registered domain.
bool IsDelegated(const std::vector<std::string_view>& labels, std::size_t from, const UriConfig& config) {
  std::size_t count = labels.size() - from;
  const std::string name = Joined(labels, from);
  if (count == 2) return config.two_tlds.contains(name);
  // RFC 1480: "locality.state.us", "ci.locality.state.us", "pvt.k12.state.us".
  if (count == 3)
    return labels.back() == "us" ? IsUsState(labels[from + 1]) : config.three_tlds.contains(name);
  if (count == 4 && labels.back() == "us") {
    bool school = labels[from] == "pvt" && labels[from + 1] == "k12";
    return (school || labels[from] == "ci" || labels[from] == "co") && IsUsState(labels[from + 2]);
  }
  return false;
}

// Encoded bytes that no host keeps encoded: the decoded variant will be looked at.
bool HasEncodedPrintable(std::string_view host) {
  for (std::size_t i = 0; i + 2 < host.size(); ++i) {
    if (host[i] != '%') continue;
    int value = HexDigitValue(host[i + 1]) * 16 + HexDigitValue(host[i + 2]);
    if (HexDigitValue(host[i + 1]) >= 0 && HexDigitValue(host[i + 2]) >= 0 && value >= 0x21 && value <= 0x7e)
      return true;
  }
  return false;
}

// The host part of a lower-case URI, as written; nullopt where it leads nowhere.
std::optional<std::string_view> CutHost(std::string_view uri) {
  for (std::string_view scheme : {"javascript:", "cid:", "file:"}) {
    if (uri.starts_with(scheme)) return std::nullopt;
  }
  if (uri.starts_with("mailto:")) {
    uri = uri.substr(0, uri.find('?'));
    std::size_t sign = uri.find('@');
    if (sign == std::string_view::npos || uri.find('@', sign + 1) != std::string_view::npos)
      return std::nullopt;
    return uri.substr(sign + 1);
  }
  std::size_t colon = uri.find(':');
  if (colon != std::string_view::npos && colon > 0 &&
      std::all_of(uri.begin(), uri.begin() + static_cast<std::ptrdiff_t>(colon), IsAsciiLower)) {
    uri.remove_prefix(colon + 1);
    for (int i = 0; i < 2 && uri.starts_with('/'); ++i) uri.remove_prefix(1);
  }
  uri = uri.substr(0, uri.find_first_of("/?#"));
  std::size_t sign = uri.rfind('@');
  if (sign != std::string_view::npos) uri.remove_prefix(sign + 1);
  std::size_t port = uri.rfind(':');
  if (port != std::string_view::npos &&
      std::all_of(uri.begin() + static_cast<std::ptrdiff_t>(port) + 1, uri.end(), IsAsciiDigit)) {
    uri = uri.substr(0, port);
  }
  return uri;
}

}  // namespace

bool IsIpAddress(std::string_view host) {
  if (IsIpv4Address(host)) return true;
  if (StartsWithIgnoreCase(host, "ipv6:")) host.remove_prefix(5);
  if (host.find(':') == std::string_view::npos) return false;
  const std::size_t gap = host.find("::");
  if (gap == std::string_view::npos) return CountGroups(host, true) == 8;
  std::optional<std::size_t> left = CountGroups(host.substr(0, gap), false);
  std::optional<std::size_t> right = CountGroups(host.substr(gap + 2), true);
  return left && right && *left + *right <= 7;
}

std::string HostToAscii(std::string_view host) {
  if (std::all_of(host.begin(), host.end(), IsPlainHostByte)) return AsciiLower(host);
  std::string utf8;
  const bool is_utf8 = IsValidUtf8(host);
  if (is_utf8)
    utf8 = WithAsciiDots(host);
  else if (IsLatin1Host(host))
    utf8 = ToUtf8(host, "iso-8859-1").utf8;
  else
    return AsciiLower(host);
  // A NUL ends it, as for SpamAssassin.
  char* ascii = nullptr;
  int outcome = idn2_to_ascii_8z(utf8.c_str(), &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  std::unique_ptr<char, decltype(&idn2_free)> owner(ascii, [](void* pointer) { idn2_free(pointer); });
  if (outcome == IDN2_OK && ascii != nullptr) return ascii;
  return is_utf8 ? utf8 : std::string(host);
}

std::string HostToUnicode(std::string_view ascii_host) {
  if (!ContainsIgnoreCase(ascii_host, "xn--")) return std::string(ascii_host);
  const std::string host(ascii_host);
  char* utf8 = nullptr;
  const int outcome = idn2_to_unicode_8z8z(host.c_str(), &utf8, 0);
  std::unique_ptr<char, decltype(&idn2_free)> owner(utf8, [](void* pointer) { idn2_free(pointer); });
  return outcome == IDN2_OK && utf8 != nullptr ? std::string(utf8) : host;
}

bool IsHostNameValid(std::string_view ascii_host) {
  while (ascii_host.ends_with('.')) ascii_host.remove_suffix(1);
  if (ascii_host.size() > kMaxHostBytes) return false;
  const std::size_t last_dot = ascii_host.rfind('.');
  if (last_dot == std::string_view::npos) return false;
  // No underscores in the last two labels.
  const std::size_t second = last_dot == 0 ? last_dot : ascii_host.rfind('.', last_dot - 1);
  const char* top = second == std::string_view::npos ? ascii_host.data() : ascii_host.data() + second + 1;
  return EachLabel(ascii_host, [top](std::string_view label) {
    if (label.empty() || label.size() > kMaxLabelBytes || label.front() == '-' || label.back() == '-')
      return false;
    const bool is_top = label.data() >= top;
    return std::all_of(label.begin(), label.end(),
                       [is_top](char c) { return IsAsciiAlnum(c) || c == '-' || (c == '_' && !is_top); });
  });
}

bool IsKnownTld(std::string_view label, const UriConfig& config) {
  std::string lower = AsciiLower(label);
  if (!config.tlds.empty()) return config.tlds.contains(lower);
  if (lower.empty()) return false;
  thread_local Memory<bool> known;
  return known.Of(lower, [](const std::string& name) {
    return psl_is_public_suffix2(psl_builtin(), name.c_str(), PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) == 1;
  });
}

bool HasKnownTld(std::string_view ascii_host, const UriConfig& config) {
  std::size_t dot = ascii_host.rfind('.');
  bool white = std::any_of(ascii_host.begin(), ascii_host.end(), IsAsciiSpace);
  return dot != std::string_view::npos && !white && IsKnownTld(ascii_host.substr(dot + 1), config);
}

std::string RegisteredDomain(std::string_view host, const UriConfig& config) {
  const std::string ascii = HostToAscii(host);
  if (config.tlds.empty()) {
    thread_local Memory<std::string> known;
    return known.Of(ascii, [&](const std::string& name) { return DomainByPsl(LabelsOf(name), config); });
  }
  const std::vector<std::string_view> labels = LabelsOf(ascii);
  if (labels.size() < 2 || !IsKnownTld(labels.back(), config)) return {};
  std::size_t from = labels.size() > 4 ? labels.size() - 4 : 0;
  while (from + 1 < labels.size() && !IsDelegated(labels, from, config)) ++from;
  // One label more than what is delegated, where there is one.
  return Joined(labels, from > 0 ? from - 1 : 0);
}

std::optional<std::string> FindUriHost(std::string_view uri) {
  std::string lower = AsciiLower(uri);
  std::optional<std::string_view> raw = CutHost(lower);
  if (!raw || HasEncodedPrintable(*raw)) return std::nullopt;
  return HostToAscii(*raw);
}

std::optional<UriTarget> TargetOfHost(const std::string& ascii_host, const UriConfig& config) {
  if (IsIpAddress(ascii_host)) return UriTarget{ascii_host, ascii_host};
  if (!IsHostNameValid(ascii_host) || !HasKnownTld(ascii_host, config)) return std::nullopt;
  return UriTarget{ascii_host, RegisteredDomain(ascii_host, config)};
}

std::optional<UriTarget> FindUriTarget(std::string_view uri, const UriConfig& config) {
  std::optional<std::string> host = FindUriHost(uri);
  return host ? TargetOfHost(*host, config) : std::nullopt;
}

}  // namespace gatepost

// Tested by tests/config/askdns_test.cc.
#include "config/askdns.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

std::optional<std::uint32_t> Whole(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

struct Operand {
  std::uint32_t value = 0;
  bool is_quad = false;
};

// "16", "0x10", "127.0.0.2".
std::optional<Operand> ReadOperand(std::string_view text) {
  const auto plain = [](std::optional<std::uint32_t> value) {
    return value ? std::optional(Operand{*value, false}) : std::nullopt;
  };
  if (text.starts_with("0x")) return plain(Whole(text.substr(2), 16));
  const std::vector<std::string_view> octets = Split(text, '.');
  if (octets.size() == 1) return plain(Whole(text, 10));
  if (octets.size() != 4) return std::nullopt;
  Operand quad{0, true};
  for (const std::string_view octet : octets) {
    const std::optional<std::uint32_t> value = octet.size() <= 3 ? Whole(octet, 10) : std::nullopt;
    if (!value || *value > 255) return std::nullopt;
    quad.value = quad.value << 8 | *value;
  }
  return quad;
}

std::optional<int> RcodeOf(std::string_view word) {
  static constexpr std::pair<std::string_view, int> kNames[] = {
      {"NOERROR", 0},  {"FORMERR", 1}, {"SERVFAIL", 2}, {"NXDOMAIN", 3}, {"NOTIMP", 4},  {"REFUSED", 5},
      {"YXDOMAIN", 6}, {"YXRRSET", 7}, {"NXRRSET", 8},  {"NOTAUTH", 9},  {"NOTZONE", 10}};
  for (const auto& [name, code] : kNames) {
    if (EqualsIgnoreCase(word, name)) return code;
  }
  const std::optional<std::uint32_t> number = Whole(word, 10);
  return number && *number < 4096 ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

bool IsPatternLiteral(std::string_view text) {
  if (text.size() > 2 && text.front() == '/') {
    const std::size_t end = text.rfind('/');
    return end > 1 &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(end) + 1, text.end(), IsAsciiLower);
  }
  return text.size() > 3 && text.front() == 'm' && !IsWordByte(text[1]);
}

}  // namespace

std::optional<AskDnsFilter> ParseAskDnsFilter(std::string_view text) {
  AskDnsFilter filter;
  if (text.empty()) return filter;
  if (IsPatternLiteral(text)) {
    filter.kind = AskDnsFilter::Kind::kPattern;
    filter.text = text;
    return filter;
  }
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    filter.kind = AskDnsFilter::Kind::kText;
    filter.text = text.substr(1, text.size() - 2);
    return filter;
  }
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    filter.kind = AskDnsFilter::Kind::kRcodes;
    for (const std::string_view word : Split(text.substr(1, text.size() - 2), ',')) {
      const std::optional<int> code = RcodeOf(Trim(word));
      if (!code) return std::nullopt;
      filter.rcodes.push_back(*code);
    }
    return filter;
  }
  const std::size_t between = text.find_first_of("-/");
  const std::optional<Operand> first = ReadOperand(text.substr(0, between));
  if (!first) return std::nullopt;
  filter.first = filter.second = first->value;
  if (between == kNone) {
    filter.kind = first->is_quad ? AskDnsFilter::Kind::kRange : AskDnsFilter::Kind::kMask;
    return filter;
  }
  const std::optional<Operand> second = ReadOperand(text.substr(between + 1));
  if (!second) return std::nullopt;
  filter.second = second->value;
  filter.kind = text[between] == '-' ? AskDnsFilter::Kind::kRange : AskDnsFilter::Kind::kMasked;
  return filter;
}

bool IsAskDnsTypes(std::string_view text) {
  static constexpr std::string_view kTypes[] = {
      "ANY",   "A",     "AAAA",       "MX",    "TXT",   "PTR",  "NAPTR", "NS",       "SOA",  "CERT",
      "CNAME", "DNAME", "DHCID",      "HINFO", "MINFO", "RP",   "HIP",   "IPSECKEY", "KX",   "LOC",
      "GPOS",  "SRV",   "OPENPGPKEY", "SSHFP", "SPF",   "TLSA", "URI",   "CAA",      "CSYNC"};
  const std::vector<std::string_view> types = Split(text, ',');
  return std::all_of(types.begin(), types.end(), [](std::string_view type) {
    return std::find_if(std::begin(kTypes), std::end(kTypes), [&](std::string_view known) {
             return EqualsIgnoreCase(type, known);
           }) != std::end(kTypes);
  });
}

}  // namespace gatepost

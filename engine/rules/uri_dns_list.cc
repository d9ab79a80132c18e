// Tested by tests/rules/ruleset_test.cc.
#include "rules/uri_dns_list.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "mail/network.h"

namespace gatepost {
namespace {

constexpr std::string_view kFlags[] = {"a", "ns", "ips_only", "domains_only", "notrim"};

struct Keyword {
  std::string_view name, looks_up;
  bool has_subtest;
};
constexpr Keyword kKeywords[] = {
    {"uridnsbl", "address", false},       {"uridnssub", "address", true},
    {"urirhsbl", "domain", false},        {"urirhssub", "domain", true},
    {"urinsrhsbl", "ns_domain", false},   {"urinsrhssub", "ns_domain", true},
    {"urifullnsrhsbl", "ns_host", false}, {"urifullnsrhssub", "ns_host", true},
};

const Keyword* FindKeyword(std::string_view name) {
  const auto* found = std::find_if(std::begin(kKeywords), std::end(kKeywords),
                                   [&](const Keyword& keyword) { return keyword.name == name; });
  return found == std::end(kKeywords) ? nullptr : found;
}

Status BadUriDns(std::string_view what) { return {StatusCode::kInvalidArgument, std::string(what)}; }

// "16", "0x10" or "127.0.0.2", as a number in decimal digits.
struct SubtestNumber {
  std::string digits;
  bool is_address = false;
};
std::optional<SubtestNumber> ParseNumber(std::string_view text) {
  std::uint64_t number = 0;
  const bool is_hex = text.starts_with("0x");
  const std::string_view digits = is_hex ? text.substr(2) : text;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number, is_hex ? 16 : 10);
  if (read.ec == std::errc() && read.ptr == end && digits.size() <= (is_hex ? 8u : 10u))
    return SubtestNumber{std::to_string(number), false};
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  if (!address || !address->IsV4() || !IsAsciiDigit(text.front()) || text.find(':') != kNpos)
    return std::nullopt;
  number = 0;
  for (std::size_t i = 12; i < address->bytes.size(); ++i) number = number * 256 + address->bytes[i];
  return SubtestNumber{std::to_string(number), true};
}

std::optional<std::string> ParseSubtest(std::string_view text) {
  const std::size_t sign = text.find_first_of("/-");
  const std::optional<SubtestNumber> first = ParseNumber(text.substr(0, sign));
  if (!first) return std::nullopt;
  // An address is one value, a number a set of bits.
  if (sign == kNpos) return first->is_address ? first->digits + "-" + first->digits : first->digits;
  const std::optional<SubtestNumber> second = ParseNumber(text.substr(sign + 1));
  if (!second) return std::nullopt;
  return first->digits + text[sign] + second->digits;
}

}  // namespace

bool IsUriDnsKeyword(std::string_view keyword) { return FindKeyword(keyword) != nullptr; }

Result<std::vector<std::string>> ParseUriDnsList(std::string_view keyword, std::string_view value) {
  const Keyword& form = *FindKeyword(keyword);
  const std::vector<std::string_view> words = SplitWhitespace(value);
  if (words.size() != (form.has_subtest ? 3 : 2))
    return BadUriDns(form.has_subtest ? "needs a rule, a zone, a type and which answers count"
                                      : "needs a rule, a zone and a type");
  std::string_view zone = words[0];
  if (zone.ends_with('.')) zone.remove_suffix(1);
  const std::string type = AsciiUpper(words[1]);
  if (type != "A" && type != "TXT") return BadUriDns("the type is neither A nor TXT");
  std::string subtest;
  if (form.has_subtest) {
    std::optional<std::string> parsed = ParseSubtest(words[2]);
    if (!parsed)
      return BadUriDns("not an address, a number, a range or a value and a mask: " +
                       std::string(words[2].substr(0, 60)));
    subtest = std::move(*parsed);
  }
  return std::vector<std::string>{std::string(form.looks_up), std::string(zone), type, subtest};
}

std::vector<std::string> UriDnsFlags(std::string_view tflags) {
  std::vector<std::string> flags;
  for (std::string_view word : SplitWhitespace(tflags)) {
    if (std::find(std::begin(kFlags), std::end(kFlags), word) != std::end(kFlags)) flags.emplace_back(word);
  }
  return flags;
}

}  // namespace gatepost

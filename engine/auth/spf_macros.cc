// Tested by tests/auth/spf_macros_test.cc.
#include "auth/spf_macros.h"

#include <algorithm>
#include <vector>

#include "auth/spf_record.h"
#include "auth/tag_list.h"
#include "base/ascii.h"

namespace gatepost {
namespace {

// "192.0.2.3", or the 32 nibbles of an IPv6 address, dots between them.
std::string Dotted(const IpAddress& ip) {
  std::string text;
  if (ip.IsV4()) {
    for (std::size_t i = 12; i < 16; ++i) text += (i > 12 ? "." : "") + std::to_string(ip.bytes[i]);
    return text;
  }
  static constexpr char kHex[] = "0123456789abcdef";
  for (std::uint8_t byte : ip.bytes) {
    if (!text.empty()) text += '.';
    text += {kHex[byte >> 4], '.', kHex[byte & 15]};
  }
  return text;
}

std::optional<std::string> ValueOf(char letter, const SpfMacroValues& values) {
  switch (AsciiToLower(letter)) {
    case 's':
      return values.sender;
    case 'l':
      return values.local_part;
    case 'o':
      return values.domain;
    case 'd':
      return values.authority;
    case 'i':
      return Dotted(values.ip);
    case 'p':
      return values.host_name();
    case 'v':
      return values.ip.IsV4() ? "in-addr" : "ip6";
    case 'h':
      return values.helo;
    default:
      return std::nullopt;
  }
}

// Perl's split: empty pieces at the end are none.
std::vector<std::string_view> SplitAtAny(std::string_view text, std::string_view delimiters) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(delimiters, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  while (!parts.empty() && parts.back().empty()) parts.pop_back();
  return parts;
}

// "%{l2r-}": what stands between the braces.
std::optional<std::string> ExpandOne(std::string_view macro, const SpfMacroValues& values) {
  std::optional<std::string> value = ValueOf(macro.front(), values);
  if (!value) return std::nullopt;
  macro.remove_prefix(1);
  const auto end =
      static_cast<std::size_t>(std::find_if_not(macro.begin(), macro.end(), IsAsciiDigit) - macro.begin());
  const std::optional<std::uint64_t> most = ReadDigits(macro.substr(0, end));
  if (most == 0U) return std::nullopt;
  macro.remove_prefix(end);
  const bool reverse = macro.starts_with('r');
  if (reverse) macro.remove_prefix(1);
  // Delimiters alone change nothing, to Mail::SPF.
  if (!reverse && !most) return value;
  std::vector<std::string_view> parts = SplitAtAny(*value, macro.empty() ? "." : macro);
  if (reverse) std::reverse(parts.begin(), parts.end());
  const std::size_t first = most && *most < parts.size() ? parts.size() - static_cast<std::size_t>(*most) : 0;
  std::string joined;
  for (std::size_t i = first; i < parts.size(); ++i) joined.append(i > first ? "." : "").append(parts[i]);
  return joined;
}

}  // namespace

std::optional<std::string> ExpandMacros(std::string_view text, const SpfMacroValues& values) {
  std::string expanded;
  int count = 0;
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('%'), text.size());
    expanded += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = MacroLength(text);
    if (length == 0 || ++count > kMostMacros) return std::nullopt;
    if (length == 2) {
      expanded += text[1] == '%' ? "%" : text[1] == '_' ? " " : "%20";
    } else {
      const std::optional<std::string> value = ExpandOne(text.substr(2, length - 3), values);
      if (!value || expanded.size() + value->size() > kMostExpandedBytes) return std::nullopt;
      expanded += *value;
    }
    text.remove_prefix(length);
  }
  return expanded;
}

std::string FittingName(std::string_view name) {
  constexpr std::size_t kMostLabelBytes = 63, kMostBytes = 253;
  std::string fitting;
  for (std::string_view label : Split(name, '.')) {
    if (!fitting.empty() || label.data() != name.data()) fitting += '.';
    fitting += AsciiLower(label.substr(0, kMostLabelBytes));
  }
  if (fitting.ends_with('.')) fitting.pop_back();
  std::string_view end = fitting;
  while (end.size() > kMostBytes) end.remove_prefix(end.find('.') + 1);
  return std::string(end);
}

bool IsDnsName(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  const auto is_bad = [](char c) { return c <= ' ' || c == '\\' || c > '~'; };
  const std::vector<std::string_view> labels = Split(name, '.');
  return std::none_of(name.begin(), name.end(), is_bad) &&
         std::all_of(labels.begin(), labels.end(),
                     [](std::string_view label) { return !label.empty() && label.size() <= 63; });
}

}  // namespace gatepost

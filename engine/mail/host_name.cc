// Tested by tests/mail/header_text_test.cc.
#include <algorithm>

#include "base/ascii.h"
#include "mail/address.h"
#include "mail/header_text.h"
#include "text/uri.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxHostBytes = 251;  // before the top-level domain

bool IsTopLevelDomain(std::string_view label, const UriConfig& uri) {
  const std::string lower = AsciiLower(label);
  if (!uri.tlds.empty()) return uri.tlds.contains(lower);
  return !RegisteredDomain("a.b.c." + lower, uri).empty();
}

// Could the name go on here?
bool GoesOn(std::string_view text, std::size_t at) {
  return at < text.size() &&
         (IsAsciiAlnum(text[at]) || text[at] == '.' || text[at] == '_' || text[at] == '-');
}

bool JoinsNames(char c) { return c == '.' || c == '_' || c == '-'; }

// The longest run at `at` that ends in a top-level domain; "" where there is none.
std::string_view HostAt(std::string_view text, std::size_t at, const UriConfig& uri) {
  std::size_t end = at;
  while (end < text.size() && end - at < kMaxHostBytes + 64 && !IsAsciiSpace(text[end])) ++end;
  for (; end > at + 2; --end) {
    if (GoesOn(text, end)) continue;
    const std::size_t dot = text.substr(0, end).rfind('.');
    if (dot == std::string_view::npos || dot <= at) return {};
    if (dot + 1 == end || dot - at > kMaxHostBytes) continue;
    if (IsTopLevelDomain(text.substr(dot + 1, end - dot - 1), uri)) return text.substr(at, end - at);
  }
  return {};
}

// What follows the last "@" of the first line that has a host behind one: an encoded word may hold line ends.
std::string_view HostOfAddress(std::string_view text, const UriConfig& uri) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    for (std::size_t at = end; at > begin; --at) {
      if (text[at - 1] != '@') continue;
      const std::string_view host = HostAt(text, at, uri);
      if (!host.empty()) return host;
    }
    begin = end + 1;
  }
  return {};
}

}  // namespace

std::optional<std::string> FindHostName(std::string_view text, const UriConfig& uri) {
  const std::string_view in_address = HostOfAddress(text, uri);
  if (!in_address.empty() && IsFullyQualifiedName(in_address)) return std::string(in_address);
  for (std::size_t at = 0; at < text.size();) {
    const bool inside = at > 0 && JoinsNames(text[at - 1]);
    const std::string_view host =
        inside || IsAsciiSpace(text[at]) ? std::string_view() : HostAt(text, at, uri);
    if (host.empty()) {
      ++at;
      continue;
    }
    if (IsFullyQualifiedName(host)) return std::string(host);
    at += host.size();
  }
  return std::nullopt;
}

bool HasTopLevelDomain(std::string_view host, const UriConfig& uri) {
  const std::size_t dot = host.rfind('.');
  return dot != std::string_view::npos && dot + 1 < host.size() &&
         IsTopLevelDomain(host.substr(dot + 1), uri);
}

std::string TrimDomain(std::string_view host, const UriConfig& uri) {
  const std::string lower = AsciiLower(host);
  std::string domain = RegisteredDomain(lower, uri);
  if (!domain.empty()) return domain;
  std::string_view rest = lower;
  while (rest.starts_with('.')) rest.remove_prefix(1);
  while (rest.ends_with('.')) rest.remove_suffix(1);
  const std::size_t last = rest.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::string(rest);
  const std::size_t second = rest.rfind('.', last - 1);
  return std::string(second == std::string_view::npos ? rest : rest.substr(second + 1));
}

}  // namespace gatepost

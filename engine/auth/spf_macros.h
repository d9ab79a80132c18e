// Macros of SPF (RFC 7208, 7): "%{ir}.%{v}.example.org".
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mail/network.h"

namespace gatepost {

struct SpfMacroValues {
  std::string sender;                      // s
  std::string local_part;                  // l
  std::string domain;                      // o
  std::string helo;                        // h
  IpAddress ip;                            // i, v
  std::string authority;                   // d: the domain whose record it is
  std::function<std::string()> host_name;  // p, "unknown" where there is none; asks the DNS
};

// Nothing where a macro is not known, or there are more than kMostMacros, or the result would have more than
// kMostExpandedBytes.
inline constexpr int kMostMacros = 100;
inline constexpr std::size_t kMostExpandedBytes = 8192;
std::optional<std::string> ExpandMacros(std::string_view text, const SpfMacroValues& values);

// A name as the DNS can be asked for it: labels of 63 bytes at most, and of more than 253 bytes the end.
std::string FittingName(std::string_view name);
// May the DNS be asked for it? Not for "", empty or long labels, and bytes that are no visible ASCII.
bool IsDnsName(std::string_view name);

}  // namespace gatepost

// What a site's files say of Razor. The files belong to the site or the user.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "razor/protocol.h"

namespace gatepost {

inline constexpr std::size_t kMostRazorServers = 16;
inline constexpr std::uint16_t kRazorPort = 2703;

struct RazorServer {
  std::string host;  // a name, or an address of IPv4
  std::uint16_t port = kRazorPort;
  friend bool operator==(const RazorServer&, const RazorServer&) = default;
};

struct RazorPlan {
  std::vector<RazorServer> servers;    // that know signatures ("catalogue"); none: they are asked for first
  std::vector<RazorServer> discovery;  // that know the servers
  // What was kept of servers, by host: "srl", "ep4", "ac" ...
  std::map<std::string, RazorFields, std::less<>> states;
  std::string min_cf = "ac";
  int logic_method = 4;
  bool all_engines = false;  // a part is spam where all engines say so
  bool skips_lists = false;  // mail of mailing lists is not asked about
  // Fields and expressions (Perl's): mail in which such a field matches is not asked about.
  std::vector<std::pair<std::string, std::string>> welcome;
};

// "name = value" a line, "#" begins a line of remarks.
RazorFields ReadRazorConfig(std::string_view text);
// A server a line: a host with a dot in it, and ":port" where it has another one.
std::vector<RazorServer> ReadRazorServers(std::string_view text);
// A field's name in small letters and an expression, a line.
std::vector<std::pair<std::string, std::string>> ReadRazorWelcome(std::string_view text);

}  // namespace gatepost

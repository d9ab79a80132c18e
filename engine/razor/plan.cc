// Tested by tests/razor/plan_test.cc.
#include "razor/plan.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.h"

namespace gatepost {
namespace {

std::optional<RazorServer> ReadServer(std::string_view word) {
  RazorServer server;
  const std::size_t colon = word.find(':');
  server.host = word.substr(0, colon);
  if (colon != kNpos) {
    const std::string_view port = word.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), server.port);
    if (error != std::errc() || end != port.data() + port.size() || server.port == 0) return std::nullopt;
  }
  const std::string& host = server.host;
  const bool fits = Contains(host, ".") && !host.starts_with('.') && !host.ends_with('.') &&
                    std::all_of(host.begin(), host.end(),
                                [](char c) { return IsAsciiAlnum(c) || c == '.' || c == '-' || c == '_'; });
  return fits ? std::optional(server) : std::nullopt;
}

// The next line that is no remark, without white space around it; empty at the end.
std::string_view NextLine(std::string_view* text) {
  while (!text->empty()) {
    const std::string_view line = Trim(CutLine(text));
    if (!line.empty() && !line.starts_with('#')) return line;
  }
  return {};
}

}  // namespace

RazorFields ReadRazorConfig(std::string_view text) {
  RazorFields fields;
  for (std::string_view line = NextLine(&text); !line.empty(); line = NextLine(&text)) {
    const std::size_t equals = line.find('=', 1);
    if (equals == kNpos) continue;
    const std::string_view name = TrimRight(line.substr(0, equals)),
                           value = TrimLeft(line.substr(equals + 1));
    if (!value.empty()) fields[std::string(name)] = value;
  }
  return fields;
}

std::vector<RazorServer> ReadRazorServers(std::string_view text) {
  std::vector<RazorServer> servers;
  for (std::string_view line = NextLine(&text); !line.empty() && servers.size() < kMostRazorServers;
       line = NextLine(&text)) {
    if (std::optional<RazorServer> server = ReadServer(CutWord(&line))) servers.push_back(std::move(*server));
  }
  return servers;
}

std::vector<std::pair<std::string, std::string>> ReadRazorWelcome(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> welcome;
  for (std::string_view line = NextLine(&text); !line.empty(); line = NextLine(&text)) {
    std::string field = AsciiLower(CutWord(&line));
    const std::string_view expression = TrimLeft(line);
    // Signatures are welcomed by name only; the client does not look at them.
    if (!expression.empty() && field != "sha1") welcome.emplace_back(std::move(field), expression);
  }
  return welcome;
}

}  // namespace gatepost

// Tested by tests/pyzor/servers_test.cc.
#include "pyzor/servers.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.h"

namespace gatepost {
namespace {

std::optional<PyzorServer> ReadServer(std::string_view line) {
  const std::size_t colon = line.rfind(':');
  if (line.starts_with('#') || colon == kNpos) return std::nullopt;
  std::string_view host = line.substr(0, colon);
  const std::string_view port = Trim(line.substr(colon + 1));
  PyzorServer server;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), server.port);
  if (error != std::errc() || end != port.data() + port.size() || server.port == 0) return std::nullopt;
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  const bool fits = !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
    return IsAsciiAlnum(c) || c == '.' || c == '-' || (is_bracketed && c == ':');
  });
  if (!fits) return std::nullopt;
  server.host = host;
  return server;
}

}  // namespace

std::vector<PyzorServer> ReadPyzorServers(std::string_view text) {
  std::vector<PyzorServer> servers;
  while (!text.empty() && servers.size() < kMostPyzorServers) {
    if (std::optional<PyzorServer> server = ReadServer(Trim(CutLine(&text))))
      servers.push_back(std::move(*server));
  }
  return servers;
}

std::set<std::string, std::less<>> ReadPyzorDigests(std::string_view text) {
  std::set<std::string, std::less<>> digests;
  while (!text.empty()) {
    const std::string_view line = CutLine(&text);
    const std::string_view digest = Trim(line.substr(0, line.find('#')));
    if (!digest.empty()) digests.emplace(digest);
  }
  return digests;
}

std::string ReadPyzorOption(std::string_view text, std::string_view name) {
  bool is_client = false;
  std::string value;
  while (!text.empty()) {
    const std::string_view line = Trim(CutLine(&text));
    if (line.starts_with('[')) is_client = line == "[client]";
    const std::size_t equals = line.find_first_of("=:");
    if (is_client && equals != kNpos && EqualsIgnoreCase(Trim(line.substr(0, equals)), name))
      value = Trim(line.substr(equals + 1));
  }
  return value;
}

}  // namespace gatepost

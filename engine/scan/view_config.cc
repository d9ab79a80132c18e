// Tested by tests/scan/view_config_test.cc.
#include "scan/view_config.h"

#include <functional>
#include <memory>
#include <optional>

#include "base/ascii.h"
#include "match/regex.h"

namespace gatepost {
namespace {

// The networks of a list-like setting; true where there is at least one.
bool AddNetworks(const Settings& settings, std::string_view name, NetworkSet* set,
                 std::vector<Diagnostic>* diagnostics) {
  bool any = false;
  for (const SettingLine& line : settings.Lines(name)) {
    for (std::string_view word : SplitWhitespace(line.value)) {
      if (set->Add(word)) {
        any = true;
      } else if (diagnostics != nullptr) {
        diagnostics->push_back({Diagnostic::Severity::kError, "", line.line,
                                std::string(name) + ": not a network: " + std::string(word)});
      }
    }
  }
  return any;
}

// The first group of the first redirector_pattern that matches and holds a dot. Null where there are none.
std::function<std::optional<std::string>(std::string_view)> MakeRedirectFinder(
    const Settings& settings, const Limits& limits, std::vector<Diagnostic>* diagnostics) {
  auto patterns = std::make_shared<std::vector<Regex>>();
  for (const SettingLine& line : settings.Lines("redirector_pattern")) {
    Result<PatternSource> source = ParsePatternLiteral(line.value);
    Result<Regex> regex = source ? Regex::Compile(*source, limits) : source.error();
    if (regex) {
      patterns->push_back(std::move(*regex));
    } else {
      diagnostics->push_back(
          {Diagnostic::Severity::kError, "", line.line, "redirector_pattern: " + regex.error().message()});
    }
  }
  if (patterns->empty()) return nullptr;
  return [patterns](std::string_view uri) -> std::optional<std::string> {
    std::vector<std::string_view> groups;
    for (const Regex& pattern : *patterns) {
      if (pattern.Search(uri, 0, &groups) != MatchOutcome::kYes || groups.size() < 2) continue;
      if (groups[1].data() != nullptr && groups[1].find('.') != std::string_view::npos)
        return std::string(groups[1]);
    }
    return std::nullopt;
  };
}

}  // namespace

ViewConfig MakeViewConfig(const Settings& settings, const Limits& limits,
                          std::vector<Diagnostic>* diagnostics) {
  ViewConfig config;
  TrustConfig& trust = config.trust;
  trust.trusted_configured = AddNetworks(settings, "trusted_networks", &trust.trusted, diagnostics);
  trust.internal_configured = AddNetworks(settings, "internal_networks", &trust.internal, diagnostics);
  AddNetworks(settings, "msa_networks", &trust.msa, diagnostics);
  trust.always_trust_envelope_sender = settings.Flag("always_trust_envelope_sender");
  trust.envelope_sender_header = settings.Text("envelope_sender_header");
  trust.originating_ip_headers = settings.Words("originating_ip_headers");
  config.normalize_charset = settings.Flag("normalize_charset");
  config.body_part_scan_size = static_cast<std::size_t>(settings.Integer("body_part_scan_size"));
  config.rawbody_part_scan_size = static_cast<std::size_t>(settings.Integer("rawbody_part_scan_size"));
  for (std::string& word : settings.Words("util_rb_tld")) config.uri.tlds.insert(std::move(word));
  for (std::string& word : settings.Words("util_rb_2tld")) config.uri.two_tlds.insert(std::move(word));
  for (std::string& word : settings.Words("util_rb_3tld")) config.uri.three_tlds.insert(std::move(word));
  config.parse_dkim_uris = settings.Flag("parse_dkim_uris");
  config.uri.find_redirect = MakeRedirectFinder(settings, limits, diagnostics);
  return config;
}

}  // namespace gatepost

// Databases of addresses: the core's geodb_*, what came before them, and the plugin ASN's keywords. Tested by
// tests/config/settings_test.cc.
#include "base/ascii.h"
#include "config/settings_builder.h"

namespace gatepost {
namespace {

// SpamAssassin's short name of a module; "" where there is none.
std::string_view GeodbModule(std::string_view keyword, std::string_view value) {
  if (keyword == "country_db_type") {
    if (ContainsIgnoreCase(value, "geoip2")) return "geoip2";
    if (ContainsIgnoreCase(value, "geo")) return "geoip";
    return ContainsIgnoreCase(value, "fast") ? "fast" : "";
  }
  const std::string name = AsciiLower(value);
  if (name == "maxmind::db::reader" || name == "geoip2::database::reader" || name == "geoip2")
    return "geoip2";
  if (name == "geo::ip" || name == "geoip") return "geoip";
  if (name == "ip::country::db_file" || name == "db_file") return "dbfile";
  return name == "ip::country::fast" || name == "fast" ? "fast" : "";
}

}  // namespace

void SettingsBuilder::TakeGeodb(const Directive& directive) {
  constexpr std::string_view kSetting = "geodb_options";
  const std::string& keyword = directive.keyword;
  const std::string& value = directive.value;
  if (value.empty()) return Missing(directive);
  if (keyword == "geodb_options") return TakeGeodbOptions(directive);
  if (keyword == "geodb_search_path") return PutLine(directive, kSetting, "search " + value);
  const auto remark = [&](Diagnostic::Severity severity, const std::string& text) {
    diagnostics_->push_back(config_.Remark(severity, directive, keyword + ": " + text));
  };
  if (keyword.ends_with("_path")) {
    const std::string kind = keyword == "uri_country_db_isp_path" ? "isp" : "country";
    remark(Diagnostic::Severity::kNote, "is now geodb_options " + kind + ":" + value);
    return PutLine(directive, kSetting, kind + " " + value);
  }
  const std::string_view module = GeodbModule(keyword, value);
  if (module.empty()) return Bad(directive, "no module of that name");
  if (module != "geoip2")
    remark(Diagnostic::Severity::kWarning, "only databases in MaxMind's format (.mmdb) are read");
  PutLine(directive, kSetting, "module " + std::string(module));
}

// "country:/path city:/path isp:/path reset"
void SettingsBuilder::TakeGeodbOptions(const Directive& directive) {
  for (const std::string_view word : SplitWhitespace(directive.value)) {
    const std::size_t colon = word.find(':');
    const std::string kind = AsciiLower(word.substr(0, colon));
    const std::string_view path = colon == kNpos ? std::string_view() : word.substr(colon + 1);
    if (kind != "country" && kind != "city" && kind != "isp" && kind != "reset")
      return Bad(directive, "not country, city or isp with a path, or reset: " + kind.substr(0, 40));
    PutLine(directive, directive.keyword, kind == "reset" ? kind : kind + " " + std::string(path));
  }
}

// "ZONE" or "ZONE _TAG_ _TAG_"
void SettingsBuilder::TakeAsnLookup(const Directive& directive) {
  const std::vector<std::string_view> words = SplitWhitespace(directive.value);
  if (words.empty()) return Missing(directive);
  const auto is_tag = [](std::string_view word) {
    return word.size() > 2 && word.starts_with('_') && word.ends_with('_');
  };
  if (words.size() == 1) return PutLine(directive, "asn_lookup", "ASN ASNCIDR");
  if (words.size() != 3 || !is_tag(words[1]) || !is_tag(words[2]))
    return Bad(directive, "needs a zone, and perhaps two tags between underscores");
  const auto name = [](std::string_view tag) { return std::string(tag.substr(1, tag.size() - 2)); };
  PutLine(directive, "asn_lookup", name(words[1]) + " " + name(words[2]));
}

void SettingsBuilder::TakeQuotedText(const Directive& directive) {
  std::string_view value = directive.value;
  const bool quoted =
      value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
  if (quoted) value = value.substr(1, value.size() - 2);
  settings_.values_[directive.keyword] = value;
  settings_.set_.insert(directive.keyword);
}

}  // namespace gatepost

// Tested by tests/scan/view_config_test.cc.
#include "scan/view_config.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/file.h"
#include "match/regex.h"

namespace gatepost {
namespace {

// Takes what is wrong with a line of a setting.
using Complain = std::function<void(const SettingLine& line, std::string text)>;

// Networks of which others must be part.
struct OuterNetworks {
  std::string_view name;
  const NetworkSet* set;
};

// The networks of a list-like setting; true where it names at least one. Those outside of `outer` do not
// count.
bool AddNetworks(const Settings& settings, std::string_view name, const std::optional<OuterNetworks>& outer,
                 NetworkSet* set, const Complain& complain) {
  bool any = false;
  for (const SettingLine& line : settings.Lines(name)) {
    for (std::string_view word : SplitWhitespace(line.value)) {
      NetworkSet one;
      if (!one.Add(word)) {
        complain(line, std::string(name) + ": not a network: " + std::string(word));
        continue;
      }
      any = true;
      if (!outer || outer->set->Holds(one)) {
        set->Add(word);
      } else {
        complain(line, std::string(name) + ": not within " + std::string(outer->name) +
                           ", so not used: " + std::string(word));
      }
    }
  }
  return any;
}

void ReadNetworks(const Settings& settings, const Complain& complain, TrustConfig* trust) {
  std::optional<OuterNetworks> outer;
  trust->trusted_configured = AddNetworks(settings, "trusted_networks", outer, &trust->trusted, complain);
  if (trust->trusted_configured) outer = {"trusted_networks", &trust->trusted};
  trust->internal_configured = AddNetworks(settings, "internal_networks", outer, &trust->internal, complain);
  if (!outer && trust->internal_configured) outer = {"internal_networks", &trust->internal};
  AddNetworks(settings, "msa_networks", outer, &trust->msa, complain);
}

using Redirectors = std::vector<Regex>;

Redirectors ReadRedirectors(const Settings& settings, const Limits& limits, const Complain& complain) {
  Redirectors patterns;
  for (const SettingLine& line : settings.Lines("redirector_pattern")) {
    Result<PatternSource> source = ParsePatternLiteral(line.value);
    Result<Regex> regex = source ? Regex::Compile(*source, limits) : source.error();
    if (regex) {
      patterns.push_back(std::move(*regex));
    } else {
      complain(line, "redirector_pattern: " + regex.error().message());
    }
  }
  return patterns;
}

// The first group of a pattern that matches, where it holds a dot.
std::optional<std::string> RedirectTarget(const Regex& pattern, std::string_view uri) {
  std::vector<std::string_view> groups;
  if (pattern.Search(uri, 0, &groups) != MatchOutcome::kYes || groups.size() < 2) return std::nullopt;
  if (groups[1].data() == nullptr || groups[1].find('.') == std::string_view::npos) return std::nullopt;
  return std::string(groups[1]);
}

// The target that the first of `count` redirector_patterns finds; null where there are none. `pattern` may
// give null for one that does not match.
std::function<std::optional<std::string>(std::string_view)> RedirectFinder(
    int count, std::function<const Regex*(int, std::string_view uri)> pattern) {
  if (count == 0) return nullptr;
  return [count, pattern = std::move(pattern)](std::string_view uri) -> std::optional<std::string> {
    for (int i = 0; i < count; ++i) {
      const Regex* regex = pattern(i, uri);
      if (regex == nullptr) continue;
      if (std::optional<std::string> target = RedirectTarget(*regex, uri)) return target;
    }
    return std::nullopt;
  };
}
auto RedirectFinder(Redirectors redirectors) {
  auto patterns = std::make_shared<Redirectors>(std::move(redirectors));
  return RedirectFinder(static_cast<int>(patterns->size()), [patterns](int i, std::string_view) {
    return &(*patterns)[static_cast<std::size_t>(i)];
  });
}
auto RedirectFinder(PatternTable redirectors) {
  auto patterns = std::make_shared<PatternTable>(std::move(redirectors));
  return RedirectFinder(patterns->size(), [patterns](int i, std::string_view uri) {
    return patterns->Decide(i, uri) == MatchOutcome::kNo ? nullptr : &patterns->regex(i);
  });
}

// All that costs nothing to read.
ViewConfig MakeSmallParts(const Settings& settings, const Complain& complain) {
  ViewConfig config;
  TrustConfig& trust = config.trust;
  ReadNetworks(settings, complain, &trust);
  trust.always_trust_envelope_sender = settings.Flag("always_trust_envelope_sender");
  trust.envelope_sender_header = settings.Text("envelope_sender_header");
  trust.originating_ip_headers = settings.Words("originating_ip_headers");
  config.normalize_charset = settings.Flag("normalize_charset");
  config.body_part_scan_size = static_cast<std::size_t>(settings.Integer("body_part_scan_size"));
  config.rawbody_part_scan_size = static_cast<std::size_t>(settings.Integer("rawbody_part_scan_size"));
  config.parse_dkim_uris = settings.Flag("parse_dkim_uris");
  config.pdf_links = settings.HasPlugin("PDFInfo");
  return config;
}

void ReadTlds(const Settings& settings, UriConfig* uri) {
  for (std::string& word : settings.Words("util_rb_tld")) uri->tlds.insert(std::move(word));
  for (std::string& word : settings.Words("util_rb_2tld")) uri->two_tlds.insert(std::move(word));
  for (std::string& word : settings.Words("util_rb_3tld")) uri->three_tlds.insert(std::move(word));
}

// Lines of files without a name are those of a compiled ruleset: compiling it told what is wrong with them.
Complain ComplainTo(const std::vector<std::string>& files, std::vector<Diagnostic>* diagnostics) {
  return [&files, diagnostics](const SettingLine& line, std::string text) {
    auto at = static_cast<std::size_t>(line.file);
    if (at >= files.size() || files[at].empty()) return;
    diagnostics->push_back({Diagnostic::Severity::kError, files[at], line.line, std::move(text)});
  };
}

}  // namespace

std::shared_ptr<const LanguageConfig> MakeLanguageConfig(const Options& options, const Settings& settings,
                                                         std::vector<Diagnostic>* diagnostics) {
  constexpr std::size_t kMostBytes = std::size_t{4} << 20;
  if (!settings.HasPlugin("TextCat")) return nullptr;
  for (const std::string& folder :
       {options.site_path, options.rules_path, options.rules_path + "/updates_spamassassin_org",
        std::string("/usr/share/spamassassin"), std::string("/usr/local/share/spamassassin")}) {
    if (folder.empty()) continue;
    const Result<FileBytes> file = FileBytes::Open(folder + "/languages", kMostBytes);
    if (!file || file->size() > kMostBytes) continue;
    auto config = std::make_shared<LanguageConfig>();
    config->models = file->view();
    const std::vector<std::string> wanted = settings.Words("ok_languages");
    for (std::string& name : settings.Words("inactive_languages")) {
      if (std::find(wanted.begin(), wanted.end(), name) == wanted.end())
        config->skipped.push_back(std::move(name));
    }
    config->max_languages = static_cast<int>(settings.Integer("textcat_max_languages"));
    config->min_count = static_cast<int>(settings.Integer("textcat_optimal_ngrams"));
    config->max_ngrams = static_cast<int>(settings.Integer("textcat_max_ngrams"));
    config->acceptable_score = settings.Number("textcat_acceptable_score");
    return config;
  }
  diagnostics->push_back({Diagnostic::Severity::kWarning, "languages", 0,
                          "TextCat finds no such file, so no language is guessed"});
  return nullptr;
}

std::shared_ptr<const GeoDatabases> MakeGeoDatabases(const Settings& settings) {
  const bool has_asn = settings.HasPlugin("ASN"), has_countries = settings.HasPlugin("RelayCountry"),
             has_links = settings.HasPlugin("URILocalBL");
  if (!has_asn && !has_countries && !has_links) return nullptr;
  GeoConfig config;
  config.relay_countries = has_countries;
  config.link_hosts = has_links;
  config.systems = has_asn && settings.Flag("asn_use_geodb");
  config.system_prefix = settings.Text("asn_prefix");
  for (const SettingLine& line : settings.Lines("asn_lookup")) {
    for (const std::string_view tag : SplitWhitespace(line.value)) config.system_tags.emplace_back(tag);
  }
  bool has_own_folders = false;
  for (const SettingLine& line : settings.Lines("geodb_options")) {
    std::string_view rest = line.value;
    const std::string_view what = CutWord(&rest);
    if (what == "module") config.is_other_format = rest != "geoip2";
    if (what == "city" || what == "reset") config.city_path = rest;
    if (what == "country" || what == "reset") config.country_path = rest;
    if (what == "isp" || what == "reset") config.isp_path = rest;
    if (what != "search") continue;
    if (!std::exchange(has_own_folders, true) || rest == "reset") config.folders.clear();
    if (rest == "reset") continue;
    for (const std::string_view folder : SplitWhitespace(rest)) config.folders.emplace_back(folder);
  }
  return std::make_shared<GeoDatabases>(std::move(config));
}

std::shared_ptr<const DocumentConfig> MakeDocumentConfig(
    const Settings& settings, const std::function<bool(std::string_view)>& rules_ask, const Limits& limits,
    std::vector<Diagnostic>* diagnostics) {
  const bool own_rules_ask = rules_ask("gatepost_document");
  if (!settings.HasPlugin("OLEVBMacro")) {
    if (!own_rules_ask) return nullptr;
    auto config = std::make_shared<DocumentConfig>(limits, "i");
    config->is_plugin = false;
    config->asks_for_download = true;
    return config;
  }
  auto config = std::make_shared<DocumentConfig>(limits);
  const auto integer = [&](const char* name) {
    return static_cast<int>(std::clamp<std::int64_t>(settings.Integer(name), 0, 1'000'000'000));
  };
  config->num_mime = integer("olemacro_num_mime");
  config->num_zip = integer("olemacro_num_zip");
  config->zip_depth = integer("olemacro_zip_depth");
  config->max_file = static_cast<std::size_t>(integer("olemacro_max_file"));
  config->extended_scan = settings.Flag("olemacro_extended_scan");
  config->prefer_contentdisposition = settings.Flag("olemacro_prefer_contentdisposition");
  config->asks_for_download = own_rules_ask || rules_ask("check_olemacro_download_exe");
  const std::pair<const char*, Regex*> patterns[] = {
      {"olemacro_exts", &config->exts},           {"olemacro_macro_exts", &config->macro_exts},
      {"olemacro_skip_exts", &config->skip_exts}, {"olemacro_skip_ctypes", &config->skip_ctypes},
      {"olemacro_zips", &config->zips},           {"olemacro_download_marker", &config->download_marker},
  };
  for (const auto& [name, pattern] : patterns) {
    if (!settings.IsSet(name)) continue;
    if (Result<Regex> regex = Regex::Compile({settings.Text(name), ""}, limits))
      *pattern = std::move(*regex);
    else
      diagnostics->push_back({Diagnostic::Severity::kError, name, 0, regex.error().message()});
  }
  return config;
}

ViewConfig MakeViewConfig(const Settings& settings, const std::vector<std::string>& files,
                          const Limits& limits, std::vector<Diagnostic>* diagnostics) {
  const Complain complain = ComplainTo(files, diagnostics);
  ViewConfig config = MakeSmallParts(settings, complain);
  ReadTlds(settings, &config.uri);
  config.uri.find_redirect = RedirectFinder(ReadRedirectors(settings, limits, complain));
  return config;
}

void PackViewConfig(const Settings& settings, const Limits& limits, Packer* packer, std::size_t field,
                    std::vector<CodeToPlace>* codes) {
  UriConfig uri;
  ReadTlds(settings, &uri);
  uri.tlds.Pack(packer, field + offsetof(PackedViewConfig, tlds));
  uri.two_tlds.Pack(packer, field + offsetof(PackedViewConfig, two_tlds));
  uri.three_tlds.Pack(packer, field + offsetof(PackedViewConfig, three_tlds));
  const Redirectors redirectors =
      ReadRedirectors(settings, limits, [](const SettingLine&, const std::string&) {});
  std::vector<const Regex*> patterns;
  for (const Regex& pattern : redirectors) patterns.push_back(&pattern);
  PatternTable::Pack(patterns, {}, packer, field + offsetof(PackedViewConfig, redirectors), codes);
}

bool IsSound(const PackedViewConfig& packed, const PackedBounds& bounds) {
  return WordSet::IsSound(packed.tlds, bounds) && WordSet::IsSound(packed.two_tlds, bounds) &&
         WordSet::IsSound(packed.three_tlds, bounds) && PatternTable::IsSound(packed.redirectors, bounds);
}

ViewConfig UseViewConfig(const PackedViewConfig& packed, const Settings& settings,
                         const SettingNames& changed, const std::vector<std::string>& files,
                         const Limits& limits, std::vector<Diagnostic>* diagnostics) {
  const Complain complain = ComplainTo(files, diagnostics);
  ViewConfig config = MakeSmallParts(settings, complain);
  if (changed.contains("util_rb_tld")) {
    ReadTlds(settings, &config.uri);
  } else {
    config.uri.tlds.Use(packed.tlds);
    config.uri.two_tlds.Use(packed.two_tlds);
    config.uri.three_tlds.Use(packed.three_tlds);
  }
  if (changed.contains("redirector_pattern")) {
    config.uri.find_redirect = RedirectFinder(ReadRedirectors(settings, limits, complain));
  } else {
    PatternTable redirectors;
    redirectors.Use(packed.redirectors, limits);
    config.uri.find_redirect = RedirectFinder(std::move(redirectors));
  }
  return config;
}

}  // namespace gatepost

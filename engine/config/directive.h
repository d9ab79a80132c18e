// Directives: configuration files as a flat list of "keyword value" lines, in the order that counts,
// with the place each came from. Conditions (if, ifplugin, else, endif), include, lang, comments and
// loadplugin are resolved here; what a keyword means is decided by those who read the list.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/options.h"
#include "gatepost/status.h"

namespace gatepost {

// Whose line it is; later scopes override earlier ones and may do less.
enum class ConfigScope : std::uint8_t { kRules, kSite, kCommandLine, kUser };

struct Directive {
  std::string keyword;  // lower-case, old spellings kept ("whitelist_from")
  std::string value;    // trimmed, comments removed, "\\#" unescaped
  int file = 0;         // index into ConfigText::files
  int line = 0;         // from 1
  ConfigScope scope = ConfigScope::kRules;
};

struct ConfigText {
  std::vector<std::string> files;
  std::vector<Directive> directives;
  std::set<std::string, std::less<>> plugins;  // loaded: "Mail::SpamAssassin::Plugin::SPF"
  bool unknown_plugins = false;                // loadplugin named one that Gatepost does not have
  std::set<std::string, std::less<>> compat;   // flags of enable_compat
  bool language_counts = false;                // a `lang` line counts otherwise than in English
  std::vector<Diagnostic> diagnostics;

  Diagnostic Remark(Diagnostic::Severity severity, const Directive& at, std::string text) const;
};

// Reads everything that Options names, in SpamAssassin's order: the site's .pre files, the rules
// folder, the site's .cf files, the extra lines, user_prefs.
// Fails only when a path named explicitly cannot be read.
// Lines of user_prefs that a user may not set are left out, with a diagnostic; so are keywords that
// nobody knows, or whose plugin is not loaded. Where no .pre file loads the plugin Check, without which
// SpamAssassin checks nothing, its default plugins count as loaded beside those that are named. `lang xx`
// lines count for Options::language.
Result<ConfigText> ReadConfig(const Options& options);
// Reads the user_prefs of `options` alone: with the plugins, the flags of enable_compat and the number of
// files that came before it.
Result<ConfigText> ReadUserPrefs(const Options& options, std::set<std::string, std::less<>> plugins,
                                 std::set<std::string, std::less<>> compat, std::size_t files_before);
// One text, for tests, fuzzers and built-in rules; `name` stands for the file. SpamAssassin's default
// plugins count as loaded. `include` finds files beside `name`.
ConfigText ReadConfigText(std::string_view text, const std::string& name, ConfigScope scope);

}  // namespace gatepost

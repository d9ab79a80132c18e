// What an engine is opened with: where its configuration lies, and what a caller overrides.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/limits.h"

namespace gatepost {

// One remark about one line of configuration. The line is skipped, the rest still loads.
struct Diagnostic {
  enum class Severity { kNote, kWarning, kError };
  Severity severity = Severity::kError;
  std::string file;
  int line = 0;  // from 1; 0 when the remark is about the file as a whole
  std::string text;

  // "FILE:LINE: TEXT", as compilers print it.
  std::string ToString() const;
};

// The language of what is not translated.
inline constexpr std::string_view kEnglish = "en_US";

struct Options {
  // Rules (`-C`): a folder of .pre and .cf files read in the order of their names, or one file.
  // Empty: none. Gatepost's own are in /usr/share/gatepost/rules.
  std::string rules_path;
  // Site configuration (`--siteconfigpath`), read after the rules (its .pre files before them).
  // Empty: none. One that is not there or cannot be read is an error among the diagnostics.
  std::string site_path;
  // user_prefs (`-p`), read last; may set scores, required_score and lists, not rules,
  // unless the site says `allow_user_rules 1`. Empty: none.
  std::string prefs_path;
  // user_prefs may say whatever the site may, where it belongs to the caller or root and not everyone may
  // write it; then it is read before `config_lines`. As `spamassassin` does, and spamd does not.
  bool prefs_have_all_rights = false;
  // Extra configuration lines (`--cf`), read after the site configuration, before user_prefs.
  std::vector<std::string> config_lines;
  // Lines read before everything else (spamassassin's `--pre`): plugins to load.
  std::vector<std::string> pre_lines;

  // What `lang xx` lines count: those whose "xx" this begins with, in any case. "de_AT".
  std::string language{kEnglish};

  // Overrides bayes_path and bayes_sql_dsn. Empty: as configured.
  std::string bayes_path;
  // False: as `use_bayes 0`.
  bool use_bayes = true;

  // A compiled ruleset (CompileRuleset), used in place of the source where it was made with these options
  // from what lies there now; a Diagnostic says why where it was not. Empty: none.
  std::string compiled_path;
  // Its absence is worth a Diagnostic too.
  bool compiled_required = false;

  // Build every pattern with its engine at once, and name those that cannot be built, instead of at the first
  // message that needs them. Cost: seconds, for thousands of rules.
  bool validate_patterns = false;

  Limits limits;
};

struct CheckOptions {
  // Seconds since 1970 UTC that "now" means to date rules. 0: the time of the call.
  std::int64_t now_unix_s = 0;
  // Give up after this many milliseconds and return what is known so far. 0: never. Network tests take
  // half of it at most.
  std::uint32_t deadline_ms = 0;
  // Fill Verdict::bayes_tokens, the tokens that decided.
  bool explain = false;
  // Fill Verdict::subrules. Then all of them run; without, those that decide something.
  bool subrules = false;
  // Fill Verdict::tags, and Verdict::subrules where a template of the settings shows them.
  bool tags = false;
  // Messages of this size (bytes) or more are not scanned. 0: no limit but Limits::max_message_bytes.
  std::size_t max_scan_bytes = 0;
  // A word that lets a message pass unscanned when its decoded body holds it, in any case
  // ("mapsetahi" in the original set-up). Empty: none, then the setting `bypass_word` counts.
  std::string bypass_word;
};

}  // namespace gatepost

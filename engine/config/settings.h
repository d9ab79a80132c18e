// Settings: every directive that is not a rule, by name, with its default; one table (settings.cc)
// says which exist, of which kind, and who may set them.
//
// Names are SpamAssassin's; an old spelling ("whitelist_from") is an alias of the new one.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/directive.h"

namespace gatepost {

// One line of a list-like directive (welcomelist_from, trusted_networks, add_header ...), still in order
// of the files, after clear_*, un* and the like were applied.
struct SettingLine {
  std::string value;
  int file = 0, line = 0;
  ConfigScope scope = ConfigScope::kRules;
};

class Settings {
 public:
  // Takes every directive that is a setting; appends a Diagnostic for values that cannot be read and
  // for user lines that users may not set. Directives of rules are left alone (see IsRuleKeyword).
  static Settings Build(const ConfigText& config, std::vector<Diagnostic>* diagnostics);

  // The value in force, the default where none was set. The name must be in the table (asserted).
  bool Flag(std::string_view name) const;
  double Number(std::string_view name) const;
  std::int64_t Integer(std::string_view name) const;
  const std::string& Text(std::string_view name) const;  // single values and templates (joined by \n)
  const std::vector<SettingLine>& Lines(std::string_view name) const;  // list-like; may be empty
  // The words of all lines of a list-like directive, in order, split at white space.
  std::vector<std::string> Words(std::string_view name) const;
  bool IsSet(std::string_view name) const;  // by some file, not by default

  // True for header, body, meta, score, describe ...: what rules/ reads.
  static bool IsRuleKeyword(std::string_view keyword);

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::vector<SettingLine>, std::less<>> lines_;
};

}  // namespace gatepost

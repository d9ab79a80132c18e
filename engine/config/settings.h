// Settings: every directive that is not a rule, by name, with its default; one table (settings.cc)
// says which exist, of which kind, and who may set them.
//
// Names are SpamAssassin's; an old spelling ("whitelist_from") is an alias of the new one.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/packed.h"
#include "config/directive.h"

namespace gatepost {

// One line of a list-like directive (welcomelist_from, trusted_networks, dns_server ...), still in order
// of the files, after clear_*, un* and the like were applied. Forms that differ from the file's:
//   add_header      "ham NAME TEXT" and "spam NAME TEXT" ("all" is both), escapes in TEXT resolved,
//                   Checker-Version first; a later line of a name replaces the earlier one
//   rewrite_header  "Subject TEXT", one line a header
//   uri_host_lists  "(NAME) host ...", from enlist_uri_host, blocklist_uri_host ("BLOCK"),
//                   welcomelist_uri_host ("WELCOME"); enlist_addrlist and fns_addrlists alike
//   subjprefix, adsp_override  one line a key
//   geodb_options   "country PATH", "city PATH", "isp PATH", "reset", "search FOLDER ...", "module geoip2"
//   asn_lookup      the two tags: "ASN ASNCIDR"
struct SettingLine {
  std::string value;
  int file = 0, line = 0;
  ConfigScope scope = ConfigScope::kRules;
};

using SettingNames = std::set<std::string, std::less<>>;

struct PackedSettings;

class Settings {
 public:
  // Takes every directive that is a setting; appends a Diagnostic for values that cannot be read (the
  // value before stays). Directives of rules are left alone (see IsRuleKeyword).
  // Cost: linear, also for lists that are taken apart again by un* lines.
  static Settings Build(const ConfigText& config, std::vector<Diagnostic>* diagnostics);

  // The value in force, the default where none was set. The name must be in the table (asserted).
  bool Flag(std::string_view name) const;
  double Number(std::string_view name) const;
  std::int64_t Integer(std::string_view name) const;
  std::string Text(std::string_view name) const;                // single values and templates (joined by \n)
  std::vector<SettingLine> Lines(std::string_view name) const;  // list-like; may be empty
  // The words of all lines of a list-like directive, or of a text, in order, split at white space.
  std::vector<std::string> Words(std::string_view name) const;
  // Is the plugin loaded by a line of its own ("TextCat")?
  bool HasPlugin(std::string_view name) const;
  bool IsSet(std::string_view name) const;  // by some file, not by default

  // Fills the settings of the PackedSettings at `field`.
  void Pack(Packer* packer, std::size_t field) const;
  // Settings made of `packed`, which was checked and stays, and of the lines of `prefs`, read after those
  // that `packed` was made from. Only what these lines touch is built anew; `changed` names it.
  static Settings Use(const PackedSettings& packed, const ConfigText& prefs, SettingNames* changed,
                      std::vector<Diagnostic>* diagnostics);

  // True for header, body, meta, score, describe ...: what rules/ reads.
  static bool IsRuleKeyword(std::string_view keyword);
  // False for what a user_prefs may set only where it has more rights than spamd would give it.
  static bool MayUserSet(std::string_view keyword);

 private:
  friend class SettingsBuilder;
  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::vector<SettingLine>, std::less<>> lines_;
  std::set<std::string, std::less<>> set_;  // single values that some line set
  const PackedSettings* base_ = nullptr;    // what none of the above names
};

}  // namespace gatepost

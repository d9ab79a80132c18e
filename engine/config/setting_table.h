// The table of directives: which keywords exist, what kind of value each takes, who may set it, and
// which plugin it belongs to. Internal to config/; Settings is what others read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/fixed_text.h"
#include "config/plugins.h"

namespace gatepost {

enum class SettingKind : std::uint8_t {
  kFlag,             // 0, 1, yes, no
  kNumber,           // [+-]digits[.digits]
  kDuration,         // number with s, m, h, d or w; seconds
  kText,             // one value, the last one counts
  kTemplate,         // lines, appended
  kClearTemplate,    // empties its target
  kLines,            // every line is kept as it is
  kWords,            // lines of words
  kKeyValue,         // "KEY value": the last line of a key counts
  kNetworks,         // lines of networks
  kAddresses,        // lines of address patterns
  kAddressPairs,     // "PATTERN condition"
  kSignedAddresses,  // "PATTERN [signer]"
  kNamedList,        // "(NAME) word ..."
  kRemove,           // takes entries out of its target
  kClear,            // empties its target
  kClearWords,       // the same, or takes the words it names out of it
  kClearTlds,        // empties util_rb_tld, util_rb_2tld and util_rb_3tld
  kAddHeader,
  kRemoveHeader,
  kClearHeaders,
  kRewriteHeader,
  kReportSafe,
  kTokenSources,
  kGeodb,       // databases of addresses: "module NAME", "country PATH", "reset", "search FOLDER ..."
  kAsnLookup,   // the two tags of a zone
  kQuotedText,  // a text that may be empty, perhaps in quotes
  kRule,        // read by rules/
  kNothing,     // known, and without effect here
};

// Who may set it in user_prefs.
enum class SettingRights : std::uint8_t {
  kAnyone,
  kPrivileged,  // needs allow_user_rules
  kAdmin,       // never
};

struct SettingInfo {
  FixedText<47> keyword;
  FixedText<31> target;  // the setting it changes; "" where that is the keyword itself
  SettingKind kind;
  FixedText<63> default_value;
  SettingRights rights;
  FixedText<31> plugins;  // "AWL|TxRep" without the common prefix; "" for the core

  std::string_view setting() const { return target.empty() ? keyword.view() : target.view(); }
  bool IsLoaded(const PluginSet& loaded) const;
};

// By lower-case keyword, old spellings and the numbered families (bayes_stopword_en) included; null where
// there is none. Cost: one hash look-up.
const SettingInfo* FindSetting(std::string_view keyword);
// "whitelist_from" is welcomelist_from, "required_hits" is required_score ...
std::string CanonicalKeyword(std::string_view keyword);
// All rows, for defaults.
std::span<const SettingInfo> CoreSettings();
std::span<const SettingInfo> PluginSettings();

}  // namespace gatepost

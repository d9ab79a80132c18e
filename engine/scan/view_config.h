// The settings that shape views, turned into a ViewConfig once, when the engine opens.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "config/settings.h"
#include "mail/views.h"
#include "match/pattern_table.h"

namespace gatepost {

// Networks and patterns that cannot be read give a Diagnostic and are left out. `files` are the names that
// the lines of `settings` count through (ConfigText::files).
ViewConfig MakeViewConfig(const Settings& settings, const std::vector<std::string>& files,
                          const Limits& limits, std::vector<Diagnostic>* diagnostics);

// The large parts of a ViewConfig.
struct PackedViewConfig {
  PackedWords tlds, two_tlds, three_tlds;
  PackedPatterns redirectors;
};
// Fills the PackedViewConfig at `field`.
void PackViewConfig(const Settings& settings, const Limits& limits, Packer* packer, std::size_t field,
                    std::vector<CodeToPlace>* codes);
bool IsSound(const PackedViewConfig& packed, const PackedBounds& bounds);
// As MakeViewConfig, with the parts of `packed`, which is sound, where `changed` does not name their
// settings.
ViewConfig UseViewConfig(const PackedViewConfig& packed, const Settings& settings,
                         const SettingNames& changed, const std::vector<std::string>& files,
                         const Limits& limits, std::vector<Diagnostic>* diagnostics);

// What the plugin TextCat guesses languages by; null where it is not loaded, or where no file "languages"
// lies beside the site's configuration, the rules, or where SpamAssassin is installed: a Diagnostic says so.
std::shared_ptr<const LanguageConfig> MakeLanguageConfig(const Options& options, const Settings& settings,
                                                         std::vector<Diagnostic>* diagnostics);

// What RelayCountry, ASN and URILocalBL look up in; null where none of them is loaded.
std::shared_ptr<const GeoDatabases> MakeGeoDatabases(const Settings& settings);

// How attached documents are read; null where neither the plugin OLEVBMacro is loaded nor a rule of our own
// asks. `rules_ask` tells whether rules call an eval test. A pattern that cannot be read gives a Diagnostic,
// and the default serves.
std::shared_ptr<const DocumentConfig> MakeDocumentConfig(
    const Settings& settings, const std::function<bool(std::string_view)>& rules_ask, const Limits& limits,
    std::vector<Diagnostic>* diagnostics);

}  // namespace gatepost

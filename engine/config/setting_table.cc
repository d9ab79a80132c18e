// Tested by tests/config/settings_test.cc.
#include "config/setting_table.h"

#include <unordered_map>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::string_view kPluginPrefix = "Mail::SpamAssassin::Plugin::";

// Families: one keyword a language or list.
constexpr SettingInfo kStopwords = {"bayes_stopword_",      "",     SettingKind::kText, "",
                                    SettingRights::kAnyone, "Bayes"};
constexpr SettingInfo kHashblLists = {"hashbl_acl_",          "",      SettingKind::kLines, "",
                                      SettingRights::kAnyone, "HashBL"};

bool ReplaceAll(std::string* text, std::string_view from, std::string_view to) {
  bool any = false;
  for (std::size_t at = text->find(from); at != std::string::npos; at = text->find(from, at + to.size())) {
    text->replace(at, from.size(), to);
    any = true;
  }
  return any;
}

using Index = std::unordered_map<std::string_view, const SettingInfo*>;

const Index& KeywordIndex() {
  static const Index index = [] {
    Index built;
    for (const SettingInfo& info : CoreSettings()) built.emplace(info.keyword, &info);
    for (const SettingInfo& info : PluginSettings()) built.emplace(info.keyword, &info);
    return built;
  }();
  return index;
}

}  // namespace

bool SettingInfo::IsLoaded(const PluginSet& loaded) const {
  if (plugins.empty()) return true;
  std::string name(kPluginPrefix);
  for (std::string_view plugin : Split(plugins, '|')) {
    name.resize(kPluginPrefix.size());
    name += plugin;
    if (loaded.find(name) != loaded.end()) return true;
  }
  return false;
}

std::string CanonicalKeyword(std::string_view keyword) {
  if (keyword == "required_hits") return "required_score";
  if (keyword == "clear_dns_query_restrictions") return "clear_dns_query_restriction";
  std::string name(keyword);
  ReplaceAll(&name, "whitelist", "welcomelist");
  ReplaceAll(&name, "blacklist", "blocklist");
  return name;
}

const SettingInfo* FindSetting(std::string_view keyword) {
  const Index& index = KeywordIndex();
  auto found = index.find(keyword);
  if (found != index.end()) return found->second;
  if (keyword.starts_with("bayes_stopword_") && keyword.size() == 17 && IsAsciiAlpha(keyword[15]) &&
      IsAsciiAlpha(keyword[16])) {
    return &kStopwords;
  }
  if (keyword.starts_with("hashbl_acl_") && keyword.size() > 11 && keyword.size() <= 43) return &kHashblLists;
  std::string canonical = CanonicalKeyword(keyword);
  if (canonical == keyword) return nullptr;
  found = index.find(canonical);
  return found == index.end() ? nullptr : found->second;
}

}  // namespace gatepost

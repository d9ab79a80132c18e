// Tested by tests/config/settings_test.cc.
#include "config/settings.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>

#include "base/ascii.h"
#include "config/packed_settings.h"
#include "config/setting_table.h"
#include "config/settings_builder.h"

namespace gatepost {

Settings Settings::Build(const ConfigText& config, std::vector<Diagnostic>* diagnostics) {
  std::vector<Diagnostic> unread;
  SettingsBuilder builder(config, diagnostics != nullptr ? diagnostics : &unread);
  for (const Directive& directive : config.directives) {
    const SettingInfo* info = FindSetting(directive.keyword);
    if (info != nullptr && info->kind != SettingKind::kRule) builder.Take(directive, *info);
  }
  return builder.Finish();
}

bool Settings::MayUserSet(std::string_view keyword) {
  const SettingInfo* info = FindSetting(keyword);
  return info == nullptr || info->rights == SettingRights::kAnyone;
}

bool Settings::IsRuleKeyword(std::string_view keyword) {
  const SettingInfo* info = FindSetting(keyword);
  return info != nullptr && info->kind == SettingKind::kRule;
}

std::string Settings::Text(std::string_view name) const {
  auto found = values_.find(name);
  if (found != values_.end()) return found->second;
  if (const PackedSetting* packed = FindPacked(base_, name)) return std::string(packed->value.view());
  assert(FindSetting(name) != nullptr);
  return {};
}

double Settings::Number(std::string_view name) const {
  const std::string text = Text(name);
  // A configuration may have more digits than a double has room for.
  constexpr double kMost = 1e300;
  return text.empty() ? 0 : std::clamp(std::strtod(text.c_str(), nullptr), -kMost, kMost);
}

std::int64_t Settings::Integer(std::string_view name) const {
  double number = Number(name);
  if (!(number > -9e15)) return -9'000'000'000'000'000;
  if (!(number < 9e15)) return 9'000'000'000'000'000;
  return static_cast<std::int64_t>(number);
}

bool Settings::Flag(std::string_view name) const { return Number(name) != 0; }

std::vector<SettingLine> Settings::Lines(std::string_view name) const {
  auto found = lines_.find(name);
  if (found != lines_.end()) return found->second;
  if (const PackedSetting* packed = FindPacked(base_, name)) {
    std::vector<SettingLine> lines;
    for (const PackedLine& line : packed->lines.get()) {
      lines.push_back({std::string(line.value.view()), line.file, line.line, line.scope});
    }
    return lines;
  }
  assert(FindSetting(name) != nullptr || name == "uri_host_lists" || name == "fns_addrlists");
  return {};
}

bool Settings::HasPlugin(std::string_view name) const {
  constexpr std::string_view kPrefix = "Mail::SpamAssassin::Plugin::";
  const auto is_plugin = [&](std::string_view value) {
    return value.starts_with(kPrefix) && value.substr(kPrefix.size()) == name;
  };
  if (auto found = lines_.find("loadplugin"); found != lines_.end()) {
    return std::any_of(found->second.begin(), found->second.end(),
                       [&](const SettingLine& line) { return is_plugin(line.value); });
  }
  const PackedSetting* packed = FindPacked(base_, "loadplugin");
  if (packed == nullptr) return false;
  const std::span<const PackedLine> lines = packed->lines.get();
  return std::any_of(lines.begin(), lines.end(),
                     [&](const PackedLine& line) { return is_plugin(line.value.view()); });
}

std::vector<std::string> Settings::Words(std::string_view name) const {
  std::vector<std::string> words;
  const PackedSetting* packed = FindPacked(base_, name);
  if (values_.contains(name) || (packed != nullptr && packed->has_value != 0)) {
    const std::string text = Text(name);
    for (std::string_view word : SplitWhitespace(text)) words.emplace_back(word);
    return words;
  }
  for (const SettingLine& line : Lines(name)) {
    for (std::string_view word : SplitWhitespace(line.value)) words.emplace_back(word);
  }
  return words;
}

bool Settings::IsSet(std::string_view name) const {
  if (set_.contains(name) || !Lines(name).empty()) return true;
  const PackedSetting* packed = FindPacked(base_, name);
  return packed != nullptr && packed->is_set != 0 && !values_.contains(name);
}

}  // namespace gatepost

// Tested by tests/scan/compiled_test.cc.
#include "config/packed_settings.h"

#include <algorithm>
#include <cstddef>

#include "config/setting_table.h"
#include "config/settings.h"
#include "config/settings_builder.h"

namespace gatepost {
namespace {

// Settings that can only be built together have one name here.
std::string FamilyOf(const SettingInfo& info) {
  switch (info.kind) {
    case SettingKind::kAddHeader:
    case SettingKind::kRemoveHeader:
    case SettingKind::kClearHeaders:
    case SettingKind::kReportSafe:
      return "add_header";
    case SettingKind::kClearTlds:
      return "util_rb";
    default:
      break;
  }
  std::string_view name = info.setting();
  if (name.starts_with("util_rb_")) return "util_rb";
  // unwelcomelist_auth takes out of def_welcomelist_auth too.
  if (name.starts_with("def_")) name.remove_prefix(4);
  return std::string(name);
}

void AddFamily(const std::string& family, SettingNames* names) {
  if (family == "util_rb") {
    names->insert({"util_rb_tld", "util_rb_2tld", "util_rb_3tld"});
  } else if (family == "add_header") {
    names->insert({"add_header", "report_safe"});
  } else {
    names->insert({family, "def_" + family});
  }
}

}  // namespace

const PackedSetting* FindPacked(const PackedSettings* packed, std::string_view name) {
  if (packed == nullptr) return nullptr;
  std::span<const PackedSetting> all = packed->settings.get();
  auto found = std::lower_bound(all.begin(), all.end(), name,
                                [](const PackedSetting& a, std::string_view b) { return a.name.view() < b; });
  return found != all.end() && found->name.view() == name ? &*found : nullptr;
}

bool IsSound(const PackedSettings& packed, const PackedBounds& bounds) {
  const auto is_line = [&](const PackedLine& line) {
    return bounds.Holds(line.value) && line.scope <= ConfigScope::kUser;
  };
  const auto is_setting = [&](const PackedSetting& setting) {
    return bounds.Holds(setting.name) && bounds.Holds(setting.value) &&
           bounds.HoldsEach(setting.lines, is_line);
  };
  const auto is_directive = [&](const PackedDirective& directive) {
    return bounds.Holds(directive.keyword) && bounds.Holds(directive.value) &&
           directive.scope <= ConfigScope::kUser;
  };
  return bounds.HoldsEach(packed.settings, is_setting) && bounds.HoldsEach(packed.directives, is_directive) &&
         bounds.HoldsTexts(packed.plugins) && bounds.HoldsTexts(packed.compat);
}

void PackConfig(const ConfigText& config, Packer* packer, std::size_t field) {
  std::vector<const Directive*> settings;
  bool user_rules = false;
  for (const Directive& directive : config.directives) {
    if (!Settings::IsRuleKeyword(directive.keyword)) settings.push_back(&directive);
    if (directive.keyword == "allow_user_rules") user_rules = directive.value == "1";
  }
  packer->PutEach<PackedDirective>(field + offsetof(PackedSettings, directives), settings,
                                   [&](std::size_t at, const Directive* directive) {
                                     packer->PutText(at + offsetof(PackedDirective, keyword),
                                                     directive->keyword);
                                     packer->PutText(at + offsetof(PackedDirective, value), directive->value);
                                     auto& packed = packer->At<PackedDirective>(at);
                                     packed.file = directive->file;
                                     packed.line = directive->line;
                                     packed.scope = directive->scope;
                                   });
  packer->PutTexts(field + offsetof(PackedSettings, plugins), config.plugins);
  packer->PutTexts(field + offsetof(PackedSettings, compat), config.compat);
  packer->At<PackedSettings>(field).file_count = static_cast<std::uint32_t>(config.files.size());
  packer->At<PackedSettings>(field).user_rules = user_rules ? 1 : 0;
}

void Settings::Pack(Packer* packer, std::size_t field) const {
  SettingNames names;
  for (const auto& [name, value] : values_) names.insert(name);
  for (const auto& [name, lines] : lines_) names.insert(name);
  const auto put_line = [&](std::size_t at, const SettingLine& line) {
    packer->PutText(at + offsetof(PackedLine, value), line.value);
    auto& packed = packer->At<PackedLine>(at);
    packed.file = line.file;
    packed.line = line.line;
    packed.scope = line.scope;
  };
  const auto put_setting = [&](std::size_t at, const std::string& name) {
    auto value = values_.find(name);
    packer->PutText(at + offsetof(PackedSetting, name), name);
    packer->PutText(at + offsetof(PackedSetting, value), value == values_.end() ? "" : value->second);
    packer->At<PackedSetting>(at).has_value = value == values_.end() ? 0 : 1;
    packer->At<PackedSetting>(at).is_set = set_.contains(name) ? 1 : 0;
    packer->PutEach<PackedLine>(at + offsetof(PackedSetting, lines), Lines(name), put_line);
  };
  packer->PutEach<PackedSetting>(field + offsetof(PackedSettings, settings), names, put_setting);
}

Settings Settings::Use(const PackedSettings& packed, const ConfigText& prefs, SettingNames* changed,
                       std::vector<Diagnostic>* diagnostics) {
  Settings settings;
  settings.base_ = &packed;
  SettingNames families;
  for (const Directive& directive : prefs.directives) {
    const SettingInfo* info = FindSetting(directive.keyword);
    if (info != nullptr && info->kind != SettingKind::kRule) families.insert(FamilyOf(*info));
  }
  if (families.empty()) return settings;
  // The lines of the settings in question, old ones and new ones, read as if there were no others.
  ConfigText config;
  config.files = prefs.files;
  SettingsBuilder builder(config, diagnostics);
  for (const PackedDirective& line : packed.directives.get()) {
    const SettingInfo* info = FindSetting(line.keyword.view());
    if (info == nullptr || !families.contains(FamilyOf(*info))) continue;
    Directive directive{std::string(line.keyword.view()), std::string(line.value.view()), line.file,
                        line.line, line.scope};
    std::size_t before = diagnostics->size();
    builder.Take(directive, *info);
    diagnostics->resize(before);  // said when they were compiled
  }
  for (const Directive& directive : prefs.directives) {
    const SettingInfo* info = FindSetting(directive.keyword);
    if (info != nullptr && info->kind != SettingKind::kRule) builder.Take(directive, *info);
  }
  Settings built = builder.Finish();
  for (const std::string& family : families) AddFamily(family, changed);
  for (const std::string& name : *changed) {
    if (auto value = built.values_.find(name); value != built.values_.end())
      settings.values_[name] = value->second;
    if (built.set_.contains(name)) settings.set_.insert(name);
    // Also where no line is left: those of `packed` do not count any more.
    if (auto lines = built.lines_.find(name); lines != built.lines_.end())
      settings.lines_[name] = std::move(lines->second);
    else if (FindPacked(&packed, name) != nullptr)
      settings.lines_[name] = {};
  }
  return settings;
}

}  // namespace gatepost

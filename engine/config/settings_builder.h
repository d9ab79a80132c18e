// SettingsBuilder: applies setting directives one after the other. Internal to config/.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting_table.h"
#include "config/settings.h"

namespace gatepost {

class SettingsBuilder {
 public:
  SettingsBuilder(const ConfigText& config, std::vector<Diagnostic>* diagnostics);
  void Take(const Directive& directive, const SettingInfo& info);
  Settings Finish();

 private:
  struct Entry {  // of a list that entries can be removed from
    bool remove = false;
    SettingLine line;
  };
  struct EntryList {
    SettingKind kind = SettingKind::kAddresses;
    std::vector<Entry> entries;
  };
  struct Header {
    std::string name, text;
    SettingLine at;  // where it was said
  };

  void TakeTemplateLine(std::string_view text, const SettingInfo& info);
  void TakeValue(const Directive& directive, const SettingInfo& info);
  void TakeEntry(const Directive& directive, const SettingInfo& info);
  void TakeRemoval(const Directive& directive, const SettingInfo& info);
  void TakeWords(const Directive& directive, const SettingInfo& info);
  void TakeAddHeader(const Directive& directive);
  void TakeRemoveHeader(const Directive& directive);
  void TakeRewriteHeader(const Directive& directive);
  void TakeReportSafe(const Directive& directive);
  void TakeTokenSources(const Directive& directive);
  void TakeGeodb(const Directive& directive);
  void TakeGeodbOptions(const Directive& directive);
  void TakeAsnLookup(const Directive& directive);
  void TakeQuotedText(const Directive& directive);
  void Clear(const Directive& directive, const SettingInfo& info);
  void PutLine(const Directive& directive, std::string_view setting, std::string value);
  void PutKey(const Directive& directive, std::string_view setting, std::string_view key, std::string value);
  void SetHeader(std::vector<Header>* headers, const Header& header);
  void Bad(const Directive& directive, std::string_view reason);
  void Missing(const Directive& directive);

  const ConfigText& config_;
  std::vector<Diagnostic>* diagnostics_;
  Settings settings_;
  std::map<std::string, EntryList, std::less<>> entry_lists_;
  std::map<std::string, std::map<std::string, std::size_t, std::less<>>, std::less<>> key_index_;
  std::vector<Header> ham_headers_, spam_headers_;
};

}  // namespace gatepost

// Tested by tests/config/settings_test.cc.
#include "config/settings_builder.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <unordered_set>

#include "base/ascii.h"
#include "base/file.h"
#include "config/setting_ranges.h"
#include "config/sqlite_dsn.h"

namespace gatepost {
namespace {

using Severity = Diagnostic::Severity;

// [+-]digits[.digits]
bool IsNumber(std::string_view text) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  std::size_t i = 0;
  while (i < text.size() && IsAsciiDigit(text[i])) ++i;
  if (i == 0) return false;
  if (i < text.size() && text[i] == '.') ++i;
  while (i < text.size() && IsAsciiDigit(text[i])) ++i;
  return i == text.size();
}

// Of bayes_stopword_languages: "disable", or codes of two letters between white space and commas.
bool AreLanguages(std::string_view value) {
  if (value == "disable") return true;
  while (value.ends_with(',')) value.remove_suffix(1);
  for (const std::string_view piece : Split(value, ',')) {
    const std::vector<std::string_view> words = SplitWhitespace(piece);
    const auto is_code = [](std::string_view word) {
      return word.size() == 2 && IsAsciiAlpha(word[0]) && IsAsciiAlpha(word[1]);
    };
    if (words.empty() || !std::all_of(words.begin(), words.end(), is_code)) return false;
  }
  return true;
}

std::string NumberText(double number) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.15g", number);
  return buffer;
}

// Seconds of "3", "1.5h", "2 d"; "" where it is none.
std::string DurationText(std::string_view text) {
  double unit = 1;
  if (!text.empty() && IsAsciiAlpha(text.back())) {
    switch (AsciiToLower(text.back())) {
      case 's':
        break;
      case 'm':
        unit = 60;
        break;
      case 'h':
        unit = 3600;
        break;
      case 'd':
        unit = 86400;
        break;
      case 'w':
        unit = 7 * 86400;
        break;
      default:
        return {};
    }
    text = TrimRight(text.substr(0, text.size() - 1));
  }
  if (!IsNumber(text) || text.front() == '-') return {};
  return NumberText(std::strtod(std::string(text).c_str(), nullptr) * unit);
}

// The name of "(NAME) rest"; `rest` becomes what follows. Nothing where there is none.
std::string_view CutListName(std::string_view* rest) {
  if (!rest->starts_with('(')) return {};
  std::size_t close = rest->find(')');
  if (close == std::string_view::npos || close == 1) return {};
  std::string_view name = rest->substr(1, close - 1);
  std::string_view after = rest->substr(close + 1);
  if (after.empty() || !IsAsciiSpace(after.front())) return {};
  *rest = TrimLeft(after);
  return name;
}

std::string ListKey(std::string_view name, std::string_view word) {
  if (word.starts_with('!')) word.remove_prefix(1);
  std::string key = AsciiLower(word);
  key.insert(0, 1, '\0');
  return key.insert(0, name);
}

std::string SignedKey(std::string_view line) {
  std::vector<std::string_view> words = SplitWhitespace(line);
  std::string key = AsciiLower(words.empty() ? std::string_view() : words[0]);
  key.push_back('\0');
  return key + AsciiLower(words.size() > 1 ? words[1] : std::string_view());
}

// What an un* line takes away, in the form of the keys above.
void CollectRemoved(SettingKind kind, std::string_view value, std::unordered_set<std::string>* removed) {
  if (kind == SettingKind::kSignedAddresses) {
    removed->insert(SignedKey(value));
    return;
  }
  std::string_view name = kind == SettingKind::kNamedList ? CutListName(&value) : std::string_view();
  for (std::string_view word : SplitWhitespace(value)) {
    removed->insert(kind == SettingKind::kNamedList ? ListKey(name, word) : AsciiLower(word));
  }
}

// What is left of a line; "" for nothing.
std::string WithoutRemoved(SettingKind kind, const std::string& value,
                           const std::unordered_set<std::string>& removed) {
  if (kind == SettingKind::kSignedAddresses)
    return removed.contains(SignedKey(value)) ? std::string() : value;
  std::string_view rest = value;
  std::string_view name = kind == SettingKind::kNamedList ? CutListName(&rest) : std::string_view();
  std::vector<std::string_view> words = SplitWhitespace(rest);
  if (kind == SettingKind::kAddressPairs) {
    return !words.empty() && removed.contains(AsciiLower(words[0])) ? std::string() : value;
  }
  std::string left;
  for (std::string_view word : words) {
    bool gone = kind == SettingKind::kNamedList
                    ? removed.contains(ListKey(name, word)) || removed.contains(ListKey({}, word))
                    : removed.contains(AsciiLower(word));
    if (gone) continue;
    if (!left.empty()) left += ' ';
    left += word;
  }
  if (left.empty() || name.empty()) return left;
  return "(" + std::string(name) + ") " + left;
}

}  // namespace

SettingsBuilder::SettingsBuilder(const ConfigText& config, std::vector<Diagnostic>* diagnostics)
    : config_(config), diagnostics_(diagnostics) {
  auto put_default = [&](const SettingInfo& info) {
    if (info.default_value.empty() || info.kind == SettingKind::kWords) return;
    settings_.values_.emplace(info.setting(), info.default_value);
  };
  for (const SettingInfo& info : CoreSettings()) put_default(info);
  for (const SettingInfo& info : PluginSettings()) put_default(info);
  Header version{"Checker-Version", "SpamAssassin _VERSION_ (_SUBVERSION_) on _HOSTNAME_", {}};
  ham_headers_.push_back(version);
  spam_headers_.push_back(version);
}

void SettingsBuilder::Bad(const Directive& directive, std::string_view reason) {
  diagnostics_->push_back(
      config_.Remark(Severity::kError, directive, directive.keyword + ": " + std::string(reason)));
}

void SettingsBuilder::Missing(const Directive& directive) { Bad(directive, "a value is missing"); }

void SettingsBuilder::PutLine(const Directive& directive, std::string_view setting, std::string value) {
  settings_.lines_[std::string(setting)].push_back(
      {std::move(value), directive.file, directive.line, directive.scope});
}

void SettingsBuilder::PutKey(const Directive& directive, std::string_view setting, std::string_view key,
                             std::string value) {
  auto [place, fresh] = key_index_[std::string(setting)].try_emplace(std::string(key), 0);
  std::vector<SettingLine>& lines = settings_.lines_[std::string(setting)];
  if (fresh) {
    place->second = lines.size();
    lines.emplace_back();
  }
  lines[place->second] = {std::move(value), directive.file, directive.line, directive.scope};
}

void SettingsBuilder::Take(const Directive& directive, const SettingInfo& info) {
  const std::string& value = directive.value;
  // SpamAssassin's stock rules turn it on; that a check may learn is for a site to say.
  if (directive.keyword == "bayes_auto_learn" && directive.scope == ConfigScope::kRules) return;
  switch (info.kind) {
    case SettingKind::kFlag:
    case SettingKind::kNumber:
    case SettingKind::kDuration:
    case SettingKind::kText:
      return TakeValue(directive, info);
    case SettingKind::kTemplate:
      return TakeTemplateLine(value, info);
    case SettingKind::kLines:
    case SettingKind::kNetworks:
      return value.empty()
                 ? Missing(directive)
                 : PutLine(directive,
                           directive.keyword.starts_with("hashbl_acl_") ? std::string_view(directive.keyword)
                                                                        : info.setting(),
                           value);
    case SettingKind::kWords:
      return TakeWords(directive, info);
    case SettingKind::kKeyValue: {
      std::string_view rest = value;
      std::string key(CutWord(&rest));
      if (key.empty() || (rest.empty() && info.setting() == "subjprefix")) return Missing(directive);
      return PutKey(directive, info.setting(), key, value);
    }
    case SettingKind::kAddresses:
    case SettingKind::kAddressPairs:
    case SettingKind::kSignedAddresses:
    case SettingKind::kNamedList:
      return TakeEntry(directive, info);
    case SettingKind::kRemove:
      return TakeRemoval(directive, info);
    case SettingKind::kClearTemplate:
    case SettingKind::kClear:
    case SettingKind::kClearWords:
    case SettingKind::kClearTlds:
    case SettingKind::kClearHeaders:
      return Clear(directive, info);
    case SettingKind::kAddHeader:
      return TakeAddHeader(directive);
    case SettingKind::kRemoveHeader:
      return TakeRemoveHeader(directive);
    case SettingKind::kRewriteHeader:
      return TakeRewriteHeader(directive);
    case SettingKind::kReportSafe:
      return TakeReportSafe(directive);
    case SettingKind::kTokenSources:
      return TakeTokenSources(directive);
    case SettingKind::kGeodb:
      return TakeGeodb(directive);
    case SettingKind::kAsnLookup:
      return TakeAsnLookup(directive);
    case SettingKind::kQuotedText:
      return TakeQuotedText(directive);
    case SettingKind::kRule:
    case SettingKind::kNothing:
      return;
  }
}

void SettingsBuilder::TakeTemplateLine(std::string_view text, const SettingInfo& info) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  settings_.values_[std::string(info.setting())].append(text).append("\n");
  settings_.set_.emplace(info.setting());
}

void SettingsBuilder::TakeValue(const Directive& directive, const SettingInfo& info) {
  std::string value = directive.value;
  if (value.empty()) return Missing(directive);
  std::string setting(info.setting());
  if (info.kind == SettingKind::kFlag) {
    std::string lower = AsciiLower(value);
    if (lower == "yes") lower = "1";
    if (lower == "no") lower = "0";
    if (lower != "0" && lower != "1") return Bad(directive, "neither 0 nor 1");
    value = lower;
  } else if (info.kind == SettingKind::kNumber) {
    if (!IsNumber(value)) return Bad(directive, "not a number");
  } else if (info.kind == SettingKind::kDuration) {
    value = DurationText(value);
    if (value.empty()) return Bad(directive, "not a duration");
  } else if (setting == "bayes_stopword_") {
    setting = AsciiLower(directive.keyword);
    // Of several words each replaces the one before.
    value = std::string(SplitWhitespace(value).back());
  } else if (setting == "dns_available") {
    if (value == "1") value = "yes";
    if (value == "0") value = "no";
    if (value != "yes" && value != "no" && !value.starts_with("test"))
      return Bad(directive, "not yes, no or test");
  } else if (setting == "authres_networks") {
    value = AsciiLower(value);
    if (value != "internal" && value != "trusted" && value != "all")
      return Bad(directive, "not internal, trusted or all");
  } else if (setting == "bayes_path" && IsFolder(value)) {
    return Bad(directive, "that is a folder");
  } else if (setting == "bayes_sql_dsn" && !SqliteFile(value)) {
    diagnostics_->push_back(config_.Remark(
        Severity::kWarning, directive, "bayes_sql_dsn: not SQLite, so that the file of bayes_path is read"));
  }
  if (const std::string fault = RangeFault(setting, value); !fault.empty()) return Bad(directive, fault);
  settings_.values_[setting] = std::move(value);
  settings_.set_.insert(std::move(setting));
}

void SettingsBuilder::TakeEntry(const Directive& directive, const SettingInfo& info) {
  std::string value = directive.value;
  std::vector<std::string_view> words = SplitWhitespace(value);
  if (words.empty()) return Missing(directive);
  if (info.kind == SettingKind::kAddressPairs && words.size() != 2)
    return Bad(directive, "needs an address and a relay");
  if (info.kind == SettingKind::kSignedAddresses && words.size() > 2)
    return Bad(directive, "needs an address and perhaps a signer");
  if (info.kind == SettingKind::kNamedList) {
    std::string canonical = CanonicalKeyword(directive.keyword);
    if (canonical == "blocklist_uri_host")
      value.insert(0, "(BLOCK) ");
    else if (canonical == "welcomelist_uri_host")
      value.insert(0, "(WELCOME) ");
    std::string_view rest = value;
    if (CutListName(&rest).empty() || rest.empty())
      return Bad(directive, "needs a list's name in parentheses and entries");
  }
  EntryList& list = entry_lists_[std::string(info.setting())];
  list.kind = info.kind;
  list.entries.push_back({false, {std::move(value), directive.file, directive.line, directive.scope}});
}

void SettingsBuilder::TakeRemoval(const Directive& directive, const SettingInfo& info) {
  if (directive.value.empty()) return Missing(directive);
  Entry entry{true, {directive.value, directive.file, directive.line, directive.scope}};
  entry_lists_[std::string(info.setting())].entries.push_back(entry);
  // The lists that ship with rules go the same way ("def_welcomelist_auth").
  std::string shipped = "def_" + std::string(info.setting());
  auto found = entry_lists_.find(shipped);
  if (found != entry_lists_.end()) found->second.entries.push_back(std::move(entry));
}

void SettingsBuilder::TakeWords(const Directive& directive, const SettingInfo& info) {
  std::vector<std::string_view> words = SplitWhitespace(directive.value);
  if (words.empty()) return Missing(directive);
  std::string_view setting = info.setting();
  if (setting.starts_with("util_rb_")) {
    std::ptrdiff_t dots = setting == "util_rb_tld" ? 0 : setting == "util_rb_2tld" ? 1 : 2;
    for (std::string_view word : words) {
      bool good = std::count(word.begin(), word.end(), '.') == dots && !word.starts_with('.') &&
                  !word.ends_with('.') && word.find("..") == std::string_view::npos;
      if (!good) return Bad(directive, "wrong number of dots");
    }
  }
  if (setting == "bayes_stopword_languages") {
    if (!AreLanguages(directive.value)) return Bad(directive, "neither disable nor languages of two letters");
    settings_.lines_.erase(std::string(setting));
  }
  if (setting != "originating_ip_headers") return PutLine(directive, setting, directive.value);
  for (std::string_view word : words) {
    const std::vector<SettingLine>& lines = settings_.lines_[std::string(setting)];
    bool known = std::any_of(lines.begin(), lines.end(),
                             [&](const SettingLine& line) { return EqualsIgnoreCase(line.value, word); });
    if (!known && lines.size() < 1000) PutLine(directive, setting, std::string(word));
  }
}

void SettingsBuilder::Clear(const Directive& directive, const SettingInfo& info) {
  if (!directive.value.empty() && info.kind != SettingKind::kClearWords)
    return Bad(directive, "takes no value");
  if (info.kind == SettingKind::kClearTemplate) {
    settings_.values_[std::string(info.setting())].clear();
  } else if (info.kind == SettingKind::kClearHeaders) {
    // SpamAssassin keeps its version in both lists.
    auto is_version = [](const Header& header) { return EqualsIgnoreCase(header.name, "Checker-Version"); };
    std::erase_if(ham_headers_, [&](const Header& header) { return !is_version(header); });
    spam_headers_ = ham_headers_;
  } else if (info.kind == SettingKind::kClearTlds) {
    for (const char* setting : {"util_rb_tld", "util_rb_2tld", "util_rb_3tld"})
      settings_.lines_.erase(setting);
  } else if (directive.value.empty()) {
    settings_.lines_.erase(std::string(info.setting()));
  } else {
    std::set<std::string, std::less<>> gone;
    const std::string names = AsciiLower(directive.value);
    for (std::string_view word : SplitWhitespace(names)) gone.emplace(word);
    for (SettingLine& line : settings_.lines_[std::string(info.setting())]) {
      std::string left;
      for (std::string_view word : SplitWhitespace(line.value)) {
        if (!gone.contains(AsciiLower(word))) left.append(left.empty() ? "" : " ").append(word);
      }
      line.value = std::move(left);
    }
  }
}

void SettingsBuilder::TakeTokenSources(const Directive& directive) {
  static constexpr std::string_view kAll[] = {"header", "visible", "invisible", "uri", "mimepart"};
  if (directive.value.empty()) return Missing(directive);
  std::set<std::string, std::less<>> on;
  const std::string before = settings_.Text("bayes_token_sources");
  for (std::string_view word : SplitWhitespace(before)) on.emplace(word);
  std::string lower = AsciiLower(directive.value);
  for (std::string_view word : SplitWhitespace(lower)) {
    if (word == "none" || word == "noall") {
      on.clear();
      continue;
    }
    if (word == "all") {
      on.insert(std::begin(kAll), std::end(kAll));
      continue;
    }
    bool off = word.starts_with("no");
    if (off) word.remove_prefix(2);
    if (std::find(std::begin(kAll), std::end(kAll), word) == std::end(kAll))
      return Bad(directive, "unknown source");
    if (off)
      on.erase(std::string(word));
    else
      on.emplace(word);
  }
  std::string value;
  for (const std::string& word : on) value.append(value.empty() ? "" : " ").append(word);
  settings_.values_["bayes_token_sources"] = std::move(value);
  settings_.set_.insert("bayes_token_sources");
}

Settings SettingsBuilder::Finish() {
  for (auto& [name, list] : entry_lists_) {
    // Backwards, so that a removal meets exactly what was said before it.
    std::unordered_set<std::string> removed;
    std::vector<SettingLine> kept;
    for (auto entry = list.entries.rbegin(); entry != list.entries.rend(); ++entry) {
      if (entry->remove) {
        CollectRemoved(list.kind, entry->line.value, &removed);
        continue;
      }
      if (!removed.empty()) entry->line.value = WithoutRemoved(list.kind, entry->line.value, removed);
      if (!entry->line.value.empty()) kept.push_back(std::move(entry->line));
    }
    std::reverse(kept.begin(), kept.end());
    settings_.lines_[name] = std::move(kept);
  }
  for (const std::vector<Header>* headers : {&ham_headers_, &spam_headers_}) {
    const char* prefix = headers == &ham_headers_ ? "ham " : "spam ";
    for (const Header& header : *headers) {
      SettingLine line = header.at;
      line.value = prefix + header.name + " " + header.text;
      settings_.lines_["add_header"].push_back(std::move(line));
    }
  }
  for (const char* setting : {"rewrite_header", "uridnsbl_skip_domain", "url_shortener"}) {
    auto found = settings_.lines_.find(setting);
    if (found != settings_.lines_.end())
      std::erase_if(found->second, [](const SettingLine& line) { return line.value.empty(); });
  }
  auto& languages = settings_.lines_["bayes_stopword_languages"];
  if (languages.empty()) languages.push_back({"en", 0, 0, ConfigScope::kRules});
  return std::move(settings_);
}

}  // namespace gatepost

// Tested by tests/config/reader_test.cc and tests/fuzz/cf_fuzz.cc.
//
// SECURITY: user_prefs are written by local users. They may name no file, load no plugin and define no
// rule (unless allow_user_rules), and no text of theirs is longer in a diagnostic than a keyword.
#include "config/reader.h"

#include <algorithm>
#include <cstdlib>

#include "base/ascii.h"
#include "base/file.h"
#include "config/condition.h"
#include "config/setting_table.h"

namespace gatepost {
namespace {

using Severity = Diagnostic::Severity;

// What people see of a word that may be anything.
std::string Printable(std::string_view text) {
  std::string out(text.substr(0, 60));
  for (char& c : out) {
    if (c < ' ' || c == 127) c = '?';
  }
  if (text.size() > out.size()) out += "...";
  return out;
}

bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    auto byte = static_cast<unsigned char>(text[i]);
    std::size_t more = byte < 0x80                   ? 0
                       : byte >= 0xC2 && byte < 0xE0 ? 1
                       : byte >= 0xE0 && byte < 0xF0 ? 2
                       : byte >= 0xF0 && byte < 0xF5 ? 3
                                                     : 4;
    if (more == 4 || more > text.size() - i - 1) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += more + 1;
  }
  return true;
}

// Cuts at the first "#" without a backslash before it; "\#" becomes "#".
std::string_view WithoutComment(std::string_view line, std::string* scratch) {
  std::size_t hash = line.find('#');
  if (hash == std::string_view::npos) return line;
  scratch->clear();
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#') {
      if (i == 0 || line[i - 1] != '\\') break;
      scratch->back() = '#';
    } else {
      scratch->push_back(line[i]);
    }
  }
  return *scratch;
}

bool IsPluginName(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return IsWordByte(c) || c == ':'; });
}

// What "ifplugin !(NAME)" comes to in SpamAssassin, which asks for a plugin called !(NAME).
constexpr std::string_view kNoPlugin = "0";

// The condition of "ifplugin NAME"; parentheses around the name do not matter.
std::string PluginCondition(std::string_view value) {
  while (value.starts_with('(') && value.ends_with(')')) value = Trim(value.substr(1, value.size() - 2));
  return value.starts_with('!') ? std::string(kNoPlugin) : "plugin (" + std::string(value) + ")";
}

}  // namespace

Diagnostic ConfigText::Remark(Diagnostic::Severity severity, const Directive& at, std::string text) const {
  std::string file = at.file >= 0 && static_cast<std::size_t>(at.file) < files.size()
                         ? files[static_cast<std::size_t>(at.file)]
                         : std::string();
  return {severity, std::move(file), at.line, std::move(text)};
}

int ConfigReader::AddFile(const std::string& name) {
  out_.files.push_back(name);
  return static_cast<int>(out_.files.size()) - 1;
}

void ConfigReader::ComplainAt(Severity severity, int line, std::string text) {
  // A bad file is told once in detail, not a million times.
  if (out_.diagnostics.size() >= kMaxDiagnostics) {
    ++unreported_;
    return;
  }
  std::string file =
      frames_.empty() ? std::string() : out_.files[static_cast<std::size_t>(frames_.back().file)];
  out_.diagnostics.push_back({severity, std::move(file), line, std::move(text)});
}

void ConfigReader::Complain(Severity severity, std::string text) {
  ComplainAt(severity, frames_.empty() ? 0 : frames_.back().line, std::move(text));
}

void ConfigReader::LoadDefaultPlugins() {
  out_.plugins.merge(DefaultPlugins());
  compat_.insert("welcomelist_blocklist");
}

void ConfigReader::Continue(PluginSet plugins, std::set<std::string, std::less<>> compat,
                            std::size_t files_before) {
  out_.plugins = std::move(plugins);
  out_.files.resize(files_before);
  compat_ = std::move(compat);
}

ConfigText ConfigReader::Finish() {
  out_.compat = compat_;
  if (unreported_ > 0) {
    out_.diagnostics.push_back(
        {Severity::kError, "", 0, std::to_string(unreported_) + " more remarks are not shown"});
  }
  return std::move(out_);
}

Status ConfigReader::ReadFile(const std::string& path, ConfigScope scope) {
  if (!files_read_.insert(path).second) return {};
  Result<FileBytes> bytes = FileBytes::Open(path, MostBytes(scope));
  if (!bytes) return bytes.error();
  if (scope == ConfigScope::kUser) user_may_all_ = trust_own_prefs_ && bytes->is_own();
  ReadText(ReadablePart(bytes->view(), path, scope), path, scope);
  return {};
}

std::string_view ConfigReader::ReadablePart(std::string_view text, const std::string& path,
                                            ConfigScope scope) {
  constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF", kUtf16Marks[] = {"\xFF\xFE", "\xFE\xFF"};
  const auto say = [&](Severity severity, std::string what) {
    out_.diagnostics.push_back({severity, path, 0, std::move(what)});
  };
  if (text.starts_with(kUtf16Marks[0]) || text.starts_with(kUtf16Marks[1])) {
    say(Severity::kError, "the file is UTF-16; it is not read");
    return {};
  }
  if (const std::size_t limit = MostBytes(scope); text.size() > limit) {
    say(Severity::kError,
        "the file is larger than " + std::to_string(limit) + " bytes; the rest is not read");
    text = text.substr(0, limit);
    text = text.substr(0, text.rfind('\n') + 1);  // half a score is another score
  }
  if (text.starts_with(kUtf8Mark)) {
    say(Severity::kWarning,
        "the file begins with a byte order mark, which SpamAssassin takes for a part of its first line");
    text.remove_prefix(kUtf8Mark.size());
  }
  return text;
}

void ConfigReader::ReadText(std::string_view text, const std::string& name, ConfigScope scope) {
  Frame frame;
  frame.text = text;
  frame.file = AddFile(name);
  frame.scope = scope;
  Run(std::move(frame));
}

void ConfigReader::Run(Frame first) {
  frames_.push_back(std::move(first));
  if (!IsUtf8(frames_.back().text))
    ComplainAt(Severity::kNote, 0, "not all of it is UTF-8; its bytes are kept");
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    if (frame.text.empty()) {
      for (const Condition& condition : frame.conditions) {
        ComplainAt(Severity::kError, condition.line, "'" + condition.keyword + "' without 'endif'");
      }
      frames_.pop_back();
      continue;
    }
    std::size_t end = frame.text.find('\n');
    std::string_view line = frame.text.substr(0, end);
    frame.text.remove_prefix(end == std::string_view::npos ? frame.text.size() : end + 1);
    ++frame.line;
    TakeLine(line);
  }
}

void ConfigReader::TakeLine(std::string_view line) {
  std::string scratch;
  line = Trim(WithoutComment(line, &scratch));
  if (line.empty() || line == "0") return;
  if (line.find('\0') != std::string_view::npos) Complain(Severity::kWarning, "a NUL byte");
  if (line.starts_with("lang") && line.size() > 4 && IsAsciiSpace(line[4])) {
    std::string_view rest = TrimLeft(line.substr(4));
    std::string_view language = CutWord(&rest);
    if (!rest.empty()) {
      const bool counts = StartsWithIgnoreCase(language_, language);
      if (counts != StartsWithIgnoreCase(kEnglish, language)) out_.language_counts = true;
      if (!counts) return;
      line = rest;
    }
  }
  std::string keyword = AsciiLower(CutWord(&line));
  std::replace(keyword.begin(), keyword.end(), '-', '_');
  if (keyword == "include" && !frames_.back().conditions.empty()) {
    Complain(Severity::kWarning,
             "SpamAssassin ends all conditions at an 'include', and complains of their 'endif'");
  }
  if (keyword == "if" || keyword == "ifplugin") {
    TakeCondition(keyword, line);
  } else if (keyword == "else" || keyword == "endif") {
    if (!line.empty())
      Complain(Severity::kError, "'" + keyword + "' must stand alone");
    else
      keyword == "else" ? TakeElse() : TakeEndif();
  } else if (!frames_.back().skips) {
    TakeDirective(std::move(keyword), line);
  }
}

bool ConfigReader::TakeCondition(std::string_view keyword, std::string_view value) {
  Frame& frame = frames_.back();
  if (value.empty()) {
    Complain(Severity::kError, "'" + std::string(keyword) + "' without a condition");
    return false;
  }
  if (!IsReadableCondition(value)) {
    Complain(Severity::kError, "bad condition, passed over: what follows counts");
    return false;
  }
  frame.conditions.push_back({std::string(keyword), frame.skips, frame.line});
  if (frame.skips) return false;
  std::string text = keyword == "ifplugin" ? PluginCondition(value) : std::string(value);
  // An answer, once given, stays, also when a plugin is loaded later: as in SpamAssassin.
  auto cached = condition_cache_.find(text);
  if (cached == condition_cache_.end()) {
    std::string remark;
    Result<bool> answer = EvaluateCondition(text, {out_.plugins, compat_}, &remark);
    if (!remark.empty()) Complain(Severity::kWarning, "condition: " + remark);
    if (!answer) Complain(Severity::kError, "bad condition: " + answer.error().message());
    if (keyword == "ifplugin" && text == kNoPlugin)
      Complain(Severity::kWarning, "'ifplugin !' never holds; 'if !plugin(NAME)' would");
    cached = condition_cache_.emplace(std::move(text), answer ? *answer : false).first;
  }
  frame.skips = !cached->second;
  return true;
}

void ConfigReader::TakeElse() {
  Frame& frame = frames_.back();
  if (frame.conditions.empty()) return Complain(Severity::kError, "'else' without 'if'");
  frame.skips = frame.conditions.back().outer_skips || !frame.skips;
}

void ConfigReader::TakeEndif() {
  Frame& frame = frames_.back();
  if (frame.conditions.empty()) return Complain(Severity::kError, "'endif' without 'if'");
  frame.skips = frame.conditions.back().outer_skips;
  frame.conditions.pop_back();
}

void ConfigReader::TakeInclude(std::string_view value) {
  Frame& frame = frames_.back();
  if (value.empty()) return Complain(Severity::kError, "'include' without a file");
  if (IsUsersAlone() && !allow_user_rules_) {
    return Complain(Severity::kWarning, "users may not include files (allow_user_rules is 0)");
  }
  std::string path(value);
  if (path.starts_with("~/")) {
    const char* home = std::getenv("HOME");
    path = std::string(home != nullptr ? home : "") + path.substr(1);
  } else if (path.front() != '/') {
    const std::string& here = out_.files[static_cast<std::size_t>(frame.file)];
    std::size_t slash = here.rfind('/');
    if (slash != std::string::npos) path = here.substr(0, slash + 1) + path;
  }
  if (frames_.size() >= kMaxIncludeDepth) return Complain(Severity::kError, "includes are nested too deeply");
  if (out_.files.size() >= kMaxFiles) return Complain(Severity::kError, "too many files are included");
  for (const Frame& open : frames_) {
    if (out_.files[static_cast<std::size_t>(open.file)] == path) {
      return Complain(Severity::kError, "the file includes itself");
    }
  }
  if (IsFolder(path)) {
    Result<std::vector<std::string>> names = ListFolder(path);
    if (!names) return Complain(Severity::kError, names.error().message());
    // Frames are a stack: the last one pushed is read first.
    std::reverse(names->begin(), names->end());
    ConfigScope scope = frame.scope;
    for (const std::string& name : *names) {
      if (name.size() > 3 && EndsWithIgnoreCase(name, ".cf")) {
        PushFile(path + "/" + name, scope);
      }
    }
    return;
  }
  PushFile(path, frame.scope);
}

void ConfigReader::PushFile(const std::string& path, ConfigScope scope) {
  if (out_.files.size() >= kMaxFiles || !files_read_.insert(path).second) return;
  Result<FileBytes> bytes = FileBytes::Open(path, MostBytes(scope));
  if (!bytes) return Complain(Severity::kError, bytes.error().message());
  Frame included;
  included.owned = std::make_unique<std::string>(ReadablePart(bytes->view(), path, scope));
  included.text = *included.owned;
  included.file = AddFile(path);
  included.scope = scope;
  frames_.push_back(std::move(included));
}

void ConfigReader::TakePlugin(std::string_view keyword, std::string_view value) {
  std::string_view name = CutWord(&value);
  if (!IsPluginName(name)) return Complain(Severity::kError, "bad '" + std::string(keyword) + "' value");
  std::string canonical = CanonicalPluginName(name);
  if (IsKnownPlugin(canonical)) {
    if (const std::string_view missing = WorkMissingOf(canonical); !missing.empty())
      Complain(Severity::kNote, Printable(name) + ": " + std::string(missing));
    const Frame& frame = frames_.back();
    out_.directives.push_back({"loadplugin", canonical, frame.file, frame.line, frame.scope});
    out_.plugins.insert(std::move(canonical));
    return;
  }
  out_.unknown_plugins = true;
  Complain(Severity::kNote, "Gatepost does not have the plugin " + Printable(name));
}

bool ConfigReader::MaySet(const std::string& keyword) {
  if (!IsUsersAlone()) return true;
  const SettingInfo* info = FindSetting(keyword);
  if (info == nullptr || info->rights == SettingRights::kAnyone) return true;
  if (info->rights == SettingRights::kPrivileged && allow_user_rules_ && keyword != "allow_user_rules")
    return true;
  Complain(Severity::kWarning, "users may not set '" + Printable(keyword) + "'");
  return false;
}

void ConfigReader::TakeDirective(std::string keyword, std::string_view value) {
  Frame& frame = frames_.back();
  if (keyword == "include") return TakeInclude(value);
  // Marks that SpamAssassin itself puts between files.
  if (keyword == "file" && (value.starts_with("start ") || value.starts_with("end "))) return;
  if (keyword == "require_version") {
    if (value.empty()) return Complain(Severity::kError, "'require_version' without a version");
    if (value != "@@VERSION@@" && value != kSpamAssassinVersion) {
      Complain(Severity::kError, "made for version " + Printable(value) + ", this is " +
                                     std::string(kSpamAssassinVersion) + "; the rest of the file is skipped");
      frame.skips = true;
    }
    return;
  }
  const SettingInfo* info = FindSetting(keyword);
  if (info == nullptr || !info->IsLoaded(out_.plugins)) {
    // SpamAssassin's lint fails here, but for a keyword that moved into a plugin; and a plugin that only
    // SpamAssassin has may know it.
    bool mild = keyword == "ok_languages" || out_.unknown_plugins;
    std::string reason = info == nullptr ? "unknown keyword '" : "the plugin is not loaded that knows '";
    return Complain(mild ? Severity::kWarning : Severity::kError, reason + Printable(keyword) + "'");
  }
  if (!MaySet(keyword)) return;
  if (keyword == "loadplugin" || keyword == "tryplugin") return TakePlugin(keyword, value);
  if (keyword == "enable_compat") {
    bool good = !value.empty() && value.size() <= 128 && std::all_of(value.begin(), value.end(), IsWordByte);
    if (!good) return Complain(Severity::kError, "bad 'enable_compat' value");
    compat_.emplace(value);
    return;
  }
  if (keyword == "allow_user_rules") {
    if (value != "0" && value != "1") return Complain(Severity::kError, "allow_user_rules: not 0 or 1");
    allow_user_rules_ = value == "1";
  }
  out_.directives.push_back({std::move(keyword), std::string(value), frame.file, frame.line, frame.scope});
}

}  // namespace gatepost

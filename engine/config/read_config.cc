// The order in which files count. Tested by tests/config/read_config_test.cc.
#include <algorithm>

#include "base/ascii.h"
#include "base/file.h"
#include "config/reader.h"

namespace gatepost {
namespace {

// sa-update's official channel comes first, so that others may override it.
constexpr std::string_view kOfficialChannel = "updates_spamassassin_org.cf";

// The files of a folder that end in `suffix` (".cf"), in order. A path that is a file stands for itself,
// when it is no .pre file.
std::vector<std::string> FilesOf(const std::string& path, std::string_view suffix) {
  if (path.empty()) return {};
  if (!IsFolder(path))
    return suffix == ".cf" && FileExists(path) ? std::vector<std::string>{path} : std::vector<std::string>{};
  std::vector<std::string> files;
  Result<std::vector<std::string>> names = ListFolder(path);
  if (!names) return files;
  std::stable_partition(names->begin(), names->end(),
                        [](const std::string& name) { return name == kOfficialChannel; });
  for (const std::string& name : *names) {
    if (name.size() < suffix.size()) continue;
    std::string_view tail = std::string_view(name).substr(name.size() - suffix.size());
    std::string file = path + "/" + name;
    if (EqualsIgnoreCase(tail, suffix) && !IsFolder(file)) files.push_back(std::move(file));
  }
  return files;
}

// Reads what can be read. SpamAssassin warns of a file it cannot open, and goes on.
void ReadAll(const std::vector<std::string>& files, ConfigScope scope, ConfigReader* reader,
             std::vector<Diagnostic>* unreadable) {
  for (const std::string& file : files) {
    Status status = reader->ReadFile(file, scope);
    if (!status.ok()) unreadable->push_back({Diagnostic::Severity::kError, file, 0, status.message()});
  }
}

ConfigReader ReaderFor(const Options& options) {
  ConfigReader reader;
  reader.SetLanguage(options.language);
  if (options.prefs_have_all_rights) reader.TrustOwnPrefs();
  return reader;
}

std::string OneALine(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// A path that is named must be there and readable.
Status CheckPath(const std::string& path) {
  if (path.empty()) return {};
  if (IsFolder(path)) {
    Result<std::vector<std::string>> names = ListFolder(path);
    return names ? Status() : names.error();
  }
  Result<FileBytes> bytes = FileBytes::Open(path, 1);
  return bytes ? Status() : bytes.error();
}

}  // namespace

Result<ConfigText> ReadConfig(const Options& options) {
  if (Status status = CheckPath(options.rules_path); !status.ok()) return status;
  ConfigReader reader = ReaderFor(options);
  std::vector<Diagnostic> unreadable;
  if (Status status = CheckPath(options.site_path); !status.ok())
    unreadable.push_back({Diagnostic::Severity::kError, options.site_path, 0, status.message()});
  const std::vector<std::string> rule_files = FilesOf(options.rules_path, ".cf");
  if (!options.rules_path.empty() && rule_files.empty())
    unreadable.push_back({Diagnostic::Severity::kError, options.rules_path, 0, "no .cf file, so no rules"});
  constexpr char kCommandLine[] = "(command line)";
  reader.ReadText(OneALine(options.pre_lines), kCommandLine, ConfigScope::kCommandLine);
  ReadAll(FilesOf(options.site_path, ".pre"), ConfigScope::kSite, &reader, &unreadable);
  ReadAll(FilesOf(options.rules_path, ".pre"), ConfigScope::kRules, &reader, &unreadable);
  // SpamAssassin cannot scan without Check. Who names plugins, but not that one, wants them beside the
  // others.
  if (!reader.HasPlugin("Mail::SpamAssassin::Plugin::Check")) reader.LoadDefaultPlugins();
  ReadAll(rule_files, ConfigScope::kRules, &reader, &unreadable);
  ReadAll(FilesOf(options.site_path, ".cf"), ConfigScope::kSite, &reader, &unreadable);
  const std::string lines = OneALine(options.config_lines);
  if (!options.prefs_have_all_rights) reader.ReadText(lines, kCommandLine, ConfigScope::kCommandLine);
  if (!options.prefs_path.empty()) {
    if (Status status = reader.ReadFile(options.prefs_path, ConfigScope::kUser); !status.ok()) return status;
  }
  if (options.prefs_have_all_rights) reader.ReadText(lines, kCommandLine, ConfigScope::kCommandLine);
  ConfigText text = reader.Finish();
  text.diagnostics.insert(text.diagnostics.begin(), unreadable.begin(), unreadable.end());
  return text;
}

Result<ConfigText> ReadUserPrefs(const Options& options, std::set<std::string, std::less<>> plugins,
                                 std::set<std::string, std::less<>> compat, std::size_t files_before) {
  ConfigReader reader = ReaderFor(options);
  reader.Continue(std::move(plugins), std::move(compat), files_before);
  if (Status status = reader.ReadFile(options.prefs_path, ConfigScope::kUser); !status.ok()) return status;
  return reader.Finish();
}

ConfigText ReadConfigText(std::string_view text, const std::string& name, ConfigScope scope) {
  ConfigReader reader;
  reader.LoadDefaultPlugins();
  reader.ReadText(text, name, scope);
  return reader.Finish();
}

}  // namespace gatepost

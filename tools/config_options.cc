#include "config_options.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "asked_options.h"
#include "base/ascii.h"
#include "base/file.h"
#include "command.h"
#include "config/directive.h"
#include "identity.h"
#include "rules_folders.h"
#include "user_prefs.h"

namespace gatepost {
namespace {

// The language of messages as SpamAssassin takes it from the locale: "de_AT" of "de_AT.UTF-8". The C locale
// with a charset (C.UTF-8) is English too.
std::string LocaleLanguage() {
  std::string_view locale;
  for (const char* name : {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (locale.empty() && value != nullptr) locale = value;
  }
  locale = locale.substr(0, locale.find_first_of("@.+,:"));
  const bool usable = locale.size() <= 20 && std::all_of(locale.begin(), locale.end(), IsWordByte);
  if (locale.empty() || !usable || locale == "C" || locale == "POSIX") return std::string(kEnglish);
  return std::string(locale);
}

Options InEnglish(Options options) {
  options.language = kEnglish;
  return options;
}

std::string CacheFile(const Options& options) {
  return std::string(kCacheFolder) + "/" + CompiledName(options);
}

// Those in which the ruleset is compiled already, English apart.
std::set<std::string> CompiledLanguages(const Options& options) {
  std::set<std::string> languages;
  constexpr std::string_view kEnding = ".gpc";
  std::string start = CompiledName(InEnglish(options));
  start.resize(start.size() - kEnding.size() + 1);
  Result<std::vector<std::string>> names = ListFolder(kCacheFolder);
  if (!names) return languages;
  for (const std::string& name : *names) {
    if (!name.starts_with(start) || !name.ends_with(kEnding) || name.size() <= start.size() + kEnding.size())
      continue;
    languages.insert(name.substr(start.size(), name.size() - start.size() - kEnding.size()));
  }
  return languages;
}

// CLI11's words, and clearer ones for some of them.
std::string UsageFault(const CLI::App& app, const CLI::ParseError& error) {
  std::string text = error.what();
  if (const std::size_t at = text.find(": At Most 1 required but received"); at != kNpos)
    return text.substr(0, at) + " is given more than once";
  if (text != "A subcommand is required") return text;
  const CLI::App* asked = &app;
  while (!asked->get_subcommands().empty()) asked = asked->get_subcommands().front();
  text = "one of these is wanted:";
  for (const CLI::App* one : asked->get_subcommands([](const CLI::App*) { return true; }))
    text += " " + one->get_name();
  return text;
}

}  // namespace

bool RemoveCompiled(const std::string& file) {
  if (::unlink(file.c_str()) == 0 || errno == ENOENT) return true;
  Complain(ErrnoStatus("cannot remove", file, errno).message());
  return false;
}

void ConfigOptions::AddTo(CLI::App& app) {
  AskedOptions all(app);
  AddTo(all);
}

void ConfigOptions::AddTo(AskedOptions& options) {
  options.Option("-C,--configpath", options_.rules_path, "folder (or file) of rules; default: Gatepost's own")
      .type_name("PATH");
  options.Option("--siteconfigpath", options_.site_path, "folder of the site's configuration")
      .type_name("PATH")
      .default_str("/etc/gatepost");
  options.Flag(
      "--spamassassin", spamassassin_,
      "SpamAssassin's rules (sa-update's, where it ran) and site configuration, in place of Gatepost's");
  options
      .Option("-p,--prefspath", options_.prefs_path,
              "user_prefs; default: ~/.gatepost/user_prefs, else ~/.spamassassin/user_prefs")
      .type_name("FILE");
  options.Option("--cf", options_.config_lines, "an extra line of configuration; may be given again")
      .type_name("LINE")
      .With([](CLI::Option* line) { line->allow_extra_args(false); });
  options.Option("--dbpath", options_.bayes_path, "the token database, whatever the configuration says")
      .type_name("FILE");
  options.Option("--cache", cache_, "the compiled ruleset (see gatepost-compile)")
      .type_name("FILE")
      .default_str(std::string(kCacheFolder) + "/...");
  options.Flag("--no-cache", no_cache_, "read the configuration from source, whatever is compiled");
  options.Flag("-L,--local", local_,
               "no network tests, whatever the configuration says (see use_network_tests)");
  options.Flag("-D,--debug", debug_, "say more about the configuration on standard error");
}

void ConfigOptions::FillDefaults() {
  if (spamassassin_) {
    if (options_.rules_path.empty()) options_.rules_path = FindSpamAssassinRules();
    if (options_.site_path.empty()) options_.site_path = FindSpamAssassinSite();
  }
  if (options_.rules_path.empty()) options_.rules_path = FindOwnRules();
  if (options_.site_path.empty() && IsFolder("/etc/gatepost")) options_.site_path = "/etc/gatepost";
  // A file that was named must be there, but not for SpamAssassin's programs.
  const bool named = !options_.prefs_path.empty();
  if (!named && seeks_prefs_) options_.prefs_path = FindUserPrefs();
  if (!named || prefs_may_lack_) options_.prefs_path = ReadableOrNone(std::move(options_.prefs_path));
  options_.language = LocaleLanguage();
  // A compiled ruleset knows its sources by their full names.
  for (std::string* path : {&options_.rules_path, &options_.site_path}) {
    std::error_code ignored;
    if (!path->empty()) *path = std::filesystem::absolute(*path, ignored).lexically_normal().string();
  }
  if (cache_.empty()) {
    cache_ = CacheFile(options_);
    // Where none was made for this language, the English one is better than to read the source.
    if (options_.language != kEnglish && !FileExists(cache_)) cache_ = CacheFile(InEnglish(options_));
    cache_is_default_ = true;
  }
}

bool ConfigOptions::Compile(std::string* path) {
  const bool default_place = cache_.empty();
  FillDefaults();
  options_.prefs_path.clear();
  if (!default_place) {
    *path = cache_;
    return CompileTo(cache_);
  }
  std::error_code error;
  std::filesystem::create_directories(kCacheFolder, error);
  if (error) {
    Complain(std::string("cannot make ") + kCacheFolder + ": " + error.message());
    return false;
  }
  std::set<std::string> languages = CompiledLanguages(options_);
  if (options_.language != kEnglish) languages.insert(options_.language);
  options_ = InEnglish(std::move(options_));
  *path = CacheFile(options_);
  if (!CompileTo(*path)) return false;
  set_quiet(true);  // the remarks are the same
  for (const std::string& language : languages) {
    options_.language = language;
    Result<ConfigText> config = ReadConfig(options_);
    if (!config) return false;
    const std::string file = CacheFile(options_);
    // Without such lines the English one serves; an old one would be found first, and be stale.
    if (config->language_counts ? !CompileTo(file) : !RemoveCompiled(file)) return false;
  }
  return true;
}

bool ConfigOptions::CompileTo(const std::string& path) {
  Status status = CompileRuleset(options_, path, &diagnostics);
  PrintDiagnostics();
  if (!status.ok()) Complain(status.message());
  return status.ok();
}

void ConfigOptions::PrintDiagnostics() {
  if (quiet_) return;
  // They come in the order in which parts of the engine read what lies in the lines. Files keep theirs.
  std::map<std::string, std::size_t> files;
  for (const Diagnostic& diagnostic : diagnostics) files.emplace(diagnostic.file, files.size());
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(files.at(a.file), a.line) < std::pair(files.at(b.file), b.line);
  });
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!debug_ && diagnostic.severity != Diagnostic::Severity::kError) continue;
    const std::string text = diagnostic.ToString();
    if (said_.insert(text).second) std::fprintf(stderr, "gatepost: %s\n", text.c_str());
  }
}

std::optional<Settings> ConfigOptions::ReadSettings() {
  FillDefaults();
  Result<ConfigText> config = ReadConfig(options_);
  if (!config) {
    Complain(config.error().message());
    return std::nullopt;
  }
  diagnostics = config->diagnostics;
  Settings settings = Settings::Build(*config, &diagnostics);
  PrintDiagnostics();
  return settings;
}

SenderStoreOpener ConfigOptions::SenderOpener() const {
  return [user = user_](SenderPlace place) {
    if (place.user.empty()) place.user = *user;
    if (place.user.empty()) place.user = CallerName();
    if (place.user.empty()) place.user = "GLOBAL";
    if (place.has_own_rows) place.own_user = user->empty() ? CallerName() : *user;
    if (place.own_user.empty()) place.own_user = "GLOBAL";
    return OpenSqliteSenderStore(place);
  };
}

std::unique_ptr<Engine> ConfigOptions::Open() {
  FillDefaults();
  options_.compiled_required = !cache_is_default_;
  if (!no_cache_) options_.compiled_path = cache_;
  Result<std::unique_ptr<Engine>> engine = Engine::Open(
      options_, OpenSqliteStore, &diagnostics, keep_history_ || teach_history_ ? SenderOpener() : nullptr,
      ask_network_ && !local_ ? OpenDnsClient : DnsOpener(),
      ask_network_ && !local_ ? OpenPyzorClient : PyzorOpener(),
      ask_network_ && !local_ ? OpenRazorStream : RazorOpener());
  PrintDiagnostics();
  if (!engine) {
    Complain(engine.error().message());
    return nullptr;
  }
  const SenderPlace* senders = (*engine)->senders();
  if (senders != nullptr && (keep_history_ || (*engine)->teaches_senders())) {
    // Later this process may do neither (confine.h).
    MakeSenderFolder(*senders);
    if ((senders->user.empty() || senders->has_own_rows) && user_->empty()) *user_ = CallerName();
  }
  if (debug_) {
    RulesetSummary summary = (*engine)->Summary();
    std::fprintf(
        stderr, "gatepost: rules from %s: %zu, of them %zu meta and %zu eval; patterns: %zu RE2, %zu PCRE2\n",
        options_.rules_path.c_str(), summary.rules, summary.meta_rules, summary.eval_tests,
        summary.re2_patterns, summary.pcre2_patterns);
    const std::string user = (*engine)->bayes_user();
    std::fprintf(stderr, "gatepost: Bayes database %s%s%s\n", (*engine)->bayes_path().c_str(),
                 user.empty() ? "" : ", user ", user.c_str());
  }
  return std::move(*engine);
}

std::optional<int> ParseArguments(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "gatepost: %s\n`%s --help` names the options.\n", UsageFault(app, error).c_str(),
                 app.get_name().c_str());
    return kExitUsage;
  }
  return std::nullopt;
}

}  // namespace gatepost

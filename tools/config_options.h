// The options by which every command is told where its configuration is, under SpamAssassin's names.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/settings.h"
#include "gatepost/engine.h"

// CLI11 makes objects at the start of each source that includes it: only those do that define options.
namespace CLI {
class App;
}

namespace gatepost {

class AskedOptions;

// Where `gatepost compile` puts rulesets, and all others look for them.
inline constexpr char kCacheFolder[] = "/var/cache/gatepost";
// Takes one away, if it is there; false after a failure that was reported.
bool RemoveCompiled(const std::string& file);

class ConfigOptions {
 public:
  // Adds -C, --siteconfigpath, --spamassassin, -p, -L, --cf, --dbpath, --cache, --no-cache, -D to `app`.
  void AddTo(CLI::App& app);
  void AddTo(AskedOptions& options);

  // The engine they describe. Says on standard error what is wrong with the configuration: errors
  // always, warnings and notes with -D. Null after a failure that was reported.
  std::unique_ptr<Engine> Open();
  // Compiles what they describe, and says what is wrong as Open does. `path` is where it went or should have.
  bool Compile(std::string* path);
  // Compiles options() as they are to `path`.
  bool CompileTo(const std::string& path);
  // For commands that need what was read, and not what was compiled.
  void ForceSource() { no_cache_ = true; }
  // The settings alone, without rules; nothing after a failure that was reported.
  std::optional<Settings> ReadSettings();
  // What the options gave so far, for those who add to it.
  Options& options() { return options_; }
  void set_debug(bool debug) { debug_ = debug; }
  bool debug() const { return debug_; }
  void set_quiet(bool quiet) { quiet_ = quiet; }  // nothing about the configuration on standard error
  // As --spamassassin, for its names; a user_prefs that was named need not be there.
  void ActAsSpamAssassin() { spamassassin_ = prefs_may_lack_ = true; }
  const std::string& bayes_path() const { return options_.bayes_path; }  // --dbpath, "" without
  std::vector<Diagnostic> diagnostics;
  void SetUseBayes(bool use) { options_.use_bayes = use; }
  // Whose history of senders it is, where the configuration names nobody; default: the caller's.
  void SetUser(std::string_view user) { *user_ = user; }
  // The engine's checks keep a history of senders, where the configuration asks for one: for new mail alone.
  void KeepHistory() { keep_history_ = true; }
  // Its learners do, where it learns.
  void TeachHistory() { teach_history_ = true; }
  // The engine's checks ask the network, where the configuration says so and -L does not forbid it.
  void AskNetwork() { ask_network_ = true; }
  // As -L.
  void StayLocal() { local_ = true; }
  // How its database is opened.
  SenderStoreOpener SenderOpener() const;
  // Without -p nobody's user_prefs are read.
  void ReadNoUserPrefs() { seeks_prefs_ = false; }
  // Another token database than the one configured.
  void SetDatabase(std::string path) { options_.bayes_path = std::move(path); }

 private:
  void FillDefaults();
  void PrintDiagnostics();

  Options options_;
  std::shared_ptr<std::string> user_ = std::make_shared<std::string>();  // shared with what opens the history
  bool keep_history_ = false, teach_history_ = false;
  bool debug_ = false, quiet_ = false;
  std::set<std::string> said_;  // a command may read the configuration more than once
  bool spamassassin_ = false, prefs_may_lack_ = false, seeks_prefs_ = true;
  std::string cache_;
  bool no_cache_ = false, cache_is_default_ = false;
  bool local_ = false, ask_network_ = false;
};

// Parses; an int is the exit status to leave with (after --help or a usage error).
std::optional<int> ParseArguments(CLI::App& app, int argc, char** argv);

}  // namespace gatepost

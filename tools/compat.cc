// Tested by tests/tools/compat_test.cc.
#include "compat.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "command.h"
#include "identity.h"

namespace gatepost {

void PrintVersion(std::string_view first_line) {
  std::printf("%.*s\n  in its place: Gatepost %s\n", static_cast<int>(first_line.size()), first_line.data(),
              GATEPOST_VERSION);
}

void AddSharedOptions(ConfigOptions* config, std::vector<CompatOption>* options) {
  using Value = CompatOption::Value;
  Options* target = &config->options();
  options->push_back(Text("configpath|config-file|config-dir|c|C", &target->rules_path));
  options->push_back(Text("siteconfigpath", &target->site_path));
  options->push_back(Text("prefspath|prefs-file|p", &target->prefs_path));
  options->push_back(EachText("cf", &target->config_lines));
  options->push_back(
      {"debug|debug-level|D", Value::kOptional, [config](std::string_view) { config->set_debug(true); }});
  options->push_back(
      {"local-only|local|L", Value::kNone, [config](std::string_view) { config->StayLocal(); }});
}

void UseCountsOf(std::string_view user, ConfigOptions* config) {
  // A line end would make more lines of it.
  if (user.empty() || user.find('\n') != user.npos) return;
  config->SetUser(user);
  std::optional<Settings> settings = config->ReadSettings();
  // As with the originals, a name counts in an SQL database alone: the site's own file has one set of counts.
  if (settings && !settings->Text("bayes_sql_dsn").empty() &&
      settings->Text("bayes_sql_override_username").empty()) {
    config->options().config_lines.push_back("bayes_sql_override_username " + std::string(user));
  }
}

void BecomeUser(std::string_view name, ConfigOptions* config) {
  if (name.empty()) return;
  const Result<Identity> wanted = FindIdentity(std::string(name));
  if (!wanted) {
    Complain(wanted.error().message() + ": checked as " + std::to_string(geteuid()));
    return;
  }
  if (wanted->uid == geteuid()) return;
  if (geteuid() == 0) {
    // Their user_prefs is theirs: it is opened with their rights, as spamd does.
    if (Status status = TakeIds(*wanted); !status.ok()) {
      Complain(status.message() + ": their user_prefs is not read");
      config->options().prefs_path = "/dev/null";
      return;
    }
  }
  setenv("HOME", wanted->home.c_str(), 1);
}

}  // namespace gatepost

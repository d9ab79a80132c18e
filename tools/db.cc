// gatepost db - look after the token database, and the history of senders
//
// USAGE        gatepost db stats|dump|backup|restore|expire|verify [OPTION ...]
//              gatepost db senders dump|import [OPTION ...]
// EXIT STATUS  0; 64 on wrong usage; 65 where the database or the text to restore is damaged; 66 where one
//              of them is not there or not for this user; 69 where the configuration could not be opened; 75
//              where the disk or another program got in the way.
// SECURITY     Reads the site's database and, with restore, a text of counts; trusts neither. Only restore,
//              expire and import write.
// Tested by tests/tools/db_test.cc.
#include <CLI/CLI.hpp>

#include "command.h"
#include "config_options.h"
#include "db_commands.h"
#include "senders.h"

namespace gatepost {

int DbCommand(int argc, char** argv) {
  CLI::App app("Looks after the token database.", "gatepost db");
  app.fallthrough();  // options of the configuration may stand behind the action
  ConfigOptions config;
  std::string user, dump_what = "all", file = "-";
  bool only_if_due = false;
  CLI::App* stats = app.add_subcommand("stats", "what is in the database, for a person");
  CLI::App* dump = app.add_subcommand("dump", "counters and tokens, in the form of sa-learn");
  dump->add_option("what", dump_what, "all, data (the tokens) or magic (the counters)")
      ->check(CLI::IsMember({"all", "data", "magic"}))
      ->capture_default_str();
  CLI::App* backup = app.add_subcommand("backup", "the database as text, in the form of sa-learn");
  backup->add_option("file", file, "where to; \"-\" is standard output")->capture_default_str();
  CLI::App* restore = app.add_subcommand("restore", "replaces the database by such a text");
  restore->add_option("file", file, "where from; \"-\" is standard input")->capture_default_str();
  CLI::App* expire =
      app.add_subcommand("expire", "removes tokens not seen for long where there are too many");
  expire->add_flag("--if-due", only_if_due,
                   "only where there are too many and the last time was 12 hours ago");
  CLI::App* verify = app.add_subcommand("verify", "looks for damage and for modes that let anybody write");
  CLI::App* senders = app.add_subcommand("senders", "the history of senders (plugins AWL, TxRep)");
  senders->fallthrough();
  senders->require_subcommand(1);
  CLI::App* dump_senders = senders->add_subcommand("dump", "all of it, in the form of sa-awl");
  CLI::App* import_senders = senders->add_subcommand("import", "takes in what sa-awl or dump wrote");
  import_senders->add_option("file", file, "where from; \"-\" is standard input")->capture_default_str();
  app.require_subcommand(1);
  app.add_option(
         "-u,--username", user,
         "whose counts; default: bayes_sql_override_username, of senders user_awl_sql_override_username")
      ->type_name("NAME");
  config.AddTo(app);
  for (CLI::App* action :
       {stats, dump, backup, restore, expire, verify, senders, dump_senders, import_senders}) {
    action->footer(
        "Which database and whose counts: the options that `gatepost db --help` names may follow.");
  }
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  if (!user.empty()) config.options().config_lines.push_back("user_awl_sql_override_username " + user);
  if (dump_senders->parsed()) return DumpSenders(&config, stdout);
  if (import_senders->parsed()) return ImportSenders(&config, file, stdout);
  std::optional<Settings> settings = config.ReadSettings();
  if (!settings) return kExitUnavailable;
  Database database = Database::Of(*settings, config.bayes_path(), user);
  if (stats->parsed()) return DatabaseStats(database, stdout);
  if (dump->parsed()) return DatabaseDump(database, dump_what != "data", dump_what != "magic", stdout);
  if (backup->parsed()) return DatabaseBackup(database, file, stdout);
  if (restore->parsed()) return DatabaseRestore(database, file, stdout);
  if (expire->parsed()) return DatabaseExpire(database, only_if_due, stdout);
  return verify->parsed() ? DatabaseVerify(database, stdout) : kExitUsage;
}

}  // namespace gatepost

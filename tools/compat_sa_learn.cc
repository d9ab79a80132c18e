// sa-learn - Gatepost in the place of SpamAssassin's sa-learn
//
// USAGE        sa-learn --spam|--ham|--forget [OPTION ...] [FILE ...], sa-learn --dump [all|data|magic], ...
// EXIT STATUS  sa-learn's: 0; 1 where no message was examined, and where Bayes is off; 2 where --dump,
//              --backup, --restore or --clear failed; 64 on wrong usage and after --help. 75 where the
//              database failed.
// SECURITY     As gatepost learn and gatepost db.
// Tested by tests/tools/compat_test.cc; bench/compat_parity.py holds it against the original.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/ascii.h"
#include "base/file.h"
#include "command.h"
#include "compat.h"
#include "compat_targets.h"
#include "confine.h"
#include "db_commands.h"
#include "progress.h"
#include "tend.h"

namespace gatepost {
namespace {

constexpr int kExitBayesFailed = 2, kExitBayesOff = 1, kExitNothingExamined = 1;

struct SaLearnArguments {
  bool forget = false, sync = false, expire = false, quiet = false, dots = false, progress = false,
       no_sync = false, dump = false, backup = false, clear = false, restore = false, import = false,
       single = false, help = false, version = false;
  std::string user, folders, dump_what, restore_file, format = "detect", absent, max_size, stop_after;
  std::optional<bool> spam;
  bool class_missing = false;  // an operand before --spam, --ham or --forget
  std::vector<LearnTarget> targets;

  void AddTarget(std::string_view name) {
    if (!spam && !forget) class_missing = true;
    targets.push_back({spam.value_or(false), format, std::string(name)});
  }
};

std::vector<CompatOption> SaLearnOptions(SaLearnArguments* to, ConfigOptions* config) {
  using Value = CompatOption::Value;
  std::vector<CompatOption> options = {
      Flag("forget", &to->forget),
      {"ham|nonspam", Value::kNone, [to](std::string_view) { to->spam = false; }},
      {"spam", Value::kNone, [to](std::string_view) { to->spam = true; }},
      Flag("sync|rebuild", &to->sync),
      Flag("force-expire|expire", &to->expire),
      Flag("quiet|q", &to->quiet),
      Flag("showdots", &to->dots),
      Flag("progress", &to->progress),
      Flag("no-sync|nosync|no-rebuild|norebuild", &to->no_sync),
      Flag("backup", &to->backup),
      Flag("clear", &to->clear),
      Flag("import", &to->import),
      Flag("single", &to->single),
      Flag("help|h|?", &to->help),
      Flag("version|V", &to->version),
      Ignored("dir"),
      Ignored("file"),
      Ignored("use-ignores"),
      {"mbox", Value::kNone, [to](std::string_view) { to->format = "mbox"; }},
      {"mbx", Value::kNone, [to](std::string_view) { to->absent = "mbx"; }},
      {"regexp|re", Value::kNeeded, [to](std::string_view) { to->absent = "regexp"; }},
      {"learnprob", Value::kNeeded, [to](std::string_view) { to->absent = "learnprob"; }},
      Ignored("randseed", Value::kNumber),
      Text("stopafter", &to->stop_after, Value::kNumber),
      Text("max-size", &to->max_size, Value::kNumber),
      Text("folders|f", &to->folders),
      Text("username|u", &to->user),
      {"dump", Value::kOptional,
       [to](std::string_view what) {
         to->dump = true;
         to->dump_what = what.empty() ? "all" : what;
       }},
      {"restore", Value::kNeeded,
       [to](std::string_view file) {
         to->restore = true;
         to->restore_file = file;
       }},
      {"dbpath|db", Value::kNeeded,
       [config](std::string_view path) {
         config->options().bayes_path = std::string(path) + (IsFolder(std::string(path)) ? "/bayes" : "");
       }},
  };
  AddSharedOptions(config, &options);
  return options;
}

int Usage(const std::string& fault) {
  std::puts(kCompatVersion);
  std::fflush(stdout);
  std::fprintf(stderr, "%s\n", fault.c_str());
  std::fputs(
      "Usage: sa-learn [options] [file]...\n"
      "       sa-learn [options] --dump [ all | data | magic ]\n\n"
      "  --ham, --nonspam, --spam, --forget  what the files behind it are\n"
      "  -f, --folders FILE       read their names, a line each, from FILE; \"ham:mbox:NAME\" names kind and "
      "form\n"
      "  --mbox                   the files are mboxes (so are those named *.mbox*)\n"
      "  --single                 one message, from standard input\n"
      "  --max-size BYTES         skip larger messages (512000; 0: no limit)\n"
      "  --stopafter N            stop when more than N messages were learned\n"
      "  --showdots, --progress, -q, --quiet  a dot a message, a progress bar, no last line\n"
      "  --dump [WHAT], --backup, --restore FILE, --clear, --force-expire\n"
      "  --dbpath FILE            the database; in a folder, its file \"bayes\"\n"
      "  -u, --username USER      whose counts in an SQL database, where the configuration names nobody\n"
      "  -C PATH, --siteconfigpath DIR, -p FILE, --cf LINE, -D [AREA], -V, -h\n"
      "Accepted, of no use here: -L --dir --file --sync --no-sync --import --randseed --use-ignores\n"
      "Not here: --mbx --regexp --learnprob\n"
      "Gatepost " GATEPOST_VERSION " stands in for sa-learn: see gatepost-compat(1)\n",
      stderr);
  return kExitUsage;
}

// Dots on standard error, one a message, or a bar, or nothing.
class LearnDisplay {
 public:
  LearnDisplay(const SaLearnArguments& arguments, std::size_t total)
      : dots_(arguments.dots), progress_(total, arguments.progress) {}
  ~LearnDisplay() {
    if (dots_) std::fputc('\n', stderr);
  }
  void Step() {
    if (dots_) std::fputc('.', stderr);
    progress_.Step();
  }

 private:
  bool dots_;
  Progress progress_;
};

int Learn(const SaLearnArguments& arguments, const Engine& engine) {
  std::size_t max_size =
      arguments.max_size.empty() ? 500ull * 1024 : std::strtoull(arguments.max_size.c_str(), nullptr, 10);
  std::size_t stop_after =
      arguments.stop_after.empty() ? SIZE_MAX : std::strtoull(arguments.stop_after.c_str(), nullptr, 10);
  if (max_size == 0) max_size = Limits().max_message_bytes;
  Confine(engine.database_paths());
  Trainer trainer(engine);
  std::size_t examined = 0, learned = 0;
  Status store_status;
  {
    const std::vector<LearnFile> files = ListTargets(arguments.targets);
    LearnDisplay display(arguments, files.size());
    for (const LearnFile& file : files) {
      LearnedAs as = arguments.forget ? LearnedAs::kForgotten
                     : file.spam      ? LearnedAs::kSpam
                                      : LearnedAs::kHam;
      Status status = ReadMail(file.mail, max_size, [&](const std::string&, std::string_view bytes) {
        if (!store_status.ok() || learned > stop_after || bytes.size() > max_size) return;
        ++examined;
        Result<Trainer::Outcome> outcome = trainer.Learn(bytes, as);
        if (!outcome) {
          store_status = outcome.error();
          return;
        }
        learned += *outcome == Trainer::Outcome::kLearned ? 1 : 0;
        display.Step();
      });
      if (!status.ok()) Complain(status.message());
      if (!store_status.ok()) break;
    }
    if (store_status.ok()) store_status = trainer.Commit();
    if (store_status.ok()) TendDatabase(trainer, Trainer::Fit::kSoon);
  }
  ComplainOfAll(trainer.failures());
  if (!store_status.ok()) {
    Complain("not all was learned: " + store_status.message());
    return kExitTempFail;
  }
  if (!arguments.quiet) {
    std::printf("%s tokens from %zu message(s) (%zu message(s) examined)\n",
                arguments.forget ? "Forgot" : "Learned", learned, examined);
  }
  return examined > 0 ? kExitOk : kExitNothingExamined;
}

// --dump, --backup, --restore, --clear, --force-expire. The originals say nothing where they succeed.
int Maintain(const SaLearnArguments& arguments, const Database& database) {
  std::FILE* nowhere = std::fopen("/dev/null", "we");
  if (nowhere == nullptr) return kExitTempFail;
  int status = kExitOk;
  // The original does not know a user who has learned nothing.
  if (arguments.dump && !FileExists(database.path)) Complain(database.path + ": no such database");
  if (arguments.dump && DatabaseIsEmpty(database))
    status = kExitUnavailable;
  else if (arguments.dump)
    status = DatabaseDump(database, arguments.dump_what != "data", arguments.dump_what != "magic", stdout);
  else if (arguments.clear)
    status = DatabaseClear(database, nowhere);
  else if (arguments.backup)
    status = DatabaseBackup(database, "-", stdout);
  else if (arguments.restore)
    status = DatabaseRestore(database, arguments.restore_file, nowhere);
  else if (arguments.expire && FileExists(database.path))
    status = DatabaseExpire(database, false, nowhere);
  std::fclose(nowhere);
  if (status == kExitOk || arguments.expire) return status;
  const char* what = arguments.dump     ? "dump"
                     : arguments.clear  ? "clear"
                     : arguments.backup ? "backup"
                                        : "restore";
  std::fprintf(stderr, "ERROR: Bayes %s returned an error, please re-run with -D for more information\n",
               what);
  return kExitBayesFailed;
}

int Run(SaLearnArguments& arguments, ConfigOptions* config) {
  if (!arguments.folders.empty() &&
      !ReadFolderList(arguments.folders, [&](const LearnTarget* named, std::string_view name) {
        if (named != nullptr)
          arguments.targets.push_back(*named);
        else
          arguments.AddTarget(name);
      })) {
    return kExitBayesFailed;
  }
  bool maintains = arguments.dump || arguments.clear || arguments.backup || arguments.restore;
  if (!maintains && arguments.import) return kExitOk;
  bool tends = maintains || arguments.sync || arguments.expire;
  if (!tends && arguments.targets.empty() && arguments.folders.empty()) arguments.AddTarget("-");
  if (!tends && arguments.class_missing)
    return Usage("Please select either --spam or --ham or --forget before the first target");
  UseCountsOf(arguments.user, config);
  std::optional<Settings> settings = config->ReadSettings();
  if (!settings) return kExitUnavailable;
  if (!maintains && !settings->Flag("use_bayes")) {
    std::fputs("ERROR: configuration specifies 'use_bayes 0', sa-learn disabled\n", stderr);
    return kExitBayesOff;
  }
  if (tends) return Maintain(arguments, Database::Of(*settings, config->options().bayes_path, ""));
  config->TeachHistory();
  std::unique_ptr<Engine> engine = config->Open();
  return engine == nullptr ? kExitUnavailable : Learn(arguments, *engine);
}

}  // namespace

int SaLearnProgram(int argc, char** argv) {
  SaLearnArguments arguments;
  ConfigOptions config;
  config.ActAsSpamAssassin();
  config.options().prefs_have_all_rights = true;
  std::string fault = ReadCompatOptions(SaLearnOptions(&arguments, &config), {argv + 1, argv + argc},
                                        [&](std::string_view word) { arguments.AddTarget(word); });
  if (!fault.empty()) return Usage(fault);
  if (arguments.help) return Usage("For more information read the manual page");
  if (arguments.version) {
    PrintVersion(kCompatVersion);
    return kExitOk;
  }
  if (!arguments.absent.empty()) return Usage("--" + arguments.absent + " is not here");
  if (arguments.dots && arguments.progress) {
    std::puts("--showdots and --progress may not be used together, please select just one");
    return kExitOk;
  }
  if (arguments.dump && arguments.dump_what != "all" && arguments.dump_what != "data" &&
      arguments.dump_what != "magic") {
    std::fprintf(stderr, "Unknown dump option '%s'\n", arguments.dump_what.c_str());
    return kExitBayesOff;
  }
  bool anything = arguments.spam || arguments.forget || arguments.sync || arguments.expire ||
                  arguments.dump || arguments.import || arguments.clear || arguments.backup ||
                  arguments.restore || !arguments.folders.empty();
  if (!anything) {
    return Usage(
        arguments.class_missing
            ? "Please select either --spam or --ham or --forget before the first target"
            : "Please select either --spam, --ham, --folders, --forget, --sync, --import,\n--dump, --clear, "
              "--backup or --restore");
  }
  if (arguments.forget && arguments.no_sync) {
    std::fputs(
        "sa-learn warning: --forget requires read/write access to the database, and is incompatible with "
        "--no-sync\n",
        stderr);
  }
  if (arguments.single) arguments.AddTarget("-");
  return Run(arguments, &config);
}

}  // namespace gatepost

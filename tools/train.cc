// gatepost train - teach Bayes from the users' training folders
//
// USAGE        gatepost train [OPTION ...]
// EXIT STATUS  0; 64 on wrong usage; 67 where there is no such user; 69 where the configuration could not be
//              opened; 75 where something failed or another run is at work: what was not learned, or what
//              was learned and not moved, is where it was, and the next run goes on from there.
// SECURITY     Run by root over folders that users own, for mail that anyone may send. Root's process opens
//              no path of a user's and reads no mail. For each user it starts two processes: one that is
//              the user for good before it opens anything (train_worker.cc), and one that is the learner,
//              a user who may write the database and nothing else (train_learner.cc). Bytes of messages
//              go from the first to the second over a socket pair.
// Tested by tests/tools/train_test.py, tests/tools/train_hostile_test.py.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "command.h"
#include "config_options.h"
#include "train_run.h"

namespace gatepost {
namespace {

constexpr char kRootsLock[] = "/run/gatepost-train.lock";

struct TrainArguments {
  std::vector<std::string> users;
  std::string home, learner = "gatepost", lock;
  TrainOptions options;
};

void AddOptions(CLI::App& app, TrainArguments* arguments) {
  TrainOptions& options = arguments->options;
  app.add_option("-u,--user", arguments->users, "train this user alone; may be given again")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--home", arguments->home,
                 "the home folder of the one user named, whatever the password database says")
      ->type_name("DIR");
  app.add_option("--maildir", options.maildir, "the Maildir, below the home folder")
      ->capture_default_str()
      ->type_name("NAME");
  app.add_option("--spam-folder", options.spam_folder, "its folder of spam to learn")
      ->capture_default_str()
      ->type_name("NAME");
  app.add_option("--ham-folder", options.ham_folder, "its folder of wanted mail to learn")
      ->capture_default_str()
      ->type_name("NAME");
  app.add_option("--trash-folder", options.trash_folder, "its folder for what was learned")
      ->capture_default_str()
      ->type_name("NAME");
  app.add_option("--learner", arguments->learner,
                 "run by root: the user who parses mail and writes the database")
      ->capture_default_str()
      ->type_name("NAME");
  app.add_option("--lock", arguments->lock, "the file that keeps two runs apart")
      ->type_name("FILE")
      ->default_str(std::string("run by root: ") + kRootsLock);
  app.add_option("-s,--max-size", options.max_bytes, "larger messages stay where they are")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, Limits().max_message_bytes))
      ->type_name("BYTES");
  app.add_option("--max-messages", options.max_messages, "of one user in one run")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  app.add_option("--timeout", options.timeout_s, "for one user; the rest is left to the next run")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400))
      ->type_name("SECONDS");
  app.add_flag("-n,--dry-run", options.dry_run, "say what would be learned; learn and move nothing");
  app.add_flag("-v,--verbose", options.verbose, "a line for each message");
  app.add_flag("-q,--quiet", options.quiet, "say only what failed");
}

bool IsFolderName(const std::string& name, bool slash_allowed) {
  return !name.empty() && name != "." && name != ".." &&
         (slash_allowed || name.find('/') == std::string::npos);
}

// An empty string where all is well, else what is wrong.
std::string WrongUsage(const TrainArguments& arguments) {
  const TrainOptions& options = arguments.options;
  if (!arguments.home.empty() && arguments.users.size() != 1) return "--home wants one --user";
  for (const std::string* name : {&options.spam_folder, &options.ham_folder, &options.trash_folder}) {
    if (!IsFolderName(*name, false)) return "\"" + *name + "\" is no name of a folder";
  }
  if (!IsFolderName(options.maildir, true) || options.maildir.front() == '/' ||
      ("/" + options.maildir + "/").find("/../") != std::string::npos) {
    return "\"" + options.maildir + "\" is no name of a folder below the home folder";
  }
  if (options.spam_folder == options.ham_folder || options.spam_folder == options.trash_folder ||
      options.ham_folder == options.trash_folder) {
    return "the folders for spam, ham and trash must be different ones";
  }
  return {};
}

// Whom to train: the users named; without any, everyone for root, and else the caller.
Result<std::vector<Identity>> Users(const TrainArguments& arguments) {
  if (arguments.users.empty() && geteuid() == 0) return AllIdentities();
  std::vector<std::string> names = arguments.users;
  if (names.empty()) names.push_back(std::to_string(geteuid()));
  std::vector<Identity> users;
  for (const std::string& name : names) {
    Result<Identity> user = FindIdentity(name);
    if (!user) return user.error();
    users.push_back(std::move(*user));
  }
  if (!arguments.home.empty()) users.front().home = arguments.home;
  return users;
}

int Train(const TrainArguments& arguments, ConfigOptions& config) {
  const bool is_root = geteuid() == 0;
  Result<std::vector<Identity>> users = Users(arguments);
  Result<Identity> learner = FindIdentity(is_root ? arguments.learner : std::to_string(geteuid()));
  for (const Status& status : {users ? Status() : users.error(), learner ? Status() : learner.error()}) {
    if (status.ok()) continue;
    Complain("train: " + status.message());
    return kExitNoUser;
  }
  Descriptor lock;
  std::string lock_path = arguments.lock.empty() && is_root ? kRootsLock : arguments.lock;
  if (!lock_path.empty()) {
    Result<Descriptor> taken = LockRuns(lock_path);
    if (!taken) {
      Complain("train: " + taken.error().message());
      return kExitTempFail;
    }
    lock = std::move(*taken);
  }
  std::unique_ptr<Engine> engine;
  if (!arguments.options.dry_run) {
    // What is learned is the site's: the preferences of whoever runs the job have no say, nor has root's
    // home.
    config.ReadNoUserPrefs();
    if (is_root) unsetenv("HOME");
    config.TeachHistory();
    engine = config.Open();
    if (engine == nullptr) return kExitUnavailable;
    if (const std::string fault = engine->teaching_fault(); !fault.empty()) {
      ComplainOnStderr(!arguments.options.quiet);  // it is the same in each run: cron would mail it hourly
      Complain("train: Bayes alone is taught: " + fault);
      ComplainOnStderr(true);
    }
  }
  signal(SIGPIPE, SIG_IGN);
  int status = kExitOk;
  for (const Identity& user : *users) {
    int of_user = TrainUser(arguments.options, user, *learner, engine.get(), lock);
    if (of_user != kExitOk) status = kExitTempFail;
  }
  return status;
}

}  // namespace

int TrainCommand(int argc, char** argv) {
  CLI::App app("Teaches Bayes from the users' training folders and moves what was learned to their trash.",
               "gatepost train");
  TrainArguments arguments;
  ConfigOptions config;
  AddOptions(app, &arguments);
  config.AddTo(app);
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  if (std::string wrong = WrongUsage(arguments); !wrong.empty()) {
    std::fprintf(stderr, "gatepost: %s\n", wrong.c_str());
    return kExitUsage;
  }
  return Train(arguments, config);
}

}  // namespace gatepost

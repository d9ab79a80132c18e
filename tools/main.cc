// gatepost - spam checks in the process that receives mail
//
// USAGE        gatepost COMMAND [OPTION ...]; see gatepost(1) and one page a command.
// EXIT STATUS  of the command; 64 where there is no such command.
// SECURITY     Each command states what untrusted data it reads at the top of its file.
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "command.h"
#include "compat.h"

namespace gatepost {
namespace {

struct Command {
  std::string_view name;
  int (*run)(int argc, char** argv);
  const char* summary;
};

bool complain_on_stderr = true;

constexpr Command kCommands[] = {
    {"check", CheckCommand, "score messages: standard input, files or folders"},
    {"compile", CompileCommand, "compile rules and site configuration, so that checks start fast"},
    {"db", DbCommand, "look after the token database: stats, dump, backup, restore, expire, verify"},
    {"evaluate", EvaluateCommand, "measure rules and learning on a labelled corpus"},
    {"filter", FilterCommand, "a message in, the message with its verdict in the header out"},
    {"learn", LearnCommand, "teach Bayes spam or ham, or forget messages"},
    {"lint", LintCommand, "read the configuration and say what is wrong with it"},
    {"prefs", PrefsCommand, "name your own settings, or create them"},
    {"train", TrainCommand, "learn and empty the users' training folders"},
    {"tune", TuneCommand, "fit the scores of rules to a labelled corpus"},
};

void PrintHelp(std::FILE* out) {
  std::fputs("usage: gatepost COMMAND [OPTION ...]\n\ncommands:\n", out);
  for (const Command& command : kCommands) {
    std::fprintf(out, "  %-10s %s\n", command.name.data(), command.summary);
  }
  std::fputs(
      "\n`gatepost COMMAND --help` and gatepost-COMMAND(1) say more; gatepost-compat(1) of the names\n"
      "spamc, spamassassin and sa-learn. `gatepost --version` prints the version.\n",
      out);
}

int Run(int argc, char** argv) {
  std::string_view called = argc > 0 ? argv[0] : "";
  called.remove_prefix(called.rfind('/') + 1);
  if (called == "spamc") return SpamcProgram(argc, argv);
  if (called == "spamassassin") return SpamAssassinProgram(argc, argv);
  if (called == "sa-learn") return SaLearnProgram(argc, argv);
  std::string_view name = argc > 1 ? argv[1] : "";
  for (const Command& command : kCommands) {
    if (command.name == name) return command.run(argc - 1, argv + 1);
  }
  if (name == "help" && argc > 2) {
    std::string option = "--help";
    char* words[] = {argv[2], option.data(), nullptr};
    for (const Command& command : kCommands) {
      if (command.name == argv[2]) return command.run(2, words);
    }
  }
  if (name == "--help" || name == "-h" || name == "help") {
    PrintHelp(stdout);
    return kExitOk;
  }
  if (name == "--version" || name == "-V") {
    std::printf("gatepost %s\n", GATEPOST_VERSION);
    return kExitOk;
  }
  if (!name.empty()) std::fprintf(stderr, "gatepost: no command \"%s\"\n", argv[1]);
  PrintHelp(stderr);
  return kExitUsage;
}

// A check needs some megabytes: fetched in few steps, and given back when it ends. What every check touches
// is asked of the kernel at once, which costs less than a fault for each page.
void PrepareHeap() {
  constexpr std::size_t kFetched = std::size_t{1} << 20;
  constexpr std::size_t kTouched = 352 << 10;  // half of all mail needs no more
  constexpr std::size_t kFirst = 100 << 10;    // more than the heap has, and less than malloc maps alone
  mallopt(M_TOP_PAD, kFetched);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  std::unique_ptr<char[]> first(new char[kFirst]);
  const std::uintptr_t from = (reinterpret_cast<std::uintptr_t>(first.get()) + page - 1) / page * page;
  // Linux before 5.14 knows no such advice.
  (void)::madvise(reinterpret_cast<void*>(from), kTouched, MADV_POPULATE_WRITE);  // NOLINT
}

// Where the caller closed a standard stream, the next file or socket opened would take its number, and what
// is printed would go there. What stands in for it fails as the closed one did.
void HoldStandardStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0) (void)::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace

void ComplainOnStderr(bool wanted) { complain_on_stderr = wanted; }

void Complain(const std::string& text) {
  if (complain_on_stderr) std::fprintf(stderr, "gatepost: %s\n", text.c_str());
  openlog("gatepost", LOG_PID, LOG_MAIL);
  syslog(LOG_WARNING, "%s", text.c_str());
}

void ComplainOfAll(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) Complain(text);
}

void ComplainOfAll(const std::vector<Status>& failed) {
  for (const Status& status : failed) Complain(status.message());
}

}  // namespace gatepost

int main(int argc, char** argv) {
  gatepost::HoldStandardStreams();
  // Postfix limits the size of files that what it starts may write: a database beyond it is a write that
  // fails, and not the end of a process with a mail in its hands.
  std::signal(SIGXFSZ, SIG_IGN);
  gatepost::PrepareHeap();
  try {
    return gatepost::Run(argc, argv);
  } catch (const std::bad_alloc&) {
    gatepost::Complain("out of memory");
    return gatepost::kExitTempFail;
  } catch (const std::exception& error) {
    gatepost::Complain(error.what());
    return gatepost::kExitTempFail;
  }
}

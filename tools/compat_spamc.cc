// spamc - Gatepost in the place of SpamAssassin's spamc and spamd
//
// USAGE        spamc [OPTION ...] < message
// EXIT STATUS  spamc's: 0; with -c or -E 1 for spam; 64 on wrong usage; 78 where the file of -F cannot be
//              read; with -x 69 (with -X too: 75) where the message was not checked, 74 where it was empty.
//              75 where the mail could not be read or written whole. With -L: 0 learned, or known already; 75
//              where it was not learned; 98 over the size limit.
// SECURITY     As gatepost filter. Run by root with -u it becomes that user before it reads their files.
// Tested by tests/tools/compat_test.cc; bench/compat_parity.py holds it against the original.
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/ascii.h"
#include "base/descriptor.h"
#include "base/file.h"
#include "check_limits.h"
#include "command.h"
#include "compat.h"
#include "confine.h"
#include "mail_filter.h"
#include "mail_stream.h"
#include "tend.h"

namespace gatepost {
namespace {

constexpr std::size_t kDefaultSize = std::size_t{500} << 10, kLargestSize = std::size_t{256} << 20;
constexpr int kExitConfig = 78, kExitTooLarge = 98;
constexpr char kConfigFile[] = "/etc/spamassassin/spamc.conf";

struct SpamcArguments {
  bool check = false, exit_code = false, report = false, spam_report = false, tests = false, headers = false,
       strict = false, tempfail = false, keep_alive = false, bsmtp = false, help = false, version = false,
       to_stderr = false;
  std::string size, timeout, user, learn, report_type, config_file, log_to;
  std::vector<std::string> pipe_to;
};

// What spamd was told by its own options, spamc must be told: long names alone, since -C and -p are taken.
void AddSpamdOptions(ConfigOptions* config, std::string* log_to, std::vector<CompatOption>* options) {
  Options* target = &config->options();
  options->push_back(Text("syslog", log_to));
  options->push_back(Text("configpath", &target->rules_path));
  options->push_back(Text("siteconfigpath", &target->site_path));
  options->push_back(Text("prefspath", &target->prefs_path));
  options->push_back(EachText("pre", &target->pre_lines));
  options->push_back(EachText("cf", &target->config_lines));
}

std::vector<CompatOption> SpamcOptions(SpamcArguments* to, ConfigOptions* config) {
  using Value = CompatOption::Value;
  std::vector<CompatOption> options = {
      Flag("check|c", &to->check),
      Flag("exitcode|E", &to->exit_code),
      Flag("full|R", &to->report),
      Flag("full-spam|r", &to->spam_report),
      Flag("tests|y", &to->tests),
      Flag("headers", &to->headers),
      Flag("no-safe-fallback|x", &to->strict),
      Flag("unavailable-tempfail|X", &to->tempfail),
      Flag("bsmtp|B", &to->bsmtp),
      Flag("K", &to->keep_alive),
      Flag("help|h", &to->help),
      Flag("version|V", &to->version),
      Flag("log-to-stderr|l", &to->to_stderr),
      Text("max-size|s", &to->size),
      Text("timeout|t", &to->timeout),
      Text("username|u", &to->user),
      Text("learntype|L", &to->learn),
      Text("reporttype|C", &to->report_type),
      Text("config|F", &to->config_file),
      {"pipe-to|e", Value::kRest, [to](std::string_view word) { to->pipe_to.emplace_back(word); }},
  };
  for (const char* connection : {"randomize|H", "ssl|S", "4", "6", "f", "z"})
    options.push_back(Ignored(connection));
  for (const char* connection :
       {"dest|d", "port|p", "socket|U", "connect-timeout|n", "connect-retries", "retry-sleep",
        "filter-retries", "filter-retry-sleep", "ssl-cert", "ssl-key", "ssl-ca-file", "ssl-ca-path"})
    options.push_back(Ignored(connection, Value::kNeeded));
  AddSpamdOptions(config, &to->log_to, &options);
  return options;
}

// The words of a spamc.conf; lines that begin with "#" are not read.
Result<std::vector<std::string>> ConfigWords(const std::string& path) {
  std::vector<std::string> words;
  Result<FileBytes> file = FileBytes::Open(path);
  if (!file) return file.error();
  for (std::string_view line : Split(file->view(), '\n')) {
    if (line.starts_with('#')) continue;
    for (std::string_view word : SplitWhitespace(line)) words.emplace_back(word);
  }
  return words;
}

void PrintSpamcHelp(std::FILE* out) {
  std::fputs("SpamAssassin Client version 4.0.1\n  in its place: Gatepost " GATEPOST_VERSION
             "\n\nUsage: spamc [options] [-e command [args]] < message\n\n"
             "  -c, --check              print score/required, exit with 1 for spam\n"
             "  -E, --exitcode           exit with 1 for spam\n"
             "  -R, --full               print score/required and the report\n"
             "  -r, --full-spam          print the report, for spam alone\n"
             "  -y, --tests              print the names of the rules that hit\n"
             "      --headers            rewrite the header alone\n"
             "  -s, --max-size BYTES     larger messages pass unchanged (512000)\n"
             "  -t, --timeout SECONDS    after this time the message passes unchanged (30; 0: never)\n"
             "  -u, --username USER      use that user's user_prefs\n"
             "  -L, --learntype TYPE     learn as spam or ham, or forget\n"
             "  -C, --reporttype TYPE    report or revoke: not here, says so\n"
             "  -x, --no-safe-fallback   fail where the message cannot be checked\n"
             "  -X, --unavailable-tempfail  then with 75 instead of 69\n"
             "  -e, --pipe-to COMMAND    write to that command; the last option\n"
             "  -F, --config FILE        read options from FILE (",
             out);
  std::fputs(kConfigFile, out);
  std::fputs(
      ")\n  -l, --log-to-stderr      say what fails on standard error, not in syslog alone\n"
      "  -K                       answer as a spamd that is alive\n"
      "      --configpath PATH, --siteconfigpath DIR, --prefspath FILE, --cf LINE, --pre LINE\n"
      "                           what spamd was told\n"
      "  --syslog FACILITY        where each verdict is logged, as by spamd (mail); stderr; null: nowhere\n"
      "  -V, -h                   version, this help\n"
      "Not here: -B, --bsmtp (the input passes unchanged)\n"
      "Accepted, of no use without a spamd: -d -p -U -n -H -S -4 -6 -f -z --connect-retries --retry-sleep\n"
      "--filter-retries --filter-retry-sleep --ssl-cert --ssl-key --ssl-ca-file --ssl-ca-path\n",
      out);
}

int Learn(const std::string& type, std::size_t max_size, ConfigOptions* config) {
  MailStream mail;
  Status status = mail.Read(max_size);
  if (status.ok() && mail.bytes().empty()) return kExitOutput;
  if (status.ok() && mail.bytes().size() > max_size) return kExitTooLarge;
  config->TeachHistory();
  std::unique_ptr<Engine> engine = status.ok() ? config->Open() : nullptr;
  if (!status.ok()) Complain(status.message());
  if (engine == nullptr) return kExitTempFail;
  LearnedAs as = type == "spam" ? LearnedAs::kSpam : type == "ham" ? LearnedAs::kHam : LearnedAs::kForgotten;
  Confine(engine->database_paths());
  Trainer trainer(*engine);
  Result<Trainer::Outcome> outcome = trainer.Learn(mail.bytes(), as);
  status = outcome ? trainer.Commit() : outcome.error();
  if (!status.ok()) {
    Complain("not learned: " + status.message());
    return kExitTempFail;
  }
  ComplainOfAll(trainer.failures());
  TendDatabase(trainer, Trainer::Fit::kWhenGrown);
  std::puts(*outcome == Trainer::Outcome::kLearned ? "Message successfully un/learned"
                                                   : "Message was already un/learned");
  return kExitOk;
}

// Standard input can be read again from here on. Where it begins, or -1: it cannot be kept (errno says why).
off_t KeepInput() {
  struct stat info {};
  if (fstat(STDIN_FILENO, &info) == 0 && S_ISREG(info.st_mode)) return lseek(STDIN_FILENO, 0, SEEK_CUR);
  const Descriptor file(memfd_create("gatepost", MFD_CLOEXEC));
  if (!file.is_open()) return -1;
  std::string buffer(64 << 10, '\0');
  for (;;) {
    const ssize_t got = ReadSome(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 || !WriteAll(file.get(), std::string_view(buffer).substr(0, static_cast<std::size_t>(got))))
      return -1;
    if (got == 0) break;
  }
  return dup2(file.get(), STDIN_FILENO) < 0 ? -1 : lseek(STDIN_FILENO, 0, SEEK_SET);
}

// A child filters, into a file in memory; then this process becomes the command, with that file as its
// standard input, so that whoever waits gets its exit status. Where the child fails or dies, the command gets
// the mail as it came, or with -x is not run: half a mail would be lost mail.
// -1 in the child, an exit status where it went wrong.
int PipeTo(const SpamcArguments& arguments, int failure_status) {
  const off_t begin = KeepInput();
  const Descriptor filtered(begin >= 0 ? memfd_create("gatepost", MFD_CLOEXEC) : -1);
  const pid_t child = filtered.is_open() ? fork() : -1;
  if (child < 0) {
    Complain(std::string("spamc -e: ") + std::strerror(errno));
    return kExitTempFail;
  }
  if (child == 0) return dup2(filtered.get(), STDOUT_FILENO) >= 0 ? -1 : kExitTempFail;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const int exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : kExitTempFail;
  if (WIFSIGNALED(status)) Complain(std::string("not checked: ") + strsignal(WTERMSIG(status)));
  const bool is_whole = exit_status == kExitOk || exit_status == kExitSpam;
  if (!is_whole && failure_status != kExitOk) return WIFEXITED(status) ? exit_status : failure_status;
  if (lseek(is_whole ? filtered.get() : STDIN_FILENO, is_whole ? 0 : begin, SEEK_SET) < 0 ||
      (is_whole && dup2(filtered.get(), STDIN_FILENO) < 0))
    return kExitTempFail;
  std::vector<char*> words;
  for (const std::string& word : arguments.pipe_to) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execv(words[0], words.data());
  std::fprintf(stderr, "spamc: cannot run %s: %s\n", words[0], std::strerror(errno));
  return 71;  // EX_OSERR
}

int Run(const SpamcArguments& arguments, ConfigOptions* config) {
  FilterRequest request;
  request.output = arguments.check         ? FilterOutput::kScore
                   : arguments.report      ? FilterOutput::kReport
                   : arguments.spam_report ? FilterOutput::kSpamReport
                   : arguments.tests       ? FilterOutput::kTests
                   : arguments.headers     ? FilterOutput::kHeaders
                                           : FilterOutput::kMessage;
  std::size_t max_size = kDefaultSize;
  if (!arguments.size.empty()) max_size = std::strtoull(arguments.size.c_str(), nullptr, 10);
  if (max_size > kLargestSize) return kExitUsage;
  request.max_size = max_size + 1;  // a message of the very size is checked
  request.log.LogAs("spamd", "spamd: ", "rhost=localhost,raddr=127.0.0.1,rport=0", arguments.user);
  if (!request.log.SetTarget(arguments.log_to.empty() ? "mail" : arguments.log_to)) return kExitUsage;
  request.options.deadline_ms = DeadlineMs(
      arguments.timeout.empty() ? kStandardTimeout : std::strtod(arguments.timeout.c_str(), nullptr));
  if (!arguments.learn.empty()) return Learn(arguments.learn, max_size, config);
  const int failure = !arguments.strict ? kExitOk : arguments.tempfail ? kExitTempFail : kExitUnavailable;
  if (!arguments.pipe_to.empty()) {
    if (int status = PipeTo(arguments, failure); status >= 0) return status;
  }
  // The original's -r says nothing by its exit status.
  bool by_status = arguments.check || (arguments.exit_code && request.output != FilterOutput::kSpamReport);
  request.empty_status = arguments.strict ? kExitOutput : kExitOk;
  config->KeepHistory();
  config->AskNetwork();
  return FilterStream([config] { return config->Open(); }, request, by_status ? kExitSpam : kExitOk, failure);
}

}  // namespace

int SpamcProgram(int argc, char** argv) {
  SpamcArguments arguments;
  ConfigOptions config;
  const std::vector<CompatOption> options = SpamcOptions(&arguments, &config);
  std::vector<std::string> words(argv + 1, argv + argc);
  // The file first, so that the command line goes before it; its own -F is found by reading that.
  std::string fault = ReadCompatOptions(options, words, nullptr);
  if (fault.empty()) {
    const bool is_named = !arguments.config_file.empty();
    const Result<std::vector<std::string>> in_file =
        ConfigWords(is_named ? arguments.config_file : kConfigFile);
    if (!in_file && is_named) {
      std::fprintf(stderr, "spamc: %s\n", in_file.error().message().c_str());
      return kExitConfig;
    }
    arguments = SpamcArguments();
    config.options() = Options();
    if (in_file) fault = ReadCompatOptions(options, *in_file, nullptr);
    if (fault.empty()) fault = ReadCompatOptions(options, words, nullptr);
  }
  if (!fault.empty()) {
    std::fprintf(stderr, "spamc: %s\n", fault.c_str());
    PrintSpamcHelp(stdout);
    return kExitUsage;
  }
  if (arguments.help || arguments.version) {
    if (arguments.help)
      PrintSpamcHelp(stdout);
    else
      PrintVersion("SpamAssassin Client version 4.0.1");
    return kExitOk;
  }
  auto is_one_of = [](const std::string& word, std::initializer_list<const char*> known) {
    for (const char* name : known) {
      if (word == name) return true;
    }
    return word.empty();
  };
  if (!is_one_of(arguments.learn, {"spam", "ham", "forget"})) return kExitUsage;
  if (!is_one_of(arguments.report_type, {"report", "revoke"})) return kExitUsage;
  ComplainOnStderr(arguments.to_stderr);
  if (arguments.keep_alive) {
    std::puts("SPAMD/1.5 0");
    return kExitOk;
  }
  if (!arguments.report_type.empty()) {
    Complain("spamc -C: Gatepost reports to nobody");
    std::puts("Unable to report/revoke message");
    return kExitOk;
  }
  if (arguments.bsmtp) {
    Complain("spamc -B: BSMTP is not here, the input is passed on unchanged");
    return MailStream().PassOn().ok() ? kExitOk : kExitTempFail;
  }
  config.ActAsSpamAssassin();
  config.set_quiet(!arguments.to_stderr);
  BecomeUser(arguments.user, &config);
  UseCountsOf(arguments.user, &config);
  return Run(arguments, &config);
}

}  // namespace gatepost

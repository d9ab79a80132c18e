// spamassassin - Gatepost in the place of SpamAssassin's spamassassin
//
// USAGE        spamassassin [OPTION ...] [FILE ...]
// EXIT STATUS  spamassassin's: 0; with -e 5, or the number given, for spam; --lint: 1 with errors; 64 on
//              wrong usage. 69 for what is not here (-r -k), and for -W and the like without a history; 75
//              where the mail could not be read or written whole.
// SECURITY     As gatepost filter. Creates no user_prefs unless --create-prefs says so.
// Tested by tests/tools/compat_test.cc; bench/compat_parity.py holds it against the original.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "command.h"
#include "compat.h"
#include "confine.h"
#include "mail_filter.h"
#include "mail_source.h"
#include "senders.h"
#include "user_prefs.h"

namespace gatepost {
namespace {

struct SpamAssassinArguments {
  bool test = false, remove_markup = false, lint = false, mbox = false, create_prefs = false, help = false,
       version = false, progress = false;
  int spam_status = kExitOk;
  std::string user, absent;  // `absent`: an option that is not here
  std::vector<std::string> files;
  // -W and the like; with an address, of that alone.
  std::optional<SenderChange> change;
  std::string address;
};

std::vector<CompatOption> SpamAssassinOptions(SpamAssassinArguments* to, ConfigOptions* config) {
  using Value = CompatOption::Value;
  std::vector<CompatOption> options = {
      Flag("test-mode|test|t", &to->test),
      Flag("remove-markup|despamassassinify|d", &to->remove_markup),
      {"error-code|exit-code|e", Value::kOptionalNumber,
       [to](std::string_view value) {
         int number = std::atoi(std::string(value).c_str());
         to->spam_status = number != 0 ? number & 255 : 5;
       }},
      Flag("lint", &to->lint),
      Flag("mbox", &to->mbox),
      Flag("create-prefs", &to->create_prefs),
      {"x|nocreate-prefs|no-create-prefs", Value::kNone,
       [to](std::string_view) { to->create_prefs = false; }},
      Flag("help|h|?", &to->help),
      Flag("version|V", &to->version),
      Ignored("progress"),
      Text("username|u", &to->user),
      Ignored("net"),
      Ignored("4|ipv4only|ipv4-only|ipv4"),
      Ignored("6"),
      Ignored("pipe|P"),
      Ignored("stop-at-threshold|S"),
      Ignored("log-to-mbox|l", Value::kOptional),
      EachText("pre", &config->options().pre_lines),
  };
  AddSharedOptions(config, &options);
  for (const char* name : {"report|r", "revoke|k", "mbx"}) {
    options.push_back({name, Value::kNone, [to, name](std::string_view) { to->absent = name; }});
  }
  const auto change = [&](const char* name, Value value, SenderChange what) {
    options.push_back({name, value, [to, what](std::string_view address) {
                         to->change = what;
                         to->address = address;
                       }});
  };
  change("add-to-welcomelist|add-to-whitelist|W", Value::kNone, SenderChange::kWelcome);
  change("remove-from-welcomelist|remove-from-whitelist|R", Value::kNone, SenderChange::kRemove);
  change("add-to-blocklist|add-to-blacklist", Value::kNone, SenderChange::kBlock);
  change("add-addr-to-welcomelist|add-addr-to-whitelist", Value::kNeeded, SenderChange::kWelcome);
  change("remove-addr-from-welcomelist|remove-addr-from-whitelist", Value::kNeeded, SenderChange::kRemove);
  change("add-addr-to-blocklist|add-addr-to-blacklist", Value::kNeeded, SenderChange::kBlock);
  return options;
}

void PrintSpamAssassinHelp(std::FILE* out) {
  std::fputs("  in its place: Gatepost " GATEPOST_VERSION
             "\n\nUsage: spamassassin [options] [FILE ...] < message > message\n\n"
             "  -L, --local              no network tests, whatever the configuration says\n"
             "  -t, --test-mode          the report behind the message\n"
             "  -d, --remove-markup      take the markup of an earlier check out\n"
             "  -e, --error-code[=N]     exit with N (5) for spam\n"
             "      --mbox               the files are mboxes\n"
             "  -C, --configpath PATH    rules (/usr/share/spamassassin, or what sa-update fetched)\n"
             "      --siteconfigpath DIR site configuration (/etc/spamassassin)\n"
             "  -p, --prefspath FILE     user_prefs\n"
             "      --cf LINE            an extra line of configuration\n"
             "      --pre LINE           one that is read before all others: loadplugin\n"
             "      --lint               look for faults in the configuration\n"
             "      --create-prefs       create ~/.gatepost/user_prefs where there is none; never by itself\n"
             "  -D, --debug [AREA]       say more on standard error\n"
             "  -u, --username USER      whose Bayes counts in an SQL database, where the configuration "
             "names nobody\n"
             "  -V, -h                   version, this help\n"
             "Accepted, of no use here: -x --nocreate-prefs -4 -6 -P -S -l --net --progress\n"
             "Of the history of senders (plugins AWL, TxRep):\n"
             "  -W, --add-to-welcomelist, --add-to-blocklist, -R, --remove-from-welcomelist\n"
             "                           all addresses that the messages name; blocked are those of From\n"
             "      --add-addr-to-welcomelist ADDR, --add-addr-to-blocklist ADDR,\n"
             "      --remove-addr-from-welcomelist ADDR\n"
             "                           that address\n"
             "Not here: -r -k (nothing is reported; learn with sa-learn); --mbx\n",
             out);
}

// One message of a file to standard output.
bool Print(const Engine* engine, const FilterRequest& request, std::string_view bytes, bool* spam) {
  FilterOutcome outcome = FilterMessage(engine, request, bytes);
  *spam |= outcome.spam;
  return outcome.checked ? WriteMail(outcome.text) : WriteAll(STDOUT_FILENO, bytes);
}

int FilterFiles(const SpamAssassinArguments& arguments, const FilterRequest& request, ConfigOptions* config) {
  std::unique_ptr<Engine> engine = config->Open();
  std::vector<Status> failed;
  bool spam = false, whole = true;
  if (engine != nullptr) Confine(engine->database_paths(), engine->tcp_ports());
  for (const MailFile& file : ListMail(arguments.files, arguments.mbox, &failed)) {
    Status status = ReadMail(file, SIZE_MAX - 1, [&](const std::string&, std::string_view bytes) {
      if (request.check && engine == nullptr)
        whole &= WriteAll(STDOUT_FILENO, bytes);
      else
        whole &= Print(engine.get(), request, bytes, &spam);
    });
    if (!status.ok()) failed.push_back(status);
  }
  ComplainOfAll(failed);
  if (!whole) return kExitTempFail;
  return spam ? arguments.spam_status : failed.empty() ? kExitOk : kExitLintErrors;
}

int Lint(ConfigOptions* config) {
  config->options().validate_patterns = true;
  if (config->Open() == nullptr) return kExitLintErrors;
  auto errors =
      std::count_if(config->diagnostics.begin(), config->diagnostics.end(),
                    [](const Diagnostic& one) { return one.severity == Diagnostic::Severity::kError; });
  if (errors == 0) return kExitOk;
  std::fprintf(stderr, "lint: %ld issues detected, please rerun with debug enabled for more information\n",
               static_cast<long>(errors));
  return kExitLintErrors;
}

}  // namespace

int SpamAssassinProgram(int argc, char** argv) {
  SpamAssassinArguments arguments;
  ConfigOptions config;
  config.ActAsSpamAssassin();
  std::string fault = ReadCompatOptions(SpamAssassinOptions(&arguments, &config), {argv + 1, argv + argc},
                                        [&](std::string_view word) { arguments.files.emplace_back(word); });
  if (!fault.empty() || arguments.help) {
    std::FILE* out = fault.empty() ? stdout : stderr;
    if (fault.empty())
      std::puts(kCompatVersion);
    else
      std::fprintf(stderr, "%s\n", fault.c_str());
    PrintSpamAssassinHelp(out);
    return fault.empty() ? kExitOk : kExitUsage;
  }
  if (arguments.version) {
    PrintVersion(kCompatVersion);
    return kExitOk;
  }
  if (!arguments.absent.empty()) {
    Complain("spamassassin --" + arguments.absent.substr(0, arguments.absent.find('|')) +
             " is not here; see spamassassin --help");
    return kExitUnavailable;
  }
  config.options().prefs_have_all_rights = true;
  UseCountsOf(arguments.user, &config);
  if (arguments.change && !arguments.address.empty())
    return ChangeSenders(&config, {arguments.address}, *arguments.change);
  if (arguments.change)
    return ChangeSendersOfMail(&config, arguments.files, arguments.mbox, *arguments.change);
  if (arguments.create_prefs) CreateUserPrefs(stderr);  // standard output is the message
  if (arguments.lint) return Lint(&config);
  FilterRequest request;
  request.remove_markup = arguments.remove_markup;
  request.check = arguments.test || !arguments.remove_markup;
  request.append_report = arguments.test;
  if (!arguments.test && !arguments.remove_markup) config.KeepHistory();
  if (request.check) config.AskNetwork();
  request.options.deadline_ms = 300'000;  // time_limit
  bool stream = arguments.files.empty() || (arguments.files.size() == 1 && arguments.files[0] == "-");
  if (stream && !arguments.mbox)
    return FilterStream([&] { return config.Open(); }, request, arguments.spam_status, kExitOk);
  return FilterFiles(arguments, request, &config);
}

}  // namespace gatepost

// gatepost filter - a message in, the same message with its verdict in the header out
//
// USAGE        gatepost filter [OPTION ...] < message > message
// EXIT STATUS  0, also where the message could not be checked: then it comes out as it went in.
//              75 where it could not be read or written whole: whoever calls must keep it and try again
//              (maildrop's xfilter, Postfix's pipe and procmail's filters do).
//              1 with --exitcode for spam; 64 on wrong usage.
// SECURITY     Runs as the recipient's own user and reads what anyone may send. Writes nothing but the
//              message, and a history of senders where the site loads the plugin AWL or TxRep; opens the
//              database read-only (with bayes_auto_learn 1, also to write).
// Tested by tests/tools/filter_test.cc and, against SpamAssassin, by bench/filter_parity.py.
#include "asked_options.h"
#include "check_limits.h"
#include "command.h"
#include "config_options.h"
#include "mail_filter.h"

namespace gatepost {

int FilterCommand(int argc, char** argv) {
  CLI::App app("Reads a message, writes it with X-Spam-* fields, as SpamAssassin does.", "gatepost filter");
  FilterRequest request;
  ConfigOptions config;
  bool exit_code = false;
  AskedOptions options(app, argc, argv);
  options.Flag("-d,--remove-markup", request.remove_markup,
               "take out what an earlier check added, and do not check; with -t: then check");
  options.Flag("-t,--test-mode", request.append_report, "the report behind the message");
  options.Flag("--exitcode,-E", exit_code, "exit with 1 when spam");
  request.max_size = kStandardSize;
  AddMaxSize(options, request.max_size, "messages of this many bytes or more pass unchanged; 0: no limit");
  options
      .Option("--bypass-word", request.options.bypass_word,
              "a message whose body holds this word passes unchanged")
      .type_name("WORD");
  double timeout_s = kStandardTimeout;
  AddTimeout(options, timeout_s, "pass the message unchanged after this time; 0: never");
  AddLog(options, request.log);
  options
      .Option("--now", request.options.now_unix_s, "what time it is, in seconds since 1970, for date rules")
      .type_name("SECONDS");
  config.AddTo(options);
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  request.options.deadline_ms = DeadlineMs(timeout_s);
  request.check = request.append_report || !request.remove_markup;
  if (request.check && !request.append_report) config.KeepHistory();  // as `spamassassin -t`
  if (request.check) config.AskNetwork();
  return FilterStream([&] { return config.Open(); }, request, exit_code ? kExitSpam : kExitOk, kExitOk);
}

}  // namespace gatepost

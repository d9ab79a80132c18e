// Message in, message (or what spamc prints instead) out: what `gatepost filter`, spamc and spamassassin
// share.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gatepost/engine.h"
#include "verdict_log.h"

namespace gatepost {

enum class FilterOutput {
  kMessage,     // the message, rewritten
  kHeaders,     // its header rewritten, its body as it came (spamc --headers)
  kScore,       // "score/required" (spamc -c)
  kReport,      // the same, then the report (spamc -R)
  kSpamReport,  // the report, for spam alone (spamc -r)
  kTests,       // the names of the rules that hit, by commas (spamc -y)
};

struct FilterRequest {
  FilterOutput output = FilterOutput::kMessage;
  bool remove_markup = false;  // take out an earlier check's markup first ...
  bool check = true;           // ... and check then
  bool append_report = false;  // the report behind the message (spamassassin -t)
  std::size_t max_size = 0;    // messages of this many bytes or more pass unchanged; 0: no limit
  CheckOptions options;
  VerdictLog log;
  std::optional<int> empty_status;  // of FilterStream: where no byte came, do not check, and exit with this
};

struct FilterOutcome {
  bool checked = false;  // else the message is to be handed on as it came ...
  bool failed = false;   // ... because something failed, and not because it is not to be checked
  bool spam = false;
  RewrittenMail text;                        // what it keeps lies in the message, or ...
  std::unique_ptr<const std::string> clean;  // ... in what the message was before an earlier check
};

// To standard output. False where that fails; errno says why.
bool WriteMail(const RewrittenMail& mail);

// What spamc prints where a message was not checked and is not handed on: "0/0", or an empty line.
std::string_view UncheckedText(FilterOutput output);

// What `output` shows of a verdict. Fails and keeps as Session::Rewrite does.
Result<RewrittenMail> RenderVerdict(Session& session, FilterOutput output, std::string_view message,
                                    const Verdict& verdict);

// Filters one message. Says on standard error and in syslog what failed. Never throws.
// `engine` may be null where the request is not to check.
FilterOutcome FilterMessage(const Engine* engine, const FilterRequest& request, std::string_view message);

// Filters standard input to standard output: opens the engine, by `open`, once the message is read.
// A message that is not checked is handed on as it came; only where something failed and `failure_status` is
// not 0, nothing is written. The exit status: 0; `spam_status` for spam; kExitTempFail where the mail could
// not be read or written whole; `failure_status` where something failed; `empty_status` where nothing came.
int FilterStream(const std::function<std::unique_ptr<Engine>()>& open, const FilterRequest& request,
                 int spam_status, int failure_status);

}  // namespace gatepost

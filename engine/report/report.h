// A verdict as text for people and programs. No decisions here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gatepost/verdict.h"

namespace gatepost {

// "5.3/4.0" as `spamc --check` prints it, with a line end.
std::string BriefReport(const Verdict& verdict);
// The names of the rules that hit, sorted, with commas between, as `spamc --tests` prints them.
std::string TestNames(const Verdict& verdict);
// The table of hits as `spamassassin -t` shows it, then notes on what was malformed, cut or failed.
std::string FullReport(const Verdict& verdict, std::string_view file);
// One JSON object: file, score, required, spam, hits {rule: score}, and where present bayes, anomalies,
// subrules, limits_met, undecided_rules, failures, not_scanned. `pretty`: indented (--format json).
std::string JsonReport(const Verdict& verdict, std::string_view file, bool pretty);

// As SpamAssassin's _AUTOLEARN_ has it: "disabled", "no", "ham", "spam", "unavailable" or "failed"; the whole
// of it, with whether a rule forced it.
const char* AutoLearnName(AutoLearn auto_learn);
std::string AutoLearnText(const Verdict& verdict);

// What spamd's log tells of a check beside the verdict.
struct LoggedScan {
  std::string user;  // of the system, or what the caller named
  unsigned uid = 0;
  std::size_t bytes = 0;  // of the message
  double seconds = 0;
  std::string message_id, resent_id;  // as LoggedId gives them
  std::string caller;                 // "rhost=...,raddr=...,rport=...", or "" to leave it out
};
// spamd 4.0.1's two lines of a message, "clean message (...) for ..." and "result: ...", which programs read
// that count what the log has. Without "spamd: " before them and without line ends.
std::vector<std::string> LogLines(const Verdict& verdict, const LoggedScan& scan);
// The value of a Message-ID field as spamd logs it: "<...>" in printable ASCII, or "". No more than the
// first 1,000 bytes count.
std::string LoggedId(std::string_view field);

}  // namespace gatepost

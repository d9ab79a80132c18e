// A verdict as text for people and programs. No decisions here.
#pragma once

#include <string>
#include <string_view>

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

// As SpamAssassin's _AUTOLEARN_ has it: "disabled", "no", "ham", "spam", "unavailable" or "failed".
const char* AutoLearnName(AutoLearn auto_learn);

}  // namespace gatepost

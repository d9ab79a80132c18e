// Any bytes as a user_prefs, through a whole engine: it opens, checks, and the user adds no rule; shown as
// JSON and as a rewritten message the verdict is text.
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "gatepost/engine.h"
#include "report/report.h"
#include "support/temp_folder.h"
#include "text/charset.h"

namespace gatepost {
namespace {

constexpr char kRules[] =
    "header H Subject =~ /lunch/i\nbody B /no+n\\b/\nuri U /example/\nmeta A B && (H + U > 1)\n"
    "describe H says lunch\nscore H 1 2 3 4\nheader E eval:check_from_in_welcomelist()\n"
    "header F eval:check_from_in_blocklist()\nuse_bayes 0\nadd_header all Tests _TESTSSCORES_ _REPORT_\n";
constexpr char kMail[] =
    "From: a@known.example\nTo: b@example.org\nSubject: lunch\n\nSee you at noon, http://www.example.org/\n";

struct Site {
  Site() {
    folder.Write("rules/10.cf", kRules);
    options.rules_path = folder / "rules";
    options.prefs_path = folder / "user_prefs";
    options.compiled_path = folder / "rules.gpc";
    options.limits.max_match_steps = 2000;
    Options site = options;
    site.prefs_path.clear();
    FUZZ_CHECK(CompileRuleset(site, options.compiled_path, nullptr).ok());
    rules = Engine::Open(site, OpenSqliteStore, nullptr).value()->Summary().rules;
  }
  TempFolder folder;
  Options options;
  std::size_t rules = 0;
};

void Check(std::string_view prefs) {
  static const Site site;
  site.folder.Write("user_prefs", prefs);
  std::vector<Diagnostic> diagnostics;
  const auto engine = Engine::Open(site.options, OpenSqliteStore, &diagnostics);
  FUZZ_CHECK(engine.has_value() && (*engine)->Summary().rules <= site.rules);
  for (const Diagnostic& diagnostic : diagnostics) FUZZ_CHECK(!diagnostic.text.empty());
  Session session(**engine);
  CheckOptions options;
  options.tags = true;
  options.now_unix_s = 1700000000;
  const Verdict verdict = session.Check(kMail, options);
  FUZZ_CHECK(std::isfinite(verdict.score) && std::isfinite(verdict.required));
  FUZZ_CHECK(IsValidUtf8(JsonReport(verdict, "", false)));
  FUZZ_CHECK(session.Rewrite(kMail, verdict).has_value());
  FUZZ_CHECK(session.Report(kMail, verdict).has_value());
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // They may include files; what is on this machine is not to decide.
  if (text.find("nclude") == std::string_view::npos) gatepost::Check(text);
  return 0;
}

// Any bytes as a mail, through whole engines: Gatepost's own rules, and those of tests/cases, which call most
// eval tests. The verdict is finite and text, markup goes in and comes out again, what is learned is
// forgotten.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "bayes/learner.h"
#include "fuzz/fuzz_check.h"
#include "gatepost/engine.h"
#include "gatepost/trainer.h"
#include "report/report.h"
#include "scan/engine_impl.h"
#include "support/learn_message.h"
#include "support/memory_store.h"
#include "support/temp_folder.h"
#include "text/charset.h"

namespace gatepost {
namespace {

constexpr std::int64_t kNow = 1700000000;

// "=== config" to the next "===".
std::string ConfigOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t begin = text.find("=== config\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin + 11, text.find("\n===", begin + 11) - begin - 10);
}

struct Engines {
  Engines() {
    const std::filesystem::path cases = GATEPOST_SOURCE_DIR "/tests/cases";
    for (const auto& entry : std::filesystem::directory_iterator(cases)) {
      // Those of bad configuration would change what the others mean.
      const std::string name = entry.path().filename().string();
      if (name.ends_with(".case") && !name.starts_with("bad"))
        folder.Write("rules/" + name + ".cf", ConfigOf(entry.path()));
    }
    folder.Write(
        "site/local.cf",
        "body P eval:pdf_count(1,2)\nbody I eval:image_count('all',1,2)\n"
        "body J eval:pdf_match_md5('D41D8CD98F00B204E9800998ECF8427E')\n"
        "body K eval:image_size_range('gif',1,2,3,4)\nbayes_min_ham_num 1\nbayes_min_spam_num 1\n"
        "report_safe 1\nrequired_score 1\nrewrite_header Subject [_SCORE_]\n"
        "add_header all Report _REPORT_\nadd_header all From _HEADER(From:name)_ _RELAYSUNTRUSTED_\n");
    own = Open(GATEPOST_SOURCE_DIR "/rules");
    cased = Open(folder / "rules");
    Trainer trainer(*own);
    FUZZ_CHECK(trainer.Learn("Subject: cheap pills\n\nbuy them now\n", LearnedAs::kSpam).has_value());
    FUZZ_CHECK(trainer.Learn("Subject: lunch\n\nat noon\n", LearnedAs::kHam).has_value());
    FUZZ_CHECK(trainer.Commit().ok());
  }
  std::unique_ptr<Engine> Open(const std::string& rules) const {
    Options options;
    options.rules_path = rules;
    options.site_path = folder / "site";
    options.bayes_path = folder / "bayes.db";
    options.limits.max_match_steps = 2000;
    auto engine = Engine::Open(options, OpenSqliteStore, nullptr);
    FUZZ_CHECK(engine.has_value());
    return std::move(*engine);
  }
  TempFolder folder;
  std::unique_ptr<Engine> own, cased;
};

// Its top is a line that continues nothing: it continues the last of the fields that are put in front.
bool BeginsFolded(std::string_view mail) {
  if (mail.starts_with("From ")) mail.remove_prefix(std::min(mail.find('\n'), mail.size() - 1) + 1);
  return mail.starts_with(' ') || mail.starts_with('\t');
}

// A header of LF and CRLF becomes one of either, and ham without a Subject keeps the empty one that
// SpamAssassin gives it.
bool CameBack(std::string clean, std::string mail, bool is_spam) {
  constexpr std::string_view kEmptySubject = "Subject: \n";
  std::erase(clean, '\r');
  std::erase(mail, '\r');
  if (clean == mail) return true;
  for (std::size_t at = 0; !is_spam && (at = clean.find(kEmptySubject, at)) != std::string::npos; ++at) {
    if (std::string(clean).erase(at, kEmptySubject.size()) == mail) return true;
  }
  return false;
}

// As `gatepost check` and `gatepost filter` do.
void CheckVerdict(Session& session, std::string_view mail) {
  CheckOptions options;
  options.now_unix_s = kNow;
  options.subrules = options.explain = options.tags = true;
  const Verdict verdict = session.Check(mail, options);
  FUZZ_CHECK(verdict.scanned && verdict.failures.empty());
  FUZZ_CHECK(std::isfinite(verdict.score));
  for (const std::optional<double>& probability :
       {verdict.bayes_probability, verdict.model_probability, verdict.combined_probability}) {
    FUZZ_CHECK(!probability || (*probability >= 0 && *probability <= 1));
  }
  FUZZ_CHECK(IsValidUtf8(JsonReport(verdict, "", false)) && !FullReport(verdict, "").empty());
  const Verdict again = session.Check(mail, options);
  FUZZ_CHECK(JsonReport(again, "", false) == JsonReport(verdict, "", false));
  const Result<RewrittenMail> marked = session.Rewrite(mail, verdict, {.now_unix_s = kNow});
  FUZZ_CHECK(marked.has_value() && RemoveMarkup(mail).has_value());
  const std::string marked_text = marked->Text();
  const Result<RewrittenMail> clean = RemoveMarkup(marked_text);
  FUZZ_CHECK(clean.has_value());
  if (ContainsIgnoreCase(mail, "x-spam") || !mail.ends_with('\n')) return;
  if (!verdict.is_spam && BeginsFolded(mail)) return;
  FUZZ_CHECK(CameBack(clean->Text(), std::string(mail), verdict.is_spam));
}

void CheckLearning(const Engine::Impl& engine, std::string_view mail) {
  const Message message = Message::Parse(mail, engine.options.limits);
  MemoryStore store;
  for (const LearnedAs as : {LearnedAs::kSpam, LearnedAs::kHam, LearnedAs::kForgotten}) {
    Views views(message, engine.views, engine.options.limits);
    FUZZ_CHECK(store.BeginWrite().ok());
    FUZZ_CHECK(LearnMessage(views, store, engine.bayes, engine.options.limits, as, kNow).has_value());
    FUZZ_CHECK(store.Commit().ok());
  }
  FUZZ_CHECK(store.Totals()->token_count == 0 && store.Totals()->ham_count == 0);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  static const Engines engines;
  static Session own(*engines.own), cased(*engines.cased);
  const std::string_view mail(reinterpret_cast<const char*>(data), size);
  CheckVerdict(own, mail);
  CheckVerdict(cased, mail);
  CheckLearning(engines.own->impl(), mail);
  return 0;
}

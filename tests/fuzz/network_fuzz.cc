// Any bytes as a mail that is checked with network tests, and any bytes as what the DNS answers: the input's
// lines up to an empty one are answers, the rest is the mail. Gatepost's own rules that ask, and those of
// tests/cases. The verdict is finite, text, and the same again, and asks no more than it may.
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "fuzz/any_answer.h"
#include "fuzz/fuzz_check.h"
#include "gatepost/engine.h"
#include "report/report.h"
#include "support/temp_folder.h"
#include "text/charset.h"

namespace gatepost {
namespace {

constexpr std::int64_t kNow = 1700000000;
// Of one message, whatever a client itself refuses.
constexpr std::size_t kMostQuestions = 2000;

std::string answers;  // of the input

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The configuration of the cases that ask the DNS, but for those that keep it from being asked.
std::string ConfigOfCases() {
  std::string config;
  for (const auto& entry : std::filesystem::directory_iterator(GATEPOST_SOURCE_DIR "/tests/cases")) {
    const std::string text = ReadAll(entry.path());
    const std::size_t begin = text.find("=== config\n"), end = text.find("\n=== dns\n");
    if (begin == std::string::npos || end == std::string::npos || Contains(text, "dns_query_restriction") ||
        Contains(text, "skip_rbl_checks"))
      continue;
    config += text.substr(begin + 11, end - begin - 10);
  }
  return config;
}

std::unique_ptr<Engine> OpenEngine() {
  static const TempFolder folder;
  std::string rules = ConfigOfCases();
  for (const char* name :
       {"05_data", "66_authentication", "67_dns_lists", "68_link_lists", "69_pyzor", "69_razor"})
    rules += ReadAll(std::string(GATEPOST_SOURCE_DIR "/rules/") + name + ".cf");
  folder.Write("rules/10.cf", rules);
  folder.Write("site/local.cf",
               "use_network_tests 1\nuse_bayes 0\nwelcomelist_from_dkim *@example.com\n"
               "welcomelist_from_spf *@example.com\nadd_header all D _DKIMDOMAIN_ _DKIMIDENTITY_\n");
  Options options;
  options.rules_path = folder / "rules";
  options.site_path = folder / "site";
  options.bayes_path = folder / "bayes.db";
  options.limits.max_match_steps = 2000;
  auto engine = Engine::Open(options, OpenSqliteStore, nullptr, nullptr, [](const DnsSettings&) {
    return std::make_unique<AnyAnswer>(answers, kMostQuestions);
  });
  FUZZ_CHECK(engine.has_value());
  return std::move(*engine);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  static const std::unique_ptr<Engine> engine = OpenEngine();
  static Session session(*engine);
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find("\n\n"), input.size());
  answers = input.substr(0, end);
  const std::string_view mail = input.substr(std::min(end + 2, input.size()));
  CheckOptions options;
  options.now_unix_s = kNow;
  options.subrules = options.explain = options.tags = true;
  const Verdict verdict = session.Check(mail, options);
  FUZZ_CHECK(verdict.scanned && std::isfinite(verdict.score));
  FUZZ_CHECK(IsValidUtf8(JsonReport(verdict, "", false)) && !FullReport(verdict, "").empty());
  FUZZ_CHECK(JsonReport(session.Check(mail, options), "", false) == JsonReport(verdict, "", false));
  FUZZ_CHECK(session.Rewrite(mail, verdict, {.now_unix_s = kNow}).has_value());
  return 0;
}

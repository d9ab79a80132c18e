// What `gatepost filter` writes for many messages, in one process; filter_parity.py holds it against
// SpamAssassin.
//
//   filter_many RULES SITE OUT LIST [CONFIG-LINE ...]
//
// LIST holds a file name a line; the rewritten messages go to OUT/0, OUT/1 ..., what RemoveMarkup makes of
// them to OUT/0.d ..., the verdicts to OUT/hits ("N SCORE REQUIRED RULE=SCORE ..." a line), what is said of
// the configuration to OUT/lint. FILTER_PREFS names a user_prefs;
// then all patterns are built.
#include <fstream>
#include <iostream>
#include <iterator>

#include "gatepost/engine.h"

namespace {

std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Spew(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 64;
  gatepost::Options options;
  options.rules_path = argv[1];
  options.site_path = argv[2];
  options.config_lines.assign(argv + 5, argv + argc);
  if (const char* prefs = std::getenv("FILTER_PREFS")) {
    options.prefs_path = prefs;
    options.validate_patterns = true;
  }
  std::vector<gatepost::Diagnostic> diagnostics;
  auto engine = gatepost::Engine::Open(options, gatepost::OpenSqliteStore, &diagnostics);
  if (!engine) {
    std::cerr << engine.error().message() << '\n';
    return 69;
  }
  gatepost::Session session(**engine);
  gatepost::MarkupOptions markup;
  gatepost::CheckOptions check;
  check.tags = true;
  check.subrules = true;
  if (const char* name = std::getenv("FILTER_HOST")) markup.hostname = name;
  std::ofstream lint(argv[3] + std::string("/lint"));
  for (const gatepost::Diagnostic& diagnostic : diagnostics)
    lint << static_cast<int>(diagnostic.severity) << ' ' << diagnostic.ToString() << '\n';
  std::ofstream hits(argv[3] + std::string("/hits"));
  hits << std::fixed;
  hits.precision(3);
  std::ifstream list(argv[4]);
  int number = 0;
  for (std::string path; std::getline(list, path); ++number) {
    std::string message = Slurp(path);
    const gatepost::Verdict verdict = session.Check(message, check);
    hits << number << ' ' << verdict.score << ' ' << verdict.required;
    for (const gatepost::Hit& hit : verdict.hits) hits << ' ' << hit.rule << '=' << hit.score;
    hits << '\n';
    auto rewritten = session.Rewrite(message, verdict, markup);
    const std::string text = rewritten ? rewritten->Text() : std::string();
    auto clean = rewritten ? gatepost::RemoveMarkup(text) : rewritten;
    if (!clean) {
      std::cerr << path << ": " << clean.error().message() << '\n';
      return 70;
    }
    Spew(argv[3] + ("/" + std::to_string(number)), text);
    Spew(argv[3] + ("/" + std::to_string(number)) + ".d", clean->Text());
  }
}

// What `gatepost filter` writes for many messages, in one process; filter_parity.py holds it against
// SpamAssassin.
//
//   filter_many RULES SITE OUT LIST [CONFIG-LINE ...]
//
// LIST holds a file name a line; the rewritten messages go to OUT/0, OUT/1 ..., what RemoveMarkup makes of
// them to OUT/0.d ...
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
  auto engine = gatepost::Engine::Open(options, gatepost::OpenSqliteStore, nullptr);
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
  std::ifstream list(argv[4]);
  int number = 0;
  for (std::string path; std::getline(list, path); ++number) {
    std::string message = Slurp(path);
    auto rewritten = session.Rewrite(message, session.Check(message, check), markup);
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

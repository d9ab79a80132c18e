// The example at the head of engine.h, as a program.
#include <iostream>
#include <iterator>

#include "gatepost/engine.h"

int main() {
  const std::string message(std::istreambuf_iterator<char>(std::cin), {});
  gatepost::Options options;
  options.rules_path = "/usr/share/gatepost/rules";
  options.site_path = "/etc/gatepost";
  std::vector<gatepost::Diagnostic> remarks;
  auto engine = gatepost::Engine::Open(options, gatepost::OpenSqliteStore, &remarks);
  if (!engine) {
    std::cerr << engine.error().message() << '\n';
    return 0;
  }
  gatepost::Session session(**engine);
  const gatepost::Verdict verdict = session.Check(message);
  for (const gatepost::Hit& hit : verdict.hits) std::cout << hit.score << ' ' << hit.rule << '\n';
  return verdict.is_spam ? 1 : 0;
}

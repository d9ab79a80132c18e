// What Bayes makes of each message that learns: "IDS TAB DATE TAB TOKENS" a line, of bytes in hexadecimal
// digits, a token's key before its text; for bayes_tokens.py.
//
//   bayes_tokens RULES SITE FILE ...
#include <cstdio>
#include <string>

#include "base/file.h"
#include "bayes/receive_date.h"
#include "bayes/tokenizer.h"
#include "gatepost/engine.h"
#include "hex.h"
#include "scan/engine_impl.h"

int main(int argc, char** argv) {
  using namespace gatepost;
  if (argc < 3) return 64;
  Options options;
  options.rules_path = argv[1];
  options.site_path = argv[2];
  auto engine = Engine::Open(options, OpenSqliteStore, nullptr);
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().message().c_str());
    return 1;
  }
  for (int i = 3; i < argc; ++i) {
    const Result<FileBytes> mail = FileBytes::Open(argv[i]);
    if (!mail) {
      std::fprintf(stderr, "%s\n", mail.error().message().c_str());
      return 1;
    }
    const Message message = Message::Parse(mail->view(), options.limits);
    Views views(message, (*engine)->impl().views, options.limits);
    std::string line;
    for (const std::string& id : LearnedIds(message)) line += ToHex(id) + " ";
    line += "\t" + std::to_string(ReceiveDate(message).value_or(0)) + "\t";
    const TokenList tokens = Tokenize(views, (*engine)->impl().bayes, options.limits, TokensFor::kLearning);
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      const auto* const hash = reinterpret_cast<const char*>(tokens.hashes[t].data());
      line += ToHex({hash, tokens.hashes[t].size()}) + ToHex(tokens.texts[t]) + " ";
    }
    std::printf("%s\n", line.c_str());
  }
  return 0;
}

// The Bayes part of a warm check, and the size of a database, at any number of tokens.
//
//   bayes_speed CORPUS LIST DB TOKENS
//
// Learns the messages of LIST into DB (made where missing; half as spam, half as ham), fills it up to TOKENS
// with random tokens, then classifies every message with one open store. Views that rules need anyway are
// made before the clock starts: what is timed is tokens, lookups and combination. One line of key=value.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/file.h"
#include "bayes/classifier.h"
#include "scan/view_config.h"
#include "support/learn_message.h"

namespace gatepost {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "bayes_speed: %s\n", why.c_str());
  std::exit(1);
}
void Check(const Status& status) {
  if (!status.ok()) Die(status.message());
}

struct Mail {
  explicit Mail(const std::string& file, const ViewConfig& config, const Limits& limits)
      : bytes([&] {
          auto read = FileBytes::Open(file);
          if (!read) Die(read.error().message());
          return std::string(read->view());
        }()),
        message(Message::Parse(bytes, limits)),
        views(message, config, limits) {}
  std::string bytes;
  Message message;
  Views views;
};

void Fill(TokenStore& store, std::uint64_t target) {
  std::mt19937_64 random(7);
  std::uint64_t count = store.Totals() ? store.Totals()->token_count : 0;
  while (count < target) {
    std::vector<TokenHash> tokens;
    for (std::uint64_t i = count; i < std::min(target, count + 200000); ++i) {
      std::uint64_t number = random();
      TokenHash token;
      for (std::size_t byte = 0; byte < token.size(); ++byte) {
        token[byte] = static_cast<unsigned char>(number >> (8 * byte));
      }
      tokens.push_back(token);
    }
    Check(store.BeginWrite());
    Check(store.AddTokens(tokens, 1, 0, 1000000000));
    Check(store.Commit());
    count = store.Totals()->token_count;
  }
}

// Half as spam, half as ham.
void LearnAll(const std::vector<std::unique_ptr<Mail>>& mails, const BayesConfig& bayes, TokenStore& store) {
  Check(store.BeginWrite());
  for (std::size_t i = 0; i < mails.size(); ++i) {
    auto as = i % 2 == 0 ? LearnedAs::kSpam : LearnedAs::kHam;
    auto outcome = LearnMessage(mails[i]->views, store, bayes, Limits(), as, 1700000000);
    if (!outcome) Die(outcome.error().message());
  }
  Check(store.Commit());
}

struct Times {
  double total_ms = 0, token_ms = 0;
  std::size_t tokens = 0, messages = 0;
};

Times ClassifyAll(const std::vector<std::unique_ptr<Mail>>& mails, const BayesConfig& bayes,
                  TokenStore& store) {
  Times times;
  // The first round warms pages and caches.
  for (int round = 0; round < 4; ++round) {
    for (auto& mail : mails) {
      auto start = Clock::now();
      TokenList list_of_tokens = Tokenize(mail->views, bayes, Limits(), TokensFor::kClassifying);
      auto middle = Clock::now();
      Check(store.BeginRead());
      auto result = Classify(mail->views, store, bayes, Limits());
      store.EndRead();
      if (!result) Die(result.error().message());
      if (round == 0) continue;
      times.total_ms += std::chrono::duration<double, std::milli>(Clock::now() - middle).count();
      times.token_ms += std::chrono::duration<double, std::milli>(middle - start).count();
      times.tokens += list_of_tokens.size();
      ++times.messages;
    }
  }
  return times;
}

int Run(int argc, char** argv) {
  if (argc != 5) Die("usage: see the head of bench/bayes_speed.cc");
  std::ifstream list(argv[2]);
  std::vector<std::string> files;
  for (std::string line; std::getline(list, line);) files.push_back(line);
  std::string database = argv[3];
  if (database.front() != '/') {
    char here[4096];
    if (getcwd(here, sizeof here) == nullptr) Die("no working folder");
    database = std::string(here) + "/" + database;
  }
  if (chdir(argv[1]) != 0) Die(std::string(argv[1]) + ": cannot be entered");
  auto target = static_cast<std::uint64_t>(std::atoll(argv[4]));

  Limits limits;
  Options options;
  options.rules_path = "/usr/share/spamassassin";
  auto config = ReadConfig(options);
  if (!config) Die(config.error().message());
  std::vector<Diagnostic> diagnostics;
  Settings settings = Settings::Build(*config, &diagnostics);
  ViewConfig view_config = MakeViewConfig(settings, config->files, limits, &diagnostics);
  BayesConfig bayes = BayesConfig::Build(settings);
  bayes.min_spam_num = bayes.min_ham_num = 1;
  std::vector<std::unique_ptr<Mail>> mails;
  for (const std::string& file : files) mails.push_back(std::make_unique<Mail>(file, view_config, limits));
  {
    auto store = OpenSqliteStore(database, "site", StoreMode::kCreate);
    if (!store) Die(store.error().message());
    LearnAll(mails, bayes, **store);
    Fill(**store, target);
  }

  auto store = OpenSqliteStore(database, "site", StoreMode::kRead);
  if (!store) Die(store.error().message());
  const Times times = ClassifyAll(mails, bayes, **store);
  struct stat info {};
  if (stat(database.c_str(), &info) != 0) Die(database + ": gone");
  std::uint64_t in_database = (*store)->Totals()->token_count;
  auto mean = [&](double sum) { return sum / static_cast<double>(times.messages); };
  std::printf(
      "messages=%zu tokens_a_message=%.0f bayes_ms=%.4f of_which_tokenizing_ms=%.4f database_tokens=%llu "
      "bytes_a_token=%.1f\n",
      mails.size(), mean(static_cast<double>(times.tokens)), mean(times.total_ms), mean(times.token_ms),
      static_cast<unsigned long long>(in_database),
      static_cast<double>(info.st_size) / static_cast<double>(in_database));
  return 0;
}

}  // namespace
}  // namespace gatepost

int main(int argc, char** argv) { return gatepost::Run(argc, argv); }

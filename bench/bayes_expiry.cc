// How long an expiry keeps others waiting.
//
//   bayes_expiry DB TOKENS
//
// Fills DB (a path where nothing is yet) with TOKENS tokens of 170 different ages and lets a child process
// expire them. Meanwhile one thread learns messages of 100 tokens and another reads as checks do, both
// without pause. The longest waits, in ms: as they were, and without the time in which the thread was ready
// but had no processor. Ends in 1 where one of the latter is over 50 ms, or the file is not clean afterwards.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bayes/expiry.h"
#include "gatepost/token_store.h"
#include "support/run_queue.h"

namespace gatepost {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "bayes_expiry: %s\n", why.c_str());
  std::exit(1);
}
void Check(const Status& status) {
  if (!status.ok()) Die(status.message());
}

std::unique_ptr<TokenStore> Open(const std::string& path, StoreMode mode) {
  auto store = OpenSqliteStore(path, "site", mode);
  if (!store) Die(store.error().message());
  return std::move(*store);
}

std::vector<TokenHash> RandomTokens(std::mt19937_64& random, std::uint64_t count) {
  std::vector<TokenHash> tokens(count);
  for (TokenHash& token : tokens) {
    std::uint64_t number = random();
    for (std::size_t i = 0; i < token.size(); ++i) token[i] = static_cast<unsigned char>(number >> (8 * i));
  }
  return tokens;
}

constexpr std::int64_t kFirstDay = 1000000000, kDay = 86400;
// Ages are tried in doublings: a little less than a quarter is older than 128 days.
constexpr int kDays = 170;

void Fill(const std::string& path, std::uint64_t count) {
  auto store = Open(path, StoreMode::kCreate);
  std::mt19937_64 random(7);
  for (int day = 0; day < kDays; ++day) {
    Check(store->BeginWrite());
    Check(store->AddTokens(RandomTokens(random, count / kDays), 1, 0, kFirstDay + day * kDay));
    Check(store->AddMessages(1, 0));
    Check(store->Commit());
  }
}

struct Waits {
  long count = 0;
  double worst_ms = 0, worst_wait_ms = 0;

  template <class Run>
  void Measure(const Run& run) {
    double queued_ms = RunQueueMs();
    auto start = Clock::now();
    run();
    double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    double wait_ms = ms - (RunQueueMs() - queued_ms);
    ++count;
    worst_ms = std::max(worst_ms, ms);
    worst_wait_ms = std::max(worst_wait_ms, wait_ms);
  }
  void Print(const char* name) const {
    std::printf("%-8s %8ld times, longest wait %.1f ms, without waiting for a processor %.1f ms\n", name,
                count, worst_ms, worst_wait_ms);
  }
};

int Run(int argc, char** argv) {
  if (argc != 3) Die("usage: see the head of bench/bayes_expiry.cc");
  std::string path = argv[1];
  auto count = static_cast<std::uint64_t>(std::atoll(argv[2]));
  Fill(path, count);
  pid_t child = fork();
  if (child == 0) {
    auto store = Open(path, StoreMode::kWrite);
    ExpiryConfig config;
    config.max_tokens = count;  // a quarter goes
    auto result = Expire(*store, config, kFirstDay + kDays * kDay);
    if (!result) Die(result.error().message());
    std::printf("%llu tokens removed, %llu kept %s\n", static_cast<unsigned long long>(result->removed),
                static_cast<unsigned long long>(result->kept), result->note.c_str());
    std::fflush(stdout);
    _exit(result->removed > 0 ? 0 : 1);
  }
  std::atomic<bool> is_over = false;
  Waits learning, reading;
  std::thread learner([&] {
    std::mt19937_64 random(8);
    auto store = Open(path, StoreMode::kWrite);
    while (!is_over) {
      // To be allowed to write is what another's lock delays.
      learning.Measure([&] { Check(store->BeginWrite()); });
      Check(store->AddTokens(RandomTokens(random, 100), 1, 0, kFirstDay + kDays * kDay));
      Check(store->Commit());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  std::thread reader([&] {
    std::mt19937_64 random(7);
    auto store = Open(path, StoreMode::kRead);
    while (!is_over) {
      std::vector<TokenHash> tokens = RandomTokens(random, 300);
      std::vector<TokenCounts> counts(tokens.size());
      reading.Measure([&] {
        Check(store->BeginRead());
        Check(store->Lookup(tokens, counts));
        store->EndRead();
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  int status = 0;
  waitpid(child, &status, 0);
  is_over = true;
  learner.join();
  reader.join();
  learning.Print("learner");
  reading.Print("reader");
  auto findings = Open(path, StoreMode::kWrite)->Verify();
  if (!findings) Die(findings.error().message());
  for (const std::string& finding : *findings) std::printf("%s\n", finding.c_str());
  bool is_good =
      status == 0 && findings->empty() && learning.worst_wait_ms <= 50 && reading.worst_wait_ms <= 50;
  std::printf("%s\n", is_good ? "ok" : "NOT AS IT SHOULD BE");
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace gatepost

int main(int argc, char** argv) { return gatepost::Run(argc, argv); }

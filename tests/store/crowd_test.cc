// Learners and readers of different users on one file, with learners killed at any moment. Runs for two
// seconds; GATEPOST_CROWD_SECONDS=60 for the long run, GATEPOST_CROWD_STRICT=1 to fail on a read of over 50
// ms, not counting the time for which the reader was ready but had no processor. bench/bayes_crowd.py does
// the same with real mail and the gatepost binary.
#include <grp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "gatepost/token_store.h"
#include "support/run_queue.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLearners = 3, kReaders = 4;
constexpr gid_t kLearnersGroup = 60000, kReadersGroup = 60099;

const TokenHash kCommon{0, 'c', 'o', 'm', 0};

TokenHash NumberedToken(std::uint64_t number) {
  number *= 0x9E3779B97F4A7C15ULL;
  TokenHash token;
  for (std::size_t i = 0; i < token.size(); ++i)
    token[i] = static_cast<unsigned char>(number >> (8 * i + 16));
  return token;
}

void BecomeUser(uid_t user, gid_t group) {
  if (geteuid() != 0) return;  // then all are the same user
  if (setgroups(0, nullptr) != 0 || setgid(group) != 0 || setuid(user) != 0) _exit(90);
}

// Learns batches of three messages until it is killed or told to stop. Each adds one to the common token, so
// that in every committed state its count is the number of messages.
int RunLearner(const std::string& path, int number) {
  bool is_first = true;
  for (std::uint64_t batch = 0;; ++batch) {
    auto store = OpenSqliteStore(path, "site", StoreMode::kWrite);
    if (!store) {
      std::fprintf(stderr, "learner: open: %s\n", store.error().message().c_str());
      return 1;
    }
    for (int again = 0; again < 20; ++again) {
      if (!is_first && getppid() == 1) return 0;
      is_first = false;
      Status status = (*store)->BeginWrite();
      for (int message = 0; status.ok() && message < 3; ++message) {
        std::vector<TokenHash> tokens{kCommon};
        std::uint64_t seed = static_cast<std::uint64_t>(getpid()) * 1000003 + batch * 977 +
                             static_cast<std::uint64_t>(again * 31 + message);
        for (std::uint64_t i = 0; i < 100; ++i) tokens.push_back(NumberedToken(seed * 100 + i));
        std::string id = std::to_string(getpid()) + "-" + std::to_string(batch) + "-" +
                         std::to_string(again) + "-" + std::to_string(message) + "@" + std::to_string(number);
        status = (*store)->AddTokens(tokens, 1, 0, 1000 + message);
        if (status.ok()) status = (*store)->AddMessages(1, 0);
        if (status.ok()) status = (*store)->SetSeen(id, LearnedAs::kSpam);
      }
      if (status.ok()) status = (*store)->Commit();
      if (!status.ok()) {
        std::fprintf(stderr, "learner: %s\n", status.message().c_str());
        return 1;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
}

struct ReaderReport {
  long reads = 0, over_50_ms = 0;
  double worst_ms = 0;
  double worst_wait_ms = 0;  // without the time in which there was no processor
};

// Reads as checks do, half of the time with a new store. The report goes through the pipe.
int RunReader(const std::string& path, Clock::time_point end, int report_pipe, bool keeps_open) {
  ReaderReport report;
  std::uint64_t before = 0;
  std::unique_ptr<TokenStore> kept;
  std::vector<TokenHash> tokens{kCommon};
  for (std::uint64_t i = 0; i < 200; ++i) tokens.push_back(NumberedToken(i));
  while (Clock::now() < end) {
    double queued_ms = RunQueueMs();
    auto start = Clock::now();
    if (kept == nullptr) {
      auto store = OpenSqliteStore(path, "site", StoreMode::kReadBriefly);
      if (!store) {
        std::fprintf(stderr, "reader: open: %s\n", store.error().message().c_str());
        return 1;
      }
      kept = std::move(*store);
    }
    Status status = kept->BeginRead();
    Result<StoreTotals> totals = kept->Totals();
    std::vector<TokenCounts> counts(tokens.size());
    if (status.ok()) status = kept->Lookup(tokens, counts);
    kept->EndRead();
    double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    if (!status.ok() || !totals) {
      std::fprintf(stderr, "reader: %s\n", status.message().c_str());
      return 1;
    }
    if (totals->spam_count != counts[0].spam_count || totals->spam_count < before) {
      std::fprintf(stderr, "reader: %llu messages, token in %u, before %llu\n",
                   static_cast<unsigned long long>(totals->spam_count), counts[0].spam_count,
                   static_cast<unsigned long long>(before));
      return 2;
    }
    before = totals->spam_count;
    ++report.reads;
    report.worst_ms = std::max(report.worst_ms, ms);
    double wait_ms = ms - (RunQueueMs() - queued_ms);
    report.worst_wait_ms = std::max(report.worst_wait_ms, wait_ms);
    report.over_50_ms += wait_ms > 50;
    if (!keeps_open) kept.reset();
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  return write(report_pipe, &report, sizeof report) == sizeof report ? 0 : 3;
}

double Seconds() {
  const char* seconds = std::getenv("GATEPOST_CROWD_SECONDS");
  return seconds != nullptr ? std::atof(seconds) : 2;
}

template <class Run>
pid_t Fork(const Run& run) {
  pid_t child = fork();
  if (child == 0) _exit(run());
  return child;
}

// What data/schema/README.md tells a site to set.
void ShareAmongLearners(const std::string& folder, const std::string& path) {
  if (geteuid() != 0) return;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    ASSERT_EQ(chown((path + suffix).c_str(), 0, kLearnersGroup), 0);
    ASSERT_EQ(chmod((path + suffix).c_str(), 0664), 0);
  }
  ASSERT_EQ(chown(folder.c_str(), 0, kLearnersGroup), 0);
  ASSERT_EQ(chmod(folder.c_str(), 02775), 0);
}

// Kills learners at random until `end`, each replaced at once, and then all of them. How many there were.
int KillLearners(const std::string& path, Clock::time_point end) {
  std::map<pid_t, int> learners;
  auto start_learner = [&](int number) {
    pid_t learner = Fork([&] {
      BecomeUser(60001 + static_cast<uid_t>(number), kLearnersGroup);
      return RunLearner(path, number);
    });
    learners[learner] = number;
  };
  for (int i = 0; i < kLearners; ++i) start_learner(i);
  std::mt19937 random(1);
  int kills = 0;
  while (Clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 100));
    auto victim = learners.begin();
    std::advance(victim, random() % learners.size());
    int number = victim->second;
    pid_t process = victim->first;
    learners.erase(victim);
    int status = 0;
    kill(process, SIGKILL);
    waitpid(process, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "a learner ended by itself: " << WEXITSTATUS(status);
    ++kills;
    start_learner(number);
  }
  for (const auto& [process, number] : learners) {
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
  }
  return kills;
}

ReaderReport AddUpReports(const std::vector<pid_t>& readers, int report_pipe) {
  ReaderReport all;
  for (pid_t reader : readers) {
    int status = 0;
    waitpid(reader, &status, 0);
    const bool is_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    EXPECT_TRUE(is_well) << "reader: " << status;
    if (!is_well) continue;
    ReaderReport report;
    EXPECT_EQ(read(report_pipe, &report, sizeof report), static_cast<ssize_t>(sizeof report));
    all.reads += report.reads;
    all.over_50_ms += report.over_50_ms;
    all.worst_ms = std::max(all.worst_ms, report.worst_ms);
    all.worst_wait_ms = std::max(all.worst_wait_ms, report.worst_wait_ms);
  }
  return all;
}

TEST(Crowd, NobodyIsRefusedAndNothingIsLost) {
  TempFolder folder;
  std::string path = folder / "bayes.db";
  {
    auto store = OpenSqliteStore(path, "site", StoreMode::kCreate);
    ASSERT_TRUE(store) << store.error().message();
  }
  ASSERT_NO_FATAL_FAILURE(ShareAmongLearners(folder.path(), path));

  auto end = Clock::now() + std::chrono::microseconds(static_cast<long>(Seconds() * 1e6));
  int report_pipe[2];
  ASSERT_EQ(pipe(report_pipe), 0);
  std::vector<pid_t> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.push_back(Fork([&] {
      BecomeUser(60011 + static_cast<uid_t>(i), kReadersGroup);
      return RunReader(path, end, report_pipe[1], i % 2 == 0);
    }));
  }

  const int kills = KillLearners(path, end);
  const ReaderReport all = AddUpReports(readers, report_pipe[0]);
  close(report_pipe[0]);
  close(report_pipe[1]);

  auto store = OpenSqliteStore(path, "site", StoreMode::kWrite);
  ASSERT_TRUE(store) << store.error().message();
  auto findings = (*store)->Verify();
  ASSERT_TRUE(findings);
  EXPECT_TRUE(findings->empty()) << findings->front();
  std::uint64_t seen = 0;
  ASSERT_TRUE((*store)->ForEachSeen([&](std::string_view, LearnedAs) { return ++seen > 0; }).ok());
  EXPECT_EQ((*store)->Totals()->spam_count, seen);
  EXPECT_EQ(seen % 3, 0u) << "half a batch";
  EXPECT_GT(seen, 0u);
  std::printf(
      "%llu messages learned, %d learners killed; %ld reads, worst %.1f ms, without waiting for a processor "
      "%.1f "
      "ms, %ld over 50 ms\n",
      static_cast<unsigned long long>(seen), kills, all.reads, all.worst_ms, all.worst_wait_ms,
      all.over_50_ms);
  if (std::getenv("GATEPOST_CROWD_STRICT") != nullptr) {
    EXPECT_EQ(all.over_50_ms, 0);
  }
  EXPECT_GT(all.reads, 0);
}

}  // namespace
}  // namespace gatepost

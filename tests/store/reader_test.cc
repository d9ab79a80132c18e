// Readers: one committed state, no waiting, no permission to write needed, whatever lies beside the file.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>
#include <utility>

#include "gatepost/token_store.h"
#include "support/sqlite_program.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

const TokenHash kToken{1, 2, 0, 4, 5};

std::unique_ptr<TokenStore> Open(const std::string& path, StoreMode mode) {
  auto store = OpenSqliteStore(path, "site", mode);
  EXPECT_TRUE(store) << store.error().message();
  return store ? std::move(*store) : nullptr;
}

void Learn(TokenStore& store) {
  ASSERT_TRUE(store.BeginWrite().ok());
  ASSERT_TRUE(store.AddTokens({&kToken, 1}, 1, 0, 1000).ok());
  ASSERT_TRUE(store.AddMessages(1, 0).ok());
  ASSERT_TRUE(store.Commit().ok());
}

// The count of the token, after a check that it is the number of messages. -1: refused. Where a writer came
// to a file that nobody had open, what was read is read again, as Classify does.
int Read(TokenStore& store) {
  Status status;
  for (int attempt = 0; attempt < 4; ++attempt) {
    status = store.BeginRead();
    auto totals = store.Totals();
    TokenCounts counts;
    if (status.ok()) status = store.Lookup({&kToken, 1}, {&counts, 1});
    store.EndRead();
    if (status.code() == StatusCode::kUnavailable) continue;
    if (!status.ok() || !totals) break;
    EXPECT_EQ(totals->spam_count, counts.spam_count);
    return static_cast<int>(counts.spam_count);
  }
  ADD_FAILURE() << status.message();
  return -1;
}

// By a user who may only read. Exit code: the count.
int ReadAsNobody(const std::string& path) {
  pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(90);
    auto store = OpenSqliteStore(path, "site", StoreMode::kRead);
    _exit(store ? Read(**store) : 91);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 92;
}

// Where another program is in the way a reader gives up, but not before half a second; on a busy machine that
// may not be enough, and it is asked again.
std::unique_ptr<TokenStore> OpenBesideOthers(const std::string& path) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    const auto start = std::chrono::steady_clock::now();
    auto store = OpenSqliteStore(path, "site", StoreMode::kRead);
    if (store) return std::move(*store);
    const auto waited = std::chrono::steady_clock::now() - start;
    EXPECT_GE(waited, std::chrono::milliseconds(500)) << store.error().message();
    if (store.error().code() != StatusCode::kUnavailable || testing::Test::HasFailure()) break;
  }
  return nullptr;
}

// Another program that leaves in a while.
class Leaver {
 public:
  explicit Leaver(std::function<void()> leave)
      : thread_([this, leave = std::move(leave)] {
          std::this_thread::sleep_for(std::chrono::milliseconds(150));
          has_left_ = true;
          leave();
        }) {}
  Leaver(const Leaver&) = delete;
  Leaver& operator=(const Leaver&) = delete;
  ~Leaver() { thread_.join(); }
  bool has_left() const { return has_left_; }

 private:
  std::atomic<bool> has_left_{false};
  std::thread thread_;
};

class Reader : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
    path_ = folder_ / "bayes.db";
    Learn(*Open(path_, StoreMode::kCreate));
  }
  // As if nobody had learned for some seconds.
  void Rest() {
    const auto before = std::filesystem::file_time_type::clock::now() - std::chrono::seconds(10);
    std::filesystem::last_write_time(path_, before);
  }
  bool Exists(const char* suffix) { return access((path_ + suffix).c_str(), F_OK) == 0; }
  TempFolder folder_;
  std::string path_;
};

TEST_F(Reader, AWriterLeavesLogAndIndexForReadersWhoCannotMakeThem) {
  EXPECT_TRUE(Exists("-wal"));
  EXPECT_TRUE(Exists("-shm"));
  EXPECT_EQ(std::filesystem::file_size(path_ + "-wal"), 0u) << "folded into the file";
  EXPECT_EQ(ReadAsNobody(path_), 1);
}

TEST_F(Reader, ReadsBesideAnOpenTransaction) {
  auto writer = Open(path_, StoreMode::kWrite);
  auto reader = Open(path_, StoreMode::kRead);
  ASSERT_TRUE(writer->BeginWrite().ok());
  ASSERT_TRUE(writer->AddTokens({&kToken, 1}, 1, 0, 1000).ok());
  ASSERT_TRUE(writer->AddMessages(1, 0).ok());
  EXPECT_EQ(Read(*reader), 1);
  EXPECT_EQ(ReadAsNobody(path_), 1);
  ASSERT_TRUE(writer->Commit().ok());
  EXPECT_EQ(Read(*reader), 2);
  EXPECT_EQ(ReadAsNobody(path_), 2);
}

TEST_F(Reader, KeepsItsStateWhileLearnersGoOn) {
  auto writer = Open(path_, StoreMode::kWrite);
  auto reader = Open(path_, StoreMode::kRead);
  ASSERT_TRUE(reader->BeginRead().ok());
  for (int i = 0; i < 10; ++i) Learn(*writer);
  EXPECT_EQ(reader->Totals()->spam_count, 1u);
  TokenCounts counts;
  ASSERT_TRUE(reader->Lookup({&kToken, 1}, {&counts, 1}).ok());
  EXPECT_EQ(counts.spam_count, 1u);
  reader->EndRead();
  EXPECT_EQ(Read(*reader), 11);
}

TEST_F(Reader, DoesNotStopALearnerThatComesLaterInItsProcess) {
  auto reader = Open(path_, StoreMode::kRead);
  auto pinned = Open(path_, StoreMode::kRead);
  EXPECT_EQ(Read(*reader), 1);
  ASSERT_TRUE(pinned->BeginRead().ok());
  for (int i = 0; i < 3; ++i) Learn(*Open(path_, StoreMode::kWrite));
  EXPECT_EQ(pinned->Totals()->spam_count, 1u);
  pinned->EndRead();
  EXPECT_EQ(Read(*reader), 4);
  EXPECT_EQ(ReadAsNobody(path_), 4);
}

TEST_F(Reader, ReadsWhatAKilledLearnerCommitted) {
  pid_t child = fork();
  if (child == 0) {
    auto writer = OpenSqliteStore(path_, "site", StoreMode::kWrite);
    if (!writer) _exit(1);
    Learn(**writer);
    if (!(*writer)->BeginWrite().ok()) _exit(2);
    if (!(*writer)->AddTokens({&kToken, 1}, 1, 0, 1000).ok()) _exit(3);
    if (!(*writer)->Lookup({&kToken, 1}, {}).ok()) kill(getpid(), SIGKILL);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_GT(std::filesystem::file_size(path_ + "-wal"), 0u);
  EXPECT_EQ(ReadAsNobody(path_), 2);
  Learn(*Open(path_, StoreMode::kWrite));
  EXPECT_EQ(ReadAsNobody(path_), 3);
}

TEST_F(Reader, ReadsWhereLogAndIndexAreGone) {
  // What another SQLite program leaves when it closes last.
  unlink((path_ + "-wal").c_str());
  unlink((path_ + "-shm").c_str());
  EXPECT_EQ(ReadAsNobody(path_), 1);
  auto reader = Open(path_, StoreMode::kRead);
  EXPECT_EQ(Read(*reader), 1);
  EXPECT_FALSE(Exists("-wal")) << "a reader makes no files";
  EXPECT_FALSE(Exists("-shm"));
  Learn(*Open(path_, StoreMode::kWrite));
  EXPECT_EQ(Read(*reader), 2) << "and sees that a learner came";
  EXPECT_EQ(ReadAsNobody(path_), 2);
}

// What a dump or a backup wrote is of no one state then.
TEST_F(Reader, ALongReadTellsThatALearnerCameToAFileThatNobodyHadOpen) {
  const auto learn = [&](auto&&...) {
    Learn(*Open(path_, StoreMode::kWrite));
    return true;
  };
  const auto go_on = [](auto&&...) { return true; };
  {
    auto writer = Open(path_, StoreMode::kWrite);
    ASSERT_TRUE(writer->BeginWrite().ok());
    ASSERT_TRUE(writer->SetSeen("a@example.org", LearnedAs::kSpam).ok());
    ASSERT_TRUE(writer->Commit().ok());
  }
  for (const bool tokens : {true, false}) {
    for (const char* suffix : {"-wal", "-shm"}) unlink((path_ + suffix).c_str());
    auto reader = Open(path_, StoreMode::kRead);
    ASSERT_TRUE(reader->BeginRead().ok());
    EXPECT_TRUE(tokens ? reader->ForEachToken(go_on).ok() : reader->ForEachSeen(go_on).ok());
    const Status status = tokens ? reader->ForEachToken(learn) : reader->ForEachSeen(learn);
    EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.message();
    reader->EndRead();
    EXPECT_TRUE(tokens ? reader->ForEachToken(go_on).ok() : reader->ForEachSeen(go_on).ok());
  }
}

// The file is read past SQLite, which could not use that index.
TEST_F(Reader, ABriefReadNeedsNoIndexWhereTheLogIsEmpty) {
  folder_.Write("bayes.db-shm", std::string(32768, 'x'));
  Rest();
  EXPECT_EQ(Read(*Open(path_, StoreMode::kReadBriefly)), 1);
}

TEST_F(Reader, ABriefReadEndsWhereALearnerFoldsItsLogIntoTheFile) {
  Rest();
  auto reader = Open(path_, StoreMode::kReadBriefly);
  ASSERT_TRUE(reader->BeginRead().ok());
  TokenCounts counts;
  auto writer = Open(path_, StoreMode::kWrite);
  Learn(*writer);
  ASSERT_GT(std::filesystem::file_size(path_ + "-wal"), 0u);
  ASSERT_TRUE(reader->Lookup({&kToken, 1}, {&counts, 1}).ok()) << "the file is as it was";
  EXPECT_EQ(counts.spam_count, 1u);
  writer.reset();
  EXPECT_EQ(reader->Lookup({&kToken, 1}, {&counts, 1}).code(), StatusCode::kUnavailable);
  reader->EndRead();
  EXPECT_EQ(Read(*reader), 2);
  Rest();
  EXPECT_EQ(Read(*Open(path_, StoreMode::kReadBriefly)), 2);
}

TEST_F(Reader, ABriefReadSeesWhatIsInTheLog) {
  Rest();
  auto reader = Open(path_, StoreMode::kReadBriefly);
  EXPECT_EQ(Read(*reader), 1);
  auto writer = Open(path_, StoreMode::kWrite);
  Learn(*writer);
  EXPECT_EQ(Read(*reader), 2);
  EXPECT_EQ(Read(*Open(path_, StoreMode::kReadBriefly)), 2);
}

TEST_F(Reader, SeesThatTheFileWasReplaced) {
  auto reader = Open(path_, StoreMode::kRead);
  EXPECT_EQ(Read(*reader), 1);
  std::string other = folder_ / "other.db";
  {
    auto writer = Open(other, StoreMode::kCreate);
    for (int i = 0; i < 5; ++i) Learn(*writer);
  }
  for (const char* suffix : {"-wal", "-shm"}) unlink((path_ + suffix).c_str());
  ASSERT_EQ(rename(other.c_str(), path_.c_str()), 0);
  EXPECT_EQ(Read(*reader), 5);
}

TEST_F(Reader, GoesOnWhileOtherProgramsComeAndGo) {
  if (!HasSqliteProgram()) GTEST_SKIP() << "no sqlite3 program";
  std::atomic<bool> is_done{false};
  std::thread visitor([&] {
    for (int i = 0; i < 25; ++i) {
      std::string sql =
          "BEGIN IMMEDIATE; UPDATE bayes_token SET spam_count=spam_count+1; UPDATE bayes_vars SET "
          "spam_count=spam_count+1; COMMIT;";
      EXPECT_EQ(RunSqliteProgram(path_, sql).status, 0);
    }
    is_done = true;
  });
  int reads = 0, last = 0;
  double worst_ms = 0;
  while (!is_done) {
    auto start = std::chrono::steady_clock::now();
    auto reader = OpenBesideOthers(path_);
    if (reader == nullptr) break;
    int count = Read(*reader);
    worst_ms =
        std::max(worst_ms,
                 std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    EXPECT_GE(count, last);
    last = count;
    ++reads;
  }
  visitor.join();
  EXPECT_EQ(ReadAsNobody(path_), 26);
  std::printf("%d reads, worst %.1f ms\n", reads, worst_ms);
}

// As a program that folds its log into the file when it leaves, on a slow disk.
TEST_F(Reader, WaitsForAProgramThatHoldsTheFileAlone) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT", nullptr, nullptr,
                         nullptr),
            SQLITE_OK);
  auto refused = OpenSqliteStore(path_, "site", StoreMode::kRead);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), StatusCode::kUnavailable);
  const Leaver leaver([other] { sqlite3_close(other); });
  auto reader = OpenBesideOthers(path_);
  EXPECT_TRUE(leaver.has_left());
  ASSERT_NE(reader, nullptr);
  EXPECT_EQ(Read(*reader), 1);
}

// Such a program takes the index away first, and then the log.
TEST_F(Reader, WaitsForAProgramThatTakesLogAndIndexAway) {
  auto writer = Open(path_, StoreMode::kWrite);
  Learn(*writer);
  ASSERT_GT(std::filesystem::file_size(path_ + "-wal"), 0u);
  const std::string copy = folder_ / "copy.db";
  for (const char* suffix : {"", "-wal"}) std::filesystem::copy_file(path_ + suffix, copy + suffix);
  const Leaver leaver([&copy] { std::filesystem::remove(copy + "-wal"); });
  auto reader = OpenBesideOthers(copy);
  EXPECT_TRUE(leaver.has_left());
  ASSERT_NE(reader, nullptr);
  EXPECT_EQ(Read(*reader), 1);
}

TEST_F(Reader, IsNotStoppedByAnEmptyLogLeftBehind) {
  for (const char* suffix : {"-wal", "-shm"}) unlink((path_ + suffix).c_str());
  folder_.Write("bayes.db-wal", "");
  EXPECT_EQ(ReadAsNobody(path_), 1);
}

TEST_F(Reader, IsToldOfADamagedLogAtOnceAndALearnerMendsIt) {
  folder_.Write("bayes.db-wal", std::string(5000, 'x'));
  auto start = std::chrono::steady_clock::now();
  pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(90);
    auto store = OpenSqliteStore(path_, "site", StoreMode::kRead);
    if (store) _exit((*store)->Totals()->spam_count == 1 ? 2 : 3);  // not root: the reader may mend it
    _exit(store.error().message().find("damaged") != std::string::npos ? 1 : 4);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), geteuid() == 0 ? 1 : 2);
  std::chrono::duration<double> waited = std::chrono::steady_clock::now() - start;
  EXPECT_LT(waited.count(), 30) << "SQLite alone takes 90 s";
  Learn(*Open(path_, StoreMode::kWrite));
  EXPECT_EQ(ReadAsNobody(path_), 2);
}

TEST_F(Reader, ReadsADatabaseThatOnlySpamAssassinWrote) {
  if (!HasSqliteProgram()) GTEST_SKIP() << "no sqlite3 program";
  ASSERT_EQ(RunSqliteProgram(path_, "PRAGMA journal_mode=DELETE").status, 0);
  EXPECT_EQ(ReadAsNobody(path_), 1);
  auto reader = Open(path_, StoreMode::kRead);
  EXPECT_EQ(Read(*reader), 1);
  EXPECT_FALSE(Exists("-shm"));
  // The first learner of Gatepost's turns it into one that never makes readers wait.
  Learn(*Open(path_, StoreMode::kWrite));
  EXPECT_TRUE(Exists("-shm"));
  EXPECT_EQ(Read(*reader), 2);
}

TEST_F(Reader, MayNotWrite) {
  auto reader = Open(path_, StoreMode::kRead);
  EXPECT_EQ(reader->BeginWrite().code(), StatusCode::kPermission);
  EXPECT_EQ(reader->ExpireStep(1000, 10).error().code(), StatusCode::kPermission);
}

TEST_F(Reader, PathsMayHoldAnyCharacter) {
  std::string path = folder_ / "a?b#c%41 d.db";
  Learn(*Open(path, StoreMode::kCreate));
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(Read(*Open(path, StoreMode::kRead)), 1);
  EXPECT_EQ(Read(*Open("/" + path, StoreMode::kRead)), 1) << "two slashes at its start";
}

}  // namespace
}  // namespace gatepost

// What can go wrong with the file: missing, closed, full, damaged, someone else's.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "gatepost/token_store.h"
#include "support/sqlite_program.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using StorePtr = std::unique_ptr<TokenStore>;

StatusCode OpenCode(const std::string& path, StoreMode mode) {
  auto store = OpenSqliteStore(path, "site", mode);
  return store ? StatusCode::kOk : store.error().code();
}

TokenHash Token(unsigned number) {
  return {static_cast<unsigned char>(number * 37), static_cast<unsigned char>(number * 101), 0,
          static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
}

// Learns `count` tokens as one message.
Status Learn(TokenStore& store, unsigned count, const std::string& id) {
  std::vector<TokenHash> tokens;
  for (unsigned i = 0; i < count; ++i) tokens.push_back(Token(i));
  Status status = store.BeginWrite();
  if (status.ok()) status = store.AddTokens(tokens, 1, 0, 1000);
  if (status.ok()) status = store.AddMessages(1, 0);
  if (status.ok()) status = store.SetSeen(id, LearnedAs::kSpam);
  if (status.ok()) return store.Commit();
  store.Rollback();
  return status;
}

std::string MakeDatabase(const TempFolder& folder, unsigned tokens) {
  std::string path = folder / "bayes.db";
  auto store = OpenSqliteStore(path, "site", StoreMode::kCreate);
  EXPECT_TRUE(store) << store.error().message();
  EXPECT_TRUE(Learn(**store, tokens, "first").ok());
  return path;
}

std::uint64_t SpamCount(const std::string& path) {
  auto store = OpenSqliteStore(path, "site", StoreMode::kRead);
  if (!store) return 0;
  auto totals = (*store)->Totals();
  return totals ? totals->spam_count : 0;
}

// Runs as a user who owns nothing; the test itself often runs as root. The exit code.
template <class Run>
int AsNobody(const Run& run) {
  pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(90);
    _exit(run());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200;
}

TEST(SqliteStore, ABerkeleyDatabaseOfSpamAssassinsIsNamed) {
  TempFolder folder;
  const auto fault = [&] {
    return OpenSqliteStore(folder / "bayes", "", StoreMode::kRead).error().message();
  };
  EXPECT_TRUE(fault().ends_with("no such database"));
  folder.Write("bayes_toks", "x");
  EXPECT_NE(fault().find("but SpamAssassin's own"), std::string::npos) << fault();
}

TEST(SqliteStore, AMissingFileIsNotFoundAndNotMade) {
  TempFolder folder;
  EXPECT_EQ(OpenCode(folder / "no.db", StoreMode::kRead), StatusCode::kNotFound);
  EXPECT_EQ(OpenCode(folder / "no.db", StoreMode::kWrite), StatusCode::kNotFound);
  EXPECT_EQ(OpenCode(folder / "no/bayes.db", StoreMode::kRead), StatusCode::kNotFound);
  EXPECT_EQ(access((folder / "no.db").c_str(), F_OK), -1);
  EXPECT_EQ(OpenCode(folder.path(), StoreMode::kRead), StatusCode::kInvalidArgument);
}

TEST(SqliteStore, AnUnknownUserIsEmpty) {
  TempFolder folder;
  std::string path = MakeDatabase(folder, 10);
  auto store = OpenSqliteStore(path, "other", StoreMode::kRead);
  ASSERT_TRUE(store);
  EXPECT_EQ((*store)->Totals()->spam_count, 0u);
  TokenHash token = Token(1);
  TokenCounts counts;
  ASSERT_TRUE((*store)->Lookup({&token, 1}, {&counts, 1}).ok());
  EXPECT_EQ(counts.spam_count, 0u);
  EXPECT_EQ((*store)->Describe(), path + ", user other");
}

// However the counts are come by: past SQL for few users, and with it for many.
TEST(SqliteStore, FindsAUserAmongMany) {
  TempFolder folder;
  const std::string path = folder / "bayes.db";
  for (int users : {1, 90, 150}) {
    for (int user = 0; user < users; ++user) {
      auto store = OpenSqliteStore(path, "user" + std::to_string(user), StoreMode::kCreate);
      ASSERT_TRUE(store);
      if (auto totals = (*store)->Totals(); totals && totals->spam_count > 0) continue;
      for (int i = 0; i <= user % 4; ++i) ASSERT_TRUE(Learn(**store, 3, std::to_string(i)).ok());
    }
    for (int user : {0, users / 2, users - 1}) {
      auto store = OpenSqliteStore(path, "user" + std::to_string(user), StoreMode::kRead);
      ASSERT_TRUE(store);
      auto totals = (*store)->Totals();
      ASSERT_TRUE(totals);
      EXPECT_EQ(totals->spam_count, static_cast<std::uint64_t>(user % 4 + 1)) << users << " " << user;
      EXPECT_EQ(totals->token_count, 3u);
      EXPECT_EQ(totals->newest_atime_unix_s, 1000);
    }
  }
  auto nobody = OpenSqliteStore(path, "user1000", StoreMode::kRead);
  ASSERT_TRUE(nobody);
  EXPECT_EQ((*nobody)->Totals()->spam_count, 0u);
}

TEST(SqliteStore, AFolderWithoutPermission) {
  TempFolder folder;
  std::string path = MakeDatabase(folder, 10);
  chmod(folder.path().c_str(), 0700);
  if (geteuid() != 0) GTEST_SKIP() << "needs another user";
  EXPECT_EQ(AsNobody([&] { return OpenCode(path, StoreMode::kRead) == StatusCode::kPermission ? 0 : 1; }), 0);
}

TEST(SqliteStore, AFileWithoutPermission) {
  TempFolder folder;
  std::string path = MakeDatabase(folder, 10);
  if (geteuid() != 0) GTEST_SKIP() << "needs another user";
  chmod(folder.path().c_str(), 0755);
  chmod(path.c_str(), 0600);
  EXPECT_EQ(AsNobody([&] { return OpenCode(path, StoreMode::kRead) == StatusCode::kPermission ? 0 : 1; }), 0);
  chmod(path.c_str(), 0644);
  EXPECT_EQ(AsNobody([&] { return OpenCode(path, StoreMode::kWrite) == StatusCode::kPermission ? 0 : 1; }),
            0);
  EXPECT_EQ(
      AsNobody([&] { return OpenCode(path + "2", StoreMode::kCreate) == StatusCode::kPermission ? 0 : 1; }),
      0);
  EXPECT_EQ(AsNobody([&] { return SpamCount(path) == 1 ? 0 : 1; }), 0);
}

TEST(SqliteStore, RandomBytesAreCorrupt) {
  TempFolder folder;
  std::string bytes;
  for (int i = 0; i < 20000; ++i)
    bytes += static_cast<char>(static_cast<unsigned>(i) * 31u * static_cast<unsigned>(i) +
                               static_cast<unsigned>(i) / 7u);
  std::string path = folder.Write("bayes.db", bytes);
  for (StoreMode mode : {StoreMode::kRead, StoreMode::kWrite, StoreMode::kCreate}) {
    auto store = OpenSqliteStore(path, "site", mode);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code(), StatusCode::kCorrupt) << store.error().message();
  }
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), bytes) << "left as it was";
}

TEST(SqliteStore, AnEmptyFileIsTakenForANewOne) {
  TempFolder folder;
  std::string path = folder.Write("bayes.db", "");
  EXPECT_EQ(OpenCode(path, StoreMode::kRead), StatusCode::kCorrupt);
  EXPECT_EQ(OpenCode(path, StoreMode::kCreate), StatusCode::kOk);
  EXPECT_EQ(OpenCode(path, StoreMode::kRead), StatusCode::kOk);
}

TEST(SqliteStore, ATruncatedFileIsToldAndNotMadeWorse) {
  for (double part : {0.0001, 0.3, 0.7}) {
    TempFolder folder;
    std::string path = MakeDatabase(folder, 20000);
    struct stat info {};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    ASSERT_EQ(truncate(path.c_str(), static_cast<off_t>(static_cast<double>(info.st_size) * part)), 0);
    unlink((path + "-wal").c_str());
    unlink((path + "-shm").c_str());
    chmod(folder.path().c_str(), 0755);
    // In a process of its own: a mapped file that ends too early must not end in a signal.
    int result = AsNobody([&] {
      auto store = OpenSqliteStore(path, "site", StoreMode::kRead);
      if (!store) return store.error().code() == StatusCode::kCorrupt ? 10 : 1;
      std::vector<TokenHash> tokens;
      for (unsigned i = 0; i < 20000; ++i) tokens.push_back(Token(i));
      std::vector<TokenCounts> counts(tokens.size());
      Status status = (*store)->Lookup(tokens, counts);
      return status.code() == StatusCode::kCorrupt ? 10 : status.ok() ? 2 : 3;
    });
    EXPECT_EQ(result, 10) << part;
  }
}

TEST(SqliteStore, AnotherProgramsDatabaseIsLeftAlone) {
  TempFolder folder;
  std::string path = folder / "other.db";
  if (!HasSqliteProgram()) GTEST_SKIP() << "no sqlite3 program";
  ASSERT_EQ(RunSqliteProgram(path, "CREATE TABLE mine (a)").status, 0);
  EXPECT_EQ(OpenCode(path, StoreMode::kRead), StatusCode::kCorrupt);
  auto store = OpenSqliteStore(path, "site", StoreMode::kCreate);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), StatusCode::kCorrupt);
  EXPECT_NE(store.error().message().find("another program"), std::string::npos);
}

TEST(SqliteStore, AnotherVersionIsTold) {
  TempFolder folder;
  std::string path = MakeDatabase(folder, 10);
  if (!HasSqliteProgram()) GTEST_SKIP() << "no sqlite3 program";
  ASSERT_EQ(RunSqliteProgram(path, "UPDATE bayes_global_vars SET value='2'").status, 0);
  auto store = OpenSqliteStore(path, "site", StoreMode::kRead);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), StatusCode::kCorrupt);
  EXPECT_NE(store.error().message().find("version"), std::string::npos);
}

TEST(SqliteStore, OnlyAnUnusedDatabaseIsRemoved) {
  TempFolder folder;
  const std::string path = folder / "unused.db";
  ASSERT_EQ(OpenCode(path, StoreMode::kCreate), StatusCode::kOk);
  {
    auto learner = OpenSqliteStore(path, "other", StoreMode::kWrite);
    ASSERT_TRUE(learner && (*learner)->BeginWrite().ok());
    EXPECT_EQ(RemoveUnusedSqliteStore(path).code(), StatusCode::kUnavailable) << "another is about to learn";
    (*learner)->Rollback();
  }
  EXPECT_EQ(OpenCode(path, StoreMode::kRead), StatusCode::kOk);
  EXPECT_TRUE(RemoveUnusedSqliteStore(path).ok());
  for (const char* suffix : {"", "-wal", "-shm"}) EXPECT_NE(access((path + suffix).c_str(), F_OK), 0);
  const std::string used = MakeDatabase(folder, 10);
  EXPECT_TRUE(RemoveUnusedSqliteStore(used).ok());
  EXPECT_EQ(SpamCount(used), 1u);
}

// A full disk, as a limit on the size of files.
TEST(SqliteStore, AFullDiskLosesNothing) {
  TempFolder folder;
  std::string path = MakeDatabase(folder, 1000);
  pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    auto store = OpenSqliteStore(path, "site", StoreMode::kWrite);
    if (!store) _exit(1);
    rlimit limit{200000, 200000};
    setrlimit(RLIMIT_FSIZE, &limit);
    Status status = Learn(**store, 60000, "too much");
    if (status.ok()) _exit(2);
    if (status.code() != StatusCode::kUnavailable) _exit(3);
    // The store still reads, and the next small batch is refused or written whole.
    auto totals = (*store)->Totals();
    if (!totals || totals->spam_count != 1) _exit(4);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : 200, 0);
  EXPECT_EQ(SpamCount(path), 1u);
  auto store = OpenSqliteStore(path, "site", StoreMode::kWrite);
  ASSERT_TRUE(store);
  EXPECT_TRUE((*store)->Verify()->empty());
  EXPECT_TRUE(Learn(**store, 2000, "second").ok()) << "space again, work again";
  EXPECT_EQ((*store)->Totals()->spam_count, 2u);
}

TEST(SqliteStore, VerifyFindsWrongCounts) {
  TempFolder folder;
  std::string path = MakeDatabase(folder, 100);
  if (!HasSqliteProgram()) GTEST_SKIP() << "no sqlite3 program";
  ASSERT_EQ(RunSqliteProgram(path,
                             "UPDATE bayes_vars SET token_count=7; UPDATE bayes_token SET spam_count=-1;"
                             " INSERT INTO bayes_seen VALUES (1,'x','q')")
                .status,
            0);
  auto store = OpenSqliteStore(path, "site", StoreMode::kRead);
  ASSERT_TRUE(store);
  auto findings = (*store)->Verify();
  ASSERT_TRUE(findings);
  EXPECT_EQ(findings->size(), 3u);
}

// Other programs' tokens: too long, too short, and a blob, which no statement finds as a text.
TEST(SqliteStore, ExpiryEndsWhateverTokensAreThere) {
  TempFolder folder;
  std::string path = MakeDatabase(folder, 10);
  if (!HasSqliteProgram()) GTEST_SKIP() << "no sqlite3 program";
  ASSERT_EQ(RunSqliteProgram(path,
                             "INSERT INTO bayes_token VALUES (1,'abcdefgh',1,0,1000), (1,'ab',1,0,1000),"
                             " (1,x'6162636465',1,0,1000)")
                .status,
            0);
  auto store = OpenSqliteStore(path, "site", StoreMode::kWrite);
  ASSERT_TRUE(store);
  std::uint64_t removed = 0;
  for (int step = 0; step < 20; ++step) {
    Result<std::uint64_t> of_step = (*store)->ExpireStep(2000, 1);
    ASSERT_TRUE(of_step) << of_step.error().message();
    if (*of_step == 0) break;
    removed += *of_step;
  }
  EXPECT_EQ(removed, 12u) << "all but the blob";
}

TEST(SqliteStore, TokensAreBoundAsText) {
  TempFolder folder;
  std::string path = MakeDatabase(folder, 100);
  if (!HasSqliteProgram()) GTEST_SKIP() << "no sqlite3 program";
  const CommandResult counted = RunSqliteProgram(
      path,
      "SELECT count(*), sum(typeof(token)='text'), sum(length(CAST(token AS BLOB))=5) FROM bayes_token");
  EXPECT_EQ(counted.out, "100|100|100\n");
}

}  // namespace
}  // namespace gatepost

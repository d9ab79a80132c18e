#include "bayes/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "bayes/tokenizer.h"
#include "support/failing_store.h"
#include "support/memory_store.h"

namespace gatepost {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::int64_t kNow = 2000000000;

// Gives the text in pieces of a few bytes, so that lines are cut.
TextReader ReaderOf(const std::string& text, std::size_t piece = 7) {
  return [text, piece, at = std::size_t{0}](char* buffer, std::size_t size) mutable -> Result<std::size_t> {
    std::size_t count = std::min({piece, size, text.size() - at});
    std::memcpy(buffer, text.data() + at, count);
    at += count;
    return count;
  };
}

std::string BackupOf(TokenStore& store) {
  std::string text;
  EXPECT_TRUE(WriteBackup(store, [&](std::string_view piece) {
                text += piece;
                return Status();
              }).ok());
  return text;
}

const std::string kHead =
    "v\t3\tdb_version # this must be the first line!!!\nv\t12\tnum_spam\nv\t34\tnum_nonspam\n";

TEST(Backup, GoesOutAndIn) {
  std::string text = kHead + "t\t1\t0\t1000\t0000000001\nt\t2\t3\t2000\tff00ff00ff\n" +
                     "s\ts\tabc@sa_generated\ns\th\twith space@x\n";
  MemoryStore store;
  auto report = RestoreBackup(store, ReaderOf(text), kNow);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->lines, 7u);
  EXPECT_EQ(report->tokens, 2u);
  EXPECT_EQ(report->seen, 2u);
  EXPECT_EQ(store.Totals()->spam_count, 12u);
  EXPECT_EQ(store.Totals()->ham_count, 34u);
  EXPECT_EQ(store.Totals()->token_count, 2u);
  EXPECT_EQ(store.Totals()->oldest_atime_unix_s, 1000);
  EXPECT_EQ(BackupOf(store), text);
}

TEST(Restore, ReplacesWhatWasThere) {
  MemoryStore store;
  ASSERT_TRUE(RestoreBackup(store, ReaderOf(kHead + "t\t1\t0\t1000\t0102030405\n"), kNow));
  ASSERT_TRUE(RestoreBackup(store, ReaderOf(kHead + "t\t1\t0\t1000\t0504030201\n"), kNow));
  EXPECT_EQ(BackupOf(store), kHead + "t\t1\t0\t1000\t0504030201\n");
}

TEST(Restore, ABadLineNamesItselfAndChangesNothing) {
  MemoryStore store;
  ASSERT_TRUE(RestoreBackup(store, ReaderOf(kHead + "t\t1\t0\t1000\t0102030405\n"), kNow));
  std::string before = BackupOf(store);
  struct Case {
    std::string text, message;
  };
  const Case kCases[] = {
      {"", "empty"},
      {"v\t12\tnum_spam\n", "line 1: "},
      {"v\t4\tdb_version\n", "line 1: "},
      {kHead + "x\t1\n", "line 4: "},
      {kHead + "t\t1\tx\t1000\t0102030405\n", "line 4: "},
      {kHead + "t\t1\t1\t1000\t01020304zz\n", "line 4: "},
      {kHead + "t\t1\t1\t1000\t010203040\n", "line 4: "},
      {kHead + "t\t1\t1\t1000\t010203040506\n", "line 4: "},
      {kHead + "t\t1\t1\t1000\t0102030405\ns\tq\tid\n", "line 5: "},
      {kHead + "s\ts\t\n", "line 4: "},
      {kHead + "v\t1\tunheard_of\n", "line 4: "},
      {kHead + "t\t99999999999\t1\t1000\t0102030405\n", "line 4: "},
      {kHead + std::string(100000, 'x'), "line 4: "},
      {"v\t3\tdb_version\nv\t12\tnum_spam\n", "no num_spam and num_nonspam"},
      {std::string("\0\0\0\0\xff\xfe", 6), "line 1: "},
  };
  for (const Case& bad : kCases) {
    for (std::size_t piece : {7u, 100000u}) {
      auto report = RestoreBackup(store, ReaderOf(bad.text, piece), kNow);
      ASSERT_FALSE(report) << bad.text;
      EXPECT_EQ(report.error().code(), StatusCode::kInvalidArgument);
      EXPECT_THAT(report.error().message(), StartsWith(bad.message));
      EXPECT_EQ(BackupOf(store), before);
    }
  }
}

TEST(Restore, MendsWhatSpamAssassinPadsAndCountsWhatItCuts) {
  MemoryStore store;
  std::string text =
      kHead + "t\t1\t0\t1000\tc3a9c3a9412020\n" + "t\t1\t0\t1000\t4142\n" + "t\t1\t0\t1000\t\n";
  auto report = RestoreBackup(store, ReaderOf(text), kNow);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->padded_tokens, 1u);
  EXPECT_EQ(report->cut_tokens, 2u);
  EXPECT_EQ(report->first_cut_line, 5u);
  EXPECT_EQ(BackupOf(store), kHead + "t\t1\t0\t1000\tc3a9c3a941\n");
}

TEST(Restore, ReadsVersion2AndClampsTheFuture) {
  MemoryStore store;
  auto report = RestoreBackup(
      store,
      ReaderOf("v 2 db_version\nv 1 num_spam\nv 1 num_nonspam\nt 1 0 2000000001 H*F:U*joe\nt 0 0 1 gone\n"),
      kNow);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(report->future_atimes, 1u);
  TokenHash token = HashToken("H*F:U*joe");
  TokenCounts counts;
  ASSERT_TRUE(store.Lookup({&token, 1}, {&counts, 1}).ok());
  EXPECT_EQ(counts.spam_count, 1u);
  EXPECT_EQ(counts.atime_unix_s, kNow);
  EXPECT_EQ(store.Totals()->token_count, 1u);
}

TEST(Restore, TellsFailuresOfStoreAndReader) {
  std::string text = kHead + "t\t1\t0\t1000\t0102030405\ns\ts\tid\n";
  int failures = 0;
  for (int call = 1; call < 20; ++call) {
    FailingStore store(call);
    if (RestoreBackup(store, ReaderOf(text), kNow)) break;
    ++failures;
  }
  EXPECT_EQ(failures, 7);
  MemoryStore store;
  auto report = RestoreBackup(
      store,
      [](char*, std::size_t) -> Result<std::size_t> {
        return Status(StatusCode::kUnavailable, "read error");
      },
      kNow);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message(), "read error");
}

TEST(Backup, StopsWhereTheWriterFails) {
  MemoryStore store;
  ASSERT_TRUE(RestoreBackup(store, ReaderOf(kHead + "t\t1\t0\t1000\t0102030405\n"), kNow));
  Status status =
      WriteBackup(store, [](std::string_view) { return Status(StatusCode::kUnavailable, "disk full"); });
  EXPECT_EQ(status.message(), "disk full");
}

TEST(Dump, IsSpamAssassinsForm) {
  MemoryStore store;
  ASSERT_TRUE(RestoreBackup(store, ReaderOf(kHead + "t\t1\t0\t1000\t0102030405\n"), kNow));
  std::string text;
  ASSERT_TRUE(WriteDump(store, true, true, [&](std::string_view piece) {
                text += piece;
                return Status();
              }).ok());
  EXPECT_THAT(text, StartsWith("0.000          0          3          0  non-token data: bayes db version\n"));
  EXPECT_THAT(text, HasSubstr("0.000          0         12          0  non-token data: nspam\n"));
  EXPECT_THAT(text, HasSubstr("0.987          1          0       1000  0102030405\n"));
}

}  // namespace
}  // namespace gatepost

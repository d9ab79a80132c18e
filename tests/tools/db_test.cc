// `gatepost db` from outside. bench/bayes_parity.sh holds it against sa-learn.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "support/run_command.h"

namespace gatepost {
namespace {

using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kHead[] =
    "v\t3\tdb_version # this must be the first line!!!\nv\t2\tnum_spam\nv\t1\tnum_nonspam\n";
const std::string kBackup = std::string(kHead) +
                            "t\t2\t0\t1000000000\t0000000001\nt\t1\t1\t1000000500\tff00ff00ff\n" +
                            "s\ts\ta@sa_generated\ns\ts\tb@sa_generated\ns\th\tc@sa_generated\n";

class Db : public ::testing::Test {
 protected:
  Db() { folder_.Write("rules.cf", "body A /a/\n"); }
  CommandResult Run(std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), {"--dbpath", path_});
    return RunGatepost("db", folder_.path(), folder_.path(), words, input);
  }
  void Restore() { ASSERT_EQ(Run({"restore"}, kBackup).status, 0); }

  TempFolder folder_;
  std::string path_ = folder_ / "bayes.db";
};

TEST_F(Db, RestoresAndBacksUpTheSameText) {
  CommandResult restore = Run({"restore"}, kBackup);
  EXPECT_EQ(restore.status, 0) << restore.err;
  EXPECT_EQ(restore.out, "restored 2 tokens and 3 remembered messages from 8 lines\n");
  EXPECT_EQ(Run({"backup"}).out, kBackup);
  std::string file = folder_ / "text";
  EXPECT_EQ(Run({"backup", file}).status, 0);
  EXPECT_EQ(ReadWhole(file), kBackup);
  struct stat info {};
  ASSERT_EQ(stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(Run({"restore", file, "-u", "other"}).status, 0);
  EXPECT_EQ(Run({"backup", "-u", "other"}).out, kBackup);
}

TEST_F(Db, WhatCannotBeRestoredLeavesNoDatabase) {
  for (const std::string& text : {std::string(), std::string(kHead) + "t\tx\n"}) {
    EXPECT_EQ(Run({"restore"}, text).status, 65);
    for (const char* suffix : {"", "-wal", "-shm"}) EXPECT_FALSE(std::filesystem::exists(path_ + suffix));
  }
  Restore();
  EXPECT_EQ(Run({"restore", "-u", "other"}, "").status, 65);
  EXPECT_EQ(Run({"backup"}).out, kBackup);
}

TEST_F(Db, ABackupDoesNotTakeAPipesPlace) {
  Restore();
  const std::string pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  EXPECT_EQ(Run({"backup", pipe}).status, 0);
  struct stat info {};
  ASSERT_EQ(stat(pipe.c_str(), &info), 0);
  EXPECT_TRUE(S_ISFIFO(info.st_mode));
  std::string text(2 * kBackup.size(), '\0');
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(read(reader, text.data(), text.size()), 0)));
  EXPECT_EQ(text, kBackup);
  close(reader);
}

TEST_F(Db, ABackupIsWrittenToAFileOfItsOwn) {
  Restore();
  const std::string other = folder_.Write("other", "kept"), part = folder_ / "text.part";
  ASSERT_EQ(link(other.c_str(), part.c_str()), 0);
  EXPECT_EQ(Run({"backup", folder_ / "text"}).status, 0);
  EXPECT_EQ(ReadWhole(folder_ / "text"), kBackup);
  EXPECT_EQ(ReadWhole(other), "kept");
}

TEST_F(Db, AnEndedBackupLeavesNothing) {
  std::string lines = kHead;
  for (int token = 0; token < 300000; ++token) {
    char line[64];
    std::snprintf(line, sizeof line, "t\t2\t0\t1000000000\t%010x\n", static_cast<unsigned>(token));
    lines += line;
  }
  ASSERT_EQ(Run({"restore"}, lines).status, 0);
  std::filesystem::create_directory(folder_ / "out");
  const std::string folder = Quoted(folder_ / "out");
  for (const char* signal : {"TERM", "HUP", "INT"}) {
    const std::string ended = Quoted(GATEPOST_BINARY) + " db -C " + Quoted(folder_.path()) + " --dbpath " +
                              Quoted(path_) + " backup " + folder +
                              "/text & ended=$!; while kill -0 $ended && [ -z \"$(ls " + folder +
                              ")\" ]; do :; done; kill -" + signal + " $ended; wait $ended; ls " + folder +
                              "; rm -f " + folder + "/text";
    EXPECT_THAT(RunShell(ended).out, AnyOf("", "text\n")) << signal;  // the signal may come too late
  }
}

TEST_F(Db, ABadLineRestoresNothingAndIsNamed) {
  Restore();
  CommandResult bad = Run({"restore"}, std::string(kHead) + "t\t9\t9\t9\t0000000009\nt\tx\n");
  EXPECT_EQ(bad.status, 65);
  EXPECT_THAT(bad.err, HasSubstr("line 5:"));
  EXPECT_THAT(bad.err, HasSubstr("standard input: "));
  EXPECT_THAT(bad.err, HasSubstr("nothing was restored"));
  EXPECT_EQ(Run({"backup"}).out, kBackup);
  EXPECT_EQ(Run({"restore", folder_ / "none"}).status, 66);
}

TEST_F(Db, DumpsAsSaLearnDoes) {
  Restore();
  CommandResult magic = Run({"dump", "magic"});
  EXPECT_THAT(magic.out,
              StartsWith("0.000          0          3          0  non-token data: bayes db version\n"
                         "0.000          0          2          0  non-token data: nspam\n"
                         "0.000          0          1          0  non-token data: nham\n"
                         "0.000          0          2          0  non-token data: ntokens\n"));
  CommandResult data = Run({"dump", "data"});
  EXPECT_THAT(data.out, ContainsRegex("\n0\\.[0-9]{3}          1          1 1000000500  ff00ff00ff\n$"));
  EXPECT_EQ(Run({"dump"}).out, magic.out + data.out);
  EXPECT_EQ(Run({"dump", "none"}).status, 64);
}

TEST_F(Db, StatsNameFileUserAndCounts) {
  Restore();
  CommandResult stats = Run({"stats"});
  EXPECT_THAT(stats.out, HasSubstr(path_ + ", user GLOBALBAYES\n"));
  EXPECT_THAT(stats.out, HasSubstr("spam          2 messages"));
  EXPECT_THAT(stats.out, HasSubstr("oldest token  2001-09-09 01:46:40 UTC\n"));
}

TEST_F(Db, VerifySeesDamageAndOpenModes) {
  Restore();
  CommandResult clean = Run({"verify"});
  EXPECT_EQ(clean.status, 0) << clean.out;
  EXPECT_THAT(clean.out, HasSubstr("no fault found"));
  ASSERT_EQ(chmod(path_.c_str(), 0666), 0);
  CommandResult open = Run({"verify"});
  EXPECT_EQ(open.status, 65);
  EXPECT_THAT(open.out, HasSubstr("everybody may write"));
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  std::string bytes = ReadWhole(path_);
  folder_.Write("bayes.db", bytes.substr(0, bytes.size() / 2));
  CommandResult damaged = Run({"verify"});
  EXPECT_EQ(damaged.status, 65) << damaged.out << damaged.err;
}

TEST_F(Db, ExpireRemovesTheOldAndKeepsTheRest) {
  std::string text = kHead;
  char line[80];
  for (int i = 0; i < 130000; ++i) {
    std::snprintf(line, sizeof line, "t\t1\t0\t%d\t%010x\n", 1000000000 + (i % 5 == 0 ? 0 : 864000), i);
    text += line;
  }
  ASSERT_EQ(Run({"restore"}, text).status, 0);
  EXPECT_THAT(Run({"expire", "--if-due"}).out, HasSubstr("not due"));
  CommandResult expire = Run({"expire", "--cf", "bayes_expiry_max_db_size 120000", "--if-due"});
  EXPECT_EQ(expire.status, 0) << expire.err;
  EXPECT_THAT(expire.out, HasSubstr("26000 tokens removed, 104000 kept"));
  EXPECT_EQ(Run({"verify"}).status, 0);
}

TEST_F(Db, WhatIsMissingIsOneLineAndNothingIsMade) {
  for (const char* action : {"stats", "dump", "backup", "expire", "verify"}) {
    CommandResult result = Run({action});
    EXPECT_EQ(result.status, 66) << action;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  }
  EXPECT_NE(access(path_.c_str(), F_OK), 0);
  EXPECT_EQ(Run({}).status, 64);
}

TEST_F(Db, AFullDiskIsSaid) {
  Restore();
  std::string command = std::string(GATEPOST_BINARY) + " db backup --dbpath " + Quoted(path_) + " -C " +
                        Quoted(folder_.path()) + " -p /dev/null --siteconfigpath " + Quoted(folder_.path()) +
                        " > /dev/full";
  CommandResult result = RunShell(command);
  EXPECT_EQ(result.status, 75);
  EXPECT_THAT(result.err, HasSubstr("No space left"));
}

}  // namespace
}  // namespace gatepost

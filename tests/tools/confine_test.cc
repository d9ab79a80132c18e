// What a confined process may still do. Each is tried in a child, for there is no way back.
#include "confine.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <thread>

#include "support/run_command.h"

namespace gatepost {
namespace {

// 0: this Linux has no Landlock.
long LandlockVersion() {
  return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

// What errno says after `act` in a confined child; 0 where it succeeded.
int ErrnoOf(const std::string& database, const std::function<bool()>& act,
            const std::vector<std::uint16_t>& ports = {}) {
  const pid_t child = fork();
  if (child == 0) {
    Confine({database}, ports);
    _exit(act() ? 0 : errno);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool Write(const std::string& path, int flags) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0600);
  return file >= 0 && write(file, "x", 1) == 1;
}

class ConfineTest : public ::testing::Test {
 protected:
  ConfineTest() {
    folder_.Write("db/bayes", "");
    folder_.Write("mail/old", "text");
    std::filesystem::create_symlink(folder_ / "db/bayes", folder_ / "mail/link");
  }
  void SetUp() override {
    if (LandlockVersion() < 1) GTEST_SKIP() << "this Linux has no Landlock";
  }
  TempFolder folder_;
};

TEST_F(ConfineTest, FilesAreWrittenInTheDatabasesFolderAlone) {
  const std::string database = folder_ / "db/bayes", old = folder_ / "mail/old", made = folder_ / "mail/new";
  EXPECT_EQ(ErrnoOf(database, [&] { return Write(database, 0); }), 0);
  EXPECT_EQ(ErrnoOf(database, [&] { return Write(database + "-wal", O_CREAT | O_TRUNC); }), 0);
  EXPECT_EQ(ErrnoOf(database, [&] { return unlink((database + "-wal").c_str()) == 0; }), 0);
  EXPECT_EQ(ErrnoOf(database, [&] { return Write(old, 0); }), EACCES);
  EXPECT_EQ(ErrnoOf(database, [&] { return Write(made, O_CREAT); }), EACCES);
  EXPECT_EQ(ErrnoOf(database, [&] { return unlink(old.c_str()) == 0; }), EACCES);
  EXPECT_EQ(ErrnoOf(database, [&] { return mkdir(made.c_str(), 0700) == 0; }), EACCES);
  EXPECT_EQ(ErrnoOf(database, [&] { return symlink("/", made.c_str()) == 0; }), EACCES);
  EXPECT_EQ(ErrnoOf(database, [&] { return open(old.c_str(), O_RDONLY | O_CLOEXEC) >= 0; }), 0);
  EXPECT_EQ(ReadWhole(old), "text");
}

TEST_F(ConfineTest, WithoutADatabaseNoFileIsWritten) {
  EXPECT_EQ(ErrnoOf("", [&] { return Write(folder_ / "db/bayes", 0); }), EACCES);
  EXPECT_EQ(ErrnoOf("/nonexistent/db", [&] { return Write(folder_ / "db/bayes", 0); }), EACCES);
}

TEST_F(ConfineTest, ALinkLeadsToTheFolderOfTheFile) {
  const std::string link = folder_ / "mail/link";
  EXPECT_EQ(ErrnoOf(link, [&] { return Write(folder_ / "db/bayes-wal", O_CREAT); }), 0);
  EXPECT_EQ(ErrnoOf(link, [&] { return Write(folder_ / "mail/old", 0); }), EACCES);
}

TEST_F(ConfineTest, WhatIsOpenStaysOpen) {
  const Descriptor out(open((folder_ / "mail/out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  EXPECT_EQ(ErrnoOf("", [&] { return write(out.get(), "x", 1) == 1; }), 0);
}

TEST_F(ConfineTest, NoProgramIsStarted) {
  EXPECT_EQ(ErrnoOf("", [] { return execl("/bin/true", "true", nullptr) == 0; }), EACCES);
}

// Nobody listens there.
bool ConnectToDiscard() {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in discard{};
  discard.sin_family = AF_INET;
  discard.sin_port = htons(9);
  discard.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(socket.get(), reinterpret_cast<sockaddr*>(&discard), sizeof discard) == 0;
}

TEST_F(ConfineTest, ConnectionsAreOpenedToNamedPortsAlone) {
  if (LandlockVersion() < 4) GTEST_SKIP() << "this Linux lets connections through";
  EXPECT_EQ(ErrnoOf("", ConnectToDiscard), EACCES);
  EXPECT_EQ(ErrnoOf("", ConnectToDiscard, {2703}), EACCES);
  EXPECT_EQ(ErrnoOf("", ConnectToDiscard, {2703, 9}), ECONNREFUSED);
}

TEST_F(ConfineTest, NoOtherProcessIsSignalled) {
  if (LandlockVersion() < 6) GTEST_SKIP() << "this Linux lets signals through";
  const pid_t parent = getpid();
  EXPECT_EQ(ErrnoOf("", [&] { return kill(parent, SIGCONT) == 0; }), EPERM);
}

// What the kernel says of the program while it waits for its mail.
TEST_F(ConfineTest, ACheckGivesUpItsRightsBeforeItReadsMail) {
  folder_.Write("rules/10.cf", "body LUNCH /noon/\n");
  const std::string rules = folder_ / "rules", nowhere = "/dev/null";
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  Descriptor input(ends[0]), mail(ends[1]);
  const Descriptor output(open(nowhere.c_str(), O_WRONLY | O_CLOEXEC));
  const pid_t child = fork();
  if (child == 0) {
    dup2(input.get(), STDIN_FILENO);
    dup2(output.get(), STDOUT_FILENO);
    dup2(output.get(), STDERR_FILENO);
    execl(GATEPOST_BINARY, GATEPOST_BINARY, "check", "-C", rules.c_str(), "--siteconfigpath", rules.c_str(),
          "-p", nowhere.c_str(), nullptr);
    _exit(127);
  }
  const std::string status_file = "/proc/" + std::to_string(child) + "/status";
  bool is_confined = false;
  for (int i = 0; i < 1000 && !is_confined; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    is_confined = ReadWhole(status_file).find("NoNewPrivs:\t1") != std::string::npos;
  }
  EXPECT_TRUE(is_confined);
  ASSERT_EQ(write(mail.get(), "Subject: x\n\nnoon\n", 17), 17);
  mail.Close();
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace gatepost

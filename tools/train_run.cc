// Tested by tests/tools/train_test.py, tests/tools/train_hostile_test.py, tests/tools/train_hang_test.py.
#include "train_run.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "base/file.h"
#include "command.h"
#include "train_learner.h"

namespace gatepost {
namespace {

// A batch that has begun when the user's time is over may still take this long (kBatchSeconds, and some).
constexpr unsigned kGraceSeconds = 90;

// Runs `work` in a child that is `identity` for good. The child's process id, or -1.
template <class Work>
pid_t Start(const Identity& identity, Work work) {
  std::fflush(nullptr);
  pid_t parent = getpid(), child = fork();
  if (child != 0) return child;
  int status = kExitTempFail;
  try {
    if (Status became = BecomeForGood(identity, parent); !became.ok())
      Complain("train: " + became.message());
    else
      status = work();
  } catch (const std::exception& error) {
    Complain("train: " + identity.name + ": " + error.what());
  }
  std::fflush(nullptr);
  _exit(status);
}

// A process that is killed may not end: its user's file system (FUSE) keeps it waiting.
constexpr unsigned kKilledSeconds = 10;

// Whether the process ends within `seconds`.
bool EndsWithin(const Descriptor& process, unsigned seconds) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  pollfd wait{process.get(), POLLIN, 0};
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    int ready = poll(&wait, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

enum class End { kInTime, kKilled, kLeftAlone };

// Waits until the child ends, kills it after `seconds`.
End WaitFor(pid_t child, unsigned seconds, int* exit_status) {
  Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
  // A kernel without pidfd: wait without end.
  bool in_time = !process.is_open() || EndsWithin(process, seconds);
  if (!in_time) {
    kill(child, SIGKILL);
    if (!EndsWithin(process, kKilledSeconds)) {
      Complain("train: process " + std::to_string(child) + " cannot be ended and is left alone");
      *exit_status = kExitTempFail;
      return End::kLeftAlone;
    }
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  *exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : kExitTempFail;
  if (in_time && WIFSIGNALED(status))
    Complain(std::string("train: a process ended: ") + strsignal(WTERMSIG(status)));
  return in_time ? End::kInTime : End::kKilled;
}

}  // namespace

Result<Descriptor> LockRuns(const std::string& path) {
  Descriptor lock(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
  if (!lock.is_open()) return ErrnoStatus("cannot open", path, errno);
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return Status(StatusCode::kUnavailable, "another run holds " + path);
    return ErrnoStatus("cannot lock", path, errno);
  }
  return lock;
}

int TrainUser(const TrainOptions& options, const Identity& user, const Identity& learner,
              const Engine* engine, const Descriptor& lock) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    Complain(std::string("train: no socket: ") + std::strerror(errno));
    return kExitTempFail;
  }
  Descriptor worker_end(ends[0]), learner_end(ends[1]);
  pid_t learner_process = -1;
  if (engine != nullptr) {
    learner_process = Start(learner, [&] {
      worker_end.Close();
      return RunLearner(*engine, learner_end.get());
    });
  }
  pid_t worker_process = Start(user, [&] {
    learner_end.Close();
    if (lock.is_open()) close(lock.get());  // it may outlive the run
    return RunWorker(options, user, worker_end.get());
  });
  worker_end.Close();
  learner_end.Close();
  int status = kExitTempFail, learner_status = kExitOk;
  End end = End::kInTime;
  if (worker_process > 0) end = WaitFor(worker_process, options.timeout_s + kGraceSeconds, &status);
  if (end == End::kKilled)
    Complain("train: " + user.name + ": ended after " + std::to_string(options.timeout_s + kGraceSeconds) +
             " s");
  if (worker_process < 0) Complain("train: " + user.name + ": cannot start a process");
  // The worker's end is closed, if it ended: the learner finishes its batch and goes.
  if (learner_process > 0)
    WaitFor(learner_process, end == End::kLeftAlone ? 0 : kGraceSeconds, &learner_status);
  return status;
}

}  // namespace gatepost

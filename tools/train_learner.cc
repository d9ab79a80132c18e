// Tested by tests/tools/train_test.py, tests/tools/train_hostile_test.py.
#include "train_learner.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/descriptor.h"
#include "command.h"
#include "confine.h"
#include "gatepost/trainer.h"
#include "tend.h"
#include "train_wire.h"

namespace gatepost {
namespace {

constexpr unsigned kBatchSeconds = 60;  // the database may keep a writer waiting for half of it

BatchReply Failed(const Status& status) {
  // Memory and bugs are the mail's doing; the rest is the database's.
  bool is_mail = status.code() == StatusCode::kResourceExhausted || status.code() == StatusCode::kInternal;
  return {is_mail ? BatchReply::Result::kCrashed : BatchReply::Result::kStoreFailed, {}, status.message()};
}

BatchReply LearnBatch(const Engine& engine, const std::vector<BatchMessage>& batch) {
  Trainer trainer(engine);
  BatchReply reply;
  for (const BatchMessage& message : batch) {
    Result<Trainer::Outcome> outcome = trainer.Learn(message.bytes, message.as);
    if (!outcome) return Failed(outcome.error());
    LearnOutcome told = LearnOutcome::kLearned;
    if (*outcome == Trainer::Outcome::kNoTokens) told = LearnOutcome::kNothingToLearn;
    if (*outcome == Trainer::Outcome::kTooLarge) told = LearnOutcome::kTooLarge;
    reply.outcomes.push_back(told);
  }
  if (Status status = trainer.Commit(); !status.ok()) return Failed(status);
  if (engine.teaching_fault().empty()) ComplainOfAll(trainer.failures());  // else it was said at the start
  // What is committed stays so; a fit that failed is made up for by the next one.
  (void)trainer.FitModel(Trainer::Fit::kWhenGrown);
  reply.result = BatchReply::Result::kCommitted;
  return reply;
}

BatchReply LearnInChild(const Engine& engine, int socket, const std::vector<BatchMessage>& batch) {
  BatchReply reply;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    reply.reason = std::strerror(errno);
    return reply;
  }
  Descriptor read_end(ends[0]), write_end(ends[1]);
  pid_t parent = getpid(), child = fork();
  if (child == 0) {
    close(socket);
    read_end.Close();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(kExitTempFail);
    alarm(kBatchSeconds);
    _exit(SendReply(write_end.get(), LearnBatch(engine, batch)) ? kExitOk : kExitTempFail);
  }
  write_end.Close();
  bool answered = child > 0 && ReceiveReply(read_end.get(), batch.size(), &reply);
  int status = 0;
  if (child > 0) {
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  if (answered) return reply;
  reply = {};
  reply.reason = "the learning process ended without an answer";
  if (child > 0 && WIFSIGNALED(status))
    reply.reason = std::string("the learning process was ended: ") + strsignal(WTERMSIG(status));
  return reply;
}

// After the last batch, so that checks see what was learned: in a process of its own, as all that reads mail
// or the database here.
void TendInChild(const Engine& engine) {
  pid_t parent = getpid(), child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(kExitTempFail);
    alarm(kBatchSeconds);
    Trainer trainer(engine);
    TendDatabase(trainer, Trainer::Fit::kSoon);
    _exit(kExitOk);
  }
  while (child > 0 && waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

int RunLearner(const Engine& engine, int socket) {
  umask(022);  // checks of every user read the database; nobody else writes it
  Confine(engine.database_paths());
  std::vector<BatchMessage> batch;
  bool has_learned = false;
  while (ReceiveBatch(socket, &batch)) {
    has_learned = true;
    if (!SendReply(socket, LearnInChild(engine, socket, batch))) return kExitTempFail;
  }
  if (has_learned) TendInChild(engine);
  return kExitOk;
}

}  // namespace gatepost

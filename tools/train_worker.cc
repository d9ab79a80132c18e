// Tested by tests/tools/train_test.py, tests/tools/train_hostile_test.py.
#include "train_worker.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <syslog.h>

#include <chrono>
#include <cstdio>
#include <deque>

#include "command.h"
#include "maildir_name.h"
#include "train_files.h"
#include "train_report.h"
#include "train_wire.h"

namespace gatepost {
namespace {

using Clock = std::chrono::steady_clock;

// One message that was found: its folder (an index into Worker::folders_), its name.
struct Found {
  std::size_t folder = 0;
  std::string name;
  FileId id{};
};

class Worker {
 public:
  Worker(const TrainOptions& options, const Identity& user, int learner)
      : options_(options),
        user_(user),
        learner_(learner),
        end_(Clock::now() + std::chrono::seconds(options.timeout_s)) {}

  int Run() {
    if (!OpenMaildir()) return status_;
    FindMessages();
    if (!pending_.empty() && !options_.dry_run && !OpenTrash()) return Finish();
    while (!pending_.empty() && !stop_) {
      if (Clock::now() >= end_) {
        LeaveAll("no time left");
        break;
      }
      TakeBatch(kBatchMessages);
    }
    return Finish();
  }

 private:
  struct Folder {
    std::string name;  // ".Train.Spam/cur", for -v
    LearnedAs as;
    Descriptor descriptor;
  };

  // False where there is nothing to do here (the user has no Maildir) or a reason to leave it alone.
  bool OpenMaildir() {
    Descriptor home(open(user_.home.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!home.is_open()) return false;
    Result<Descriptor> maildir = OpenFolder(home.get(), options_.maildir, user_.uid);
    if (!maildir) {
      if (maildir.error().code() != StatusCode::kNotFound) Fail(options_.maildir, maildir.error());
      return false;
    }
    maildir_ = std::move(*maildir);
    if (flock(maildir_.get(), LOCK_EX | LOCK_NB) != 0) {
      Fail(options_.maildir, {StatusCode::kUnavailable, "another process has locked it"});
      return false;
    }
    return true;
  }

  void FindMessages() {
    for (LearnedAs as : {LearnedAs::kSpam, LearnedAs::kHam}) {
      const std::string& name = as == LearnedAs::kSpam ? options_.spam_folder : options_.ham_folder;
      for (const char* part : {"cur", "new"}) FindIn(name + "/" + part, as);
    }
  }

  void FindIn(const std::string& path, LearnedAs as) {
    Result<Descriptor> folder = OpenFolder(maildir_.get(), path, user_.uid);
    if (!folder) {
      if (folder.error().code() != StatusCode::kNotFound) Fail(path, folder.error());
      return;
    }
    Result<std::vector<std::string>> names = ListNames(folder->get(), options_.max_messages + 1);
    if (!names) return Fail(path, names.error());
    folders_.push_back({path, as, std::move(*folder)});
    for (std::string& name : *names) {
      if (pending_.size() >= options_.max_messages) {
        report_.more = true;
        break;
      }
      pending_.push_back({folders_.size() - 1, std::move(name), {}});
    }
  }

  bool OpenTrash() {
    const std::string& name = options_.trash_folder;
    Result<Descriptor> trash = MakeFolder(maildir_.get(), name, user_.uid);
    for (const char* part : {"tmp", "new", "cur"}) {
      if (!trash) break;
      Result<Descriptor> made = MakeFolder(trash->get(), part, user_.uid);
      if (!made)
        trash = made.error();
      else
        trash_cur_ = std::move(*made);
    }
    Status status = trash ? MakeEmptyFile(trash->get(), "maildirfolder") : trash.error();
    if (status.ok()) return true;
    Fail(name, status);
    LeaveAll("no trash folder");
    return false;
  }

  // Reads up to `max` messages, has them learned, and moves them.
  void TakeBatch(std::size_t max) {
    std::vector<Found> found;
    std::vector<BatchMessage> batch;
    std::size_t bytes = 0;
    while (!pending_.empty() && batch.size() < max && bytes < kBatchBytes) {
      Found next = std::move(pending_.front());
      pending_.pop_front();
      const Folder& folder = folders_[next.folder];
      Result<FileContent> content =
          ReadOwnFile(folder.descriptor.get(), next.name, user_.uid, options_.max_bytes);
      if (!content) {
        Leave(next, content.error().message());
        continue;
      }
      next.id = content->id;
      bytes += content->bytes.size();
      batch.push_back({folder.as, std::move(content->bytes)});
      found.push_back(std::move(next));
    }
    if (batch.empty()) return;
    if (options_.dry_run) {
      for (const Found& message : found) Count(message, "would be learned");
      return;
    }
    BatchReply reply;
    if (!SendBatch(learner_, batch) || !ReceiveReply(learner_, batch.size(), &reply)) {
      reply = {BatchReply::Result::kStoreFailed, {}, "the learner is gone"};
    }
    Settle(std::move(found), reply);
  }

  void Settle(std::vector<Found> found, const BatchReply& reply) {
    if (reply.result == BatchReply::Result::kStoreFailed) {
      Fail("not learned", {StatusCode::kUnavailable, reply.reason});
      for (const Found& message : found) Leave(message, "the database failed");
      LeaveAll("the database failed");
      return;
    }
    if (reply.result == BatchReply::Result::kCrashed) {
      if (found.size() == 1) {
        Fail(folders_[found[0].folder].name + "/" + found[0].name, {StatusCode::kInternal, reply.reason});
        return Leave(found[0], "learning failed");
      }
      // One of them did it: each alone, so that the others are learned.
      pending_.insert(pending_.begin(), std::make_move_iterator(found.begin()),
                      std::make_move_iterator(found.end()));
      for (std::size_t i = 0; i < found.size() && !stop_ && Clock::now() < end_; ++i) TakeBatch(1);
      return;
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (reply.outcomes[i] == LearnOutcome::kNothingToLearn)
        Leave(found[i], "nothing in it to learn");
      else if (reply.outcomes[i] == LearnOutcome::kTooLarge)
        Leave(found[i], "too large");
      else
        Move(found[i]);
    }
  }

  void Move(const Found& message) {
    int folder = folders_[message.folder].descriptor.get();
    std::string name = NameInCur(message.name);
    Status status = MoveFile(folder, message.name, message.id, trash_cur_.get(), name);
    for (int tries = 0; status.code() == StatusCode::kInvalidArgument && tries < 10; ++tries) {
      name = FreshNameInCur(message.name, HostName());
      status = MoveFile(folder, message.name, message.id, trash_cur_.get(), name);
    }
    Count(message, status.ok() ? "learned" : "learned, not moved");
    if (status.ok()) {
      ++report_.moved;
      return;
    }
    ++report_.left["learned, not moved: " + status.message()];
    // Its owner's mail program may have renamed it: that is no failure.
    if (status.code() != StatusCode::kNotFound) status_ = kExitTempFail;
  }

  static std::string HostName() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 ? name : "localhost";
  }

  void Count(const Found& message, const char* what) {
    ++(folders_[message.folder].as == LearnedAs::kSpam ? report_.spam : report_.ham);
    Say(message, what);
  }
  void Leave(const Found& message, const std::string& reason) {
    ++report_.left[reason];
    Say(message, "left: " + reason);
  }
  void LeaveAll(const std::string& reason) {
    if (!pending_.empty()) report_.left[reason] += pending_.size();
    pending_.clear();
    stop_ = true;
  }
  void Say(const Found& message, const std::string& what) {
    if (!options_.verbose) return;
    std::printf("%s: %s/%s: %s\n", Printable(user_.name).c_str(),
                Printable(folders_[message.folder].name).c_str(), Printable(message.name).c_str(),
                Printable(what).c_str());
  }
  void Fail(const std::string& where, const Status& status) {
    Complain("train: " + Printable(user_.name) + ": " + Printable(where) + ": " +
             Printable(status.message()));
    status_ = kExitTempFail;
  }
  int Finish() {
    std::string line = report_.Line(user_.name, options_.trash_folder, options_.dry_run);
    if (!options_.quiet) std::printf("%s\n", line.c_str());
    if (report_.moved > 0) syslog(LOG_MAIL | LOG_INFO, "train: %s", line.c_str());
    return status_;
  }

  const TrainOptions& options_;
  const Identity& user_;
  const int learner_;
  const Clock::time_point end_;
  Descriptor maildir_, trash_cur_;
  std::vector<Folder> folders_;
  std::deque<Found> pending_;
  TrainReport report_;
  bool stop_ = false;
  int status_ = kExitOk;
};

}  // namespace

int RunWorker(const TrainOptions& options, const Identity& user, int learner) {
  umask(077);
  return Worker(options, user, learner).Run();
}

}  // namespace gatepost

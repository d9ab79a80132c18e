// Tested by tests/scan/bulk_trainer_test.cc.
#include "gatepost/bulk_trainer.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "scan/guarded.h"
#include "scan/mail_lesson.h"
#include "scan/sender_lessons.h"

namespace gatepost {
namespace {

// A batch is one transaction. One batch is written while the next one is prepared.
constexpr std::size_t kBatchMessages = 1000;
constexpr std::size_t kBatchBytes = std::size_t{8} << 20;
constexpr unsigned kMostThreads = 4;      // writing is one thread's work
constexpr std::size_t kFewMessages = 16;  // not worth a thread

struct Job {
  std::size_t bytes = 0;
  LearnedAs as = LearnedAs::kHam;
  std::unique_ptr<MailLesson> lesson;
  Status failure;
  bool is_prepared = false;
};

// Prepares jobs in the order in which they come, on threads of its own and on any thread that waits for one.
class Preparers {
 public:
  explicit Preparers(unsigned threads) : most_threads_(threads) {}
  ~Preparers() {
    {
      std::lock_guard lock(mutex_);
      ends_ = true;
      waiting_.clear();
    }
    comes_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Preparers(const Preparers&) = delete;
  Preparers& operator=(const Preparers&) = delete;

  void Add(Job* job) {
    std::unique_lock lock(mutex_);
    waiting_.push_back(job);
    if (waiting_.size() > kFewMessages && threads_.size() < most_threads_) StartThread();
    lock.unlock();
    if (!threads_.empty()) comes_.notify_one();
  }
  void WaitFor(const Job& job) {
    std::unique_lock lock(mutex_);
    while (!job.is_prepared) {
      if (waiting_.empty()) {
        done_.wait(lock);
      } else {
        PrepareNext(lock);
      }
    }
  }

 private:
  void StartThread() {
    try {
      threads_.emplace_back([this] { Work(); });
    } catch (const std::system_error&) {
      most_threads_ = 0;  // the machine has none left: those that are there do the work
    }
  }
  void Work() {
    std::unique_lock lock(mutex_);
    while (!ends_) {
      if (waiting_.empty()) {
        comes_.wait(lock);
      } else {
        PrepareNext(lock);
      }
    }
  }
  void PrepareNext(std::unique_lock<std::mutex>& lock) {
    Job* job = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    Status status = Guarded<Status>("learning", [&] {
      job->lesson->Prepare();
      return Status();
    });
    lock.lock();
    job->failure = std::move(status);
    job->is_prepared = true;
    done_.notify_all();
  }

  std::mutex mutex_;  // all below, and failure and is_prepared of jobs
  std::condition_variable comes_, done_;
  std::deque<Job*> waiting_;
  bool ends_ = false;
  std::size_t most_threads_;
  std::vector<std::thread> threads_;
};

}  // namespace

struct BulkTrainer::Impl {
  Impl(const Engine::Impl& an_engine, unsigned threads)
      : engine(an_engine), senders(an_engine), preparers(threads - 1) {}

  Status Learn(std::string bytes, LearnedAs as) {
    if (bytes.size() > engine.options.limits.max_message_bytes) {
      ++too_large;
      return {};
    }
    auto job = std::make_unique<Job>();
    job->bytes = bytes.size();
    job->as = as;
    Result<std::unique_ptr<MailLesson>> lesson = MailLesson::Read(std::move(bytes), engine, Relearn::kYes);
    if (!lesson) return lesson.error();
    job->lesson = std::move(*lesson);
    if (Status status = BeginRead(); !status.ok()) return status;
    Result<bool> is_known = job->lesson->IsKnown(*store, as);
    if (!is_known) return is_known.error();
    waiting_bytes += job->bytes;
    jobs.push_back(std::move(job));
    // What is known is most likely still known when its turn comes, and needs nothing then.
    if (*is_known) {
      jobs.back()->is_prepared = true;
    } else {
      preparers.Add(jobs.back().get());
    }
    bool is_full = jobs.size() >= 2 * kBatchMessages || waiting_bytes >= 2 * kBatchBytes;
    return is_full ? WriteBatch(kBatchMessages) : Status();
  }

  Status BeginRead() {
    if (store == nullptr) {
      Result<std::unique_ptr<TokenStore>> opened =
          engine.open_store(engine.bayes_path, engine.bayes_user, StoreMode::kCreate);
      if (!opened) return opened.error();
      store = std::move(*opened);
    }
    if (reads) return {};
    Status status = store->BeginRead();
    reads = status.ok();
    return status;
  }

  // The oldest jobs, at most so many, as one transaction.
  Status WriteBatch(std::size_t most) {
    if (reads) store->EndRead();
    reads = false;
    std::size_t count = 0, bytes = 0;
    for (; count < jobs.size() && count < most && bytes < kBatchBytes; ++count) {
      preparers.WaitFor(*jobs[count]);
      if (!jobs[count]->failure.ok()) return jobs[count]->failure;
      bytes += jobs[count]->bytes;
    }
    if (Status status = store->BeginWrite(); !status.ok()) return status;
    std::uint64_t count_learned = 0;
    for (std::size_t i = 0; i < count; ++i) {
      Result<Trainer::Outcome> outcome = jobs[i]->lesson->Write(*store, jobs[i]->as);
      if (!outcome) {
        store->Rollback();
        return outcome.error();
      }
      senders.Add(jobs[i]->lesson->TakeSender(), jobs[i]->as);
      if (*outcome == Trainer::Outcome::kLearned) ++count_learned;
    }
    if (Status status = store->Commit(); !status.ok()) return status;
    senders.Write();
    learned += count_learned;
    waiting_bytes -= bytes;
    jobs.erase(jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(count));
    return {};
  }

  // Nothing is learned after a failure: a message would be missing between others.
  template <class Run>
  Status UnlessFailed(const Run& run) {
    if (failure.ok()) failure = Guarded<Status>("learning", run);
    return failure;
  }

  const Engine::Impl& engine;
  std::unique_ptr<TokenStore> store;
  SenderLessons senders;
  bool reads = false;  // the store is within a read
  std::deque<std::unique_ptr<Job>> jobs;
  std::size_t waiting_bytes = 0;  // of all jobs
  std::uint64_t learned = 0, too_large = 0;
  Status failure;
  Preparers preparers;  // last: its threads work on the jobs
};

BulkTrainer::BulkTrainer(const Engine& engine, unsigned threads)
    : impl_(new Impl(
          engine.impl(),
          threads > 0 ? threads : std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads))) {}
BulkTrainer::~BulkTrainer() = default;

Status BulkTrainer::Learn(std::string message, LearnedAs as) {
  return impl_->UnlessFailed([&] { return impl_->Learn(std::move(message), as); });
}

Status BulkTrainer::Commit() {
  return impl_->UnlessFailed([&] {
    while (!impl_->jobs.empty()) {
      // Of the last messages some are written while another thread prepares the rest.
      std::size_t waiting = impl_->jobs.size();
      std::size_t most = waiting <= kBatchMessages / 2 ? waiting : std::min(kBatchMessages, waiting * 2 / 3);
      if (Status status = impl_->WriteBatch(most); !status.ok()) return status;
    }
    return Status();
  });
}

std::uint64_t BulkTrainer::learned() const { return impl_->learned; }
const std::vector<std::string>& BulkTrainer::failures() const { return impl_->senders.failures(); }
std::uint64_t BulkTrainer::too_large() const { return impl_->too_large; }

}  // namespace gatepost

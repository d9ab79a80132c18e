// Tested by tests/tools/evaluate_command_test.cc.
#include "corpus_run.h"

#include <algorithm>
#include <mutex>

#include "gatepost/trainer.h"
#include "workers.h"

namespace gatepost {
namespace {

// A run of steps that are all checks: nothing is learned between, so threads may share them.
std::size_t ChecksFrom(std::span<const Step> steps, std::size_t start) {
  std::size_t end = start;
  while (end < steps.size() && steps[end].kind == Step::Kind::kCheck) ++end;
  return end - start;
}

class CorpusWorker {
 public:
  CorpusWorker(const Corpus& corpus, const CorpusRun::Settings& settings, const Engine& engine,
               const std::function<bool()>& stop, const std::function<void()>& step)
      : corpus_(corpus), settings_(settings), engine_(engine), stop_(stop), step_(step) {}

  Status Run(std::span<const Step> steps, const TemporaryFolder* database) {
    if (database != nullptr) own_folder_ = database->path();
    for (std::size_t i = 0; i < steps.size();) {
      if (stop_()) return Interrupted();
      if (std::size_t checks = ChecksFrom(steps, i); checks > 0) {
        if (Status status = Commit(); !status.ok()) return status;
        if (Status status = Check(steps.subspan(i, checks)); !status.ok()) return status;
        i += checks;
        continue;
      }
      if (steps[i].kind == Step::Kind::kForgetAll) {
        trainer_.reset();
        sessions_.clear();
        if (database != nullptr) database->Empty();
      } else if (Status status = Learn(steps[i]); !status.ok()) {
        return status;
      }
      step_();
      ++i;
    }
    return {};
  }

  SampleSet TakeSamples() { return std::move(samples_); }
  const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  static Status Interrupted() { return {StatusCode::kUnavailable, "interrupted"}; }

  Status Learn(const Step& step) {
    if (trainer_ == nullptr) trainer_ = std::make_unique<Trainer>(engine_);
    Status learned;
    Status read = VisitMessage(corpus_.messages[step.message], [&](std::string_view bytes) {
      Result<Trainer::Outcome> outcome =
          trainer_->Learn(bytes, step.as_spam ? LearnedAs::kSpam : LearnedAs::kHam);
      if (!outcome) learned = outcome.error();
    });
    return read.ok() ? learned : read;
  }

  Status Commit() {
    if (trainer_ == nullptr) return {};
    Result<bool> fitted = trainer_->FitModel(Trainer::Fit::kWhenGrown);
    return fitted ? Status() : fitted.error();
  }

  Status Check(std::span<const Step> steps) {
    std::size_t jobs = std::min(static_cast<std::size_t>(settings_.jobs), steps.size());
    while (sessions_.size() < jobs) sessions_.push_back(std::make_unique<Session>(engine_));
    std::vector<Verdict> verdicts(steps.size());
    std::mutex mutex;  // guards all below
    std::size_t next = 0;
    Status failure;
    const auto work = [&](std::size_t worker) {
      Session& session = *sessions_[worker];
      while (true) {
        std::size_t number;
        {
          std::lock_guard lock(mutex);
          if (next >= steps.size() || !failure.ok()) return;
          if (stop_()) {
            failure = Interrupted();
            return;
          }
          number = next++;
        }
        Verdict verdict;
        Status read = VisitMessage(corpus_.messages[steps[number].message], [&](std::string_view bytes) {
          verdict = session.Check(bytes, settings_.check);
        });
        std::lock_guard lock(mutex);
        if (!read.ok()) failure = read;
        verdicts[number] = std::move(verdict);
        step_();
      }
    };
    RunWorkers(jobs, work);
    if (!failure.ok()) return failure;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const CorpusMessage& message = corpus_.messages[steps[i].message];
      for (const std::string& text : verdicts[i].failures) Note(text);
      samples_.Add(message.name, message.is_spam, verdicts[i]);
    }
    return {};
  }

  void Note(const std::string& failure) {
    // Until something is learned the run's own database is not there, which is as it should be.
    if (trainer_ == nullptr && !own_folder_.empty() && failure.find(own_folder_) != std::string::npos) return;
    if (std::find(complaints_.begin(), complaints_.end(), failure) == complaints_.end())
      complaints_.push_back(failure);
  }

  const Corpus& corpus_;
  const CorpusRun::Settings& settings_;
  const Engine& engine_;
  const std::function<bool()>& stop_;
  const std::function<void()>& step_;
  std::string own_folder_;  // where the run's own database is; "" where nothing is learned
  std::unique_ptr<Trainer> trainer_;
  std::vector<std::unique_ptr<Session>> sessions_;
  SampleSet samples_;
  std::vector<std::string> complaints_;
};

}  // namespace

Result<SampleSet> CorpusRun::Run(ConfigOptions& config, std::span<const Step> steps,
                                 const std::function<bool()>& stop, const std::function<void()>& step,
                                 std::vector<std::string>* complaints) {
  std::unique_ptr<TemporaryFolder> folder;
  bool learns =
      std::any_of(steps.begin(), steps.end(), [](const Step& one) { return one.kind == Step::Kind::kLearn; });
  if (learns) {
    Result<TemporaryFolder> made = TemporaryFolder::Make();
    if (!made) return made.error();
    folder = std::make_unique<TemporaryFolder>(std::move(*made));
    config.SetDatabase(folder->path() + "/learned.db");
  }
  std::unique_ptr<Engine> engine = config.Open();
  if (engine == nullptr) return Status(StatusCode::kNotFound, "the configuration could not be opened");
  CorpusWorker worker(corpus_, settings_, *engine, stop, step);
  if (Status status = worker.Run(steps, folder.get()); !status.ok()) return status;
  *complaints = worker.complaints();
  return worker.TakeSamples();
}

}  // namespace gatepost

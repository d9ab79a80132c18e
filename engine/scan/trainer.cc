// Tested by tests/scan/trainer_test.cc.
#include "gatepost/trainer.h"

#include <chrono>
#include <ctime>

#include "model/linear_model.h"
#include "scan/engine_impl.h"
#include "scan/guarded.h"
#include "scan/mail_lesson.h"
#include "scan/sender_lessons.h"

namespace gatepost {

struct Trainer::Impl {
  // Messages of one transaction: enough that the cost of a commit is spread, few enough that other
  // learners wait for a fraction of a second.
  static constexpr int kBatch = 200;

  explicit Impl(const Engine::Impl& an_engine) : engine(an_engine), senders(an_engine) {}

  Status Open(StoreMode mode) {
    if (store != nullptr) return {};
    Result<std::unique_ptr<TokenStore>> opened =
        engine.open_store(engine.bayes_path, engine.bayes_user, mode);
    if (!opened) return opened.error();
    store = std::move(*opened);
    return {};
  }

  Status Begin(StoreMode mode) {
    if (Status status = Open(mode); !status.ok()) return status;
    if (in_batch) return {};
    Status status = store->BeginWrite();
    in_batch = status.ok();
    return status;
  }

  Status Commit() {
    if (!in_batch) return {};
    Status status = store->Commit();
    if (!status.ok())
      Rollback();
    else
      senders.Write();
    in_batch = false;
    batch_size = 0;
    return status;
  }

  void Rollback() {
    store->Rollback();
    senders.Drop();
    in_batch = false;
    batch_size = 0;
  }

  // `checked`: null where nobody checked it.
  Result<Outcome> Learn(std::string_view bytes, LearnedAs as, StoreMode mode, const Verdict* checked) {
    const Relearn relearn = checked == nullptr ? Relearn::kYes : Relearn::kNo;
    if (bytes.size() > engine.options.limits.max_message_bytes) return Outcome::kTooLarge;
    Result<std::unique_ptr<MailLesson>> lesson = MailLesson::Read(std::string(bytes), engine, relearn);
    if (!lesson) return lesson.error();
    if (checked != nullptr) (*lesson)->Know(checked->known_sender);
    if (Status status = Begin(mode); !status.ok()) return status;
    Result<Outcome> outcome = (*lesson)->Write(*store, as);
    if (!outcome) {
      Rollback();
      return outcome;
    }
    if (checked == nullptr || TeachesSenders()) senders.Add((*lesson)->TakeSender(), as);
    if (++batch_size >= kBatch) {
      if (Status status = Commit(); !status.ok()) return status;
    }
    return outcome;
  }

  // Does auto-learning teach the history of senders, too?
  bool TeachesSenders() const {
    return engine.history && engine.history->txrep && engine.history->txrep->learns_automatically;
  }

  // For at most `most`; the next time takes the rest.
  Result<std::uint64_t> ExpireIfDue(std::chrono::steady_clock::duration most) {
    if (Status status = Commit(); !status.ok()) return status;
    if (Status status = Open(StoreMode::kCreate); !status.ok()) return status;
    Result<StoreTotals> totals = store->Totals();
    if (!totals) return totals.error();
    std::int64_t now = std::time(nullptr);
    if (!IsExpiryDue(*totals, engine.expiry, now)) return std::uint64_t{0};
    const auto start = std::chrono::steady_clock::now();
    Result<ExpiryResult> result = Expire(*store, engine.expiry, now, kExpiryStep, [&](std::uint64_t) {
      return std::chrono::steady_clock::now() - start < most;
    });
    if (!result) return result.error();
    return result->removed;
  }

  Result<bool> FitModel(FitWhen when) {
    if (Status status = Commit(); !status.ok()) return status;
    if (!engine.use_model) return false;
    if (Status status = Open(StoreMode::kCreate); !status.ok()) return status;
    return FitStoredModel(*store, when);
  }

  const Engine::Impl& engine;
  std::unique_ptr<TokenStore> store;
  SenderLessons senders;
  bool in_batch = false;
  int batch_size = 0;
};

Trainer::Trainer(const Engine& engine) : impl_(new Impl(engine.impl())) {}

Trainer::~Trainer() {
  if (impl_->in_batch) impl_->store->Rollback();
}

Result<Trainer::Outcome> Trainer::Learn(std::string_view message, LearnedAs as) {
  return Guarded<Result<Outcome>>("learning",
                                  [&] { return impl_->Learn(message, as, StoreMode::kCreate, nullptr); });
}

Result<Trainer::Outcome> Trainer::AutoLearn(std::string_view message, const Verdict& verdict) {
  bool is_spam = verdict.auto_learn == gatepost::AutoLearn::kSpam;
  if (!is_spam && verdict.auto_learn != gatepost::AutoLearn::kHam) return Outcome::kAlreadyKnown;
  return Guarded<Result<Outcome>>("learning", [&]() -> Result<Outcome> {
    LearnedAs as = is_spam ? LearnedAs::kSpam : LearnedAs::kHam;
    Result<Outcome> outcome = impl_->Learn(message, as, StoreMode::kCreateSoon, &verdict);
    if (!outcome) return outcome;
    if (Status status = impl_->Commit(); !status.ok()) return status;
    // The message is learned, whatever becomes of this: the next learner does it.
    (void)impl_->FitModel(FitWhen::kWhenGrown);
    constexpr std::chrono::seconds kWhileMailWaits{1};
    (void)impl_->ExpireIfDue(kWhileMailWaits);
    return outcome;
  });
}

Result<std::uint64_t> Trainer::ExpireIfDue() {
  return Guarded<Result<std::uint64_t>>("removing old tokens",
                                        [&] { return impl_->ExpireIfDue(std::chrono::hours(24)); });
}

Result<bool> Trainer::FitModel(Fit when) {
  return Guarded<Result<bool>>("fitting the model", [&] {
    return impl_->FitModel(when == Fit::kSoon ? FitWhen::kSoon : FitWhen::kWhenGrown);
  });
}

Status Trainer::Commit() { return impl_->Commit(); }

const std::vector<std::string>& Trainer::failures() const { return impl_->senders.failures(); }

}  // namespace gatepost

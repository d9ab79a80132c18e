// Tested by tests/scan/trainer_test.cc.
#include "gatepost/trainer.h"

#include <ctime>
#include <exception>
#include <new>

#include "bayes/learner.h"
#include "mail/header.h"
#include "model/linear_model.h"
#include "scan/engine_impl.h"

namespace gatepost {

struct Trainer::Impl {
  // Messages of one transaction: enough that the cost of a commit is spread, few enough that other
  // learners wait for a fraction of a second.
  static constexpr int kBatch = 200;

  explicit Impl(const Engine::Impl& an_engine) : engine(an_engine) {}

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
    if (!status.ok()) store->Rollback();
    in_batch = false;
    batch_size = 0;
    return status;
  }

  Result<Outcome> Learn(std::string_view bytes, LearnedAs as, StoreMode mode, Relearn relearn) {
    const Limits& limits = engine.options.limits;
    if (bytes.size() > limits.max_message_bytes) return Outcome::kTooLarge;
    // An earlier check's markup says nothing about the mail, and a report hides it.
    std::string clean;
    Message message = Message::Parse(bytes, limits);
    if (!FindFields(message.root(), "X-Spam-Checker-Version").empty()) {
      Result<std::string> removed = RemoveMarkup(bytes, limits);
      if (!removed) return removed.error();
      clean = std::move(*removed);
      message = Message::Parse(clean, limits);
    }
    Views views(message, engine.views, limits);
    if (Status status = Begin(mode); !status.ok()) return status;
    Result<Outcome> outcome =
        LearnMessage(views, *store, engine.bayes, limits, as, std::time(nullptr), relearn);
    // A message that Bayes knows may be new to the model: the database was SpamAssassin's before.
    bool is_models = outcome && (relearn == Relearn::kYes || *outcome == Outcome::kLearned);
    if (is_models && engine.use_model) {
      Result<bool> changed = LearnByModel(views, *store, as);
      if (!changed) outcome = changed.error();
    }
    if (!outcome) {
      store->Rollback();
      in_batch = false;
      batch_size = 0;
      return outcome;
    }
    if (++batch_size >= kBatch) {
      if (Status status = Commit(); !status.ok()) return status;
    }
    return outcome;
  }

  Result<std::uint64_t> ExpireIfDue() {
    if (Status status = Commit(); !status.ok()) return status;
    if (store == nullptr) return std::uint64_t{0};  // nothing was learned: nothing grew
    Result<StoreTotals> totals = store->Totals();
    if (!totals) return totals.error();
    std::int64_t now = std::time(nullptr);
    if (!IsExpiryDue(*totals, engine.expiry, now)) return std::uint64_t{0};
    Result<ExpiryResult> result = Expire(*store, engine.expiry, now);
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
  bool in_batch = false;
  int batch_size = 0;
};

Trainer::Trainer(const Engine& engine) : impl_(new Impl(engine.impl())) {}

Trainer::~Trainer() {
  if (impl_->in_batch) impl_->store->Rollback();
}

namespace {

// Libraries below may throw (memory, above all); a trainer may not.
template <class T, class Run>
Result<T> Guarded(const char* what, const Run& run) {
  try {
    return run();
  } catch (const std::bad_alloc&) {
    return Status(StatusCode::kResourceExhausted, std::string("out of memory while ") + what);
  } catch (const std::exception& error) {
    return Status(StatusCode::kInternal, std::string("while ") + what + ": " + error.what());
  }
}

}  // namespace

Result<Trainer::Outcome> Trainer::Learn(std::string_view message, LearnedAs as) {
  return Guarded<Outcome>("learning",
                          [&] { return impl_->Learn(message, as, StoreMode::kCreate, Relearn::kYes); });
}

Result<Trainer::Outcome> Trainer::AutoLearn(std::string_view message, const Verdict& verdict) {
  bool is_spam = verdict.auto_learn == gatepost::AutoLearn::kSpam;
  if (!is_spam && verdict.auto_learn != gatepost::AutoLearn::kHam) return Outcome::kAlreadyKnown;
  return Guarded<Outcome>("learning", [&]() -> Result<Outcome> {
    LearnedAs as = is_spam ? LearnedAs::kSpam : LearnedAs::kHam;
    Result<Outcome> outcome = impl_->Learn(message, as, StoreMode::kCreateSoon, Relearn::kNo);
    if (!outcome) return outcome;
    if (Status status = impl_->Commit(); !status.ok()) return status;
    // The message is learned, whatever becomes of this: the next learner does it.
    (void)impl_->FitModel(FitWhen::kWhenGrown);
    return outcome;
  });
}

Result<std::uint64_t> Trainer::ExpireIfDue() {
  return Guarded<std::uint64_t>("removing old tokens", [&] { return impl_->ExpireIfDue(); });
}

Result<bool> Trainer::FitModel(Fit when) {
  return Guarded<bool>("fitting the model", [&] {
    return impl_->FitModel(when == Fit::kNow ? FitWhen::kWhenChanged : FitWhen::kWhenGrown);
  });
}

Status Trainer::Commit() { return impl_->Commit(); }

}  // namespace gatepost

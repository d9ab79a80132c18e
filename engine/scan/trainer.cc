// Tested by tests/scan/trainer_test.cc.
#include "gatepost/trainer.h"

#include <ctime>
#include <exception>
#include <new>

#include "bayes/learner.h"
#include "model/linear_model.h"
#include "scan/engine_impl.h"

namespace gatepost {

struct Trainer::Impl {
  // Messages of one transaction: enough that the cost of a commit is spread, few enough that other
  // learners wait for a fraction of a second.
  static constexpr int kBatch = 200;

  explicit Impl(const Engine::Impl& an_engine) : engine(an_engine) {}

  Status Begin() {
    if (store == nullptr) {
      Result<std::unique_ptr<TokenStore>> opened =
          engine.open_store(engine.bayes_path, engine.bayes_user, StoreMode::kCreate);
      if (!opened) return opened.error();
      store = std::move(*opened);
    }
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

  Result<Outcome> Learn(std::string_view bytes, LearnedAs as) {
    const Limits& limits = engine.options.limits;
    if (bytes.size() > limits.max_message_bytes) return Outcome::kTooLarge;
    Message message = Message::Parse(bytes, limits);
    Views views(message, engine.views, limits);
    if (Status status = Begin(); !status.ok()) return status;
    Result<Outcome> outcome = LearnMessage(views, *store, engine.bayes, limits, as, std::time(nullptr));
    if (outcome && engine.use_model) {
      // A message that Bayes knows may be new to the model: the database was SpamAssassin's before.
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

  const Engine::Impl& engine;
  std::unique_ptr<TokenStore> store;
  bool in_batch = false;
  int batch_size = 0;
};

Trainer::Trainer(const Engine& engine) : impl_(new Impl(engine.impl())) {}

Trainer::~Trainer() {
  if (impl_->in_batch) impl_->store->Rollback();
}

Result<Trainer::Outcome> Trainer::Learn(std::string_view message, LearnedAs as) {
  try {
    return impl_->Learn(message, as);
  } catch (const std::bad_alloc&) {
    return Status(StatusCode::kResourceExhausted, "out of memory while learning");
  } catch (const std::exception& error) {
    return Status(StatusCode::kInternal, std::string("while learning: ") + error.what());
  }
}

Status Trainer::Commit() { return impl_->Commit(); }

}  // namespace gatepost

// Trainer: teaches Bayes what is spam and what is ham.
//
//   gatepost::Trainer trainer(**engine);
//   auto outcome = trainer.Learn(message, gatepost::LearnedAs::kSpam);
//   ...
//   gatepost::Status status = trainer.Commit();
//
// Messages are learned in batches, each one transaction: after a crash the database is as it was
// before the batch or after it, never between. Learning a message twice counts once; learning it as
// the other class moves it; forgetting takes it back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/engine.h"

namespace gatepost {

class Trainer {
 public:
  // The engine must outlive the trainer. The store is opened for writing, and made where it is
  // missing, by the first call of Learn. A Trainer belongs to one thread.
  explicit Trainer(const Engine& engine);
  ~Trainer();  // what was not committed is rolled back
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  enum class Outcome {
    kLearned,
    kAlreadyKnown,  // learned before as the same class, or nothing to forget
    kNoTokens,      // nothing in it to learn from
    kTooLarge,      // over Limits::max_message_bytes
  };

  // Learns one message as spam or ham, or forgets it (kForgotten).
  // Fails with the store's errors; the batch is then rolled back, and its messages are to be given again.
  Result<Outcome> Learn(std::string_view message, LearnedAs as);

  // Learns a checked message, as a batch of its own, where its verdict says that it may teach (see
  // Verdict::auto_learn); kAlreadyKnown otherwise, and for a message that was learned before, as whatever.
  // Call it when the verdict is out: it writes, and waits up to 50 ms for another learner (then
  // kUnavailable). Now and then it fits the model and takes a second to remove old tokens, too.
  Result<Outcome> AutoLearn(std::string_view message, const Verdict& verdict);

  // Removes old tokens, in small steps, where bayes_auto_expire is on and it is due: too many tokens, and the
  // last time was 12 hours ago. Ends the batch first. The number removed.
  Result<std::uint64_t> ExpireIfDue();

  // Fits the linear model (use_model) to what was learned, so that checks see it: kSoon where a
  // fiftieth is new, or anything while little was learned; kWhenGrown where a tenth is, for callers that come
  // with a few messages again and again. Ends the batch first. True where it was fitted. Cost: up to 0.5 s,
  // beside other learners; what failed, the next call mends.
  enum class Fit { kWhenGrown, kSoon };
  Result<bool> FitModel(Fit when);

  // Ends the batch. Called by Learn too, when a batch is full. Then the history of senders learns of it,
  // where the plugin TxRep keeps one (Engine::Open with `open_senders`): each time that a message is given.
  Status Commit();

  // What failed of that, if anything; Bayes has learned nevertheless.
  const std::vector<std::string>& failures() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatepost

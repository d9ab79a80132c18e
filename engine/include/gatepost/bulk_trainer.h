// BulkTrainer: a Trainer (see trainer.h) for many messages. They are read and tokenized on several threads,
// and written in the order in which they came.
//
//   gatepost::BulkTrainer trainer(**engine);
//   for (...) if (auto status = trainer.Learn(std::move(message), gatepost::LearnedAs::kSpam); !status.ok())
//   ... gatepost::Status status = trainer.Commit();
//
// Batches, and what learning twice means, are those of Trainer, but a batch is larger, and other learners
// wait only while it is written.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gatepost/engine.h"

namespace gatepost {

class BulkTrainer {
 public:
  // The engine must outlive the trainer. `threads`: how many work at once, the caller's among them; 0: one a
  // processor, at most four. One thread calls it.
  explicit BulkTrainer(const Engine& engine, unsigned threads = 0);
  ~BulkTrainer();  // what was not committed is not learned
  BulkTrainer(const BulkTrainer&) = delete;
  BulkTrainer& operator=(const BulkTrainer&) = delete;

  // Takes a message, to be learned or forgotten with its batch. Fails with the store's errors: the batch that
  // was then written is rolled back, and nothing more is learned.
  Status Learn(std::string message, LearnedAs as);
  // Learns all that waits.
  Status Commit();

  // Of the messages in committed batches, and of those that came.
  std::uint64_t learned() const;
  const std::vector<std::string>& failures() const;  // of the history of senders, as Trainer's
  std::uint64_t too_large() const;                   // over Limits::max_message_bytes: not learned

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatepost

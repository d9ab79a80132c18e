// SenderLessons: what learners teach the history of senders (TxRep): of each message who sent it, until its
// batch is learned.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gatepost/sender_store.h"
#include "gatepost/token_store.h"
#include "history/txrep.h"
#include "scan/engine_impl.h"

namespace gatepost {

class SenderLessons {
 public:
  explicit SenderLessons(const Engine::Impl& engine) : engine_(engine) {}

  void Add(std::optional<TxRepMessage> message, LearnedAs as);
  // Writes all that came, as one write. What fails is kept as a text, and costs nothing else.
  void Write();
  // The batch was not learned.
  void Drop() { lessons_.clear(); }

  const std::vector<std::string>& failures() const { return failures_; }

 private:
  struct Lesson {
    TxRepMessage message;
    LearnedAs as;
  };
  const Engine::Impl& engine_;
  std::unique_ptr<SenderStore> store_;
  std::vector<Lesson> lessons_;
  std::vector<std::string> failures_;
};

}  // namespace gatepost

// MailLesson: a message on its way into the store. It is read first, prepared by any thread, written last.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bayes/learner.h"
#include "gatepost/verdict.h"
#include "history/txrep.h"
#include "scan/engine_impl.h"

namespace gatepost {

class MailLesson {
 public:
  // Reads `bytes` without an earlier check's markup: that says nothing about the mail, and a report hides it.
  // Fails with kInvalidArgument where use_bayes is 0. `engine` must outlive the lesson.
  static Result<std::unique_ptr<MailLesson>> Read(std::string bytes, const Engine::Impl& engine,
                                                  Relearn relearn);

  // Makes what writing will ask for, so that it need not, and lets go of the message.
  void Prepare();
  // Would writing it change nothing? The store is within a read or a write.
  Result<bool> IsKnown(TokenStore& store, LearnedAs as) const;
  // The store is within a write; the caller rolls back where it fails.
  Result<Trainer::Outcome> Write(TokenStore& store, LearnedAs as);
  // Who sent it; nothing where TxRep keeps no history of senders. Once.
  std::optional<TxRepMessage> TakeSender();
  // What a check found out of him; before all else.
  void Know(const KnownSender& sender) { known_sender_ = sender; }

 private:
  MailLesson(std::string bytes, const Engine::Impl& engine, Relearn relearn);
  Views& views();
  const Lesson& lesson();
  void FindSender();

  const Engine::Impl& engine_;
  Relearn relearn_;
  std::string bytes_;
  std::optional<Message> message_;  // of the bytes; gone when all is made of it
  std::vector<std::string> ids_;
  std::optional<Views> views_;
  std::optional<Lesson> lesson_;
  std::optional<std::vector<std::uint32_t>> features_;
  KnownSender known_sender_;
  bool looked_for_sender_ = false;
  std::optional<TxRepMessage> sender_;
};

}  // namespace gatepost

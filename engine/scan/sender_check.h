// SenderCheck: asks the history of senders (AWL) about one message, when the rule's turn comes.
#pragma once

#include <memory>

#include "eval/context.h"
#include "gatepost/sender_store.h"
#include "gatepost/verdict.h"
#include "history/awl.h"
#include "scan/engine_impl.h"
#include "scan/message_run.h"

namespace gatepost {

class SenderCheck {
 public:
  // `store` is kept from one message to the next, and opened where it is null. All that is given stays.
  SenderCheck(const Engine::Impl& engine, std::unique_ptr<SenderStore>* store, EvalContext& context,
              const MessageRun& run, bool wants_tags, Verdict* verdict);

  // The rule's answer, from the hits so far. What fails on the machine is among the verdict's failures, and
  // the rule does not hit.
  EvalResult Ask();

 private:
  // The hits that there are when SpamAssassin asks, each with its rule, or null.
  std::vector<std::pair<const Hit*, const PackedRule*>> EarlyHits() const;
  double ScoreSoFar() const;
  std::optional<AwlMessage> MakeAwlMessage();
  EvalResult AskAwl(SenderList& list, const AwlMessage& message, Status* failure);
  Status OpenStore();
  void SetTag(const char* name, double value);

  const Engine::Impl& engine_;
  std::unique_ptr<SenderStore>* const store_;
  EvalContext& context_;
  const MessageRun& run_;
  const bool wants_tags_;
  Verdict* const verdict_;
};

}  // namespace gatepost

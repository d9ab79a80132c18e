// SenderCheck: asks the history of senders (AWL or TxRep) about one message, when the rule's turn comes.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "eval/context.h"
#include "gatepost/sender_store.h"
#include "gatepost/verdict.h"
#include "history/awl.h"
#include "scan/auto_learn.h"
#include "scan/engine_impl.h"
#include "scan/message_run.h"

namespace gatepost {

class SenderCheck {
 public:
  // What a check is made of. All of it stays.
  struct Parts {
    EvalContext& context;
    const MessageRun& run;
    ScoreSet score_set;
    bool wants_tags;
    Verdict* verdict;
  };
  // `store` is kept from one message to the next, and opened where it is null.
  SenderCheck(const Engine::Impl& engine, std::unique_ptr<SenderStore>* store, const Parts& parts)
      : engine_(engine), store_(store), parts_(parts) {}

  // The rule's answer, from the hits so far. What fails on the machine is among the verdict's failures, and
  // the rule does not hit.
  EvalResult AskAwl();
  EvalResult AskTxRep();

  // What auto-learning has to go by: TxRep counts it, and once. Nothing where it was not asked.
  const std::optional<AutoLearnPoints>& auto_learn_points() const { return points_; }

 private:
  // The hits that there are when SpamAssassin asks, each with its rule, or null.
  std::vector<std::pair<const Hit*, const PackedRule*>> EarlyHits() const;
  double ScoreSoFar() const;
  std::optional<AwlMessage> MakeAwlMessage();
  EvalResult Failed(const Status& status);
  void SetTag(const std::string& name, double value);

  const Engine::Impl& engine_;
  std::unique_ptr<SenderStore>* const store_;
  const Parts parts_;
  std::optional<AutoLearnPoints> points_;
};

}  // namespace gatepost

// Learner: one message into the counts of a store, within the store's open write transaction.
#pragma once

#include "bayes/tokenizer.h"
#include "gatepost/token_store.h"
#include "gatepost/trainer.h"

namespace gatepost {

enum class Relearn { kYes, kNo };

// Learns, moves or forgets one message (see trainer.h). The store has an open BeginWrite.
// Relearn::kNo is auto-learning: it leaves a message alone that was learned as the other class, and counts
// the tokens of TokensFor::kClassifying, as SpamAssassin does. Each token's atime becomes the date on which
// the message was received, if that is later; a date more than a day after now_unix_s counts as now_unix_s.
// Fails with the store's errors (the caller rolls back), and with kInvalidArgument where use_bayes is 0.
Result<Trainer::Outcome> LearnMessage(Views& views, TokenStore& store, const BayesConfig& config,
                                      const Limits& limits, LearnedAs as, std::int64_t now_unix_s,
                                      Relearn relearn = Relearn::kYes);

}  // namespace gatepost

// Learner: one message into the counts of a store, within the store's open write transaction.
#pragma once

#include "bayes/tokenizer.h"
#include "gatepost/token_store.h"
#include "gatepost/trainer.h"

namespace gatepost {

// Learns, moves or forgets one message (see trainer.h). The store has an open BeginWrite.
Result<Trainer::Outcome> LearnMessage(Views& views, TokenStore& store, const BayesConfig& config,
                                      const Limits& limits, LearnedAs as, std::int64_t now_unix_s);

}  // namespace gatepost

// Learner: one message into the counts of a store, within the store's open write transaction.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bayes/tokenizer.h"
#include "gatepost/token_store.h"
#include "gatepost/trainer.h"

namespace gatepost {

enum class Relearn { kYes, kNo };

// What counting a message needs of it. Each token's atime becomes the date on which the message was received,
// if that is later; a date more than a day after now_unix_s counts as now_unix_s.
struct Lesson {
  std::vector<TokenHash> tokens;
  std::int64_t received_unix_s = 0;
};
// For Relearn::kNo with the tokens of TokensFor::kClassifying, as SpamAssassin auto-learns.
Lesson MakeLesson(Views& views, const BayesConfig& config, const Limits& limits, Relearn relearn,
                  std::int64_t now_unix_s);

// Would learning change nothing? `ids`: see LearnedIds. The store is within a read or a write.
Result<bool> IsKnown(const std::vector<std::string>& ids, TokenStore& store, LearnedAs as, Relearn relearn);

// Learns, moves or forgets one message (see trainer.h). The store has an open BeginWrite. Relearn::kNo is
// auto-learning: it leaves a message alone that was learned as the other class. `lesson` is asked where it
// counts. Fails with the store's errors (the caller rolls back).
Result<Trainer::Outcome> LearnMessage(const std::vector<std::string>& ids,
                                      const std::function<const Lesson&()>& lesson, TokenStore& store,
                                      LearnedAs as, Relearn relearn);

}  // namespace gatepost

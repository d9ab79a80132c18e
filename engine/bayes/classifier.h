// Classifier: one message against the counts of a store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bayes/tokenizer.h"
#include "gatepost/token_store.h"
#include "gatepost/verdict.h"

namespace gatepost {

struct BayesResult {
  std::optional<double> probability;  // absent where it did not run
  std::string note;                   // why not, "" where it did
  std::vector<BayesToken> tokens;     // when `explain`, strongest first
};

// The store may be within BeginRead (then both totals and tokens are of that state) or idle.
// Fails with the store's errors; the caller goes on without Bayes. Never writes.
Result<BayesResult> Classify(Views& views, TokenStore& store, const BayesConfig& config, const Limits& limits,
                             bool explain);
// True where enough mail was learned for Bayes to speak (bayes_min_*_num): decides the score set.
Result<bool> IsTrained(TokenStore& store, const BayesConfig& config);

}  // namespace gatepost

// Classifier: one message against the counts of a store.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "bayes/tokenizer.h"
#include "gatepost/token_store.h"
#include "gatepost/verdict.h"

namespace gatepost {

struct ClassifyOptions {
  bool explain = false;
  bool in_parts = false;
  // Tokens that no learned message has had since then are old.
  std::int64_t fresh_since_unix_s = std::numeric_limits<std::int64_t>::min();
};

struct BayesResult {
  std::optional<double> probability;  // absent where it did not run
  // When `in_parts`, the same of the tokens of the header alone, and of all others (0.5 where there are
  // none): where the two contradict each other, `probability` is 0.5 as if nothing were known.
  double header_probability = 0.5, body_probability = 0.5;
  std::string note;                // why not, "" where it did
  std::vector<BayesToken> tokens;  // when `explain`, strongest first
  // Different tokens of the message, those of them that the store knows, those of these that are not old, and
  // of those that took part how many speak for ham and how many for spam.
  std::size_t token_count = 0, known_count = 0, fresh_count = 0, hammy_count = 0, spammy_count = 0;
  bool is_cut = false;  // Limits::max_bayes_tokens was met
};

// The store may be within BeginRead (then both totals and tokens are of that state) or idle.
// Fails with the store's errors; the caller goes on without Bayes. Never writes.
Result<BayesResult> Classify(Views& views, TokenStore& store, const BayesConfig& config, const Limits& limits,
                             const ClassifyOptions& options = {});
// True where enough mail was learned for Bayes to speak (bayes_min_*_num): decides the score set.
Result<bool> IsTrained(TokenStore& store, const BayesConfig& config);

}  // namespace gatepost

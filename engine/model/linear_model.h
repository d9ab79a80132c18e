// LinearModel: the second probability. Logistic regression, learned one message at a time.
//
// A message is the unit vector of its features (features.h); the log-odds of spam are the sum of their
// weights. Learning a message moves its weights against the error of the answer given before: much where it
// was wrong, hardly where it was right and sure, and the less the more messages already have that weight, so
// that what all mail has in common does not swing with the class learned last. State: 16 bits of weight and
// 16 of count. Forgetting a message takes its step back, at the rate its weights have by then: exactly what
// was added where it was learned last, less where others came after it.
#pragma once

#include <optional>
#include <string>

#include "bayes/tokenizer.h"
#include "gatepost/token_store.h"
#include "mail/views.h"

namespace gatepost {

struct ModelResult {
  std::optional<double> probability;  // absent where it did not run
  std::string note;                   // why not, "" where it did
};

// Speaks once it has learned as much mail as Bayes needs (bayes_min_ham_num, bayes_min_spam_num). The store
// as for Classify; never writes. Fails with the store's errors.
Result<ModelResult> ClassifyByModel(Views& views, TokenStore& store, const BayesConfig& config);

// Learns, moves or forgets one message within the store's open write; true where that changed anything.
// What the model does not remember as learned, it cannot forget.
Result<bool> LearnByModel(Views& views, TokenStore& store, LearnedAs as);

// Both probabilities as one: the mean of their log-odds, each within what its kind can be trusted with. With
// one alone, that one.
std::optional<double> CombineProbabilities(std::optional<double> bayes, std::optional<double> model);

}  // namespace gatepost

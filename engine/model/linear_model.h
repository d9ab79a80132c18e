// The linear model: a second probability of spam beside Bayes, learned from the same messages.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bayes/tokenizer.h"
#include "gatepost/model_store.h"
#include "gatepost/token_store.h"
#include "mail/views.h"

namespace gatepost {

struct ModelResult {
  std::optional<double> probability;  // absent where it cannot say
  std::string note;                   // why not, "" where it can
};

// The store is within BeginRead. The model speaks from as much mail as Bayes does (bayes_min_*_num), or as it
// keeps. Fails with the store's errors; the caller goes on without it. Never writes.
Result<ModelResult> ClassifyByModel(Views& views, TokenStore& store, const BayesConfig& config);

// Keeps the message of this id (LearnedIds' first) as the class it was learned as, or takes it out; its
// features are asked for where they are kept. True where that changed something. What is kept acts with the
// next fit. The store is within BeginWrite.
Result<bool> LearnByModel(const std::string& id, const std::function<std::vector<std::uint32_t>()>& features,
                          TokenStore& store, LearnedAs as);

// When to fit. kWhenGrown: only if a tenth of what is kept is new, so that the cost of all fits stays a small
// share of that of learning, however few messages a batch has. kSoon, for a person who waits: already if a
// fiftieth is, and always while so little is kept that it is a matter of milliseconds.
enum class FitWhen { kWhenGrown, kSoon };

// Fits the model to what is kept, where it is time to and both classes are there. The store is idle: reads,
// computes (up to 0.5 s) beside everyone else, then writes. True where it was fitted.
Result<bool> FitStoredModel(TokenStore& store, FitWhen when);

// What Bayes says of the header and of the body, and the model of both, as one probability: half of the
// log-odds are the model's, half those of Bayes, a quarter for each part. Bayes is so often certain that its
// word is taken for at most 1 in 150.
double CombineProbabilities(double bayes_header, double bayes_body, double model);

}  // namespace gatepost

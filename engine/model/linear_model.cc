// Tested by tests/model/linear_model_test.cc.
#include "model/linear_model.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/features.h"

namespace gatepost {
namespace {

constexpr double kRate = 10;          // how far one message moves the log-odds of its like, times its error
constexpr double kUnit = 1.0 / 4096;  // of a weight; weights reach from -8 to 8
constexpr int kReadTries = 4;         // as the classifier's

double Logistic(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

double LogOdds(double probability, double most) {
  double least_probability = Logistic(-most);
  double p = std::clamp(probability, least_probability, 1 - least_probability);
  return std::log(p / (1 - p));
}

// The length to which the message's vector is scaled, over each of its features.
double Scale(std::size_t features) { return 1 / std::sqrt(static_cast<double>(features)); }

double Answer(const std::vector<std::int16_t>& weights) {
  long sum = 0;
  for (std::int16_t weight : weights) sum += weight;
  return static_cast<double>(sum) * kUnit * Scale(weights.size());
}

}  // namespace

Result<ModelResult> ClassifyByModel(Views& views, TokenStore& store, const BayesConfig& config) {
  ModelResult result;
  std::vector<std::uint32_t> features = ModelFeatures(views);
  std::vector<std::int16_t> weights(features.size());
  Result<ModelTotals> totals = Status();
  for (int attempt = 0; attempt < kReadTries; ++attempt) {
    if (attempt > 0) {
      store.EndRead();
      if (Status status = store.BeginRead(); !status.ok()) return status;
    }
    totals = store.ReadModel(features, weights);
    if (totals || totals.error().code() != StatusCode::kUnavailable) break;
  }
  if (!totals) return totals.error();
  auto is_enough = [](std::uint64_t learned, int needed) {
    return learned >= static_cast<std::uint64_t>(std::max(needed, 1));
  };
  if (!is_enough(totals->spam_count, config.min_spam_num) ||
      !is_enough(totals->ham_count, config.min_ham_num)) {
    result.note = "spam " + std::to_string(totals->spam_count) + ", ham " +
                  std::to_string(totals->ham_count) + " learned";
    return result;
  }
  if (features.empty())
    result.note = "nothing to judge by";
  else
    result.probability = Logistic(Answer(weights));
  return result;
}

Result<bool> LearnByModel(Views& views, TokenStore& store, LearnedAs as) {
  const std::string id = LearnedIds(views.message()).front();
  Result<std::optional<ModelStep>> found = store.FindModelStep(id);
  if (!found) return found.error();
  const std::optional<ModelStep>& old = *found;
  bool is_spam = as == LearnedAs::kSpam, forgets = as == LearnedAs::kForgotten;
  if (old ? !forgets && old->is_spam == is_spam : forgets) return false;
  std::vector<std::uint32_t> features = ModelFeatures(views);
  if (features.empty()) return false;
  if (old) {
    Status status = store.ChangeModel(features, -old->change, old->is_spam ? -1 : 0, old->is_spam ? 0 : -1);
    if (status.ok() && forgets) status = store.SetModelStep(id, std::nullopt);
    if (!status.ok()) return status;
    if (forgets) return true;
  }
  std::vector<std::int16_t> weights(features.size());
  Result<ModelTotals> totals = store.ReadModel(features, weights);
  if (!totals) return totals.error();
  double error = (is_spam ? 1 : 0) - Logistic(Answer(weights));
  int change = static_cast<int>(std::lround(kRate * error * Scale(features.size()) / kUnit));
  Status status = store.ChangeModel(features, change, is_spam ? 1 : 0, is_spam ? 0 : 1);
  if (status.ok()) status = store.SetModelStep(id, ModelStep{is_spam, change});
  if (!status.ok()) return status;
  return true;
}

std::optional<double> CombineProbabilities(std::optional<double> bayes, std::optional<double> model) {
  if (!bayes || !model) return bayes ? bayes : model;
  constexpr double kMostOfBayes = 7, kMostOfModel = 20;
  return Logistic((LogOdds(*bayes, kMostOfBayes) + LogOdds(*model, kMostOfModel)) / 2);
}

}  // namespace gatepost

// Tested by tests/model/linear_model_test.cc.
#include "model/linear_model.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "bayes/one_write.h"
#include "model/features.h"
#include "model/fit.h"

namespace gatepost {
namespace {

constexpr int kReadTries = 4;  // as the classifier's
constexpr std::uint64_t kGrownShare = 10, kSoonShare = 50, kFewMessages = 400;

double LogOdds(double probability, double most) {
  double least_probability = Logistic(-most);
  double p = std::clamp(probability, least_probability, 1 - least_probability);
  return std::log(p / (1 - p));
}

bool IsTime(const ModelCounts& counts, FitWhen when) {
  if (counts.changed == 0 || counts.spam_count == 0 || counts.ham_count == 0) return false;
  const std::uint64_t kept = counts.spam_count + counts.ham_count;
  if (when == FitWhen::kWhenGrown) return counts.changed * kGrownShare >= kept;
  return kept <= kFewMessages || counts.changed * kSoonShare >= kept;
}

bool IsEnough(std::uint64_t learned, int needed) {
  return learned >= std::min(static_cast<std::uint64_t>(std::max(needed, 1)), kModelSamples);
}

}  // namespace

Result<ModelResult> ClassifyByModel(Views& views, TokenStore& store, const BayesConfig& config) {
  ModelResult result;
  if (store.Model() == nullptr) {
    result.note = "this database keeps no model";
    return result;
  }
  Result<std::shared_ptr<const LinearModel>> model = Status();
  for (int attempt = 0; attempt < kReadTries; ++attempt) {
    if (attempt > 0) {
      store.EndRead();
      if (Status status = store.BeginRead(); !status.ok()) return status;
    }
    model = store.Model()->Read();
    if (model || model.error().code() != StatusCode::kUnavailable) break;
  }
  if (!model) return model.error();
  const LinearModel* fitted = model->get();
  if (fitted == nullptr || !IsEnough(fitted->spam_count, config.min_spam_num) ||
      !IsEnough(fitted->ham_count, config.min_ham_num)) {
    result.note = "spam " + std::to_string(fitted == nullptr ? 0 : fitted->spam_count) + ", ham " +
                  std::to_string(fitted == nullptr ? 0 : fitted->ham_count) + " learned";
    return result;
  }
  result.probability = Logistic(ModelLogOdds(*fitted, ModelFeatures(views)));
  return result;
}

Result<bool> LearnByModel(const std::string& id, const std::function<std::vector<std::uint32_t>()>& features,
                          TokenStore& store, LearnedAs as) {
  ModelStore* model = store.Model();
  if (model == nullptr) return false;
  Result<std::optional<bool>> kept = model->FindSample(id);
  if (!kept) return kept.error();
  bool is_spam = as == LearnedAs::kSpam, forgets = as == LearnedAs::kForgotten;
  if (*kept ? !forgets && **kept == is_spam : forgets) return false;
  if (*kept) {
    if (Status status = model->RemoveSample(id); !status.ok()) return status;
    if (forgets) return true;
  }
  if (Status status = model->AddSample(id, is_spam, features()); !status.ok()) return status;
  return true;
}

Result<bool> FitStoredModel(TokenStore& store, FitWhen when) {
  ModelStore* model = store.Model();
  if (model == nullptr) return false;
  if (Status status = store.BeginRead(); !status.ok()) return status;
  Result<ModelCounts> counts = model->Counts();
  ModelSamples samples;
  Status status = counts ? Status() : counts.error();
  bool is_time = counts && IsTime(*counts, when);
  if (is_time) {
    status = model->ForEachSample(
        [&](bool is_spam, std::span<const std::uint32_t> features) { samples.Add(is_spam, features); });
  }
  store.EndRead();
  if (!status.ok()) return status;
  if (!is_time) return false;
  LinearModel fitted = FitModel(samples);
  status = InOneWrite(store, [&] { return model->Write(fitted, counts->changed); });
  if (!status.ok()) return status;
  return true;
}

double CombineProbabilities(double bayes_header, double bayes_body, double model) {
  constexpr double kMostOfBayes = 5, kMostOfModel = 20;
  const double bayes = (LogOdds(bayes_header, kMostOfBayes) + LogOdds(bayes_body, kMostOfBayes)) / 2;
  return Logistic((bayes + LogOdds(model, kMostOfModel)) / 2);
}

}  // namespace gatepost

// Tested by tests/model/fit_test.cc.
#include "model/fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gatepost {
namespace {

constexpr int kRounds = 5;      // over all messages
constexpr double kRate = 0.2;   // the first step of a weight
constexpr double kLength = 4;   // of a message's vector: the longer, the sooner a fit has seen enough
constexpr float kNear = 0.03f;  // an error that teaches: smaller ones cost time and make a fit too sure
constexpr double kHamStep = 2;  // of an honest message, to that of a spam: to lose it is the worse error
constexpr double kWrongLabel = 0.05;   // a label that has less than this chance, by the other half, is wrong
constexpr double kLabelNoise = 0.005;  // what a label is never surer than, when the gain is chosen
constexpr float kShareOfHalf = 0.25f;  // what a half's weights count in the mean; those of all count the rest
constexpr int kMostWeight = 127;

// splitmix64: the same on every machine, unlike the standard's shuffle.
class Random {
 public:
  std::size_t Below(std::size_t end) {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    return static_cast<std::size_t>((mixed ^ mixed >> 31) % end);
  }

 private:
  std::uint64_t state_ = 1;
};

// What each feature of a kind counts: all kinds that are there by their shares, and the whole vector kLength.
std::array<double, kFeatureKinds> ValuesOf(
    const std::array<std::span<const std::uint32_t>, kFeatureKinds>& kinds) {
  double present = 0;
  for (std::size_t kind = 0; kind < kFeatureKinds; ++kind) {
    if (!kinds[kind].empty()) present += kFeatureRanges[kind].share * kFeatureRanges[kind].share;
  }
  std::array<double, kFeatureKinds> values{};
  for (std::size_t kind = 0; kind < kFeatureKinds; ++kind) {
    if (kinds[kind].empty()) continue;
    values[kind] =
        kLength * kFeatureRanges[kind].share / std::sqrt(present * static_cast<double>(kinds[kind].size()));
  }
  return values;
}

class Fitter {
 public:
  explicit Fitter(const ModelSamples& samples) : samples_(samples) {}

  void Fit(std::vector<std::size_t> order) {
    weights_.assign(kModelWeights, {});
    auto all = static_cast<double>(order.size());
    auto spam = static_cast<double>(
        std::count_if(order.begin(), order.end(), [&](std::size_t i) { return samples_.is_spam(i); }));
    if (spam == 0 || spam == all) return;
    // The rarer class steps further, by the root of how rare it is.
    double spam_step = std::sqrt(all / 2 / spam), ham_step = kHamStep * std::sqrt(all / 2 / (all - spam));
    Random random;
    for (int round = 0; round < kRounds; ++round) {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
      double step = kRate / (1 + 0.5 * round);
      for (std::size_t i : order) Learn(i, step * (samples_.is_spam(i) ? spam_step : ham_step));
    }
  }

  double Sum(std::size_t sample) const {
    float sum = 0;
    samples_.ForEach(sample,
                     [&](std::uint32_t feature, float value) { sum += value * weights_[feature].value; });
    return static_cast<double>(sum);
  }

  // Adds `share` of the weights to `sum`.
  void AddTo(std::vector<float>* sum, float share) const {
    for (std::size_t i = 0; i < weights_.size(); ++i) (*sum)[i] += share * weights_[i].value;
  }

 private:
  // Together, since both are used at once.
  struct Weight {
    float value = 0, squares = 0;
  };

  void Learn(std::size_t sample, double step) {
    const auto error = static_cast<float>((samples_.is_spam(sample) ? 1 : 0) - Logistic(Sum(sample)));
    if (std::fabs(error) < kNear) return;
    const auto rate = static_cast<float>(step);
    samples_.ForEach(sample, [&](std::uint32_t feature, float value) {
      Weight& weight = weights_[feature];
      const float slope = error * value;
      weight.squares += slope * slope;
      weight.value += rate * slope / std::sqrt(weight.squares + 1e-8f);
    });
  }

  const ModelSamples& samples_;
  std::vector<Weight> weights_;
};

// Each message's sum by weights fitted to the other half; both halves' weights go into `mean`. A half has
// every other message of each class.
std::vector<double> JudgedByOthers(const ModelSamples& samples, Fitter* fitter, std::vector<float>* mean) {
  std::vector<std::size_t> halves[2];
  std::size_t count[2] = {0, 0};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    halves[count[samples.is_spam(i) ? 1 : 0]++ % 2].push_back(i);
  }
  std::vector<double> sums(samples.size());
  for (std::size_t half : {0u, 1u}) {
    fitter->Fit(halves[1 - half]);
    fitter->AddTo(mean, kShareOfHalf);
    for (std::size_t i : halves[half]) sums[i] = fitter->Sum(i);
  }
  return sums;
}

// What is to be added to the sums so that both classes are taken for the other one alike: fits that step
// further for ham say less than is true.
double BestShift(const ModelSamples& samples, const std::vector<double>& sums) {
  constexpr double kMost = 8;
  constexpr int kHalvings = 40;
  double count[2] = {0, 0};
  for (std::size_t i = 0; i < samples.size(); ++i) ++count[samples.is_spam(i) ? 1 : 0];
  if (count[0] == 0 || count[1] == 0) return 0;
  double low = -kMost, high = kMost;
  for (int i = 0; i < kHalvings; ++i) {
    const double shift = (low + high) / 2;
    double missed[2] = {0, 0};
    for (std::size_t sample = 0; sample < samples.size(); ++sample) {
      const bool spam = samples.is_spam(sample);
      missed[spam ? 1 : 0] += Logistic(spam ? -sums[sample] - shift : sums[sample] + shift);
    }
    (missed[1] * count[0] > missed[0] * count[1] ? low : high) = shift;
  }
  return (low + high) / 2;
}

// How well log-odds of `gain` times the sums tell the labels. Both classes weigh the same; few messages
// cannot make it sure (Platt's targets), nor can a wrong label count without bound.
double Likelihood(const ModelSamples& samples, const std::vector<double>& sums, double gain) {
  double total[2] = {0, 0}, count[2] = {0, 0};
  for (std::size_t i = 0; i < samples.size(); ++i) ++count[samples.is_spam(i) ? 1 : 0];
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::size_t spam = samples.is_spam(i) ? 1 : 0;
    double right = Logistic(spam == 1 ? gain * sums[i] : -gain * sums[i]);
    right = kLabelNoise + (1 - 2 * kLabelNoise) * right;
    double target = (count[spam] + 1) / (count[spam] + 2);
    total[spam] += target * std::log(right) + (1 - target) * std::log(1 - right);
  }
  return total[0] / std::max(count[0], 1.0) + total[1] / std::max(count[1], 1.0);
}

// By what a sum is multiplied to be log-odds.
double BestGain(const ModelSamples& samples, const std::vector<double>& sums) {
  constexpr double kLeast = 0.1, kMost = 8, kStep = 1.1;
  double best_gain = kLeast, best = Likelihood(samples, sums, kLeast);
  for (double gain = kLeast * kStep; gain < kMost; gain *= kStep) {
    double likelihood = Likelihood(samples, sums, gain);
    if (likelihood <= best) continue;
    best = likelihood;
    best_gain = gain;
  }
  return best_gain;
}

// The messages whose label the others do not contradict.
std::vector<std::size_t> Credible(const ModelSamples& samples, const std::vector<double>& sums) {
  std::vector<std::size_t> credible;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    double chance = Logistic(samples.is_spam(i) ? sums[i] : -sums[i]);
    if (chance >= kWrongLabel) credible.push_back(i);
  }
  return credible;
}

}  // namespace

double Logistic(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

void ModelSamples::Add(bool is_spam, std::span<const std::uint32_t> features) {
  Sample sample;
  sample.is_spam = is_spam;
  std::size_t end = sample.start = features_.size();
  const auto kinds = SplitByKind(features);
  const auto values = ValuesOf(kinds);
  for (std::size_t kind = 0; kind < kFeatureKinds; ++kind) {
    sample.ends[kind] = end += kinds[kind].size();
    sample.values[kind] = static_cast<float>(values[kind]);
  }
  features_.insert(features_.end(), features.begin(), features.end());
  samples_.push_back(sample);
}

LinearModel FitModel(const ModelSamples& samples) {
  Fitter fitter(samples);
  std::vector<float> weights(kModelWeights);
  std::vector<double> sums = JudgedByOthers(samples, &fitter, &weights);
  const double shift = BestShift(samples, sums);
  for (double& sum : sums) sum += shift;
  fitter.Fit(Credible(samples, sums));
  fitter.AddTo(&weights, 1 - 2 * kShareOfHalf);
  LinearModel model;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    ++(samples.is_spam(i) ? model.spam_count : model.ham_count);
  }
  float largest = 0;
  for (float weight : weights) largest = std::max(largest, std::fabs(weight));
  float unit = largest > 0 ? largest / kMostWeight : 1;
  model.unit = unit * BestGain(samples, sums);
  model.weights.reserve(kModelWeights);
  for (float weight : weights) model.weights.push_back(static_cast<std::int8_t>(std::lround(weight / unit)));
  return model;
}

double ModelLogOdds(const LinearModel& model, std::span<const std::uint32_t> features) {
  const auto kinds = SplitByKind(features);
  const auto values = ValuesOf(kinds);
  double log_odds = 0;
  for (std::size_t kind = 0; kind < kFeatureKinds; ++kind) {
    int sum = 0;
    for (std::uint32_t feature : kinds[kind]) sum += model.weights[feature];
    log_odds += values[kind] * sum;
  }
  return model.unit * log_odds;
}

}  // namespace gatepost

// Tested by tests/model/fit_test.cc.
#include "model/fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gatepost {
namespace {

constexpr int kRounds = 5;             // over all messages
constexpr double kRate = 0.3;          // the first step of a weight
constexpr double kWrongLabel = 0.05;   // a label that has less than this chance, by the other half, is wrong
constexpr double kLabelNoise = 0.005;  // what a label is never surer than, when the gain is chosen
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

class Fitter {
 public:
  explicit Fitter(const ModelSamples& samples) : samples_(samples) {}

  void Fit(std::vector<std::size_t> order, int rounds, double rate) {
    weights_.assign(kModelWeights, 0);
    squares_.assign(kModelWeights, 0);
    auto all = static_cast<double>(order.size());
    auto spam = static_cast<double>(
        std::count_if(order.begin(), order.end(), [&](std::size_t i) { return samples_.is_spam(i); }));
    if (spam == 0 || spam == all) return;
    // The rarer class steps further, by the root of how rare it is.
    double spam_step = std::sqrt(all / 2 / spam), ham_step = std::sqrt(all / 2 / (all - spam));
    Random random;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
      double step = rate / (1 + 0.5 * round);
      for (std::size_t i : order) Learn(i, step * (samples_.is_spam(i) ? spam_step : ham_step));
    }
  }

  double Sum(std::size_t sample) const {
    std::span<const std::uint32_t> features = samples_.features(sample);
    if (features.empty()) return 0;
    double sum = 0;
    for (std::uint32_t feature : features) sum += weights_[feature];
    return sum / std::sqrt(static_cast<double>(features.size()));
  }

  const std::vector<float>& weights() const { return weights_; }

 private:
  void Learn(std::size_t sample, double step) {
    std::span<const std::uint32_t> features = samples_.features(sample);
    if (features.empty()) return;
    double error = (samples_.is_spam(sample) ? 1 : 0) - Logistic(Sum(sample));
    double slope = error / std::sqrt(static_cast<double>(features.size()));
    auto square = static_cast<float>(slope * slope), move = static_cast<float>(step * slope);
    for (std::uint32_t feature : features) {
      squares_[feature] += square;
      weights_[feature] += move / std::sqrt(squares_[feature] + 1e-8f);
    }
  }

  const ModelSamples& samples_;
  std::vector<float> weights_, squares_;
};

// Each message's sum by weights fitted to the other half. A half has every other message of each class.
std::vector<double> JudgedByOthers(const ModelSamples& samples, Fitter* fitter) {
  std::vector<std::size_t> halves[2];
  std::size_t count[2] = {0, 0};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    halves[count[samples.is_spam(i) ? 1 : 0]++ % 2].push_back(i);
  }
  std::vector<double> sums(samples.size());
  for (std::size_t half : {0u, 1u}) {
    fitter->Fit(halves[1 - half], kRounds, kRate);
    for (std::size_t i : halves[half]) sums[i] = fitter->Sum(i);
  }
  return sums;
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
  is_spam_.push_back(is_spam ? 1 : 0);
  features_.insert(features_.end(), features.begin(), features.end());
  starts_.push_back(features_.size());
}

LinearModel FitModel(const ModelSamples& samples) {
  Fitter fitter(samples);
  const std::vector<double> sums = JudgedByOthers(samples, &fitter);
  fitter.Fit(Credible(samples, sums), kRounds, kRate);
  LinearModel model;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    ++(samples.is_spam(i) ? model.spam_count : model.ham_count);
  }
  float largest = 0;
  for (float weight : fitter.weights()) largest = std::max(largest, std::fabs(weight));
  float unit = largest > 0 ? largest / kMostWeight : 1;
  model.unit = unit * BestGain(samples, sums);
  model.weights.reserve(kModelWeights);
  for (float weight : fitter.weights()) {
    model.weights.push_back(static_cast<std::int8_t>(std::lround(weight / unit)));
  }
  return model;
}

double ModelLogOdds(const LinearModel& model, std::span<const std::uint32_t> features) {
  if (features.empty()) return 0;
  int sum = 0;
  for (std::uint32_t feature : features) sum += model.weights[feature];
  return model.unit * sum / std::sqrt(static_cast<double>(features.size()));
}

}  // namespace gatepost

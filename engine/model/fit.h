// Fit: weights for features, from learned messages. Pure: no store, no mail, no chance. The same set of
// messages gives the same weights, in whatever order they were learned.
//
// Logistic regression with one step size a feature (AdaGrad), a message's vector scaled to length 1. Twice:
// first each half of the messages is judged by weights fitted to the other half, and what those contradict
// strongly is taken for wrongly labelled and left out of the second, real fit. The same judgements calibrate
// the log-odds: they are of messages that the weights had not seen.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gatepost/model_store.h"

namespace gatepost {

class ModelSamples {
 public:
  void Add(bool is_spam, std::span<const std::uint32_t> features);
  std::size_t size() const { return is_spam_.size(); }
  bool is_spam(std::size_t sample) const { return is_spam_[sample] != 0; }
  std::span<const std::uint32_t> features(std::size_t sample) const {
    return std::span(features_).subspan(starts_[sample], starts_[sample + 1] - starts_[sample]);
  }

 private:
  std::vector<char> is_spam_;
  std::vector<std::size_t> starts_ = {0};
  std::vector<std::uint32_t> features_;
};

// Needs messages of both classes to say anything. Cost: some 70 us a message; 2 MB beside the samples.
LinearModel FitModel(const ModelSamples& samples);

// The probability that log-odds mean.
double Logistic(double log_odds);

// The log-odds of spam that a model gives to these features; 0 where there are none.
double ModelLogOdds(const LinearModel& model, std::span<const std::uint32_t> features);

}  // namespace gatepost

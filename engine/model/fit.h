// Fit: weights for features, from learned messages. Pure: no store, no mail, no chance. The same set of
// messages gives the same weights, in whatever order they were learned.
//
// Logistic regression with one step size a feature (AdaGrad); every kind of feature that a message has weighs
// as much as the others in it, and its whole vector has one length, whatever the message's. Twice: first each
// half of the messages is judged by weights fitted to the other half, and what those contradict strongly is
// taken for wrongly labelled and left out of the second fit. The same judgements calibrate the log-odds: they
// are of messages that the weights had not seen. Steps for honest mail are twice those for spam, so
// what both have speaks for ham; judgements are taken without that leaning. The weights
// are the mean of the second fit's and the halves': what chance or one odd message does to a fit, the others
// do not share.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "gatepost/model_store.h"
#include "model/features.h"

namespace gatepost {

class ModelSamples {
 public:
  void Add(bool is_spam, std::span<const std::uint32_t> features);
  std::size_t size() const { return samples_.size(); }
  bool is_spam(std::size_t sample) const { return samples_[sample].is_spam; }
  // Calls `visit(feature, value)` with each feature and its place in the message's vector.
  template <class Visit>
  void ForEach(std::size_t sample, const Visit& visit) const {
    const Sample& one = samples_[sample];
    std::size_t i = one.start;
    for (std::size_t kind = 0; kind < kFeatureKinds; ++kind) {
      for (; i < one.ends[kind]; ++i) visit(features_[i], one.values[kind]);
    }
  }

 private:
  struct Sample {
    bool is_spam = false;
    std::size_t start = 0;
    std::array<std::size_t, kFeatureKinds> ends{};  // in features_
    std::array<float, kFeatureKinds> values{};
  };
  std::vector<Sample> samples_;
  std::vector<std::uint32_t> features_;
};

// Needs messages of both classes to say anything. Cost: some 50 us a message; 6 MB beside the samples.
LinearModel FitModel(const ModelSamples& samples);

// The probability that log-odds mean.
double Logistic(double log_odds);

// The log-odds of spam that a model gives to these features (sorted); 0 where there are
// none.
double ModelLogOdds(const LinearModel& model, std::span<const std::uint32_t> features);

}  // namespace gatepost

// Tested by tests/evaluate/fit_test.cc.
#include "evaluate/fit.h"

#include <algorithm>
#include <cmath>

namespace gatepost {
namespace {

struct HitBy {
  std::size_t sample;
  double count;
};

// The part of the loss that one rule's score moves, to first and second order.
struct Slope {
  double first = 0, second = 0;
};

class Fitter {
 public:
  Fitter(std::span<const FitRule> rules, std::span<const Sample* const> samples, const FitOptions& options)
      : rules_(rules), samples_(samples), options_(options), hits_(rules.size()) {
    for (const FitRule& rule : rules) {
      scores_.push_back(rule.is_fixed ? rule.prior : std::clamp(rule.prior, rule.low, rule.high));
    }
    for (std::size_t i = 0; i < samples.size(); ++i) {
      for (const SampleHit& hit : samples[i]->hits) {
        hits_[static_cast<std::size_t>(hit.rule)].push_back({i, hit.count});
      }
      over_.push_back(PointsUnder(*samples[i], scores_) - options.threshold);
    }
  }

  std::vector<double> Run() {
    constexpr double kStill = 1e-5;  // points
    for (int round = 0; round < options_.max_rounds; ++round) {
      double moved = 0;
      for (std::size_t rule = 0; rule < rules_.size(); ++rule) moved = std::max(moved, Move(rule));
      if (moved < kStill) break;
    }
    return scores_;
  }

 private:
  // log(1 + e^-m) of each message it hits, m its points on the right side, and the pull to the prior.
  Slope SlopeAt(std::size_t rule) const {
    Slope slope{2 * options_.hold * (scores_[rule] - Prior(rule)), 2 * options_.hold};
    for (const HitBy& hit : hits_[rule]) {
      bool is_spam = samples_[hit.sample]->is_spam;
      double side = is_spam ? 1 : -1;
      double wrong = 1 / (1 + std::exp(side * over_[hit.sample] / options_.point_width));
      double weight = is_spam ? 1 : options_.ham_weight;
      double reach = hit.count / options_.point_width;
      slope.first -= weight * side * wrong * reach;
      // Not less than a little: far from the threshold the curvature says nothing about the way there.
      slope.second += weight * std::max(wrong * (1 - wrong), 0.02) * reach * reach;
    }
    return slope;
  }

  double Prior(std::size_t rule) const {
    return std::clamp(rules_[rule].prior, rules_[rule].low, rules_[rule].high);
  }

  double Bounded(std::size_t rule, double score) const {
    double low = rules_[rule].low, high = rules_[rule].high;
    if (int below = rules_[rule].not_below; below >= 0)
      low = std::max(low, scores_[static_cast<std::size_t>(below)]);
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (rules_[i].not_below == static_cast<int>(rule)) high = std::min(high, scores_[i]);
    }
    return low > high ? scores_[rule] : std::clamp(score, low, high);
  }

  // One step towards the rule's best score; how far it went.
  double Move(std::size_t rule) {
    if (rules_[rule].is_fixed || hits_[rule].empty()) return 0;
    constexpr double kLongestStep = 0.5;  // the curvature changes on the way
    Slope slope = SlopeAt(rule);
    double step = std::clamp(-slope.first / slope.second, -kLongestStep, kLongestStep);
    double score = Bounded(rule, scores_[rule] + step);
    step = score - scores_[rule];
    if (step == 0) return 0;
    scores_[rule] = score;
    for (const HitBy& hit : hits_[rule]) over_[hit.sample] += step * hit.count;
    return std::fabs(step);
  }

  std::span<const FitRule> rules_;
  std::span<const Sample* const> samples_;
  const FitOptions& options_;
  std::vector<std::vector<HitBy>> hits_;  // by rule
  std::vector<double> scores_;
  std::vector<double> over_;  // by message: its points over the threshold
};

}  // namespace

Sample JoinRules(const Sample& sample, std::span<const char> joined, std::span<const double> scores, int as) {
  Sample joint = sample;
  joint.hits.clear();
  double points = 0;
  for (const SampleHit& hit : sample.hits) {
    auto rule = static_cast<std::size_t>(hit.rule);
    if (joined[rule] != 0)
      points += scores[rule] * hit.count;
    else
      joint.hits.push_back(hit);
  }
  if (points != 0) joint.hits.push_back({as, points, points});
  return joint;
}

double PointsUnder(const Sample& sample, std::span<const double> scores) {
  double points = 0;
  for (const SampleHit& hit : sample.hits) points += scores[static_cast<std::size_t>(hit.rule)] * hit.count;
  return points;
}

std::vector<double> FitScores(std::span<const FitRule> rules, std::span<const Sample* const> samples,
                              const FitOptions& options) {
  return Fitter(rules, samples, options).Run();
}

}  // namespace gatepost

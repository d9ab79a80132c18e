// Fit: scores for rules, from which messages of a labelled corpus they hit. Logistic regression on the points
// over the threshold, held near the scores that the rules have and within bounds: the minimum of a convex
// function, found by coordinate descent, so the same input gives the same scores on every machine.
#pragma once

#include <span>
#include <vector>

#include "evaluate/sample.h"

namespace gatepost {

struct FitRule {
  double prior = 0;          // the score it has; where it hits nothing, it keeps it
  double low = 0, high = 0;  // its bounds; the prior is moved into them
  bool is_fixed = false;     // counts with its prior, whatever the corpus says
  int not_below = -1;        // the number of a rule that has no higher score; -1: none
};

struct FitOptions {
  double threshold = 5;
  // What an honest message at the wrong side costs, in spam at the wrong side.
  double ham_weight = 50;
  // What it costs to move a score by one point, in messages that lie at the threshold.
  double hold = 2;
  // Points on which the chance of spam changes by a factor of e.
  double point_width = 0.7;
  int max_rounds = 300;
};

// One score a rule. `rules` belongs to `samples` by the number in SampleHit::rule; `samples` are those to be
// fitted to. Cost: rounds times hits.
std::vector<double> FitScores(std::span<const FitRule> rules, std::span<const Sample* const> samples,
                              const FitOptions& options);

// The sample with the hits of all rules that `joined` names as one hit of rule `as`, which counts their
// points under `scores`: what FitScores gives to that rule is the factor of them all.
Sample JoinRules(const Sample& sample, std::span<const char> joined, std::span<const double> scores, int as);

// The points of a message under these scores.
double PointsUnder(const Sample& sample, std::span<const double> scores);

}  // namespace gatepost

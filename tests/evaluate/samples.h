// A small run to make summaries from.
#pragma once

#include "evaluate/sample.h"

namespace gatepost {

inline Verdict VerdictOf(double score, std::vector<std::pair<std::string, double>> hits,
                         std::optional<double> bayes = std::nullopt) {
  Verdict verdict;
  verdict.scanned = true;
  verdict.score = score;
  verdict.bayes_probability = bayes;
  for (auto& [rule, points] : hits) {
    Hit hit;
    hit.rule = rule;
    hit.score = points;
    hit.description = "About " + rule;
    verdict.hits.push_back(hit);
  }
  return verdict;
}

inline SampleSet SomeSamples() {
  SampleSet set;
  set.Add("ham/1", false, VerdictOf(-1, {{"NICE", -1}}, 0.1));
  set.Add("ham/2", false, VerdictOf(5, {{"SHOUT", 2}, {"MONEY", 3}}, 0.2));
  set.Add("ham/<3>", false, VerdictOf(4.9, {{"SHOUT", 4.9}}));
  set.Add("ham/4", false, VerdictOf(0, {}, 0.4));
  set.Add("spam/1", true, VerdictOf(5, {{"SHOUT", 2}, {"MONEY", 3}}, 0.9));
  set.Add("spam/2", true, VerdictOf(2, {{"SHOUT", 2}}, 0.3));
  Verdict large;
  large.not_scanned_reason = "too large";
  set.Add("spam/3", true, large);
  return set;
}

}  // namespace gatepost

// Tested by tests/evaluate/summary_test.cc.
#include "evaluate/sample.h"

namespace gatepost {

int SampleSet::RuleNumber(const std::string& name, const std::string& description) {
  auto [place, is_new] = rule_numbers_.emplace(name, static_cast<int>(rules.size()));
  if (is_new) rules.push_back({name, description});
  return place->second;
}

void SampleSet::Add(std::string name, bool is_spam, const Verdict& verdict) {
  Sample sample;
  sample.name = std::move(name);
  sample.is_spam = is_spam;
  sample.is_scanned = verdict.scanned;
  sample.is_new = verdict.is_new;
  sample.score = verdict.score;
  sample.bayes = verdict.bayes_probability;
  sample.model = verdict.model_probability;
  sample.combined = verdict.combined_probability;
  for (const Hit& hit : verdict.hits) {
    sample.hits.push_back(
        {RuleNumber(hit.rule, hit.description), hit.score * hit.count, static_cast<double>(hit.count)});
  }
  required = verdict.required;
  has_bayes_ |= verdict.bayes_probability.has_value();
  why_no_bayes_ = has_bayes_ ? "" : verdict.bayes_note;
  samples.push_back(std::move(sample));
}

}  // namespace gatepost

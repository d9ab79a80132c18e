// What a run over a labelled corpus gives: one sample a message. The statistics of this folder are made
// from it alone; they know no mail and no engine.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gatepost/verdict.h"

namespace gatepost {

struct SampleHit {
  int rule = 0;       // index into SampleSet::rules
  double points = 0;  // what it added to the score
  double count = 1;   // how often it hit: more than once with `tflags multiple` alone
  bool operator==(const SampleHit&) const = default;
};

struct Sample {
  std::string name;         // the message's path
  bool is_spam = false;     // its label
  bool is_scanned = false;  // false: the engine gave no score; it counts as delivered
  bool is_new = false;      // Verdict::is_new: its points are of the scores without Bayes
  double score = 0;
  std::optional<double> bayes, model, combined;  // probabilities, where they ran
  std::vector<SampleHit> hits;
};

struct SampleRule {
  std::string name;
  std::string description;
};

struct SampleSet {
  double required = 5.0;  // the threshold of `score`
  std::vector<SampleRule> rules;
  std::vector<Sample> samples;

  // Why Bayes ran for no message; "" where it did, or nothing asked for it.
  const std::string& WhyNoBayes() const { return why_no_bayes_; }

  // Adds one message and what the engine said of it.
  void Add(std::string name, bool is_spam, const Verdict& verdict);
  // The number of a rule, which is added where it is new.
  int RuleNumber(const std::string& name, const std::string& description);

 private:
  std::map<std::string, int, std::less<>> rule_numbers_;
  std::string why_no_bayes_;
  bool has_bayes_ = false;
};

}  // namespace gatepost

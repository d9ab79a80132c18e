// Summary: what a run says about the rules and the probabilities, ready to be written in any form.
#pragma once

#include <string>
#include <vector>

#include "evaluate/roc.h"
#include "evaluate/sample.h"

namespace gatepost {

// One number by which messages can be told apart: the score, or a probability.
struct Measure {
  std::string name;  // "score", "bayes", "model", "combined"
  Roc roc;
  std::size_t absent = 0;  // messages without it: they count as its middle, 0.5
};

struct RuleSummary {
  std::string name, description;
  double points = 0;  // of the last hit
  std::uint64_t spam_hits = 0, ham_hits = 0;
  // The share of spam among its hits if there were as much spam as ham: 1 is a perfect sign of spam, 0 of
  // ham.
  double spam_share = 0;
  // The rule that hits with it most often, and in which share of its own hits.
  std::string companion;
  double companion_share = 0;
};

// Two rules that hit the same messages.
struct RuleOverlap {
  std::string first, second;
  std::uint64_t both = 0;
  double share = 0;  // of the messages that either hits
};

struct Summary {
  const SampleSet* set = nullptr;  // what it is made from
  double required = 5.0;
  std::uint64_t ham = 0, spam = 0, ham_lost = 0, spam_caught = 0, not_scanned = 0;
  std::vector<Measure> measures;
  std::vector<RuleSummary> rules;          // most hits first
  std::vector<RuleOverlap> overlaps;       // largest share first, then most messages; at least half
  std::vector<const Sample*> lost_ham;     // highest score first: worst misses, and near ones where few
  std::vector<const Sample*> missed_spam;  // lowest score first
};

// `most_misses` of each kind are kept. The summary points into `set`.
Summary Summarize(const SampleSet& set, std::size_t most_misses);

}  // namespace gatepost

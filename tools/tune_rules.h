// The rules of a configuration as `tune` sees them: their scores, and how far each may move.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config_options.h"
#include "evaluate/fit.h"
#include "evaluate/score_file.h"

namespace gatepost {

struct TuneBounds {
  double cap = 3, learn_cap = 4, nice_cap = 3;
};

// Scores are kept to a hundredth.
double RoundScore(double score);

class TuneRules {
 public:
  static Result<TuneRules> Read(ConfigOptions& config);

  // One entry a rule of the run. A rule marked "nice" stays at 0 or below, any other at 0 or above. Left
  // alone are rules that decide by themselves (10 points and more: lists, GTUBE), those that only name a
  // finding (under 0.01), those of the user's lists, and network tests.
  std::vector<FitRule> BoundsFor(const SampleSet& run, bool with_bayes, const TuneBounds& bounds) const;
  // Takes the run's scores over. Network tests are not run: their sets are those without them.
  void Put(const SampleSet& run, const std::vector<double>& scores, bool with_bayes);

  // Of all rules that were in some run and not left alone, in the order of the configuration.
  std::vector<RuleScores> Scores() const;

 private:
  struct Entry {
    RuleScores rule;
    bool is_nice = false, is_learn = false, is_left_alone = false, is_fitted = false;
  };
  std::vector<Entry> entries_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace gatepost

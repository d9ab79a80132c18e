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
  double cap = 3, learn_cap = 4.5, nice_cap = 3;
  std::vector<std::string> kept;  // globs: the names of rules whose scores stay
  std::vector<std::string>
      rising;  // globs: rules of which none may weigh less than the one defined before it
};

// Scores are kept to a hundredth.
double RoundScore(double score);
// The same of a rule that had `before`. Where that was not 0 it stays another number: a rule of 0 points is
// not run, and metas that ask for it would no longer hit.
double RunningScore(double score, double before, bool is_nice);

class TuneRules {
 public:
  static Result<TuneRules> Read(ConfigOptions& config);

  // One entry a rule of the run. A rule marked "nice" stays at 0 or below, any other at 0 or above. Left
  // alone are rules that decide by themselves (10 points and more: lists, GTUBE), those that only name a
  // finding (under 0.01), those of the user's lists, and network tests.
  // The bounds are those of all that it may add to one message, with `tflags multiple` too.
  std::vector<FitRule> BoundsFor(const SampleSet& run, bool with_bayes, const TuneBounds& bounds) const;
  // `bounds`, with the scores without Bayes as priors of the rules that Contents names.
  std::vector<FitRule> PlainPriors(const SampleSet& run, std::vector<FitRule> bounds) const;
  // Which rules of the run say something of the message itself, not of what was learned, and may move: 1.
  std::vector<char> Contents(const SampleSet& run, const std::vector<FitRule>& bounds) const;
  // The scores with Bayes of all such rules of the configuration become `factor` of those without.
  void Scale(double factor, const TuneBounds& bounds);
  // Takes the run's scores over. Network tests are not run: their sets are those without them.
  void Put(const SampleSet& run, const std::vector<FitRule>& bounds, const std::vector<double>& scores,
           bool with_bayes);

  // Of all rules that were in some run and not left alone, in the order of the configuration.
  std::vector<RuleScores> Scores() const;

 private:
  struct Entry {
    RuleScores rule;
    bool is_nice = false, is_learn = false, is_left_alone = false;
    int most_hits = 1;  // in one message; 0: no limit
    bool is_fitted = false;
  };
  void AddOrder(const SampleSet& run, const TuneBounds& bounds, std::vector<FitRule>* list) const;
  static bool IsFixed(const Entry& entry, const TuneBounds& bounds);
  std::vector<Entry> entries_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace gatepost

// Auto-learning's decision: is a verdict so clear that its mail may teach Bayes? A pure function; who
// learns, and whether at all (bayes_auto_learn), is decided elsewhere. Conditions are SpamAssassin 4.0.1's
// (Plugin/AutoLearnThreshold.pm).
#pragma once

#include <optional>
#include <string>

#include "config/settings.h"
#include "gatepost/token_store.h"

namespace gatepost {

struct AutoLearnConfig {
  static AutoLearnConfig Build(const Settings& settings);
  double ham_below = 0.1;      // bayes_auto_learn_threshold_nonspam
  double spam_from = 12.0;     // bayes_auto_learn_threshold_spam
  bool only_on_error = false;  // bayes_auto_learn_on_error
};

// All points are of the score set without Bayes, and leave out rules with the flags noautolearn and
// userconf; those with the flag learn count in `learned_points` alone (score set in use).
struct AutoLearnPoints {
  double total = 0;
  double header = 0;  // of header rules and metas of header rules, autolearn_header rules
  double body = 0;    // of body, rawbody and uri rules and metas of those, autolearn_body rules
  double learned = 0;
  bool is_forced = false;  // some rule that hit has the flag autolearn_force
  std::string forced_by;   // their names, by commas
  bool is_spam = false;    // the verdict
  bool hit_bayes_00 = false, hit_bayes_99 = false;
};

struct AutoLearnDecision {
  std::optional<LearnedAs> as;  // kSpam or kHam; nothing: do not learn
  std::string reason;           // why not, for a person
};

AutoLearnDecision DecideAutoLearn(const AutoLearnPoints& points, const AutoLearnConfig& config);

}  // namespace gatepost

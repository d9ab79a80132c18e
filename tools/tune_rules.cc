// Tested by tests/tools/tune_command_test.cc.
#include "tune_rules.h"

#include <algorithm>
#include <cmath>

#include "scan/engine_impl.h"

namespace gatepost {
namespace {

constexpr double kDecides = 10, kNames = 0.01;  // points

bool IsLeftAlone(const PackedRule& rule) {
  double most = 0;
  for (double score : rule.scores) most = std::max(most, std::fabs(score));
  return most >= kDecides || most < kNames || rule.flags.userconf || rule.flags.net;
}

}  // namespace

double RoundScore(double score) { return std::round(score * 100) / 100; }

Result<TuneRules> TuneRules::Read(ConfigOptions& config) {
  config.ForceSource();  // with the scores of user_prefs in the rules
  std::unique_ptr<Engine> engine = config.Open();
  if (engine == nullptr) return Status(StatusCode::kNotFound, "the configuration could not be opened");
  TuneRules rules;
  for (const PackedRule& rule : engine->impl().rules.rules()) {
    if (rule.is_subrule()) continue;
    const std::string name(rule.name.view());
    rules.by_name_[name] = rules.entries_.size();
    rules.entries_.push_back({{name, {rule.scores[0], rule.scores[1], rule.scores[2], rule.scores[3]}},
                              rule.flags.nice,
                              rule.flags.learn,
                              IsLeftAlone(rule),
                              false});
  }
  return rules;
}

std::vector<FitRule> TuneRules::BoundsFor(const SampleSet& run, bool with_bayes,
                                          const TuneBounds& bounds) const {
  std::vector<FitRule> list;
  for (const SampleRule& rule : run.rules) {
    auto found = by_name_.find(rule.name);
    FitRule bound;
    bound.is_fixed = found == by_name_.end();
    if (!bound.is_fixed) {
      const Entry& entry = entries_[found->second];
      bound.prior = entry.rule.scores[with_bayes ? 2 : 0];
      bound.is_fixed = entry.is_left_alone;
      if (entry.is_nice)
        bound.low = -bounds.nice_cap;
      else
        bound.high = entry.is_learn ? bounds.learn_cap : bounds.cap;
    }
    list.push_back(bound);
  }
  return list;
}

void TuneRules::Put(const SampleSet& run, const std::vector<double>& scores, bool with_bayes) {
  for (std::size_t i = 0; i < run.rules.size(); ++i) {
    auto found = by_name_.find(run.rules[i].name);
    if (found == by_name_.end()) continue;
    Entry& entry = entries_[found->second];
    if (entry.is_left_alone) continue;
    std::size_t first = with_bayes ? 2 : 0;
    entry.rule.scores[first] = entry.rule.scores[first + 1] = scores[i];
    entry.is_fitted = true;
  }
}

std::vector<RuleScores> TuneRules::Scores() const {
  std::vector<RuleScores> list;
  for (const Entry& entry : entries_) {
    if (entry.is_fitted) list.push_back(entry.rule);
  }
  return list;
}

}  // namespace gatepost

// Tested by tests/tools/tune_command_test.cc.
#include "tune_rules.h"

#include <fnmatch.h>

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

bool IsAmong(const std::vector<std::string>& globs, const std::string& name) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return fnmatch(glob.c_str(), name.c_str(), 0) == 0; });
}

}  // namespace

// No -0.
double RoundScore(double score) { return std::round(score * 100) / 100 + 0.0; }

double RunningScore(double score, double before, bool is_nice) {
  constexpr double kLeast = 0.001;
  const double rounded = RoundScore(score);
  if (rounded != 0 || before == 0) return rounded;
  return is_nice ? -kLeast : kLeast;
}

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
                              rule.flags.multiple ? rule.flags.max_hits : 1});
  }
  return rules;
}

bool TuneRules::IsFixed(const Entry& entry, const TuneBounds& bounds) {
  return entry.is_left_alone || IsAmong(bounds.kept, entry.rule.name);
}

// Globs may overlap: each has an order of its own.
void TuneRules::AddOrder(const SampleSet& run, const TuneBounds& bounds, std::vector<FitRule>* list) const {
  std::map<std::string_view, int> number_of;
  for (std::size_t i = 0; i < run.rules.size(); ++i) number_of[run.rules[i].name] = static_cast<int>(i);
  for (const std::string& glob : bounds.rising) {
    int last = -1;
    for (const Entry& entry : entries_) {
      auto found = number_of.find(entry.rule.name);
      if (found == number_of.end() || !IsAmong({glob}, entry.rule.name)) continue;
      (*list)[static_cast<std::size_t>(found->second)].not_below = last;
      last = found->second;
    }
  }
}

std::vector<FitRule> TuneRules::BoundsFor(const SampleSet& run, bool with_bayes,
                                          const TuneBounds& bounds) const {
  std::vector<double> most_hits(run.rules.size(), 1);
  for (const Sample& sample : run.samples) {
    for (const SampleHit& hit : sample.hits) {
      double& most = most_hits[static_cast<std::size_t>(hit.rule)];
      most = std::max(most, hit.count);
    }
  }
  std::vector<FitRule> list;
  for (const SampleRule& rule : run.rules) {
    auto found = by_name_.find(rule.name);
    FitRule bound;
    bound.is_fixed = found == by_name_.end();
    if (!bound.is_fixed) {
      const Entry& entry = entries_[found->second];
      bound.prior = entry.rule.scores[with_bayes ? 2 : 0];
      bound.is_fixed = IsFixed(entry, bounds);
      const double cap = entry.is_learn ? bounds.learn_cap : entry.is_nice ? bounds.nice_cap : bounds.cap;
      const double hits = entry.most_hits > 0 ? entry.most_hits : most_hits[list.size()];
      const double most = std::floor(cap / hits * 100 + 1e-9) / 100;
      (entry.is_nice ? bound.low : bound.high) = entry.is_nice ? -most : most;
    }
    list.push_back(bound);
  }
  AddOrder(run, bounds, &list);
  return list;
}

std::vector<char> TuneRules::Contents(const SampleSet& run, const std::vector<FitRule>& bounds) const {
  std::vector<char> contents;
  for (std::size_t i = 0; i < run.rules.size(); ++i) {
    auto found = by_name_.find(run.rules[i].name);
    contents.push_back(!bounds[i].is_fixed && !entries_[found->second].is_learn ? 1 : 0);
  }
  return contents;
}

std::vector<FitRule> TuneRules::PlainPriors(const SampleSet& run, std::vector<FitRule> bounds) const {
  const std::vector<char> contents = Contents(run, bounds);
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (contents[i] != 0) bounds[i].prior = entries_[by_name_.find(run.rules[i].name)->second].rule.scores[0];
  }
  return bounds;
}

void TuneRules::Scale(double factor, const TuneBounds& bounds) {
  for (Entry& entry : entries_) {
    if (entry.is_learn || IsFixed(entry, bounds)) continue;
    for (std::size_t set : {2u, 3u}) {
      const double plain = entry.rule.scores[set - 2];
      entry.rule.scores[set] = RunningScore(factor * plain, plain, entry.is_nice);
    }
    entry.is_fitted = true;
  }
}

void TuneRules::Put(const SampleSet& run, const std::vector<FitRule>& bounds,
                    const std::vector<double>& scores, bool with_bayes) {
  for (std::size_t i = 0; i < run.rules.size(); ++i) {
    if (bounds[i].is_fixed) continue;
    Entry& entry = entries_[by_name_.find(run.rules[i].name)->second];
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

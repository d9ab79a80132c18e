// Shortcircuit: ends a run early where a rule says so, as SpamAssassin's plugin of that name does.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "gatepost/verdict.h"
#include "rules/rule.h"

namespace gatepost {

// The settings, made once an engine.
struct ShortcircuitConfig {
  double ham_score = -100, spam_score = 100;
  std::optional<double> min_ham_score, max_spam_score;

  static ShortcircuitConfig Build(const Settings& settings);
};

class Shortcircuit {
 public:
  explicit Shortcircuit(const ShortcircuitConfig& config) : config_(config) {}

  // To be told of each rule that hit before its score is added. Adds the hit SHORTCIRCUIT to the verdict
  // where the run is to end. `rule_score` is 1 for sub-rules; `description` is SHORTCIRCUIT's.
  void TakeHit(ShortcircuitType type, double rule_score, std::string_view rule, std::string_view description,
               Verdict* verdict);
  // "SC", "SCRULE" and "SCTYPE", for templates.
  void GiveTags(std::map<std::string, std::string, std::less<>>* tags) const;
  // True from then on. The rules of the same kind and priority still run.
  bool ended() const { return ended_; }

 private:
  const ShortcircuitConfig& config_;
  bool ended_ = false;
  std::string_view rule_, type_;  // that ended it
};

}  // namespace gatepost

// Tested by tests/cases (shortcircuit-*.case).
#include "scan/shortcircuit.h"

namespace gatepost {
namespace {

// The score of a run that ends for its sum: it shows the hit and changes nothing.
constexpr double kNominalScore = 0.001;
constexpr double kGuessedScore = 0.0001;

}  // namespace

ShortcircuitConfig ShortcircuitConfig::Build(const Settings& settings) {
  ShortcircuitConfig config;
  config.ham_score = settings.Number("shortcircuit_ham_score");
  config.spam_score = settings.Number("shortcircuit_spam_score");
  if (settings.IsSet("shortcircuit_min_ham_score"))
    config.min_ham_score = settings.Number("shortcircuit_min_ham_score");
  if (settings.IsSet("shortcircuit_max_spam_score"))
    config.max_spam_score = settings.Number("shortcircuit_max_spam_score");
  return config;
}

void Shortcircuit::TakeHit(ShortcircuitType type, double rule_score, std::string_view description,
                           Verdict* verdict) {
  if (ended_) return;
  double score = 0;
  const double sum = verdict->score;
  if ((config_.min_ham_score && sum < *config_.min_ham_score) ||
      (config_.max_spam_score && sum > *config_.max_spam_score)) {
    score = sum < 0 ? -kNominalScore : kNominalScore;
  } else if (type == ShortcircuitType::kOn) {
    score = rule_score < 0 ? -kGuessedScore : kGuessedScore;
  } else if (type == ShortcircuitType::kHam) {
    score = config_.ham_score;
  } else if (type == ShortcircuitType::kSpam) {
    score = config_.spam_score;
  } else {
    return;
  }
  ended_ = true;
  if (score == 0) return;
  Hit hit;
  hit.rule = "SHORTCIRCUIT";
  hit.score = score;
  hit.description = description;
  verdict->score += score;
  verdict->hits.push_back(std::move(hit));
}

}  // namespace gatepost

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

void Shortcircuit::TakeHit(ShortcircuitType type, double rule_score, std::string_view rule,
                           std::string_view description, Verdict* verdict) {
  if (ended_) return;
  double score = 0;
  const double sum = verdict->score;
  if ((config_.min_ham_score && sum < *config_.min_ham_score) ||
      (config_.max_spam_score && sum > *config_.max_spam_score)) {
    score = sum < 0 ? -kNominalScore : kNominalScore;
    type_ = sum < 0 ? "ham" : "spam";
  } else if (type == ShortcircuitType::kOn) {
    score = rule_score < 0 ? -kGuessedScore : kGuessedScore;
    type_ = rule_score < 0 ? "ham" : "spam";
    rule_ = rule;
  } else if (type == ShortcircuitType::kHam) {
    score = config_.ham_score;
    type_ = "ham";
    rule_ = rule;
  } else if (type == ShortcircuitType::kSpam) {
    score = config_.spam_score;
    type_ = "spam";
    rule_ = rule;
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

void Shortcircuit::GiveTags(std::map<std::string, std::string, std::less<>>* tags) const {
  const std::string type(type_);
  (*tags)["SCTYPE"] = type.empty() ? "no" : type;
  (*tags)["SCRULE"] = rule_.empty() ? "none" : std::string(rule_);
  (*tags)["SC"] = rule_.empty() ? "no" : std::string(rule_) + " (" + type + ")";
}

}  // namespace gatepost

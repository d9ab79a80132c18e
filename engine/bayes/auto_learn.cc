// Tested by tests/bayes/auto_learn_test.cc.
#include "bayes/auto_learn.h"

namespace gatepost {
namespace {

// Spam must be seen from both sides, unless a rule vouches for it.
constexpr double kLeastPointsOfEachKind = 3;
// What Bayes may say against it at most.
constexpr double kLearnerSaysHam = -1, kLearnerSaysSpam = 1;

AutoLearnDecision No(const char* reason) { return {std::nullopt, reason}; }

}  // namespace

AutoLearnConfig AutoLearnConfig::Build(const Settings& settings) {
  AutoLearnConfig config;
  config.ham_below = settings.Number("bayes_auto_learn_threshold_nonspam");
  config.spam_from = settings.Number("bayes_auto_learn_threshold_spam");
  config.only_on_error = settings.Flag("bayes_auto_learn_on_error");
  return config;
}

AutoLearnDecision DecideAutoLearn(const AutoLearnPoints& points, const AutoLearnConfig& config) {
  if (points.total < config.ham_below) {
    if (points.learned > kLearnerSaysSpam) return No("scored as ham, but Bayes says spam");
    if (points.is_spam) return No("ham by its points without Bayes, but the verdict is spam");
    if (config.only_on_error && points.hit_bayes_00) return No("Bayes knows it as ham already");
    return {LearnedAs::kHam, ""};
  }
  if (points.total < config.spam_from) return No("between the thresholds");
  // A forced message may even have points against it, but not without end.
  double least = points.is_forced ? -99 : kLeastPointsOfEachKind;
  if (points.body < least) return No("too few points from the body");
  if (points.header < least) return No("too few points from the header");
  if (points.learned < kLearnerSaysHam) return No("scored as spam, but Bayes says ham");
  if (!points.is_spam) return No("spam by its points without Bayes, but the verdict is not spam");
  if (config.only_on_error && points.hit_bayes_99) return No("Bayes knows it as spam already");
  return {LearnedAs::kSpam, ""};
}

}  // namespace gatepost

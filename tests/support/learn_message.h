// Learns a message in one call, as scan/mail_lesson.cc does in several.
#pragma once

#include "bayes/learner.h"
#include "mail/views.h"

namespace gatepost {

inline Result<Trainer::Outcome> LearnMessage(Views& views, TokenStore& store, const BayesConfig& config,
                                             const Limits& limits, LearnedAs as, std::int64_t now_unix_s,
                                             Relearn relearn = Relearn::kYes) {
  const Lesson lesson = MakeLesson(views, config, limits, relearn, now_unix_s);
  return LearnMessage(
      LearnedIds(views.message()), [&]() -> const Lesson& { return lesson; }, store, as, relearn);
}

}  // namespace gatepost

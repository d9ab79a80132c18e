// Tested by tests/scan/trainer_test.cc, tests/scan/bulk_trainer_test.cc.
#include "scan/mail_lesson.h"

#include <ctime>
#include <utility>

#include "mail/header.h"
#include "model/features.h"
#include "model/linear_model.h"
#include "scan/session.h"
#include "scan/txrep_message.h"

namespace gatepost {

MailLesson::MailLesson(std::string bytes, const Engine::Impl& engine, Relearn relearn)
    : engine_(engine),
      relearn_(relearn),
      bytes_(std::move(bytes)),
      message_(Message::Parse(bytes_, engine.options.limits)) {}

Result<std::unique_ptr<MailLesson>> MailLesson::Read(std::string bytes, const Engine::Impl& engine,
                                                     Relearn relearn) {
  if (!engine.bayes.use_bayes) return Status(StatusCode::kInvalidArgument, "use_bayes is 0");
  std::unique_ptr<MailLesson> lesson(new MailLesson(std::move(bytes), engine, relearn));
  if (!FindFields(lesson->message_->root(), "X-Spam-Checker-Version").empty()) {
    Result<RewrittenMail> clean = RemoveMarkup(lesson->bytes_, engine);
    if (!clean) return clean.error();
    lesson->bytes_ = clean->Text();
    lesson->message_ = Message::Parse(lesson->bytes_, engine.options.limits);
  }
  lesson->ids_ = LearnedIds(*lesson->message_);
  return lesson;
}

Views& MailLesson::views() {
  if (!views_) views_.emplace(*message_, engine_.views, engine_.options.limits);
  return *views_;
}

const Lesson& MailLesson::lesson() {
  if (!lesson_)
    lesson_ = MakeLesson(views(), engine_.bayes, engine_.options.limits, relearn_, std::time(nullptr));
  return *lesson_;
}

void MailLesson::Prepare() {
  lesson();
  if (engine_.use_model) features_ = ModelFeatures(views());
  FindSender();
  // Many wait to be written.
  views_.reset();
  message_.reset();
  bytes_ = {};
}

void MailLesson::FindSender() {
  if (looked_for_sender_ || !engine_.history || !engine_.history->txrep) return;
  looked_for_sender_ = true;
  EvalContext context{views(), engine_.settings, engine_.tables, 0, nullptr, {}, {}, EvalTextPhase::kHeader};
  sender_ = MakeTxRepMessage(context, *engine_.history, known_sender_);
}

std::optional<TxRepMessage> MailLesson::TakeSender() {
  FindSender();
  return std::exchange(sender_, std::nullopt);
}

Result<bool> MailLesson::IsKnown(TokenStore& store, LearnedAs as) const {
  return gatepost::IsKnown(ids_, store, as, relearn_);
}

Result<Trainer::Outcome> MailLesson::Write(TokenStore& store, LearnedAs as) {
  const auto make = [this]() -> const Lesson& { return lesson(); };
  Result<Trainer::Outcome> outcome = LearnMessage(ids_, make, store, as, relearn_);
  // A message that Bayes knows may be new to the model: the database was SpamAssassin's before.
  bool is_models = outcome && (relearn_ == Relearn::kYes || *outcome == Trainer::Outcome::kLearned);
  if (!is_models || !engine_.use_model) return outcome;
  const auto features = [this] { return features_ ? std::move(*features_) : ModelFeatures(views()); };
  Result<bool> changed = LearnByModel(ids_.front(), features, store, as);
  return changed ? outcome : changed.error();
}

}  // namespace gatepost

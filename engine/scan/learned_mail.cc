// Tested by tests/scan/engine_test.cc, tests/tools/learned_rules_test.cc.
#include "scan/learned_mail.h"

#include <algorithm>
#include <utility>

#include "bayes/receive_date.h"
#include "model/linear_model.h"
#include "scan/markup_tags.h"

namespace gatepost {

LearnedMail::LearnedMail(const Engine::Impl& engine, const Result<TokenStore*>& store,
                         const EvalContext& context, const CheckCall& call)
    : engine_(engine),
      views_(context.views),
      options_(call.options),
      limits_(call.limits),
      now_unix_s_(context.now_unix_s),
      verdict_(call.verdict) {
  if (!engine_.bayes.use_bayes) {
    verdict_->bayes_note = "use_bayes 0";
    return;
  }
  if (!store) {
    GiveUp(store.error());
    return;
  }
  store_ = *store;
  if (options_.explain) verdict_->bayes_database = store_->Describe();
  if (!pin_.emplace(*store_).status().ok()) {
    GiveUp(pin_->status());
    return;
  }
  if (Result<bool> answer = IsTrained(*store_, engine_.bayes); answer)
    trained_ = *answer;
  else
    GiveUp(answer.error());
}

void LearnedMail::GiveUp(const Status& status) {
  verdict_->failures.push_back("bayes: " + status.message());
  verdict_->bayes_note = status.message();
  store_ = nullptr;
}

// Of a message that is mostly new, what was learned knows little; the model, whose features share weights, is
// sure of it all the same. Of what resembles learned mail three quarters are known, of mail twenty years
// younger a third, and what Bayes says of that is no better than chance.
LearnedMail::Knowledge LearnedMail::KnowledgeOf(const BayesResult& bayes) const {
  constexpr double kLeastKnown = 0.4;
  if (static_cast<double>(bayes.fresh_count) >= kLeastKnown * static_cast<double>(bayes.token_count))
    return Knowledge::kEnough;
  return 2 * bayes.fresh_count < bayes.known_count ? Knowledge::kOld : Knowledge::kLittle;
}

// Two years before the message came. It did not come later than now, whatever it says.
std::int64_t LearnedMail::FreshSince() const {
  constexpr std::int64_t kFreshSeconds = std::int64_t{2} * 365 * 24 * 3600;
  return std::min(now_unix_s_, ReceiveDate(views_.message()).value_or(now_unix_s_)) - kFreshSeconds;
}

// What templates may ask of the tokens: SpamAssassin's BAYESTC and its kin.
void LearnedMail::GiveTokenTags(const BayesResult& bayes) {
  auto& tags = verdict_->tags;
  const auto text = [](std::size_t count) { return std::to_string(count); };
  tags["BAYESTCHAMMY"] = text(bayes.hammy_count);
  tags["BAYESTCSPAMMY"] = text(bayes.spammy_count);
  if (bayes.known_count == 0) {
    tags["TOKENSUMMARY"] = "Bayes not run.";
    return;
  }
  const std::size_t neutral = bayes.known_count - bayes.spammy_count - bayes.hammy_count;
  tags["BAYESTC"] = text(bayes.token_count);
  tags["BAYESTCLEARNED"] = text(bayes.known_count);
  tags["TOKENSUMMARY"] = "Tokens: new, " + text(bayes.token_count - bayes.known_count) + "; hammy, " +
                         text(bayes.hammy_count) + "; neutral, " + text(neutral) + "; spammy, " +
                         text(bayes.spammy_count) + ".";
}

std::optional<double> LearnedMail::Bayes() {
  if (std::exchange(asked_bayes_, true) || store_ == nullptr) return verdict_->bayes_probability;
  const bool explain = options_.explain || (options_.tags && TemplatesName("MYTOKENS", engine_.settings));
  ClassifyOptions options{explain, engine_.use_model};
  if (engine_.use_model) options.fresh_since_unix_s = FreshSince();
  Result<BayesResult> result = Classify(views_, *store_, engine_.bayes, limits_, options);
  if (!result) {
    GiveUp(result.error());
    return std::nullopt;
  }
  if (options_.tags && trained_) GiveTokenTags(*result);
  if (result->is_cut) verdict_->limits_met.emplace_back("max_bayes_tokens");
  verdict_->bayes_probability = result->probability;
  header_probability_ = result->header_probability;
  body_probability_ = result->body_probability;
  verdict_->bayes_note = std::move(result->note);
  verdict_->bayes_tokens = std::move(result->tokens);
  knowledge_ = KnowledgeOf(*result);
  if (engine_.use_model && knowledge_ == Knowledge::kOld) {
    verdict_->bayes_probability.reset();
    verdict_->bayes_note = "most of what is known of the message was learned more than two years before it";
  }
  return verdict_->bayes_probability;
}

std::optional<double> LearnedMail::Combined() {
  const auto answer = [&] { return verdict_->is_new ? std::nullopt : verdict_->combined_probability; };
  if (std::exchange(asked_model_, true) || store_ == nullptr || !engine_.use_model) return answer();
  Result<ModelResult> result = ClassifyByModel(views_, *store_, engine_.bayes);
  if (!result) {
    GiveUp(result.error());
    return std::nullopt;
  }
  verdict_->model_probability = result->probability;
  verdict_->model_note = std::move(result->note);
  const std::optional<double> bayes = Bayes();
  if (const std::optional<double> model = verdict_->model_probability; model) {
    verdict_->combined_probability =
        bayes ? CombineProbabilities(header_probability_, body_probability_, *model) : *model;
    verdict_->is_new = knowledge_ != Knowledge::kEnough;
    if (verdict_->is_new) verdict_->model_note = "most of the message is new to what was learned";
  }
  verdict_->is_new |= knowledge_ == Knowledge::kOld;
  return answer();
}

void LearnedMail::Ignore(const std::string& why) {
  asked_bayes_ = asked_model_ = true;
  if (verdict_->bayes_note.empty()) verdict_->bayes_note = why;
}

bool LearnedMail::ScoresCount() {
  if (options_.explain || !trained_) (void)Bayes();
  if (trained_ && engine_.use_model) (void)Combined();
  return trained_ && !verdict_->is_new;
}

void LearnedMail::Finish() {
  if (asked_model_ && !verdict_->combined_probability)
    verdict_->combined_probability = verdict_->bayes_probability;
}

}  // namespace gatepost

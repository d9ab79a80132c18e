// LearnedMail: what the mail that was learned says of one message. Bayes and the linear model are asked when
// somebody first wants to know, and once; the verdict gets their answers, and why there is none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bayes/classifier.h"
#include "bayes/read_pin.h"
#include "eval/context.h"
#include "gatepost/verdict.h"
#include "scan/engine_impl.h"

namespace gatepost {

// How one check is to be done, and where its answer goes.
struct CheckCall {
  const CheckOptions& options;
  const Limits& limits;
  Verdict* verdict;
};

class LearnedMail {
 public:
  // `store`, not looked at with use_bayes 0, or why there is none; it stays at one committed state as long as
  // this object. All that is given stays, too.
  LearnedMail(const Engine::Impl& engine, const Result<TokenStore*>& store, const EvalContext& context,
              const CheckCall& call);
  LearnedMail(const LearnedMail&) = delete;
  LearnedMail& operator=(const LearnedMail&) = delete;

  // What Bayes says; nothing where it cannot say.
  std::optional<double> Bayes();
  // Bayes and the model as one; nothing where they cannot say, or know too little of the message.
  std::optional<double> Combined();

  // From now on nobody is asked: the site wants this message left alone.
  void Ignore(const std::string& why);
  // Do the scores with Bayes count? Asks whom it takes to know.
  bool ScoresCount();
  // Once all has run.
  void Finish();

 private:
  // How much of what was learned bears on the message.
  enum class Knowledge { kEnough, kLittle, kOld };
  Knowledge KnowledgeOf(const BayesResult& bayes) const;
  std::int64_t FreshSince() const;
  void GiveUp(const Status& status);
  void GiveTokenTags(const BayesResult& bayes);

  const Engine::Impl& engine_;
  TokenStore* store_ = nullptr;  // null: Bayes is not asked
  Views& views_;
  const CheckOptions& options_;
  const Limits& limits_;
  const std::int64_t now_unix_s_;
  Verdict* verdict_;
  std::optional<ReadPin> pin_;
  bool trained_ = false;  // enough for Bayes to speak
  bool asked_bayes_ = false, asked_model_ = false;
  Knowledge knowledge_ = Knowledge::kLittle;
  double header_probability_ = 0.5, body_probability_ = 0.5;
};

}  // namespace gatepost

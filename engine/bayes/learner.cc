// Tested by tests/bayes/learner_test.cc.
#include "bayes/learner.h"

#include "bayes/receive_date.h"

namespace gatepost {
namespace {

constexpr std::int64_t kDay = 86400;

struct Memory {
  std::string id;
  LearnedAs as = LearnedAs::kHam;
};

// How the message is remembered, under the first of its ids that is.
Result<std::optional<Memory>> Recall(const std::vector<std::string>& ids, TokenStore& store) {
  for (const std::string& id : ids) {
    Result<std::optional<LearnedAs>> seen = store.Seen(id);
    if (!seen) return seen.error();
    if (*seen) return std::optional<Memory>(Memory{id, **seen});
  }
  return std::optional<Memory>();
}

Status Count(const TokenList& tokens, LearnedAs as, int delta, std::int64_t atime, TokenStore& store) {
  int spam = as == LearnedAs::kSpam ? delta : 0;
  int ham = as == LearnedAs::kHam ? delta : 0;
  Status status = store.AddMessages(spam, ham);
  return status.ok() ? store.AddTokens(tokens.hashes, spam, ham, atime) : status;
}

}  // namespace

Result<Trainer::Outcome> LearnMessage(Views& views, TokenStore& store, const BayesConfig& config,
                                      const Limits& limits, LearnedAs as, std::int64_t now_unix_s,
                                      Relearn relearn) {
  if (!config.use_bayes) return Status(StatusCode::kInvalidArgument, "use_bayes is 0");
  std::vector<std::string> ids = LearnedIds(views.message());
  Result<std::optional<Memory>> recalled = Recall(ids, store);
  if (!recalled) return recalled.error();
  const std::optional<Memory>& memory = *recalled;
  bool is_known = memory ? memory->as == as || relearn == Relearn::kNo : as == LearnedAs::kForgotten;
  if (is_known) return Trainer::Outcome::kAlreadyKnown;

  TokensFor purpose = relearn == Relearn::kNo ? TokensFor::kClassifying : TokensFor::kLearning;
  TokenList tokens = Tokenize(views, config, limits, purpose);
  if (memory) {
    if (Status status = Count(tokens, memory->as, -1, 0, store); !status.ok()) return status;
    if (Status status = store.SetSeen(memory->id, std::nullopt); !status.ok()) return status;
  }
  if (as == LearnedAs::kForgotten) return Trainer::Outcome::kLearned;

  std::int64_t atime = ReceiveDate(views.message()).value_or(now_unix_s);
  if (atime - now_unix_s > kDay) atime = now_unix_s;
  if (Status status = Count(tokens, as, 1, atime, store); !status.ok()) return status;
  if (Status status = store.SetSeen(ids.front(), as); !status.ok()) return status;
  return Trainer::Outcome::kLearned;
}

}  // namespace gatepost

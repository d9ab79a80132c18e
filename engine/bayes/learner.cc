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

bool ChangesNothing(const std::optional<Memory>& memory, LearnedAs as, Relearn relearn) {
  return memory ? memory->as == as || relearn == Relearn::kNo : as == LearnedAs::kForgotten;
}

Status Count(const Lesson& lesson, LearnedAs as, int delta, std::int64_t atime, TokenStore& store) {
  int spam = as == LearnedAs::kSpam ? delta : 0;
  int ham = as == LearnedAs::kHam ? delta : 0;
  Status status = store.AddMessages(spam, ham);
  return status.ok() ? store.AddTokens(lesson.tokens, spam, ham, atime) : status;
}

}  // namespace

Lesson MakeLesson(Views& views, const BayesConfig& config, const Limits& limits, Relearn relearn,
                  std::int64_t now_unix_s) {
  TokensFor purpose = relearn == Relearn::kNo ? TokensFor::kClassifying : TokensFor::kLearning;
  Lesson lesson;
  lesson.tokens = Tokenize(views, config, limits, purpose).hashes;
  lesson.received_unix_s = ReceiveDate(views.message()).value_or(now_unix_s);
  if (lesson.received_unix_s - now_unix_s > kDay) lesson.received_unix_s = now_unix_s;
  return lesson;
}

Result<bool> IsKnown(const std::vector<std::string>& ids, TokenStore& store, LearnedAs as, Relearn relearn) {
  Result<std::optional<Memory>> memory = Recall(ids, store);
  if (!memory) return memory.error();
  return ChangesNothing(*memory, as, relearn);
}

Result<Trainer::Outcome> LearnMessage(const std::vector<std::string>& ids,
                                      const std::function<const Lesson&()>& lesson, TokenStore& store,
                                      LearnedAs as, Relearn relearn) {
  Result<std::optional<Memory>> recalled = Recall(ids, store);
  if (!recalled) return recalled.error();
  const std::optional<Memory>& memory = *recalled;
  if (ChangesNothing(memory, as, relearn)) return Trainer::Outcome::kAlreadyKnown;
  if (memory) {
    if (Status status = Count(lesson(), memory->as, -1, 0, store); !status.ok()) return status;
    if (Status status = store.SetSeen(memory->id, std::nullopt); !status.ok()) return status;
  }
  if (as == LearnedAs::kForgotten) return Trainer::Outcome::kLearned;
  if (Status status = Count(lesson(), as, 1, lesson().received_unix_s, store); !status.ok()) return status;
  if (Status status = store.SetSeen(ids.front(), as); !status.ok()) return status;
  return Trainer::Outcome::kLearned;
}

}  // namespace gatepost

// Tested by tests/evaluate/plan_test.cc.
#include "evaluate/plan.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>
#include <string>

namespace gatepost {
namespace {

// std::mt19937_64 is the same everywhere; the standard's distributions and shuffle are not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed) {}
  std::size_t Below(std::size_t end) { return static_cast<std::size_t>(bits_() % end); }
  bool Chance(double share) { return static_cast<double>(bits_() >> 11) * 0x1p-53 < share; }
  void Shuffle(std::vector<std::size_t>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[Below(i)]);
  }

 private:
  std::mt19937_64 bits_;
};

// What is done with each message when it is learned, drawn once, so that modes can be compared.
struct Training {
  std::vector<char> is_learned, as_spam;
};

Training DrawTraining(std::span<const char> is_spam, const PlanOptions& options) {
  Random random(options.seed * 2 + 1);
  Training training;
  for (char spam : is_spam) {
    training.is_learned.push_back(random.Chance(options.feedback) ? 1 : 0);
    bool is_wrong = random.Chance(options.wrong_labels);
    training.as_spam.push_back((spam != 0) != is_wrong ? 1 : 0);
  }
  return training;
}

// Thins one class, evenly over its order, until there are `ham_per_spam` ham for a spam.
std::vector<std::size_t> Thin(std::span<const char> is_spam, std::vector<std::size_t> messages,
                              double wanted) {
  if (wanted <= 0) return messages;
  auto is_spam_at = [&](std::size_t i) { return is_spam[i] != 0; };
  auto spam = static_cast<double>(std::count_if(messages.begin(), messages.end(), is_spam_at));
  double ham = static_cast<double>(messages.size()) - spam;
  if (spam == 0 || ham == 0) return messages;
  double keep_spam = std::min(1.0, ham / wanted / spam);
  double keep_ham = std::min(1.0, spam * wanted / ham);
  double room_spam = 0, room_ham = 0;
  std::vector<std::size_t> kept;
  for (std::size_t i : messages) {
    double& room = is_spam_at(i) ? room_spam : room_ham;
    room += is_spam_at(i) ? keep_spam : keep_ham;
    if (room < 1 - 1e-9) continue;
    room -= 1;
    kept.push_back(i);
  }
  return kept;
}

class Planner {
 public:
  Planner(std::span<const char> is_spam, const PlanOptions& options)
      : is_spam_(is_spam), options_(options), training_(DrawTraining(is_spam, options)) {}

  void Learn(std::size_t i) {
    if (training_.is_learned[i] != 0) steps_.push_back({Step::Kind::kLearn, i, training_.as_spam[i] != 0});
  }
  void Check(std::size_t i) { steps_.push_back({Step::Kind::kCheck, i, false}); }

  void OddEven(const std::vector<std::size_t>& messages) {
    std::size_t count[2] = {0, 0};
    std::vector<std::size_t> even;
    for (std::size_t i : messages) {
      if (++count[is_spam_[i] != 0 ? 1 : 0] % 2 == 1)
        Learn(i);
      else
        even.push_back(i);
    }
    for (std::size_t i : even) Check(i);
  }

  void Folds(const std::vector<std::size_t>& messages, const std::vector<std::size_t>& first) {
    // Each class is dealt out by turns, so that every part has the corpus' mix.
    std::size_t count[2] = {0, 0};
    auto folds = static_cast<std::size_t>(options_.folds);
    std::vector<std::size_t> fold_of;
    fold_of.reserve(messages.size());
    for (std::size_t i : messages) fold_of.push_back(count[is_spam_[i] != 0 ? 1 : 0]++ % folds);
    for (std::size_t fold = 0; fold < folds; ++fold) {
      steps_.push_back({Step::Kind::kForgetAll, 0, false});
      for (std::size_t i : first) Learn(i);
      for (std::size_t i = 0; i < messages.size(); ++i) {
        if (fold_of[i] != fold) Learn(messages[i]);
      }
      for (std::size_t i = 0; i < messages.size(); ++i) {
        if (fold_of[i] == fold) Check(messages[i]);
      }
    }
  }

  void Online(std::vector<std::size_t> messages) {
    if (options_.shuffle) Random(options_.seed).Shuffle(messages);
    std::deque<std::size_t> waiting;
    for (std::size_t i : messages) {
      Check(i);
      waiting.push_back(i);
      if (waiting.size() <= static_cast<std::size_t>(options_.delay)) continue;
      Learn(waiting.front());
      waiting.pop_front();
    }
  }

  std::vector<Step> Take() { return std::move(steps_); }

 private:
  std::span<const char> is_spam_;
  const PlanOptions& options_;
  Training training_;
  std::vector<Step> steps_;
};

Status Bad(std::string text) { return {StatusCode::kInvalidArgument, std::move(text)}; }

// Both classes must be there to be checked and, where anything is learned, to be learned.
Status CheckClasses(std::span<const char> is_spam, const std::vector<Step>& steps) {
  std::size_t checked[2] = {0, 0}, learned[2] = {0, 0};
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::kCheck) ++checked[is_spam[step.message] != 0 ? 1 : 0];
    if (step.kind == Step::Kind::kLearn) ++learned[step.as_spam ? 1 : 0];
  }
  if (checked[0] == 0) return Bad("there is no ham to check");
  if (checked[1] == 0) return Bad("there is no spam to check");
  bool learns = learned[0] + learned[1] > 0;
  if (learns && learned[0] == 0) return Bad("there is no ham to learn");
  if (learns && learned[1] == 0) return Bad("there is no spam to learn");
  return {};
}

}  // namespace

Result<std::vector<Step>> MakePlan(std::span<const char> is_spam, std::size_t learn_first,
                                   const PlanOptions& options) {
  using Mode = PlanOptions::Mode;
  if (options.mode == Mode::kFolds && options.folds < 2) return Bad("there must be 2 folds or more");
  auto is_share = [](double share) { return share >= 0 && share <= 1; };
  if (!is_share(options.wrong_labels) || !is_share(options.feedback)) {
    return Bad("a share must lie between 0 and 100 %");
  }
  if (options.delay < 0 || !(options.ham_per_spam >= 0)) return Bad("a number must not be negative");
  std::vector<std::size_t> first, messages;
  for (std::size_t i = 0; i < is_spam.size(); ++i) (i < learn_first ? first : messages).push_back(i);
  messages = Thin(is_spam, std::move(messages), options.ham_per_spam);

  Planner planner(is_spam, options);
  if (options.mode != Mode::kFolds) {
    for (std::size_t i : first) planner.Learn(i);
  }
  switch (options.mode) {
    case Mode::kCheck:
      for (std::size_t i : messages) planner.Check(i);
      break;
    case Mode::kOddEven:
      planner.OddEven(messages);
      break;
    case Mode::kFolds:
      planner.Folds(messages, first);
      break;
    case Mode::kOnline:
      planner.Online(std::move(messages));
      break;
  }
  std::vector<Step> steps = planner.Take();
  if (Status status = CheckClasses(is_spam, steps); !status.ok()) return status;
  return steps;
}

}  // namespace gatepost

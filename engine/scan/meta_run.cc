// Metas of a MessageRun. Many patterns count for metas alone: they wait until a meta asks, which looks at
// what is known or cheap first, and mostly needs no more. Tested by tests/scan/engine_test.cc.
#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "scan/message_run.h"

namespace gatepost {

Guess MessageRun::GuessOperand(int operand) {
  if (IsDone(operand)) return Guess::Known(values_[static_cast<std::size_t>(operand)]);
  return engine_.rules.rule(operand).Unknown(operand);
}

bool MessageRun::Counts(std::int32_t operand, int meta) const {
  const int at = operand < 0 ? 0 : plan_.turns[static_cast<std::size_t>(operand)];
  return at != 0 && at < plan_.turns[static_cast<std::size_t>(meta)];
}

std::vector<bool> MessageRun::LateMetas() const {
  std::vector<bool> late(values_.size());
  for (const int rule : not_run_) late[static_cast<std::size_t>(rule)] = true;
  for (const int rule : plan_.order) {
    const std::span<const std::int32_t> operands = engine_.rules.rule(rule).operands.get();
    if (std::any_of(operands.begin(), operands.end(), [&](std::int32_t operand) {
          return operand < 0 || plan_.turns[static_cast<std::size_t>(operand)] == 0 ||
                 late[static_cast<std::size_t>(operand)];
        })) {
      late[static_cast<std::size_t>(rule)] = true;
    }
  }
  return late;
}

bool MessageRun::LacksSupport(const PackedRule& meta) const {
  const std::span<const std::int32_t> support = meta.support.get();
  return !support.empty() && std::all_of(support.begin(), support.end(), [this](std::int32_t rule) {
    const auto at = static_cast<std::size_t>(rule);
    return progress_[at] != Progress::kNone && values_[at] == 0;
  });
}

Guess MessageRun::GuessMeta() {
  // So cheap a rule is asked without a look at the others, where the meta is 0 without it.
  constexpr std::uint16_t kCheap = 64;
  const int meta = asked_.back().rule;
  const PackedRule& rule = engine_.rules.rule(meta);
  if (LacksSupport(rule)) return Guess::Known(0);
  for (const PlanGate& gate : plan_.GatesOf(meta)) {
    if (!IsDone(gate.silent)) return GuessOperand(gate.silent);
    if (!IsZero(gate.silent)) return Guess::Known(0);
  }
  int unknown = -1;  // the cheapest
  for (const std::int32_t operand : rule.required.get()) {
    if (!Counts(operand, meta) || IsZero(operand)) return Guess::Known(0);
    if (unknown < 0 && !IsDone(operand)) unknown = operand;
  }
  if (unknown >= 0 && engine_.rules.rule(unknown).cost <= kCheap) return GuessOperand(unknown);
  if (guesses_.size() < asked_.size()) guesses_.resize(asked_.size());
  std::vector<Guess>& guesses = guesses_[asked_.size() - 1];
  const std::span<const std::int32_t> operands = rule.operands.get();
  if (!std::exchange(asked_.back().has_guesses, true)) {
    guesses.clear();
    for (const std::int32_t operand : operands)
      guesses.push_back(Counts(operand, meta) ? GuessOperand(operand) : Guess::Known(0));
  } else {
    for (std::size_t i = 0; i < guesses.size(); ++i) {
      if (!guesses[i].known && IsDone(operands[i])) guesses[i] = GuessOperand(operands[i]);
    }
  }
  return GuessValue(rule.steps.get(), guesses);
}

void MessageRun::AskAll(int meta) {
  for (const PlanGate& gate : plan_.GatesOf(meta)) asked_.push_back({gate.silent});
  for (const std::int32_t operand : engine_.rules.rule(meta).operands.get()) {
    if (Counts(operand, meta) && !IsZero(operand)) asked_.push_back({operand});
  }
}

std::optional<double> MessageRun::RunMeta(int meta, Verdict* verdict) {
  // A look at a meta costs what it is long: after so many all it may need is asked for at once.
  constexpr int kMostRounds = 64;
  asked_.assign(1, {meta});
  while (true) {
    const int rule = asked_.back().rule;
    // Another that asked for it may have been faster.
    if (asked_.size() > 1 && IsDone(rule)) {
      asked_.pop_back();
      continue;
    }
    std::optional<double> value;
    if (engine_.rules.rule(rule).type == RuleType::kMeta) {
      const Guess guess = GuessMeta();
      if (!guess.known) {
        if (++asked_.back().rounds < kMostRounds)
          asked_.push_back({guess.ask});
        else
          AskAll(rule);
        continue;
      }
      value = std::isnan(guess.low) ? 0 : guess.low;
    } else {
      if (IsLate()) return std::nullopt;
      value = Evaluate(rule, verdict);
    }
    asked_.pop_back();
    if (asked_.empty()) return value;
    Take(rule, value, verdict);
  }
}

}  // namespace gatepost

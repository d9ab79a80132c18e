// Metas of a MessageRun. Many patterns count for metas alone: they wait until a meta asks, which looks at
// what is known or cheap first, and mostly needs no more. Tested by tests/scan/engine_test.cc.
#include <cmath>
#include <limits>

#include "scan/message_run.h"

namespace gatepost {

Guess MessageRun::GuessOperand(int operand) {
  if (IsDone(operand)) return Guess::Known(values_[static_cast<std::size_t>(operand)]);
  const PackedRule& rule = engine_.rules.rule(operand);
  const bool counts = rule.type == RuleType::kMeta || rule.flags.multiple || rule.flags.max_hits > 0;
  Guess guess;
  guess.known = false;
  guess.zero_or_one = !counts;
  guess.high = counts ? std::numeric_limits<double>::infinity() : 1;
  guess.cost = rule.cost;
  guess.ask = operand;
  return guess;
}

bool MessageRun::Counts(std::int32_t operand, int meta) const {
  const int at = operand < 0 ? 0 : plan_.turns[static_cast<std::size_t>(operand)];
  return at != 0 && at < plan_.turns[static_cast<std::size_t>(meta)];
}

Guess MessageRun::GuessMeta(int meta) {
  const PackedRule& rule = engine_.rules.rule(meta);
  for (const std::int32_t operand : rule.required.get()) {
    if (!Counts(operand, meta) || IsZero(operand)) return Guess::Known(0);
  }
  operands_.clear();
  for (const std::int32_t operand : rule.operands.get())
    operands_.push_back(Counts(operand, meta) ? GuessOperand(operand) : Guess::Known(0));
  return GuessValue(rule.steps.get(), operands_);
}

void MessageRun::AskAll(int meta) {
  for (const std::int32_t operand : engine_.rules.rule(meta).operands.get()) {
    if (Counts(operand, meta) && !IsZero(operand)) asked_.push_back({operand, 0});
  }
}

std::optional<double> MessageRun::RunMeta(int meta, Verdict* verdict) {
  // A look at a meta costs what it is long: after so many all it may need is asked for at once.
  constexpr int kMostRounds = 64;
  asked_.assign(1, {meta, 0});
  while (true) {
    const int rule = asked_.back().rule;
    // Another that asked for it may have been faster.
    if (asked_.size() > 1 && IsDone(rule)) {
      asked_.pop_back();
      continue;
    }
    std::optional<double> value;
    if (engine_.rules.rule(rule).type == RuleType::kMeta) {
      const Guess guess = GuessMeta(rule);
      if (!guess.known) {
        if (++asked_.back().rounds < kMostRounds)
          asked_.push_back({guess.ask, 0});
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

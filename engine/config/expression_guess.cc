// Tested by tests/config/expression_guess_test.cc.
#include "config/expression_guess.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace gatepost {
namespace {

using Op = Expression::Op;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool IsOneOrZero(const Guess& guess) {
  return guess.known ? guess.low == 0 || guess.low == 1 : guess.zero_or_one;
}
bool IsTrue(const Guess& guess) { return !guess.may_fail && (guess.low > 0 || guess.high < 0); }
bool MayFail(const Guess& guess) { return guess.may_fail || std::isnan(guess.low); }
bool IsKnown(const Guess& guess, double value) { return guess.known && guess.low == value; }

// Not known, and no more than these bounds; the operand to look at is that of `a` or `b`.
Guess Between(double low, double high, const Guess& a, const Guess& b) {
  const bool ask_a = !a.known && (b.known || a.cost <= b.cost);
  Guess guess = ask_a ? a : b;
  guess.known = guess.zero_or_one = false;
  guess.may_fail = MayFail(a) || MayFail(b);
  guess.low = low;
  guess.high = high;
  return guess;
}

Guess Truth(const Guess& a, const Guess& b) {
  Guess guess = Between(0, 1, a, b);
  guess.zero_or_one = true;
  return guess;
}

Guess Not(const Guess& a) {
  if (a.known) return std::isnan(a.low) ? a : Guess::Known(a.low == 0 ? 1 : 0);
  return IsTrue(a) ? Guess::Known(0) : Truth(a, a);
}

// "a && b" is a where that is false, "a || b" where it is true, and else b.
Guess AndOr(Op op, const Guess& a, const Guess& b) {
  const bool is_and = op == Op::kAnd;
  if (a.known) return std::isnan(a.low) || (a.low != 0) != is_and ? a : b;
  if (IsTrue(a)) return is_and ? b : a;
  if (!a.may_fail) {
    if (is_and && IsKnown(b, 0)) return b;
    if (!is_and && IsKnown(b, 0)) return a;
    if (!is_and && IsKnown(b, 1) && a.zero_or_one) return b;
  }
  const double other_low = is_and ? 0 : a.low;
  const double other_high = is_and ? 0 : a.high;
  Guess guess = Between(std::min(other_low, b.low), std::max(other_high, b.high), a, b);
  guess.zero_or_one = IsOneOrZero(b) && (is_and || a.zero_or_one);
  return guess;
}

// Nothing where the bounds do not tell.
std::optional<bool> Compare(Op op, const Guess& a, const Guess& b) {
  if (a.may_fail || b.may_fail) return std::nullopt;
  switch (op) {
    case Op::kLess:
      if (a.high < b.low) return true;
      if (a.low >= b.high) return false;
      return std::nullopt;
    case Op::kLessEqual:
      if (a.high <= b.low) return true;
      if (a.low > b.high) return false;
      return std::nullopt;
    case Op::kGreater:
      return Compare(Op::kLess, b, a);
    case Op::kGreaterEqual:
      return Compare(Op::kLessEqual, b, a);
    default:
      if (a.high < b.low || a.low > b.high) return op == Op::kNotEqual;
      return std::nullopt;
  }
}

Guess Binary(Op op, const Guess& a, const Guess& b) {
  if (op == Op::kAnd || op == Op::kOr) return AndOr(op, a, b);
  if (std::isnan(a.low)) return a;
  if (std::isnan(b.low)) return b;
  switch (op) {
    case Op::kAdd:
      return Between(a.low + b.low, a.high + b.high, a, b);
    case Op::kSubtract:
      return Between(a.low - b.high, a.high - b.low, a, b);
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual:
    case Op::kEqual:
    case Op::kNotEqual:
      if (const std::optional<bool> told = Compare(op, a, b)) return Guess::Known(*told ? 1 : 0);
      return Truth(a, b);
    default: {
      Guess guess = Between(-kInfinity, kInfinity, a, b);
      guess.may_fail |= op == Op::kDivide;
      return guess;
    }
  }
}

Guess Apply(Op op, const Guess& a, const Guess& b) {
  return a.known && b.known ? Guess::Known(Expression::Apply(op, a.low, b.low)) : Binary(op, a, b);
}

Guess Choose(const Guess& condition, const Guess& then, const Guess& otherwise) {
  if (condition.known) return std::isnan(condition.low) ? condition : condition.low != 0 ? then : otherwise;
  if (IsTrue(condition)) return then;
  Guess guess =
      Between(std::min(then.low, otherwise.low), std::max(then.high, otherwise.high), condition, condition);
  guess.may_fail |= MayFail(then) || MayFail(otherwise);
  return guess;
}

}  // namespace

Guess GuessValue(std::span<const Expression::Step> steps, std::span<const Guess> operands) {
  thread_local std::vector<Guess> stack;
  if (steps.empty()) return Guess::Known(0);
  if (stack.size() < steps.size()) stack.resize(steps.size());
  Guess* end = stack.data();  // behind the last
  for (const Expression::Step& step : steps) {
    switch (step.op) {
      case Op::kNumber:
        *end++ = Guess::Known(step.number);
        break;
      case Op::kName:
        *end++ = operands[static_cast<std::size_t>(step.index)];
        break;
      case Op::kCall:
        *end++ = Guess::Known(0);
        break;
      case Op::kNot:
        end[-1] = Not(end[-1]);
        break;
      case Op::kNegate:
        std::swap(end[-1].low, end[-1].high);
        end[-1].low *= -1;
        end[-1].high *= -1;
        end[-1].zero_or_one = false;
        break;
      case Op::kChoose:
        end -= 2;
        end[-1] = Choose(end[-1], end[0], end[1]);
        break;
      case Op::kAdd:
      case Op::kOr:
        // Long rows of what is mostly 0 are common.
        --end;
        if (IsKnown(end[-1], 0)) {
          end[-1] = end[0];
        } else if (step.op == Op::kOr || !IsKnown(end[0], 0)) {
          end[-1] = Apply(step.op, end[-1], end[0]);
        }
        break;
      default:
        --end;
        end[-1] = Apply(step.op, end[-1], end[0]);
    }
  }
  return end[-1];
}

}  // namespace gatepost

// What an expression comes to while some of its operands are not known yet: often all there is to know, and
// else which operand to look at next. Metas ask for costly patterns this way, and for few of them.
#pragma once

#include <cstdint>
#include <span>

#include "config/expression.h"

namespace gatepost {

// A value of an expression, or what is known of it.
struct Guess {
  bool known = true;
  bool zero_or_one = false;  // not known, but one of these
  bool may_fail = false;     // not known, and perhaps a division by zero
  double low = 0, high = 0;  // known: both are the value (NaN: a division by zero); else its bounds
  std::uint32_t cost = 0;    // not known: of looking at `ask`, in any unit
  int ask = -1;              // not known: the cheapest operand that could help

  static Guess Known(double value) { return {true, false, false, value, value, 0, -1}; }
};

// `steps` hold no calls and are sound for `operands`, of which those not known name themselves as `ask`.
// Expression::Evaluate says the same where all are known. Cost: linear in the steps.
Guess GuessValue(std::span<const Expression::Step> steps, std::span<const Guess> operands);

}  // namespace gatepost

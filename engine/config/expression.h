// Expressions: what `if` lines and meta rules share. Perl's operators over numbers, names and calls, as
// a postfix program; no recursion on input, linear in its length.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

struct Expression {
  enum class Op : std::uint8_t {
    kNumber,
    kName,  // value_of(index)
    kCall,  // call(index)
    kNot,
    kNegate,
    kMultiply,
    kDivide,
    kAdd,
    kSubtract,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kEqual,
    kNotEqual,
    kXor,
    kAnd,
    kOr,
    kChoose,  // condition ? a : b
  };
  struct Step {
    Op op = Op::kNumber;
    int index = 0;      // kName: into names; kCall: into calls
    double number = 0;  // kNumber
  };
  struct Call {
    std::string function;
    std::string argument;
  };

  std::vector<Step> steps;  // empty for "()"
  std::vector<std::string> names;
  std::vector<Call> calls;

  // What a syntax allows beside operators and numbers.
  struct Syntax {
    bool signed_numbers = false;         // "-1" as one token: `if` takes it, metas do not
    std::vector<std::string> functions;  // names that are calls: FUNCTION(ARGUMENT)
    bool empty_allowed = false;          // "()" alone
  };
  // Bytes that begin no token are skipped, as SpamAssassin's lexer skips them.
  // Fails with kInvalidArgument and a reason.
  static Result<Expression> Parse(std::string_view text, const Syntax& syntax);

  // Can `steps` be evaluated with `names` names? For steps that come from outside.
  static bool IsSound(std::span<const Step> steps, std::size_t names);
  // What an operator of two operands makes of them; NaN for a division by zero.
  static double Apply(Op op, double a, double b);
  // The value; NaN where a division by zero decided it. && and || yield their last operand looked at,
  // as in Perl.
  double Evaluate(const std::function<double(int)>& value_of_name,
                  const std::function<double(int)>& value_of_call) const;
};

// The next token of SpamAssassin's lexer, out of `rest`, which then begins behind it; nothing at the end.
// Bytes that begin none are passed over.
std::optional<std::string_view> NextLexeme(std::string_view* rest);
// May it stand in one that begins a number or a sign?
bool IsNumberByte(char c);
// Digits, then perhaps a point and digits.
bool IsPlainNumber(std::string_view text);

}  // namespace gatepost

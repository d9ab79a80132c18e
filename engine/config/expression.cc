// Tested by tests/config/expression_test.cc and tests/rules/meta_test.cc.
#include "config/expression.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "base/ascii.h"

namespace gatepost {

bool IsNumberByte(char c) { return c == '-' || c == '+' || c == '.' || IsAsciiDigit(c); }

std::optional<std::string_view> NextLexeme(std::string_view* rest) {
  while (!rest->empty()) {
    char c = rest->front();
    std::size_t length = 0;
    if (IsNumberByte(c)) {
      while (length < rest->size() && IsNumberByte((*rest)[length])) ++length;
    } else if (IsWordByte(c)) {
      while (length < rest->size() && (IsWordByte((*rest)[length]) || (*rest)[length] == ':')) ++length;
    } else {
      std::string_view two = rest->substr(0, 2);
      if (two == "||" || two == "&&" || two == ">=" || two == "<=" || two == "==" || two == "!=") {
        length = 2;
      } else if (std::string_view("()^!><*/?:").find(c) != std::string_view::npos) {
        length = 1;
      }
    }
    if (length > 0) {
      std::string_view lexeme = rest->substr(0, length);
      rest->remove_prefix(length);
      return lexeme;
    }
    rest->remove_prefix(1);
  }
  return std::nullopt;
}

namespace {

using Op = Expression::Op;

struct Operator {
  Op op;
  int precedence;
  bool right = false;
};
constexpr int kUnaryPrecedence = 90;
constexpr int kOrderPrecedence = 60;
constexpr int kEqualityPrecedence = 50;
constexpr int kChoosePrecedence = 10;
constexpr std::size_t kMostChainedSteps = 10000;

std::optional<Operator> BinaryOperator(std::string_view text) {
  static const std::map<std::string_view, Operator> kTable = {{"*", {Op::kMultiply, 80}},
                                                              {"/", {Op::kDivide, 80}},
                                                              {"+", {Op::kAdd, 70}},
                                                              {"-", {Op::kSubtract, 70}},
                                                              {"<", {Op::kLess, kOrderPrecedence}},
                                                              {"<=", {Op::kLessEqual, kOrderPrecedence}},
                                                              {">", {Op::kGreater, kOrderPrecedence}},
                                                              {">=", {Op::kGreaterEqual, kOrderPrecedence}},
                                                              {"==", {Op::kEqual, kEqualityPrecedence}},
                                                              {"!=", {Op::kNotEqual, kEqualityPrecedence}},
                                                              {"^", {Op::kXor, 40}},
                                                              {"&&", {Op::kAnd, 30}},
                                                              {"||", {Op::kOr, 20}}};
  auto found = kTable.find(text);
  if (found == kTable.end()) return std::nullopt;
  return found->second;
}

// Shunting-yard: operands go to the program at once, operators wait on a stack.
class Parser {
 public:
  explicit Parser(const Expression::Syntax& syntax) : syntax_(syntax) {}

  Result<Expression> Parse(std::string_view text) {
    std::string_view rest = text;
    while (std::optional<std::string_view> lexeme = NextLexeme(&rest)) {
      Status status = Take(*lexeme, &rest);
      if (!status.ok()) return status;
    }
    if (!any_ || (empty_group_ && expression_.steps.empty())) {
      bool allowed = any_ && syntax_.empty_allowed && stack_.empty();
      if (!allowed) return Error("the expression is empty");
      return std::move(expression_);
    }
    if (want_operand_) return Error("the expression ends too early");
    while (!stack_.empty()) {
      if (stack_.back().kind == Kind::kGroup) return Error("a parenthesis is not closed");
      if (stack_.back().kind == Kind::kQuestion) return Error("'?' without ':'");
      Pop();
    }
    return std::move(expression_);
  }

 private:
  enum class Kind { kGroup, kQuestion, kOperator };
  struct Entry {
    Kind kind;
    Operator op;
    std::size_t right_operand = 0;  // kOperator: the step that it begins with
  };

  static Status Error(std::string text) { return {StatusCode::kInvalidArgument, std::move(text)}; }

  Status Take(std::string_view lexeme, std::string_view* rest) {
    any_ = true;
    char c = lexeme.front();
    if (IsNumberByte(c)) return TakeNumberOrSign(lexeme);
    if (IsWordByte(c)) return TakeWord(lexeme, rest);
    if (lexeme == "(") {
      if (!want_operand_) return Error("an operator is missing before '('");
      stack_.push_back({Kind::kGroup, {}});
      group_is_empty_ = true;
      return {};
    }
    if (lexeme == ")") return CloseGroup();
    if (lexeme == "!") return PushUnary(Op::kNot);
    if (lexeme == "?" || lexeme == ":") return TakeChoice(lexeme);
    return PushBinary(lexeme);
  }

  Status TakeNumberOrSign(std::string_view lexeme) {
    std::string_view digits = lexeme;
    if (syntax_.signed_numbers && want_operand_ && (digits.front() == '-' || digits.front() == '+')) {
      std::string_view unsigned_part = digits.substr(1);
      if (IsPlainNumber(unsigned_part)) {
        if (digits.front() == '-') {
          if (Status status = PushUnary(Op::kNegate); !status.ok()) return status;
        }
        digits = unsigned_part;
      }
    }
    if (IsPlainNumber(digits)) {
      double value = 0;
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return PushOperand({Op::kNumber, 0, value});
    }
    // One or two signs: "+", "-", "+-".
    if (lexeme.size() > 2 || lexeme == "++" || lexeme == "--" ||
        lexeme.find_first_not_of("+-") != std::string_view::npos) {
      return Error("not a number: " + std::string(lexeme.substr(0, 40)));
    }
    for (std::size_t i = 0; i < lexeme.size(); ++i) {
      Status status;
      if (!want_operand_)
        status = PushBinary(lexeme.substr(i, 1));
      else if (lexeme[i] == '-')
        status = PushUnary(Op::kNegate);
      if (!status.ok()) return status;
    }
    return {};
  }

  Status TakeWord(std::string_view word, std::string_view* rest) {
    const std::vector<std::string>& functions = syntax_.functions;
    if (std::find(functions.begin(), functions.end(), word) == functions.end()) {
      auto [place, fresh] =
          name_index_.try_emplace(std::string(word), static_cast<int>(expression_.names.size()));
      if (fresh) expression_.names.emplace_back(word);
      return PushOperand({Op::kName, place->second, 0});
    }
    std::optional<std::string_view> open = NextLexeme(rest);
    if (open != "(") return Error(std::string(word) + " needs an argument in parentheses");
    std::size_t close = rest->find(')');
    if (close == std::string_view::npos) return Error("a parenthesis is not closed");
    std::string_view argument = Trim(rest->substr(0, close));
    if (argument.empty()) return Error(std::string(word) + "() has no argument");
    rest->remove_prefix(close + 1);
    expression_.calls.push_back({std::string(word), std::string(argument)});
    return PushOperand({Op::kCall, static_cast<int>(expression_.calls.size()) - 1, 0});
  }

  Status CloseGroup() {
    if (want_operand_) {
      bool empty = group_is_empty_ && !stack_.empty() && stack_.back().kind == Kind::kGroup;
      if (!empty || !syntax_.empty_allowed || stack_.size() > 1)
        return Error("an operand is missing before ')'");
      stack_.pop_back();
      want_operand_ = false;
      empty_group_ = true;
      return {};
    }
    while (!stack_.empty() && stack_.back().kind == Kind::kOperator) Pop();
    if (stack_.empty() || stack_.back().kind == Kind::kQuestion) return Error("')' without '('");
    stack_.pop_back();
    return {};
  }

  Status TakeChoice(std::string_view lexeme) {
    if (want_operand_) return Error("an operand is missing before '" + std::string(lexeme) + "'");
    int limit = lexeme == "?" ? kChoosePrecedence : 0;
    while (!stack_.empty() && stack_.back().kind == Kind::kOperator && stack_.back().op.precedence > limit)
      Pop();
    if (lexeme == "?") {
      stack_.push_back({Kind::kQuestion, {}});
    } else {
      if (stack_.empty() || stack_.back().kind != Kind::kQuestion) return Error("':' without '?'");
      stack_.back() = {Kind::kOperator, {Op::kChoose, kChoosePrecedence, true}};
    }
    want_operand_ = true;
    return {};
  }

  Status PushUnary(Op op) {
    if (!want_operand_) return Error("an operator is missing");
    stack_.push_back({Kind::kOperator, {op, kUnaryPrecedence, true}});
    group_is_empty_ = false;
    return {};
  }

  Status PushBinary(std::string_view text) {
    std::optional<Operator> op = BinaryOperator(text);
    if (want_operand_ || !op) return Error("an operand is missing before '" + std::string(text) + "'");
    // Perl reads a < b < c as a < b && b < c, one level of comparisons at a time: steps [from, to) are b.
    const bool chains = op->precedence == kOrderPrecedence || op->precedence == kEqualityPrecedence;
    std::size_t from = 0, to = 0;
    while (!stack_.empty() && stack_.back().kind == Kind::kOperator &&
           stack_.back().op.precedence >= op->precedence) {
      const Entry& top = stack_.back();
      if (chains && top.op.precedence == op->precedence && top.op.op != Op::kAnd) {
        from = top.right_operand;
        to = expression_.steps.size();
      }
      Pop();
    }
    if (to > 0) {
      // What is within b may have been written twice before.
      if (to - from + expression_.steps.size() > kMostChainedSteps)
        return Error("the comparisons are too long");
      for (std::size_t i = from; i < to; ++i)
        expression_.steps.push_back(Expression::Step(expression_.steps[i]));
      stack_.push_back({Kind::kOperator, {Op::kAnd, op->precedence}});
    }
    stack_.push_back({Kind::kOperator, *op, expression_.steps.size()});
    want_operand_ = true;
    return {};
  }

  Status PushOperand(Expression::Step step) {
    if (!want_operand_ || empty_group_) return Error("an operator is missing");
    expression_.steps.push_back(step);
    want_operand_ = false;
    group_is_empty_ = false;
    return {};
  }

  void Pop() {
    expression_.steps.push_back({stack_.back().op.op, 0, 0});
    stack_.pop_back();
  }

  const Expression::Syntax& syntax_;
  Expression expression_;
  std::map<std::string, int, std::less<>> name_index_;
  std::vector<Entry> stack_;
  bool any_ = false;
  bool want_operand_ = true;
  bool group_is_empty_ = false;  // nothing came since the last "("
  bool empty_group_ = false;     // "()" was read
};

}  // namespace

bool IsPlainNumber(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && IsAsciiDigit(text[i])) ++i;
  if (i == 0) return false;
  if (i == text.size()) return true;
  if (text[i] != '.' || ++i == text.size()) return false;
  while (i < text.size() && IsAsciiDigit(text[i])) ++i;
  return i == text.size();
}

double Expression::Apply(Op op, double a, double b) {
  // NaN stands for a division by zero: it stays, unless && or || never look at it.
  if (op == Op::kAnd) return std::isnan(a) || a == 0 ? a : b;
  if (op == Op::kOr) return std::isnan(a) || a != 0 ? a : b;
  if (std::isnan(a) || std::isnan(b)) return std::nan("");
  switch (op) {
    case Op::kMultiply:
      return a * b;
    case Op::kDivide:
      return b == 0 ? std::nan("") : a / b;
    case Op::kAdd:
      return a + b;
    case Op::kSubtract:
      return a - b;
    case Op::kLess:
      return a < b;
    case Op::kLessEqual:
      return a <= b;
    case Op::kGreater:
      return a > b;
    case Op::kGreaterEqual:
      return a >= b;
    case Op::kEqual:
      return a == b;
    case Op::kNotEqual:
      return a != b;
    case Op::kXor: {
      auto whole = [](double x) {
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(std::clamp(x, -9.0e18, 9.0e18)));
      };
      return static_cast<double>(whole(a) ^ whole(b));
    }
    default:
      return 0;
  }
}

Result<Expression> Expression::Parse(std::string_view text, const Syntax& syntax) {
  return Parser(syntax).Parse(text);
}

bool Expression::IsSound(std::span<const Step> steps, std::size_t names) {
  std::size_t depth = 0;
  for (const Step& step : steps) {
    std::size_t taken = 2;
    if (step.op == Op::kNumber || step.op == Op::kName) taken = 0;
    if (step.op == Op::kNot || step.op == Op::kNegate) taken = 1;
    if (step.op == Op::kChoose) taken = 3;
    if (step.op > Op::kChoose || step.op == Op::kCall || depth < taken) return false;
    if (step.op == Op::kName && (step.index < 0 || static_cast<std::size_t>(step.index) >= names))
      return false;
    depth = depth - taken + 1;
  }
  return true;
}

double Expression::Evaluate(const std::function<double(int)>& value_of_name,
                            const std::function<double(int)>& value_of_call) const {
  thread_local std::vector<double> stack;
  stack.clear();
  auto pop = [&] {
    double value = stack.back();
    stack.pop_back();
    return value;
  };
  for (const Step& step : steps) {
    switch (step.op) {
      case Op::kNumber:
        stack.push_back(step.number);
        break;
      case Op::kName:
        stack.push_back(value_of_name(step.index));
        break;
      case Op::kCall:
        stack.push_back(value_of_call(step.index));
        break;
      case Op::kNot:
        if (!std::isnan(stack.back())) stack.back() = stack.back() == 0 ? 1 : 0;
        break;
      case Op::kNegate:
        stack.back() = -stack.back();
        break;
      case Op::kChoose: {
        double otherwise = pop();
        double then = pop();
        if (!std::isnan(stack.back())) stack.back() = stack.back() != 0 ? then : otherwise;
        break;
      }
      default: {
        double right = pop();
        stack.back() = Apply(step.op, stack.back(), right);
      }
    }
  }
  return stack.empty() ? 0 : stack.back();
}

}  // namespace gatepost

// Tested by tests/config/condition_test.cc.
#include "config/condition.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/ascii.h"
#include "config/expression.h"

namespace gatepost {
namespace {

constexpr std::string_view kCompatPrefix = "Mail::SpamAssassin::Conf::compat_";

// WORD, WORD::WORD ... of word characters.
bool IsClassName(std::string_view name) {
  if (name.empty()) return false;
  while (true) {
    std::size_t end = 0;
    while (end < name.size() && IsWordByte(name[end])) ++end;
    if (end == 0) return false;
    name.remove_prefix(end);
    if (name.empty()) return true;
    if (!name.starts_with("::")) return false;
    name.remove_prefix(2);
  }
}

// What SpamAssassin's lexer leaves of an argument: signs that it does not know ("NAME"; 'NAME') are passed
// over.
std::string LexedName(const std::string& argument) {
  std::string_view rest = argument;
  const std::optional<std::string_view> name = NextLexeme(&rest);
  return name && !NextLexeme(&rest) ? std::string(*name) : argument;
}

bool CallValue(const Expression::Call& call, const ConditionFacts& facts) {
  if (call.function == "plugin") {
    // Dissolved in 4.1; 4.0.1 answers yes.
    if (call.argument == "Mail::SpamAssassin::Plugin::RaciallyCharged") return true;
    return facts.plugins.contains(CanonicalPluginName(call.argument));
  }
  if (call.argument.starts_with(kCompatPrefix)) {
    return facts.compat.find(std::string_view(call.argument).substr(kCompatPrefix.size())) !=
           facts.compat.end();
  }
  return HasFeature(call.argument, facts.plugins);
}

bool IsSignedNumber(std::string_view word) {
  if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
  return IsPlainNumber(word);
}

}  // namespace

bool IsReadableCondition(std::string_view text) {
  while (const std::optional<std::string_view> lexeme = NextLexeme(&text)) {
    if (IsNumberByte(lexeme->front())) {
      const bool is_operator =
          lexeme->size() <= 5 && std::none_of(lexeme->begin(), lexeme->end(), IsAsciiDigit);
      if (!is_operator && !IsSignedNumber(*lexeme)) return false;
    } else if (IsWordByte(lexeme->front()) && (lexeme->size() == 1 || !IsClassName(*lexeme))) {
      return false;
    }
  }
  return true;
}

Result<bool> EvaluateCondition(std::string_view text, const ConditionFacts& facts, std::string* remark) {
  static const Expression::Syntax syntax{true, {"plugin", "can", "has"}, false};
  Result<Expression> expression = Expression::Parse(text, syntax);
  if (!expression) return expression.error();
  for (Expression::Call& call : expression->calls) {
    call.argument = LexedName(call.argument);
    if (!IsClassName(call.argument)) {
      return Status(StatusCode::kInvalidArgument, "not a name: " + call.argument.substr(0, 100));
    }
    if (call.function != "plugin" && call.argument.find("::") == std::string::npos) {
      return Status(StatusCode::kInvalidArgument, call.function + "() needs MODULE::NAME");
    }
  }
  for (const std::string& name : expression->names) {
    if (name != "version" && name != "perl_version" && name != "local_tests_only")
      *remark = "unknown word, which counts as true: " + name.substr(0, 100);
  }
  double value = expression->Evaluate(
      [&](int i) {
        const std::string& name = expression->names[static_cast<std::size_t>(i)];
        if (name == "version") return kSpamAssassinVersionNumber;
        if (name == "perl_version") return kPerlVersionNumber;
        return 1.0;  // local_tests_only: no network tests here; any other word
      },
      [&](int i) { return CallValue(expression->calls[static_cast<std::size_t>(i)], facts) ? 1.0 : 0.0; });
  if (std::isnan(value)) return Status(StatusCode::kInvalidArgument, "division by zero");
  return value != 0;
}

}  // namespace gatepost

// Tested by tests/rules/meta_test.cc.
#include "rules/meta.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/ascii.h"
#include "base/glob.h"

namespace gatepost {
namespace {

using Op = Expression::Op;
constexpr std::string_view kLocalTestsOnly = "local_tests_only";

// "FOO_*", "?BAR".
bool IsRuleGlob(std::string_view glob) {
  if (glob.empty() || glob.size() > 128 || IsAsciiDigit(glob.front())) return false;
  return std::all_of(glob.begin(), glob.end(), [](char c) { return IsWordByte(c) || c == '*' || c == '?'; });
}

bool NameMatches(std::string_view glob, std::string_view name) {
  return MatchesGlob(
      glob, name, [](char wanted, char byte) { return wanted == '?' || wanted == byte; },
      [](char) { return true; });
}

}  // namespace

bool IsRuleName(std::string_view name) {
  return !name.empty() && name.size() <= 128 && !IsAsciiDigit(name.front()) &&
         std::all_of(name.begin(), name.end(), IsWordByte);
}

Result<MetaExpression> MetaExpression::Parse(std::string_view text) {
  // SpamAssassin refuses what could be Perl.
  for (std::string_view code : {"::", "->"}) {
    if (text.find(code) != std::string_view::npos) {
      return Status(StatusCode::kInvalidArgument, "'" + std::string(code) + "' in a meta rule");
    }
  }
  std::size_t odd = text.find_first_of("[$@%;{}");
  if (odd != std::string_view::npos) {
    return Status(StatusCode::kInvalidArgument, std::string("'") + text[odd] + "' in a meta rule");
  }
  static const Expression::Syntax syntax{false, {"rules_matching"}, true};
  Result<Expression> expression = Expression::Parse(text, syntax);
  if (!expression) return expression.error();
  for (const std::string& name : expression->names) {
    if (!IsRuleName(name)) {
      return Status(StatusCode::kInvalidArgument, "not a rule name: " + name.substr(0, 60));
    }
  }
  for (const Expression::Call& call : expression->calls) {
    if (!IsRuleGlob(call.argument)) {
      return Status(StatusCode::kInvalidArgument, "bad rules_matching(): " + call.argument.substr(0, 60));
    }
  }
  auto zero = [](int) { return 0.0; };
  if (std::isnan(expression->Evaluate(zero, zero))) {
    return Status(StatusCode::kInvalidArgument, "division by zero where nothing hit");
  }
  MetaExpression meta;
  meta.expression_ = std::move(*expression);
  // There are no network tests here.
  std::vector<std::string>& names = meta.expression_.names;
  auto local = std::find(names.begin(), names.end(), kLocalTestsOnly);
  if (local != names.end()) {
    int index = static_cast<int>(local - names.begin());
    for (Expression::Step& step : meta.expression_.steps) {
      if (step.op != Op::kName) continue;
      if (step.index == index)
        step = {Op::kNumber, 0, 1};
      else if (step.index > index)
        --step.index;
    }
    names.erase(local);
  }
  return meta;
}

void MetaExpression::ExpandMatching(const std::vector<std::string>& all_rule_names) {
  if (expression_.calls.empty()) return;
  std::vector<Expression::Step> steps;
  std::map<std::string, int, std::less<>> index;
  for (std::size_t i = 0; i < names().size(); ++i) index.emplace(names()[i], static_cast<int>(i));
  for (const Expression::Step& step : expression_.steps) {
    if (step.op != Op::kCall) {
      steps.push_back(step);
      continue;
    }
    const std::string& glob = expression_.calls[static_cast<std::size_t>(step.index)].argument;
    int terms = 0;
    for (const std::string& name : all_rule_names) {
      if (!NameMatches(glob, name)) continue;
      auto [place, fresh] = index.try_emplace(name, static_cast<int>(expression_.names.size()));
      if (fresh) expression_.names.push_back(name);
      steps.push_back({Op::kName, place->second, 0});
      if (++terms > 1) steps.push_back({Op::kAdd, 0, 0});
    }
    if (terms == 0) steps.push_back({Op::kNumber, 0, 0});
  }
  expression_.steps = std::move(steps);
  expression_.calls.clear();
}

}  // namespace gatepost

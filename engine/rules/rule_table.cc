// Tested by tests/scan/compiled_test.cc.
#include "rules/rule_table.h"

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace gatepost {
namespace {

bool IsNumber(std::int32_t number, std::size_t count) {
  return number >= -1 && (number < 0 || static_cast<std::size_t>(number) < count);
}

// A bool that is neither 0 nor 1 must not be read as one.
bool HoldsFlags(const TestFlags& flags) {
  static_assert(sizeof(bool) == 1 && std::has_unique_object_representations_v<TestFlags>);
  const auto* bytes = reinterpret_cast<const unsigned char*>(&flags);
  return std::all_of(bytes, bytes + offsetof(TestFlags, range_min),
                     [](unsigned char byte) { return byte <= 1; });
}

bool IsSoundText(const PackedRule& rule, const PackedBounds& bounds) {
  return bounds.Holds(rule.name) && bounds.Holds(rule.query) && bounds.Holds(rule.if_unset) &&
         bounds.Holds(rule.description) && bounds.Holds(rule.eval_name) &&
         bounds.HoldsTexts(rule.eval_arguments) && bounds.HoldsTexts(rule.capture_templates) &&
         bounds.Holds(rule.steps) && bounds.Holds(rule.operands) && bounds.Holds(rule.required) &&
         bounds.Holds(rule.support);
}

// `packed` is, but for its rules.
bool IsSoundRule(const PackedRule& rule, const PackedRules& packed, const PackedBounds& bounds) {
  if (!HoldsFlags(rule.flags) || rule.type > RuleType::kAskDns || rule.eval_phase > EvalPhase::kFull ||
      !IsNumber(rule.group, packed.groups.count) || !IsNumber(rule.exists, packed.exists.count) ||
      (rule.type == RuleType::kHeaderExists && rule.exists < 0)) {
    return false;
  }
  if (rule.type == RuleType::kUriDetail) {
    const std::uint32_t details = packed.details.patterns.count;
    const auto holds = [&](const PackedCondition& condition) { return bounds.Holds(condition.field); };
    return bounds.HoldsEach(rule.conditions, holds) && rule.pattern >= 0 &&
           rule.conditions.count <= details &&
           static_cast<std::uint32_t>(rule.pattern) <= details - rule.conditions.count;
  }
  if (rule.group >= 0) {
    const PackedGroup& group = packed.groups.get()[static_cast<std::size_t>(rule.group)];
    if (rule.pattern < 0 || static_cast<std::uint32_t>(rule.pattern) >= group.patterns.patterns.count)
      return false;
  }
  if (rule.type != RuleType::kMeta) return true;
  const std::span<const std::int32_t> operands = rule.operands.get();
  const std::span<const std::int32_t> required = rule.required.get();
  const std::span<const std::int32_t> support = rule.support.get();
  const auto is_rule = [&](std::int32_t operand) { return IsNumber(operand, packed.rules.count); };
  return Expression::IsSound(rule.steps.get(), operands.size()) &&
         std::all_of(operands.begin(), operands.end(), is_rule) &&
         std::all_of(required.begin(), required.end(), is_rule) &&
         std::all_of(support.begin(), support.end(),
                     [&](std::int32_t number) { return number >= 0 && is_rule(number); });
}

}  // namespace

int RuleTable::Find(std::string_view name) const {
  auto found = std::lower_bound(by_name_.begin(), by_name_.end(), name,
                                [&](std::int32_t a, std::string_view b) { return rule(a).name.view() < b; });
  return found != by_name_.end() && rule(*found).name.view() == name ? *found : -1;
}

bool RuleTable::IsSound(const PackedRules& packed, const PackedBounds& bounds) {
  if (!bounds.Holds(packed.rules) || !PatternTable::IsSound(packed.details, bounds)) return false;
  const std::size_t count = packed.rules.count;
  const auto is_rule = [&](std::int32_t number) { return number >= 0 && IsNumber(number, count); };
  const auto is_group = [&](const PackedGroup& group) {
    const auto is_plain_rule = [&](const PackedPlainRule& plain) {
      return is_rule(plain.rule) && plain.pattern >= 0 &&
             IsNumber(plain.pattern, group.patterns.patterns.count);
    };
    return bounds.Holds(group.query) && group.type <= RuleType::kEmpty &&
           PatternTable::IsSound(group.patterns, bounds) &&
           bounds.HoldsEach(group.plain_rules, is_plain_rule) &&
           (group.type != RuleType::kHeader || HeaderQuery::Parse(group.query.view()));
  };
  const auto is_query = [&](const PackedText& text) {
    return bounds.Holds(text) && HeaderQuery::Parse(text.view());
  };
  const auto is_sound = [&](const PackedRule& rule) {
    return IsSoundText(rule, bounds) && IsSoundRule(rule, packed, bounds);
  };
  return packed.by_name.count == count && packed.order.count == count &&
         bounds.HoldsEach(packed.by_name, is_rule) && bounds.HoldsEach(packed.order, is_rule) &&
         bounds.HoldsEach(packed.groups, is_group) && bounds.HoldsEach(packed.exists, is_query) &&
         bounds.HoldsEach(packed.rules, is_sound);
}

void RuleTable::Use(const PackedRules& packed, const Limits& limits) {
  rules_ = packed.rules.get();
  by_name_ = packed.by_name.get();
  order_ = packed.order.get();
  details_.Use(packed.details, limits);
  groups_.reserve(packed.groups.count);
  for (const PackedGroup& each : packed.groups.get()) {
    Group group;
    group.type = each.type;
    group.query_name = each.query.view();
    if (group.query_name.ends_with(":raw")) {
      group.query_raw = true;
      group.query_name.remove_suffix(4);
    }
    if (each.type == RuleType::kHeader) group.query = HeaderQuery::Parse(each.query.view()).value();
    group.patterns.Use(each.patterns, limits);
    group.plain_rules = each.plain_rules.get();
    groups_.push_back(std::move(group));
  }
  exists_.reserve(packed.exists.count);
  for (const PackedText& text : packed.exists.get())
    exists_.push_back(HeaderQuery::Parse(text.view()).value());
}

RulesetSummary RuleTable::Summary() const {
  RulesetSummary summary;
  for (const PackedRule& each : rules_) {
    ++summary.rules;
    summary.eval_tests += each.type == RuleType::kEval ? 1 : 0;
    summary.meta_rules += each.type == RuleType::kMeta ? 1 : 0;
  }
  for (const Group& group : groups_) {
    for (int i = 0; i < group.patterns.size(); ++i)
      ++(group.patterns.IsRe2(i) ? summary.re2_patterns : summary.pcre2_patterns);
  }
  return summary;
}

}  // namespace gatepost

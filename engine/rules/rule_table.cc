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
         bounds.Holds(rule.subject_prefix) && bounds.HoldsTexts(rule.eval_arguments) &&
         bounds.HoldsTexts(rule.capture_templates) && bounds.Holds(rule.steps) && bounds.Holds(rule.operands);
}

}  // namespace

int RuleTable::Find(std::string_view name) const {
  auto found = std::lower_bound(by_name_.begin(), by_name_.end(), name,
                                [&](std::int32_t a, std::string_view b) { return rule(a).name.view() < b; });
  return found != by_name_.end() && rule(*found).name.view() == name ? *found : -1;
}

bool RuleTable::Use(const PackedRules& packed, const PackedBounds& bounds, const Limits& limits) {
  if (!bounds.Holds(packed.rules) || !bounds.Holds(packed.by_name) || !bounds.Holds(packed.order) ||
      !UseGroups(packed, bounds, limits)) {
    return false;
  }
  rules_ = packed.rules.get();
  by_name_ = packed.by_name.get();
  order_ = packed.order.get();
  const auto is_rule = [&](std::int32_t number) { return number >= 0 && IsNumber(number, rules_.size()); };
  if (by_name_.size() != rules_.size() || order_.size() != rules_.size() ||
      !std::all_of(by_name_.begin(), by_name_.end(), is_rule) ||
      !std::all_of(order_.begin(), order_.end(), is_rule)) {
    return false;
  }
  for (const PackedRule& rule : rules_) {
    if (!HoldsFlags(rule.flags) || !IsSoundText(rule, bounds) || rule.type > RuleType::kEmpty ||
        rule.eval_phase > EvalPhase::kFull || !IsNumber(rule.group, groups_.size()) ||
        !IsNumber(rule.exists, exists_.size())) {
      return false;
    }
    if (rule.type == RuleType::kUriDetail) {
      if (!bounds.Holds(rule.conditions) || rule.pattern < 0 ||
          rule.conditions.count > static_cast<std::uint32_t>(details_.size()) ||
          rule.pattern > details_.size() - static_cast<int>(rule.conditions.count)) {
        return false;
      }
      for (const PackedCondition& condition : rule.conditions.get()) {
        if (!bounds.Holds(condition.field)) return false;
      }
    } else if (rule.group >= 0) {
      const Group& group = groups_[static_cast<std::size_t>(rule.group)];
      if (rule.pattern < 0 || rule.pattern >= group.patterns.size()) return false;
    }
    if (rule.type == RuleType::kHeaderExists && rule.exists < 0) return false;
    if (rule.type == RuleType::kMeta) {
      std::span<const std::int32_t> operands = rule.operands.get();
      if (!Expression::IsSound(rule.steps.get(), operands.size()) ||
          !std::all_of(operands.begin(), operands.end(),
                       [&](std::int32_t operand) { return IsNumber(operand, rules_.size()); })) {
        return false;
      }
    }
  }
  return true;
}

bool RuleTable::UseGroups(const PackedRules& packed, const PackedBounds& bounds, const Limits& limits) {
  if (!bounds.Holds(packed.groups) || !bounds.HoldsTexts(packed.exists) ||
      !details_.Use(packed.details, bounds, limits)) {
    return false;
  }
  groups_.reserve(packed.groups.count);
  for (const PackedGroup& each : packed.groups.get()) {
    if (!bounds.Holds(each.query) || each.type > RuleType::kEmpty) return false;
    Group group;
    group.type = each.type;
    group.query_name = each.query.view();
    if (group.query_name.ends_with(":raw")) {
      group.query_raw = true;
      group.query_name.remove_suffix(4);
    }
    if (each.type == RuleType::kHeader) {
      std::optional<HeaderQuery> query = HeaderQuery::Parse(each.query.view());
      if (!query) return false;
      group.query = std::move(*query);
    }
    if (!group.patterns.Use(each.patterns, bounds, limits)) return false;
    groups_.push_back(std::move(group));
  }
  exists_.reserve(packed.exists.count);
  for (const PackedText& text : packed.exists.get()) {
    std::optional<HeaderQuery> query = HeaderQuery::Parse(text.view());
    if (!query) return false;
    exists_.push_back(std::move(*query));
  }
  return true;
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

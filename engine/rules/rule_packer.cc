// Ruleset to RuleTable. Tested by tests/scan/compiled_test.cc.
#include <algorithm>
#include <cstddef>
#include <limits>

#include "config/expression_guess.h"
#include "rules/rule_table.h"

namespace gatepost {
namespace {

void PackMeta(const Ruleset& ruleset, int number, Packer* packer, std::size_t at) {
  const MetaExpression& meta = ruleset.meta(number);
  const std::vector<int>& operands = ruleset.meta_operands(number);
  // Field by field: the bytes between fields must be the same every time.
  packer->PutEach<Expression::Step>(at + offsetof(PackedRule, steps), meta.steps(),
                                    [&](std::size_t step_at, const Expression::Step& step) {
                                      auto& packed = packer->At<Expression::Step>(step_at);
                                      packed.op = step.op;
                                      packed.index = step.index;
                                      packed.number = step.number;
                                    });
  packer->Put<std::int32_t>(at + offsetof(PackedRule, operands), operands);
}

void PackRule(const Rule& rule, Packer* packer, std::size_t at) {
  packer->PutText(at + offsetof(PackedRule, name), rule.name);
  packer->PutText(at + offsetof(PackedRule, query), rule.query);
  packer->PutText(at + offsetof(PackedRule, if_unset), rule.if_unset);
  packer->PutText(at + offsetof(PackedRule, description), rule.description);
  packer->PutText(at + offsetof(PackedRule, eval_name), rule.eval_name);
  packer->PutText(at + offsetof(PackedRule, subject_prefix), rule.subject_prefix);
  packer->PutTexts(at + offsetof(PackedRule, eval_arguments), rule.eval_arguments);
  packer->PutTexts(at + offsetof(PackedRule, capture_templates), rule.capture_templates);
  packer->Link(at + offsetof(PackedRule, steps), at, 0);
  packer->Link(at + offsetof(PackedRule, operands), at, 0);
  packer->Link(at + offsetof(PackedRule, required), at, 0);
  packer->PutEach<PackedCondition>(
      at + offsetof(PackedRule, conditions), rule.conditions,
      [&](std::size_t condition_at, const UriDetailCondition& condition) {
        packer->PutText(condition_at + offsetof(PackedCondition, field), condition.field);
        packer->At<PackedCondition>(condition_at).negated = condition.negated ? 1 : 0;
      });
  auto& packed = packer->At<PackedRule>(at);
  std::copy(rule.scores.begin(), rule.scores.end(), packed.scores);
  packed.flags = rule.flags;
  packed.priority = rule.EffectivePriority();
  packed.type = rule.type;
  packed.eval_phase = rule.eval_phase;
  packed.shortcircuit = rule.shortcircuit;
  packed.negated = rule.negated ? 1 : 0;
  packed.scored = rule.scored ? 1 : 0;
  packed.captures = rule.captures ? 1 : 0;
}

// How much text a pattern sees, roughly.
unsigned TextWeight(RuleType type) {
  switch (type) {
    case RuleType::kHeaderExists:
      return 0;
    case RuleType::kHeader:
      return 1;
    case RuleType::kMimeHeader:
      return 2;
    case RuleType::kUri:
    case RuleType::kUriDetail:
      return 4;
    case RuleType::kFull:
      return 32;
    default:
      return 16;
  }
}

std::size_t PlaceOf(std::size_t first, int number) {
  return first + static_cast<std::size_t>(number) * sizeof(PackedRule);
}

// In the order of their turns, so that what metas name comes before them.
void PackCosts(const Ruleset& ruleset, Packer* packer, std::size_t first) {
  constexpr std::size_t kMost = 0xFFFF;
  const auto packed = [&](int number) -> PackedRule& {
    return packer->At<PackedRule>(PlaceOf(first, number));
  };
  for (int number : ruleset.order()) {
    const Rule& rule = ruleset.rules()[static_cast<std::size_t>(number)];
    std::size_t cost = TextWeight(rule.type) * (1 + rule.pattern.pattern.size() / 32);
    if (rule.type == RuleType::kMeta) {
      cost = 1;
      for (int operand : ruleset.meta_operands(number)) cost += operand >= 0 ? packed(operand).cost : 0U;
    }
    packed(number).cost = static_cast<std::uint16_t>(std::min(cost, kMost));
  }
}

// Where all others are not known and the meta is 0 all the same, the operand is required. Each is tried: the
// cost is the square of a meta's length, so that a long one is left without.
std::vector<std::int32_t> FindRequired(const MetaExpression& meta, const std::vector<int>& operands) {
  constexpr std::size_t kMostOperands = 200;
  if (operands.size() > kMostOperands) return {};
  Guess unknown;
  unknown.known = false;
  unknown.high = std::numeric_limits<double>::infinity();
  std::vector<Guess> guesses(operands.size(), unknown);
  std::vector<std::int32_t> required;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    guesses[i] = Guess::Known(0);
    const Guess guess = GuessValue(meta.steps(), guesses);
    if (guess.known && guess.low == 0) required.push_back(operands[i]);
    guesses[i] = unknown;
  }
  return required;
}

void PackRequired(const Ruleset& ruleset, Packer* packer, std::size_t first) {
  const auto cost = [&](std::int32_t number) {
    return number < 0 ? 0U : packer->At<PackedRule>(PlaceOf(first, number)).cost;
  };
  for (int number = 0; number < static_cast<int>(ruleset.rules().size()); ++number) {
    if (ruleset.rules()[static_cast<std::size_t>(number)].type != RuleType::kMeta) continue;
    std::vector<std::int32_t> required = FindRequired(ruleset.meta(number), ruleset.meta_operands(number));
    std::stable_sort(required.begin(), required.end(),
                     [&](std::int32_t a, std::int32_t b) { return cost(a) < cost(b); });
    packer->Put<std::int32_t>(PlaceOf(first, number) + offsetof(PackedRule, required), required);
  }
}

bool IsPlain(const Rule& rule) {
  const bool is_pattern = rule.type == RuleType::kHeader || rule.type == RuleType::kBody ||
                          rule.type == RuleType::kRawBody || rule.type == RuleType::kUri ||
                          rule.type == RuleType::kFull;
  return is_pattern && !rule.negated && rule.if_unset.empty() && rule.capture_templates.empty();
}

void PackGroups(const Ruleset& ruleset, Packer* packer, std::size_t field, std::vector<CodeToPlace>* codes) {
  std::vector<std::vector<PackedPlainRule>> plain_rules(ruleset.groups().size());
  for (int number = 0; number < static_cast<int>(ruleset.rules().size()); ++number) {
    const int group = ruleset.group_of(number);
    if (group < 0 || !IsPlain(ruleset.rules()[static_cast<std::size_t>(number)])) continue;
    plain_rules[static_cast<std::size_t>(group)].push_back({number, ruleset.pattern_of(number)});
  }
  std::size_t next = 0;
  packer->PutEach<PackedGroup>(field, ruleset.groups(), [&](std::size_t at, const PatternGroup& group) {
    packer->PutText(at + offsetof(PackedGroup, query), group.query_text);
    packer->At<PackedGroup>(at).type = group.type;
    packer->Put<PackedPlainRule>(at + offsetof(PackedGroup, plain_rules), plain_rules[next++]);
    std::vector<const Regex*> patterns;
    patterns.reserve(static_cast<std::size_t>(group.patterns.size()));
    for (int i = 0; i < group.patterns.size(); ++i) patterns.push_back(&group.patterns.regex(i));
    PatternTable::Pack(patterns, group.patterns.ScanTable(), packer, at + offsetof(PackedGroup, patterns),
                       codes);
  });
}

}  // namespace

void RuleTable::Pack(const Ruleset& ruleset, Packer* packer, std::size_t field,
                     std::vector<CodeToPlace>* codes) {
  const std::vector<Rule>& rules = ruleset.rules();
  std::size_t first = packer->Reserve<PackedRule>(rules.size());
  packer->Link(field + offsetof(PackedRules, rules), first, rules.size());
  std::vector<const Regex*> details;
  std::vector<std::string> exists;
  std::vector<std::int32_t> by_name;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const int number = static_cast<int>(i);
    const std::size_t at = PlaceOf(first, number);
    const Rule& rule = rules[i];
    PackRule(rule, packer, at);
    auto& packed = packer->At<PackedRule>(at);
    packed.group = ruleset.group_of(number);
    packed.pattern = ruleset.pattern_of(number);
    packed.exists = -1;
    if (rule.type == RuleType::kUriDetail) {
      packed.pattern = static_cast<std::int32_t>(details.size());
      for (const Regex& regex : ruleset.uri_detail_patterns(number)) details.push_back(&regex);
    } else if (rule.type == RuleType::kHeaderExists) {
      packed.exists = static_cast<std::int32_t>(exists.size());
      exists.push_back(rule.query);
    } else if (rule.type == RuleType::kMeta) {
      PackMeta(ruleset, number, packer, at);
    }
    by_name.push_back(number);
  }
  PackCosts(ruleset, packer, first);
  PackRequired(ruleset, packer, first);
  std::sort(by_name.begin(), by_name.end(), [&](std::int32_t a, std::int32_t b) {
    return rules[static_cast<std::size_t>(a)].name < rules[static_cast<std::size_t>(b)].name;
  });
  packer->Put<std::int32_t>(field + offsetof(PackedRules, by_name), by_name);
  packer->Put<std::int32_t>(field + offsetof(PackedRules, order), ruleset.order());
  packer->PutTexts(field + offsetof(PackedRules, exists), exists);
  PatternTable::Pack(details, {}, packer, field + offsetof(PackedRules, details), codes);

  PackGroups(ruleset, packer, field + offsetof(PackedRules, groups), codes);
}

}  // namespace gatepost

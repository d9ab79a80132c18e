// Ruleset to RuleTable. Tested by tests/rules/rule_table_test.cc, tests/scan/compiled_test.cc.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>
#include <span>
#include <utility>

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
  packer->PutTexts(at + offsetof(PackedRule, eval_arguments), rule.eval_arguments);
  packer->PutTexts(at + offsetof(PackedRule, capture_templates), rule.capture_templates);
  packer->Link(at + offsetof(PackedRule, steps), at, 0);
  packer->Link(at + offsetof(PackedRule, operands), at, 0);
  packer->Link(at + offsetof(PackedRule, required), at, 0);
  packer->Link(at + offsetof(PackedRule, support), at, 0);
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
unsigned TextWeight(const Rule& rule) {
  switch (rule.type) {
    case RuleType::kHeaderExists:
      return 0;
    case RuleType::kHeader:
      return rule.query.starts_with("ALL") ? 16 : 1;
    case RuleType::kMimeHeader:
      return 2;
    case RuleType::kUri:
    case RuleType::kUriDetail:
      return 4;
    case RuleType::kFull:
      return 32;
    case RuleType::kAskDns:
      return 1024;  // it may wait for an answer
    default:
      return 16;
  }
}

std::size_t PlaceOf(std::size_t first, int number) {
  return first + static_cast<std::size_t>(number) * sizeof(PackedRule);
}

// Is it 0 where its pattern is in no text?
bool IsPlain(const Rule& rule) {
  const bool is_pattern = rule.type == RuleType::kHeader || rule.type == RuleType::kBody ||
                          rule.type == RuleType::kRawBody || rule.type == RuleType::kUri ||
                          rule.type == RuleType::kFull;
  return is_pattern && !rule.negated && rule.if_unset.empty() && rule.capture_templates.empty();
}

// What can be said of a rule before it has run, for metas that ask for it: its bounds and its cost.
class Outlook {
 public:
  Outlook(const Ruleset& ruleset, Packer* packer, std::size_t first)
      : ruleset_(ruleset), packer_(packer), first_(first) {}

  // In the order of their turns, so that what metas name comes before them.
  void Pack() {
    for (std::size_t i = 0; i < ruleset_.rules().size(); ++i) Rule(static_cast<int>(i)).most = kNoLimit;
    for (int number : ruleset_.order()) {
      if (ruleset_.rules()[static_cast<std::size_t>(number)].type == RuleType::kMeta) {
        PackMeta(number);
      } else {
        PackPlain(number);
      }
    }
  }

 private:
  static constexpr float kNoLimit = std::numeric_limits<float>::infinity();

  PackedRule& Rule(int number) { return packer_->At<PackedRule>(PlaceOf(first_, number)); }
  std::uint16_t CostOf(int operand) { return operand >= 0 ? Rule(operand).cost : std::uint16_t{0}; }
  void SetCost(int number, std::size_t cost) {
    Rule(number).cost = static_cast<std::uint16_t>(std::min(cost, std::size_t{0xFFFF}));
  }

  // Such patterns cost most.
  bool GoesBack(int number) const {
    const int group = ruleset_.group_of(number);
    return group >= 0 && ruleset_.groups()[static_cast<std::size_t>(group)]
                                 .patterns.regex(ruleset_.pattern_of(number))
                                 .engine() == RegexEngine::kPcre2;
  }
  void PackPlain(int number) {
    const gatepost::Rule& rule = ruleset_.rules()[static_cast<std::size_t>(number)];
    SetCost(number, TextWeight(rule) * (1 + rule.pattern.pattern.size() / 32) * (GoesBack(number) ? 4U : 1U));
    PackedRule& packed = Rule(number);
    packed.zero_or_one = rule.flags.multiple || rule.flags.max_hits > 0 ? 0 : 1;
    const bool has_limit = rule.flags.max_hits > 0 && rule.type != RuleType::kEval;
    packed.most = packed.zero_or_one != 0 ? 1
                  : has_limit             ? static_cast<float>(rule.flags.max_hits)
                                          : kNoLimit;
  }

  void PackMeta(int number) {
    const std::vector<int>& operands = ruleset_.meta_operands(number);
    std::size_t cost = 1;
    std::vector<Guess> guesses;
    for (int operand : operands) {
      cost += CostOf(operand);
      guesses.push_back(operand >= 0 ? Rule(operand).Unknown(operand) : Guess::Known(0));
    }
    SetCost(number, cost);
    const Guess guess = GuessValue(ruleset_.meta(number).steps(), guesses);
    PackedRule& packed = Rule(number);
    packed.zero_or_one = guess.zero_or_one || (guess.known && (guess.low == 0 || guess.low == 1)) ? 1 : 0;
    // Less than nothing counts as 1.
    const double most = guess.low < 0 ? std::max(guess.high, 1.0) : guess.high;
    packed.most = most <= kMostHits ? static_cast<float>(std::ceil(most)) : kNoLimit;
    // Each operand is tried: the cost is the square of a meta's length, so that a long one is left without.
    constexpr std::size_t kMostOperands = 200;
    if (operands.size() > kMostOperands) return;
    const std::size_t at = PlaceOf(first_, number);
    packer_->Put<std::int32_t>(at + offsetof(PackedRule, required), FindRequired(number, &guesses));
    packer_->Put<std::int32_t>(at + offsetof(PackedRule, support), FindSupport(number, guesses));
  }
  bool IsZeroWith(int number, const std::vector<Guess>& guesses) const {
    const Guess guess = GuessValue(ruleset_.meta(number).steps(), guesses);
    return guess.known && guess.low == 0;
  }

  // Where nothing is known of all others and the meta is 0 all the same, the operand is required. The
  // cheapest first.
  std::vector<std::int32_t> FindRequired(int number, std::vector<Guess>* guesses) {
    const std::vector<int>& operands = ruleset_.meta_operands(number);
    std::vector<std::int32_t> required;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const Guess before = std::exchange((*guesses)[i], Guess::Known(0));
      if (IsZeroWith(number, *guesses)) required.push_back(operands[i]);
      (*guesses)[i] = before;
    }
    std::stable_sort(required.begin(), required.end(),
                     [this](std::int32_t a, std::int32_t b) { return CostOf(a) < CostOf(b); });
    return required;
  }

  // Operands without which the meta is 0 whatever the others are, with a meta's own support in its place.
  // Those go first of which it takes work to know that they are 0, then those that say least.
  std::vector<std::int32_t> FindSupport(int number, const std::vector<Guess>& guesses) {
    constexpr std::size_t kMostSupport = 200;
    const std::vector<int>& operands = ruleset_.meta_operands(number);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (operands[i] >= 0) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(ZeroRank(operands[a]), CostOf(operands[a])) <
             std::pair(ZeroRank(operands[b]), CostOf(operands[b]));
    });
    std::vector<Guess> tried(operands.size(), Guess::Known(0));
    if (!IsZeroWith(number, tried)) return {};
    std::set<std::int32_t> support;
    for (const std::size_t i : order) {
      tried[i] = guesses[i];
      if (IsZeroWith(number, tried)) continue;
      tried[i] = Guess::Known(0);
      const PackedRule& rule = Rule(operands[i]);
      const std::span<const std::int32_t> own = rule.support.get();
      if (rule.type != RuleType::kMeta) support.insert(operands[i]);
      if (rule.type == RuleType::kMeta && own.empty()) return {};
      support.insert(own.begin(), own.end());
      if (support.size() > kMostSupport) return {};
    }
    return {support.begin(), support.end()};
  }
  // How soon is it known that it is 0, where it is?
  int ZeroRank(int number) {
    const PackedRule& rule = Rule(number);
    if (rule.type == RuleType::kMeta) return rule.support.count > 0 ? 2 : 0;
    if (rule.type == RuleType::kEval) return 2;
    return IsPlain(ruleset_.rules()[static_cast<std::size_t>(number)]) ? 3 : 1;
  }

  static constexpr double kMostHits = 1e6;  // as floats they are exact
  const Ruleset& ruleset_;
  Packer* packer_;
  std::size_t first_;
};

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
  Outlook(ruleset, packer, first).Pack();
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

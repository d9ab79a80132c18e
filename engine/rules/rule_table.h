// RuleTable: a Ruleset as packed data, as a running engine uses it. Its layout is written down in
// scan/RULESET_FORMAT.md. What a compiled ruleset holds and what was packed from source a moment ago are the
// same bytes, so that there is one way to run rules.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/packed.h"
#include "config/expression_guess.h"
#include "mail/views.h"
#include "match/pattern_table.h"
#include "rules/ruleset.h"

namespace gatepost {

struct PackedCondition {
  PackedText field;
  std::uint32_t negated, unused;
};

struct PackedRule {
  PackedText name, query, if_unset, description, eval_name;
  PackedSpan<PackedText> eval_arguments;
  PackedSpan<PackedCondition> conditions;  // kUriDetail
  PackedSpan<PackedText> capture_templates;
  PackedSpan<Expression::Step> steps;  // kMeta; names are numbers into `operands`
  PackedSpan<std::int32_t> operands;   // rule numbers; -1: no such rule
  PackedSpan<std::int32_t> required;   // those without which a meta is 0; the cheapest first
  PackedSpan<std::int32_t> support;    // none, or rules, no metas: where all of them are 0, a meta is 0
  double scores[4];
  TestFlags flags;
  std::int32_t group, pattern;  // -1: none; kUriDetail: `pattern` is its first of details
  std::int32_t exists;          // kHeaderExists: number of its query
  std::int32_t priority;        // Rule::EffectivePriority()
  RuleType type;
  EvalPhase eval_phase;
  ShortcircuitType shortcircuit;
  std::uint8_t negated, scored, captures;
  std::uint8_t zero_or_one;  // its value is nothing else
  std::uint16_t cost;        // of its value where nothing is known yet, by a rough guess in units of its own
  float most;                // its value is no more; infinity where that cannot be said

  bool is_subrule() const { return name.view().starts_with("__"); }
  // "BODY: ", "URI: " ... as reports prefix a hit.
  const char* area() const { return RuleArea(type, eval_phase); }
  // Its value as a meta's operand, before it has run.
  Guess Unknown(int number) const {
    Guess guess;
    guess.known = false;
    guess.zero_or_one = zero_or_one != 0;
    guess.high = most;
    guess.cost = cost;
    guess.ask = number;
    return guess;
  }
};

// A rule that is 0 where its pattern is in no text.
struct PackedPlainRule {
  std::int32_t rule, pattern;
};

struct PackedGroup {
  PackedText query;
  PackedPatterns patterns;
  PackedSpan<PackedPlainRule> plain_rules;
  RuleType type;
  std::uint8_t unused[7];
};

struct PackedRules {
  PackedSpan<PackedRule> rules;
  PackedSpan<std::int32_t> by_name;  // rule numbers, sorted by name
  PackedSpan<std::int32_t> order;
  PackedSpan<PackedGroup> groups;
  PackedPatterns details;         // of all kUriDetail rules
  PackedSpan<PackedText> exists;  // queries
};

class RuleTable {
 public:
  struct Group {
    RuleType type = RuleType::kBody;
    HeaderQuery query;            // kHeader
    std::string_view query_name;  // kMimeHeader: the field
    bool query_raw = false;
    PatternTable patterns;
    std::span<const PackedPlainRule> plain_rules;
  };

  // Fills the PackedRules at `field`; `codes` as PatternTable::Pack has it.
  static void Pack(const Ruleset& ruleset, Packer* packer, std::size_t field,
                   std::vector<CodeToPlace>* codes);
  // False where it is damaged. `bounds` are those of all.
  static bool IsSound(const PackedRules& packed, const PackedBounds& bounds);
  // Takes what is sound. `packed` stays as long as this object.
  void Use(const PackedRules& packed, const Limits& limits);

  std::span<const PackedRule> rules() const { return rules_; }
  std::span<const std::int32_t> order() const { return order_; }
  const PackedRule& rule(int number) const { return rules_[static_cast<std::size_t>(number)]; }
  // Index, or -1. Cost: a binary search.
  int Find(std::string_view name) const;
  const std::vector<Group>& groups() const { return groups_; }
  const Group& group(int number) const { return groups_[static_cast<std::size_t>(number)]; }
  const PatternTable& details() const { return details_; }
  const HeaderQuery& exists_query(int number) const { return exists_[static_cast<std::size_t>(number)]; }
  RulesetSummary Summary() const;

 private:
  std::span<const PackedRule> rules_;
  std::span<const std::int32_t> order_, by_name_;
  std::vector<Group> groups_;
  PatternTable details_;
  std::vector<HeaderQuery> exists_;
};

}  // namespace gatepost

// ScorePlan: which rules run under one score set, and with which score. A compiled ruleset holds those of its
// own scores; they are made anew where user_prefs scores change what runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/packed.h"
#include "eval/context.h"
#include "rules/own_scores.h"
#include "rules/rule_table.h"

namespace gatepost {

// Which of a rule's four scores count.
struct ScoreSet {
  static constexpr std::size_t kCount = 4;
  bool bayes = false, network = false;
  std::size_t number() const { return (bayes ? 2u : 0u) + (network ? 1u : 0u); }
};

// A meta that counts for nothing where another one, whose score is 0, is true: SpamAssassin evaluates that
// one too, but notes a result of it only where it is false, and whatever names it waits for that in vain.
struct PlanGate {
  std::int32_t meta, silent;  // rule numbers
};

struct PackedPlan {
  PackedSpan<double> scores;
  PackedSpan<std::int32_t> order, turns, unasked, evals;
  PackedSpan<PlanGate> gates;
};

class ScorePlan {
 public:
  // By rule number: 0 where the rule does not run or is a silent meta. Sub-rules ("__...") run with a score
  // of 1 that is not added.
  std::span<const double> scores;
  std::span<const std::int32_t> order;  // the rules that run, in the order they run
  std::span<const std::int32_t> turns;  // by rule number: its place in `order`, from 1 on; 0: it does not run
  // Of `order`, without patterns and metas that count for metas alone: those wait until a meta asks.
  std::span<const std::int32_t> unasked;
  std::span<const std::int32_t> evals;  // by rule number: the eval test's, for EvalAt; or -1
  std::span<const PlanGate> gates;      // sorted; also those of metas that are named by a meta

  std::span<const PlanGate> GatesOf(int meta) const;

  static ScorePlan Build(const RuleTable& rules, const OwnScores& own_scores, ScoreSet score_set);
  // The same from what was packed of it without own scores, which stays as long as the plan.
  static ScorePlan Use(const PackedPlan& packed, const RuleTable& rules, const OwnScores& own_scores,
                       ScoreSet score_set);
  void Pack(Packer* packer, std::size_t field) const;
  // False where it is damaged, for that many rules.
  static bool IsSound(const PackedPlan& packed, std::size_t rule_count, const PackedBounds& bounds);

  ScorePlan() = default;
  ScorePlan(ScorePlan&&) = default;
  ScorePlan& operator=(ScorePlan&&) = default;
  ScorePlan(const ScorePlan&) = delete;
  ScorePlan& operator=(const ScorePlan&) = delete;

 private:
  // What the spans show, where it was made here.
  std::vector<double> made_scores_;
  std::vector<std::int32_t> made_order_, made_turns_, made_unasked_, made_evals_;
  std::vector<PlanGate> made_gates_;
};

}  // namespace gatepost

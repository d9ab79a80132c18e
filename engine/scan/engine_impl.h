// What an open engine holds. Immutable after Engine::Open; sessions and trainers read it from many threads.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/once.h"
#include "bayes/auto_learn.h"
#include "bayes/expiry.h"
#include "bayes/tokenizer.h"
#include "config/settings.h"
#include "eval/context.h"
#include "gatepost/engine.h"
#include "history/history_config.h"
#include "rules/rule_table.h"
#include "scan/compiled.h"
#include "scan/network.h"
#include "scan/score_plan.h"
#include "scan/shortcircuit.h"

namespace gatepost {

struct Engine::Impl {
  // What the tables below point into: a mapped file, or bytes packed from source.
  std::unique_ptr<CompiledRuleset> compiled;
  std::vector<std::uint64_t> packed;
  Options options;
  StoreOpener open_store;
  SenderStoreOpener open_senders;  // null: no history is kept
  DnsOpener open_dns;              // null: no network tests
  PyzorOpener open_pyzor;          // null: Pyzor is not asked
  RazorOpener open_razor;          // null: Razor is not asked
  Settings settings;
  ViewConfig views;
  EvalTables tables;
  BayesConfig bayes;
  bool use_model = true;  // only with bayes.use_bayes and a rule that asks
  ExpiryConfig expiry;
  std::optional<AutoLearnConfig> auto_learn;  // nothing where bayes_auto_learn is 0
  std::optional<HistoryConfig> history;       // only with open_senders
  NetworkConfig network;                      // off without open_dns
  RuleTable rules;
  // Made when first asked for: most processes need one.
  const ScorePlan& plan(ScoreSet set) const {
    Plan& made = plans_[set.number()];
    made.once.Call([&] {
      made.plan = compiled == nullptr ? ScorePlan::Build(rules, own_scores, set)
                                      : ScorePlan::Use(compiled->plan(set), rules, own_scores, set);
    });
    return made.plan;
  }
  OwnScores own_scores;
  double required_score = 5.0;
  std::string bayes_path, bayes_user;
  std::string bypass_word;
  ShortcircuitConfig shortcircuit;

 private:
  struct Plan {
    Once once;
    ScorePlan plan;
  };
  mutable std::array<Plan, ScoreSet::kCount> plans_;
};

}  // namespace gatepost

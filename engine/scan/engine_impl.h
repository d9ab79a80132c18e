// What an open engine holds. Immutable after Engine::Open; sessions and trainers read it from many threads.
#pragma once

#include <string>
#include <vector>

#include "bayes/auto_learn.h"
#include "bayes/expiry.h"
#include "bayes/tokenizer.h"
#include "config/settings.h"
#include "eval/context.h"
#include "gatepost/engine.h"
#include "rules/ruleset.h"
#include "scan/score_plan.h"
#include "scan/shortcircuit.h"

namespace gatepost {

struct Engine::Impl {
  Options options;
  StoreOpener open_store;
  Settings settings;
  ViewConfig views;
  EvalTables tables;
  BayesConfig bayes;
  bool use_model = true;  // never without bayes.use_bayes
  ExpiryConfig expiry;
  std::optional<AutoLearnConfig> auto_learn;  // nothing where bayes_auto_learn is 0
  Ruleset ruleset;
  // By score set: without Bayes (0) and with it (2). Network tests are never run, so sets 1 and 3
  // are never used.
  ScorePlan without_bayes, with_bayes;
  double required_score = 5.0;
  std::string bayes_path, bayes_user;
  std::string bypass_word;
  ShortcircuitConfig shortcircuit;
};

}  // namespace gatepost

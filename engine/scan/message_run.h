// MessageRun: one message against one ruleset. The place where compiled rules and a message meet.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/verdict.h"
#include "scan/capture_tags.h"
#include "scan/engine_impl.h"
#include "scan/shortcircuit.h"

namespace gatepost {

class MessageRun {
 public:
  // `plan` is one of the engine's; everything outlives the run.
  MessageRun(const Engine::Impl& engine, const ScorePlan& plan, EvalContext& context);

  // Runs every rule of the plan and fills hits, score and undecided_rules of `verdict`. Stops early
  // after `deadline`, when given; the rules left are undecided.
  void ListSubrules() { list_subrules_ = true; }
  void Run(std::optional<std::chrono::steady_clock::time_point> deadline, Verdict* verdict);

 private:
  struct GroupState {
    bool prepared = false;
    int body_version = 0;                   // of Views, when it was prepared
    std::vector<unsigned char> candidates;  // by pattern of the group
    std::vector<std::string_view> texts;
  };
  // How often the rule hit; nothing where it could not tell.
  std::optional<double> Evaluate(int rule);
  std::optional<double> RunPattern(const Rule& rule, int rule_number);
  std::optional<double> RunRegex(const Rule& rule, const Regex& regex, int pattern, const GroupState& state);
  // A pattern that names captured tags.
  std::optional<double> RunTemplate(const Rule& rule, const std::vector<std::string_view>& texts);
  std::optional<double> RunMimeHeader(const Rule& rule, int rule_number);
  std::optional<double> RunUriDetail(int rule_number);
  std::optional<double> RunEval(const Rule& rule, int rule_number);
  std::optional<double> RunMeta(int rule_number);
  GroupState& Prepare(int group);
  void AddHit(const Rule& rule, int rule_number, double value, Verdict* verdict);

  const Engine::Impl& engine_;
  const ScorePlan& plan_;
  EvalContext& context_;
  std::vector<GroupState> groups_;
  std::vector<double> values_;       // by rule number: hits so far
  std::vector<unsigned char> done_;  // by rule number: values_ is final
  bool list_subrules_ = false;
  CaptureTags captures_;
  Shortcircuit shortcircuit_;
  std::string shortcircuit_description_ = "No description available.";
};

}  // namespace gatepost

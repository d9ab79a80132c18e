// MessageRun: one message against one ruleset. The place where compiled rules and a message meet.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
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

  bool ended_early() const { return shortcircuit_.ended(); }
  // What templates may ask of the run: captured groups, and how it ended.
  void GiveTags(std::map<std::string, std::string, std::less<>>* tags) const;

 private:
  struct Candidate {
    std::uint32_t pattern, text;
    friend auto operator<=>(const Candidate&, const Candidate&) = default;
  };
  struct GroupState {
    bool prepared = false;
    int body_version = 0;  // of Views, when it was prepared
    bool absent = false;   // kHeader: no such field; its text is empty then
    std::vector<std::string_view> texts;
    std::vector<std::string> made;  // of kMimeHeader: what `texts` shows
    // Which pattern may match in which text: sorted, so that a pattern looks at its texts alone.
    std::vector<Candidate> candidates;
  };
  // How often the rule hit; nothing where it could not tell.
  std::optional<double> Evaluate(int rule);
  std::optional<double> RunPattern(const PackedRule& rule);
  // A pattern that names captured tags.
  std::optional<double> RunTemplate(const PackedRule& rule, const PatternSource& source,
                                    const GroupState& state);
  // The pattern over looked_at_, or over the text in place of an absent field; takes captured tags.
  std::optional<double> RunRegex(const PackedRule& rule, const Regex& regex, const GroupState& state);
  std::optional<double> Count(const PackedRule& rule, const Regex& regex, const GroupState& state);
  std::optional<double> RunMimeHeader(const PackedRule& rule);
  std::optional<double> RunUriDetail(const PackedRule& rule);
  std::optional<double> RunEval(const PackedRule& rule, int rule_number);
  std::optional<double> RunMeta(const PackedRule& rule);
  GroupState& Prepare(int group);
  // The texts, from `first_text` on, in which a pattern of the group may match.
  static std::span<const Candidate> CandidatesOf(int pattern, std::uint32_t first_text,
                                                 const GroupState& state);
  void AddHit(const PackedRule& rule, int rule_number, double value, Verdict* verdict);

  const Engine::Impl& engine_;
  const ScorePlan& plan_;
  EvalContext& context_;
  std::vector<GroupState> groups_;
  std::vector<double> values_;               // by rule number: hits so far
  std::vector<unsigned char> done_;          // by rule number: values_ is final
  std::vector<double> operands_;             // of the meta that runs
  std::vector<std::string_view> looked_at_;  // by the pattern that runs
  bool list_subrules_ = false;
  CaptureTags captures_;
  Shortcircuit shortcircuit_;
  std::string_view shortcircuit_description_ = "No description available.";
};

}  // namespace gatepost

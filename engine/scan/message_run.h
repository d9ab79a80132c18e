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

#include "config/expression_guess.h"
#include "gatepost/verdict.h"
#include "scan/capture_tags.h"
#include "scan/engine_impl.h"
#include "scan/shortcircuit.h"

namespace gatepost {

class MessageRun {
 public:
  using Deadline = std::optional<std::chrono::steady_clock::time_point>;
  // `plan` is one of the engine's; everything outlives the run.
  MessageRun(const Engine::Impl& engine, const ScorePlan& plan, EvalContext& context);

  // Also rules that no meta asks for run, so that Verdict::subrules is whole.
  void ListSubrules() { list_subrules_ = true; }
  // Named groups set tags that somebody will ask for.
  void TakeCaptures() { take_captures_ = true; }
  // Runs the plan and fills hits, score and undecided_rules of `verdict`. Stops early after `deadline`, when
  // given; the rules left are undecided.
  void Run(Deadline deadline, Verdict* verdict);

  bool ended_early() const { return shortcircuit_.ended(); }
  // By rule number: the metas that name, themselves or by other metas, what does not run. SpamAssassin waits
  // with those until all else is over, so that rules which count hits do not see them.
  std::vector<bool> LateMetas() const;
  // What templates may ask of the run: captured groups, and how it ended.
  void GiveTags(std::map<std::string, std::string, std::less<>>* tags) const;

 private:
  struct Candidate {
    std::uint32_t pattern, text;
    friend auto operator<=>(const Candidate&, const Candidate&) = default;
  };
  struct GroupState {
    bool prepared = false;
    bool absent = false;                  // kHeader: no such field; its text is empty then
    std::vector<std::string_view> texts;  // none of kMimeHeader
    // Which pattern may match in which text: sorted, so that a pattern looks at its texts alone.
    std::vector<Candidate> candidates;
  };
  // Which patterns may match in the text of this number.
  void AddCandidates(const PatternTable& patterns, std::string_view text, std::uint32_t number,
                     GroupState* state);
  // Asks for what network tests will need.
  void StartNetworkTests();
  // Finds what runs when all else has, so that answers come meanwhile: what asks the network, and metas over
  // it.
  void FindDeferred();
  // Does it ask the sender's servers one question after the other?
  bool IsSlow(int number) const;
  // For templates of `askdns`.
  std::vector<std::string> TagValues(const std::string& tag);
  // False where the run ended with it.
  bool RunOrEnd(int rule, Verdict* verdict);
  void RunRule(int rule, Verdict* verdict);
  // A rule's value, once it is known; nothing: it could not tell.
  void Take(int rule, std::optional<double> value, Verdict* verdict);
  bool IsLate();
  // How often the rule hit; nothing where it could not tell.
  std::optional<double> Evaluate(int rule, Verdict* verdict);
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
  // Runs those rules that it needs and that waited.
  std::optional<double> RunMeta(int meta, Verdict* verdict);
  // Is it 0, as is known of its support?
  bool LacksSupport(const PackedRule& meta) const;
  // Of the last of asked_, a meta.
  Guess GuessMeta();
  Guess GuessOperand(int operand);
  // What has its turn later than the meta, or never, counts as 0 in it.
  bool Counts(std::int32_t operand, int meta) const;
  void AskAll(int meta);
  // Is its value final? That it is absent becomes so by asking.
  bool IsDone(int rule);
  bool IsZero(int operand) { return IsDone(operand) && values_[static_cast<std::size_t>(operand)] == 0; }
  GroupState& Prepare(int group);
  // An eval test gave the message another body.
  void ForgetBody();
  // The texts, from `first_text` on, in which a pattern of the group may match.
  static std::span<const Candidate> CandidatesOf(int pattern, std::uint32_t first_text,
                                                 const GroupState& state);
  void AddHit(const PackedRule& rule, int rule_number, double value, Verdict* verdict);

  const Engine::Impl& engine_;
  const ScorePlan& plan_;
  EvalContext& context_;
  std::vector<GroupState> groups_;
  // kAbsent: the pattern is in none of its texts as they are now, so that the value is 0 when the rule runs.
  enum class Progress : unsigned char { kNone, kAbsent, kDone };
  std::vector<double> values_;                 // by rule number: hits
  std::vector<Progress> progress_;             // by rule number
  int body_version_ = 0;                       // of Views, as far as progress_ knows
  std::vector<unsigned char> is_candidate_;    // by pattern of the group that is prepared
  void TakeArguments(const PackedRule& rule);  // into arguments_
  EvalArguments arguments_;                    // of the eval test that runs
  EvalResult own_;                             // of the eval test that ran last
  struct Asked {
    int rule;
    int rounds = 0;            // a meta: how often it was looked at
    bool has_guesses = false;  // guesses_ has those of its operands
  };
  std::vector<Asked> asked_;                 // a meta that runs, and what is needed for it, each for the last
  std::vector<std::vector<Guess>> guesses_;  // by place in asked_: what is known of a meta's operands
  std::vector<std::uint32_t> found_;         // by AddCandidates
  std::vector<std::string_view> looked_at_;  // by the pattern that runs
  Deadline deadline_;
  enum class Wait : unsigned char { kNot, kDeferred, kLast };
  std::vector<Wait> waits_;   // by rule number; empty without a DNS
  std::vector<int> not_run_;  // eval tests that said so
  bool late_ = false;
  int since_clock_ = 0;
  bool list_subrules_ = false;
  bool take_captures_ = false;
  CaptureTags captures_;
  bool network_started_ = false;  // all that could be asked early was
  Shortcircuit shortcircuit_;
  std::string_view shortcircuit_description_ = "No description available.";
};

}  // namespace gatepost

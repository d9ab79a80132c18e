// Tested by tests/scan/engine_test.cc and tests/cases.
#include "scan/message_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/ascii.h"
#include "eval/dkim_facts.h"
#include "eval/registry.h"
#include "mail/header_text.h"
#include "scan/markup_tags.h"

namespace gatepost {
namespace {

// rules/ and eval/ do not know each other: their phases are kept alike here.
static_assert(static_cast<int>(EvalTextPhase::kRawBody) == static_cast<int>(EvalPhase::kRawBody));
static_assert(static_cast<int>(EvalTextPhase::kFull) == static_cast<int>(EvalPhase::kFull));

// From this priority on DNS is asked, so that what ends a run before is not for servers to know.
constexpr std::int32_t kNetworkPriority = -100;
// Rules from this priority on see what network tests said: the history of senders (1000) adds up all points.
constexpr std::int32_t kLatePriority = 500;

// Rules that SpamAssassin runs as one: it looks for the end of a run between such lots.
bool RunTogether(const PackedRule& a, const PackedRule& b) {
  if (a.type == RuleType::kMeta || b.type == RuleType::kMeta) return a.type == b.type;
  auto kind = [](const PackedRule& rule) {
    return rule.type == RuleType::kHeaderExists ? RuleType::kHeader : rule.type;
  };
  return kind(a) == kind(b) && a.priority == b.priority &&
         (a.type != RuleType::kEval || a.eval_phase == b.eval_phase);
}

}  // namespace

MessageRun::MessageRun(const Engine::Impl& engine, const ScorePlan& plan, EvalContext& context)
    : engine_(engine),
      plan_(plan),
      context_(context),
      groups_(engine.rules.groups().size()),
      values_(engine.rules.rules().size()),
      progress_(engine.rules.rules().size()),
      take_captures_(engine.settings.Flag("use_capture_tags")),
      shortcircuit_(engine.shortcircuit) {
  context.tag_values = [this](const std::string& tag) { return TagValues(tag); };
  if (int rule = engine.rules.Find("SHORTCIRCUIT"); rule >= 0)
    shortcircuit_description_ = engine.rules.rule(rule).description.view();
}

void MessageRun::AddCandidates(const PatternTable& patterns, std::string_view text, std::uint32_t number,
                               GroupState* state) {
  found_.clear();
  patterns.FindCandidates(text, &found_);
  for (std::uint32_t pattern : found_) state->candidates.push_back({pattern, number});
}

MessageRun::GroupState& MessageRun::Prepare(int group_number) {
  GroupState& state = groups_[static_cast<std::size_t>(group_number)];
  const RuleTable::Group& group = engine_.rules.group(group_number);
  Views& views = context_.views;
  if (state.prepared) return state;
  state.prepared = true;
  state.texts.clear();
  state.candidates.clear();
  auto add_all = [&](const std::vector<std::string>& texts) {
    state.texts.assign(texts.begin(), texts.end());
  };
  switch (group.type) {
    case RuleType::kHeader:
      if (const std::string* value = views.Header(group.query)) {
        state.texts.push_back(*value);
      } else {
        // Perl matches undef as the empty text.
        state.absent = true;
        state.texts.emplace_back();
      }
      break;
    case RuleType::kBody:
      add_all(views.Body());
      break;
    case RuleType::kRawBody:
      add_all(views.RawBody());
      break;
    case RuleType::kUri:
      add_all(views.Uris());
      break;
    case RuleType::kFull:
      state.texts.push_back(views.Full());
      break;
    case RuleType::kMimeHeader:
      // Those that match are made again.
      for (const Part& part : views.message().parts()) {
        const std::optional<std::string> text =
            PartHeaderText(views.message(), part, group.query_name, group.query_raw);
        AddCandidates(group.patterns, text.value_or(""), 0, &state);
      }
      break;
    default:
      break;
  }
  for (std::uint32_t text = 0; text < state.texts.size(); ++text)
    AddCandidates(group.patterns, state.texts[text], text, &state);
  std::sort(state.candidates.begin(), state.candidates.end());
  is_candidate_.assign(static_cast<std::size_t>(group.patterns.size()), false);
  for (const Candidate& candidate : state.candidates) is_candidate_[candidate.pattern] = true;
  for (const PackedPlainRule& plain : group.plain_rules) {
    Progress& progress = progress_[static_cast<std::size_t>(plain.rule)];
    if (progress == Progress::kNone && !is_candidate_[static_cast<std::size_t>(plain.pattern)])
      progress = Progress::kAbsent;
  }
  return state;
}

void MessageRun::ForgetBody() {
  body_version_ = context_.views.body_version();
  for (std::size_t number = 0; number < groups_.size(); ++number) {
    const RuleTable::Group& group = engine_.rules.group(static_cast<int>(number));
    if (group.type != RuleType::kBody) continue;
    groups_[number].prepared = false;
    for (const PackedPlainRule& plain : group.plain_rules) {
      Progress& progress = progress_[static_cast<std::size_t>(plain.rule)];
      if (progress == Progress::kAbsent) progress = Progress::kNone;
    }
  }
}

std::span<const MessageRun::Candidate> MessageRun::CandidatesOf(int pattern, std::uint32_t first_text,
                                                                const GroupState& state) {
  const auto number = static_cast<std::uint32_t>(pattern);
  auto begin =
      std::lower_bound(state.candidates.begin(), state.candidates.end(), Candidate{number, first_text});
  auto end = std::find_if(begin, state.candidates.end(),
                          [&](const Candidate& candidate) { return candidate.pattern != number; });
  return {begin, end};
}

std::optional<double> MessageRun::RunPattern(const PackedRule& rule) {
  if (rule.group < 0) return 0;
  const GroupState& state = Prepare(rule.group);
  const PatternTable& patterns = engine_.rules.group(rule.group).patterns;
  const std::uint32_t first = rule.type == RuleType::kBody && rule.flags.nosubject ? 1 : 0;
  looked_at_.clear();
  if (rule.capture_templates.count > 0) {
    for (std::size_t i = first; i < state.texts.size(); ++i) looked_at_.push_back(state.texts[i]);
    return RunTemplate(rule, patterns.regex(rule.pattern).source(), state);
  }
  if (state.absent && rule.if_unset.count > 0) return RunRegex(rule, patterns.regex(rule.pattern), state);
  const bool asks_whether = !(take_captures_ && rule.captures != 0) && !rule.flags.multiple;
  for (const Candidate& candidate : CandidatesOf(rule.pattern, first, state)) {
    const std::string_view text = state.texts[candidate.text];
    const MatchOutcome outcome = patterns.Decide(rule.pattern, text);
    if (outcome == MatchOutcome::kNo) continue;
    if (outcome == MatchOutcome::kYes && asks_whether) return rule.negated != 0 ? 0 : 1;
    looked_at_.push_back(text);
  }
  if (looked_at_.empty()) return rule.negated != 0 ? 1 : 0;
  return RunRegex(rule, patterns.regex(rule.pattern), state);
}

std::optional<double> MessageRun::RunTemplate(const PackedRule& rule, const PatternSource& source,
                                              const GroupState& state) {
  // SpamAssassin 4.0.1 compiles such a pattern once a process, with the tags of the first message it sees:
  // under spamd it all but never hits. So that verdicts agree, a site asks for what was meant.
  if (!engine_.settings.Flag("use_capture_tags")) return 0;
  std::vector<std::string> tags;
  for (const PackedText& tag : rule.capture_templates.get()) tags.emplace_back(tag.view());
  std::optional<PatternSource> filled = captures_.Fill(source, tags, context_.views);
  if (!filled) return 0;
  Result<Regex> regex = Regex::Compile(*filled, engine_.options.limits);
  if (!regex) return std::nullopt;
  return RunRegex(rule, *regex, state);
}

std::optional<double> MessageRun::RunRegex(const PackedRule& rule, const Regex& regex,
                                           const GroupState& state) {
  std::optional<double> hits = Count(rule, regex, state);
  if (take_captures_ && rule.captures != 0 && rule.negated == 0 && hits.value_or(0) > 0)
    captures_.Take(regex, state.texts, rule.flags.multiple);
  return hits;
}

std::optional<double> MessageRun::Count(const PackedRule& rule, const Regex& regex, const GroupState& state) {
  if (state.absent && rule.if_unset.count > 0) {
    MatchOutcome outcome = regex.Search(rule.if_unset.view());
    if (outcome == MatchOutcome::kUndecided) return std::nullopt;
    return (outcome == MatchOutcome::kYes) != (rule.negated != 0) ? 1 : 0;
  }
  bool undecided = false;
  int total = 0;
  for (std::string_view text : looked_at_) {
    MatchOutcome outcome;
    if (rule.flags.multiple && rule.negated == 0) {
      int count = 0;
      int room = rule.flags.max_hits > 0 ? rule.flags.max_hits - total : 0;
      outcome = regex.Count(text, room, &count);
      total += count;
      if (rule.flags.max_hits > 0 && total >= rule.flags.max_hits) break;
    } else {
      outcome = regex.Search(text);
      if (outcome == MatchOutcome::kYes) {
        total = 1;
        break;
      }
    }
    undecided |= outcome == MatchOutcome::kUndecided;
  }
  if (total == 0 && undecided) return std::nullopt;
  if (rule.negated != 0) return total == 0 ? 1 : 0;
  return total;
}

std::optional<double> MessageRun::RunMimeHeader(const PackedRule& rule) {
  // SpamAssassin 4.0.1 counts no match of a negated pattern, so that "!~" always holds.
  if (rule.negated != 0) return 1;
  if (rule.group < 0) return 0;
  if (rule.if_unset.count == 0) {
    // Without the pattern in any part, what is joined of parts has it neither, unless parts are put together.
    bool found = !CandidatesOf(rule.pattern, 0, Prepare(rule.group)).empty();
    if (!found && !rule.flags.concat) return 0;
  }
  const RuleTable::Group& group = engine_.rules.group(rule.group);
  const Regex& regex = group.patterns.regex(rule.pattern);
  bool undecided = false;
  int total = 0;
  int limit = rule.flags.max_hits > 0 ? rule.flags.max_hits : (rule.flags.multiple ? 1000 : 1);
  std::vector<std::string> texts;
  int part_number = 0;
  for (const Part& part : context_.views.message().parts()) {
    ++part_number;
    if (part_number < rule.flags.range_min || part_number > rule.flags.range_max) continue;
    std::string text = PartHeaderText(context_.views.message(), part, group.query_name, group.query_raw)
                           .value_or(std::string(rule.if_unset.view()));
    if (!rule.flags.concat || texts.empty()) texts.emplace_back();
    texts.back() += text;
    if (rule.flags.concat && !text.ends_with('\n')) texts.back() += '\n';
  }
  for (const std::string& text : texts) {
    int count = 0;
    MatchOutcome outcome = regex.Count(text, limit - total, &count);
    undecided |= outcome == MatchOutcome::kUndecided;
    total += count;
    if (total > 0) break;  // also with `tflags multiple`, the first part that has it counts alone
  }
  if (total == 0 && undecided) return std::nullopt;
  return total;
}

std::optional<double> MessageRun::RunUriDetail(const PackedRule& rule) {
  std::span<const PackedCondition> conditions = rule.conditions.get();
  bool undecided = false;
  for (const UriInfo& uri : context_.views.UriDetails()) {
    bool all = true;
    for (std::size_t i = 0; all && i < conditions.size(); ++i) {
      const PackedCondition& condition = conditions[i];
      const Regex& regex = engine_.rules.details().regex(rule.pattern + static_cast<int>(i));
      // One value of the field that fits is enough, also for "!~".
      auto fits = [&](const std::string& text) {
        MatchOutcome outcome = regex.Search(text);
        undecided |= outcome == MatchOutcome::kUndecided;
        return (outcome == MatchOutcome::kYes) != (condition.negated != 0);
      };
      const std::string_view field = condition.field.view();
      if (field == "raw")
        all = fits(uri.raw);
      else if (field == "type")
        all = std::any_of(uri.types.begin(), uri.types.end(), fits);
      else if (field == "cleaned")
        all = std::any_of(uri.cleaned.begin(), uri.cleaned.end(), fits);
      else if (field == "text")
        all = std::any_of(uri.anchor_text.begin(), uri.anchor_text.end(), fits);
      else if (field == "domain")
        all = std::any_of(uri.domains.begin(), uri.domains.end(), fits);
      else if (field == "host")
        all = std::any_of(uri.hosts.begin(), uri.hosts.end(), fits);
    }
    if (all) return 1;
  }
  if (undecided) return std::nullopt;
  return 0;
}

void MessageRun::TakeArguments(const PackedRule& rule) {
  context_.flags = {rule.flags.nice, rule.flags.ips_only, rule.flags.domains_only};
  const std::span<const PackedText> arguments = rule.eval_arguments.get();
  arguments_.resize(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) arguments_[i].assign(arguments[i].view());
}

std::optional<double> MessageRun::RunEval(const PackedRule& rule, int rule_number) {
  EvalFunction function = EvalAt(plan_.evals[static_cast<std::size_t>(rule_number)], rule.eval_name.view());
  if (function == nullptr) return 0;
  context_.detail.clear();
  context_.phase = static_cast<EvalTextPhase>(rule.eval_phase);
  TakeArguments(rule);
  EvalResult result = function(context_, arguments_);
  if (context_.views.body_version() != body_version_) ForgetBody();
  own_ = result;
  // "Not run" counts as no hit, as SpamAssassin's metas take it in the end.
  if (!result.run) not_run_.push_back(rule_number);
  return result.run ? result.value : 0;
}

std::optional<double> MessageRun::Evaluate(int rule_number, Verdict* verdict) {
  const PackedRule& rule = engine_.rules.rule(rule_number);
  switch (rule.type) {
    case RuleType::kHeaderExists: {
      const std::string* value = context_.views.Header(engine_.rules.exists_query(rule.exists));
      return (value != nullptr) != (rule.negated != 0) ? 1 : 0;
    }
    case RuleType::kMimeHeader:
      return RunMimeHeader(rule);
    case RuleType::kUriDetail:
      return RunUriDetail(rule);
    case RuleType::kAskDns:
      if (context_.dns == nullptr) return 0;
      return RunEval(rule, rule_number);
    case RuleType::kEval:
      return RunEval(rule, rule_number);
    case RuleType::kMeta:
      return RunMeta(rule_number, verdict);
    default:
      return RunPattern(rule);
  }
}

void MessageRun::AddHit(const PackedRule& rule, int rule_number, double value, Verdict* verdict) {
  if (plan_.scores[static_cast<std::size_t>(rule_number)] == 0) return;
  shortcircuit_.TakeHit(rule.shortcircuit, plan_.scores[static_cast<std::size_t>(rule_number)],
                        rule.name.view(), shortcircuit_description_, verdict);
  if (rule.is_subrule()) {
    if (list_subrules_)
      verdict->subrules.emplace_back(rule.name.view(), static_cast<int>(std::min(value, 1e6)));
    return;
  }
  Hit hit;
  hit.rule = rule.name.view();
  hit.score = plan_.scores[static_cast<std::size_t>(rule_number)];
  hit.description = rule.description.view();
  hit.area = rule.area();
  const bool is_eval = rule.type == RuleType::kEval || rule.type == RuleType::kAskDns;
  if (is_eval && !rule.flags.nolog) hit.detail = context_.detail;
  if (rule.flags.multiple && rule.type != RuleType::kMeta && !is_eval) {
    hit.count = static_cast<int>(value);
  }
  if (is_eval) {
    if (own_.score) hit.score = *own_.score;
    if (own_.area != nullptr) hit.area = own_.area;
  }
  verdict->score += hit.score * hit.count;
  verdict->hits.push_back(std::move(hit));
}

std::vector<std::string> MessageRun::TagValues(const std::string& tag) {
  std::vector<std::string> values = captures_.Values(tag, context_.views);
  if (!values.empty() || tag.ends_with(')')) return values;
  if (tag.starts_with("DKIM")) {
    // Before the first answers nothing is waited for.
    const DkimFacts* dkim = network_started_ ? TestedDkim(context_) : nullptr;
    return dkim == nullptr ? values : dkim->TagValues(tag);
  }
  const std::string text = MarkupTag(tag, "", context_.views).value_or("");
  // Of the tags with more than one value this one alone is a text without white space.
  if (tag != "AUTHORDOMAIN") return {text};
  for (const std::string_view domain : SplitWhitespace(text)) values.emplace_back(domain);
  return values;
}

void MessageRun::GiveTags(std::map<std::string, std::string, std::less<>>* tags) const {
  captures_.GiveTags(tags);
  if (engine_.settings.HasPlugin("Shortcircuit")) shortcircuit_.GiveTags(tags);
  if (const DkimFacts* dkim = KnownDkim(context_)) {
    for (const char* name : {"DKIMIDENTITY", "DKIMDOMAIN", "DKIMSELECTOR"}) {
      if (std::string text = dkim->Tag(name); !text.empty()) (*tags)[name] = std::move(text);
    }
  }
  for (const auto& [name, values] : context_.tags) (*tags)[name] = values.front();  // a test gives one
}

bool MessageRun::IsLate() {
  if (deadline_ && !late_ && ++since_clock_ >= 16) {
    since_clock_ = 0;
    late_ = std::chrono::steady_clock::now() >= *deadline_;
  }
  return late_;
}

void MessageRun::Take(int rule_number, std::optional<double> value, Verdict* verdict) {
  const PackedRule& rule = engine_.rules.rule(rule_number);
  if (!value && (rule.type != RuleType::kMeta || late_))
    verdict->undecided_rules.emplace_back(rule.name.view());
  // What could not tell counts as no hit. Perl counts every value but 0 as true, and a hit as at least 1.
  const auto at = static_cast<std::size_t>(rule_number);
  values_[at] = value.value_or(0) < 0 ? 1 : value.value_or(0);
  progress_[at] = Progress::kDone;
}

bool MessageRun::IsDone(int rule) {
  Progress& progress = progress_[static_cast<std::size_t>(rule)];
  if (progress == Progress::kAbsent) progress = Progress::kDone;
  return progress == Progress::kDone;
}

void MessageRun::RunRule(int rule_number, Verdict* verdict) {
  const auto at = static_cast<std::size_t>(rule_number);
  if (IsDone(rule_number)) return;
  Take(rule_number, IsLate() ? std::nullopt : Evaluate(rule_number, verdict), verdict);
  if (values_[at] != 0) AddHit(engine_.rules.rule(rule_number), rule_number, values_[at], verdict);
}

void MessageRun::StartNetworkTests() {
  std::vector<std::pair<EvalStart, int>> follow_ups;
  for (const int rule_number : plan_.order) {
    const PackedRule& rule = engine_.rules.rule(rule_number);
    if (rule.type != RuleType::kEval && rule.type != RuleType::kAskDns) continue;
    const std::int32_t number = plan_.evals[static_cast<std::size_t>(rule_number)];
    const EvalStart start = EvalStartAt(number, rule.eval_name.view());
    if (start == nullptr) continue;
    TakeArguments(rule);
    context_.phase = static_cast<EvalTextPhase>(rule.eval_phase);
    start(context_, arguments_);
    if (const EvalStart follow_up = EvalFollowUpAt(number, rule.eval_name.view()))
      follow_ups.emplace_back(follow_up, rule_number);
  }
  for (const auto& [follow_up, rule_number] : follow_ups) {
    TakeArguments(engine_.rules.rule(rule_number));
    follow_up(context_, arguments_);
  }
  network_started_ = true;
}

void MessageRun::FindDeferred() {
  waits_.resize(values_.size());
  for (const int number : plan_.order) {
    const PackedRule& rule = engine_.rules.rule(number);
    const std::span<const std::int32_t> operands = rule.operands.get();
    // What may end the run does so in its turn.
    const bool asks = (rule.flags.net || rule.type == RuleType::kAskDns) && rule.type != RuleType::kMeta &&
                      rule.shortcircuit == ShortcircuitType::kOff && rule.priority < kLatePriority;
    Wait& wait = waits_[static_cast<std::size_t>(number)];
    if (asks) wait = IsSlow(number) ? Wait::kLast : Wait::kDeferred;
    for (const std::int32_t operand : operands) {
      if (operand >= 0) wait = std::max(wait, waits_[static_cast<std::size_t>(operand)]);
    }
  }
}

// Others still have questions that follow from answers, and the time is one for all.
bool MessageRun::IsSlow(int number) const {
  const PackedRule& rule = engine_.rules.rule(number);
  return rule.type == RuleType::kEval &&
         AsksSenderInTurn(EvalAt(plan_.evals[static_cast<std::size_t>(number)], rule.eval_name.view()));
}

bool MessageRun::RunOrEnd(int rule, Verdict* verdict) {
  RunRule(rule, verdict);
  if (!shortcircuit_.ended()) return true;
  // Those of the same kind and priority run to their end.
  for (auto place = static_cast<std::size_t>(plan_.turns[static_cast<std::size_t>(rule)]);
       place < plan_.order.size(); ++place) {
    const int next = plan_.order[place];
    if (!RunTogether(engine_.rules.rule(plan_.order[place - 1]), engine_.rules.rule(next))) break;
    RunRule(next, verdict);
  }
  return false;
}

void MessageRun::Run(Deadline deadline, Verdict* verdict) {
  deadline_ = deadline;
  bool started = context_.dns == nullptr;
  if (!started) FindDeferred();
  std::vector<int> deferred;
  const auto run_deferred = [&] {
    std::vector<int> rules = std::exchange(deferred, {});
    std::stable_partition(rules.begin(), rules.end(),
                          [&](int rule) { return waits_[static_cast<std::size_t>(rule)] != Wait::kLast; });
    return std::all_of(rules.begin(), rules.end(), [&](int rule) { return RunOrEnd(rule, verdict); });
  };
  for (int rule : list_subrules_ ? plan_.order : plan_.unasked) {
    if (waits_.empty()) {  // no network: a look at each rule costs more than most rules do
      if (!RunOrEnd(rule, verdict)) return;
      continue;
    }
    const std::int32_t priority = engine_.rules.rule(rule).priority;
    if (!started && priority >= kNetworkPriority) {
      started = true;
      StartNetworkTests();
    }
    if (waits_[static_cast<std::size_t>(rule)] != Wait::kNot) {
      deferred.push_back(rule);
      continue;
    }
    if (!deferred.empty() && priority >= kLatePriority && !run_deferred()) return;
    if (!RunOrEnd(rule, verdict)) return;
  }
  run_deferred();
}

}  // namespace gatepost

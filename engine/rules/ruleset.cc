// Tested by tests/rules/ruleset_test.cc.
#include "rules/ruleset.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/ascii.h"
#include "config/plugin_evals.h"
#include "rules/blocked_hosts.h"
#include "rules/rule_collector.h"
#include "rules/rule_order.h"
#include "rules/rule_parser.h"
#include "rules/uri_dns_list.h"

namespace gatepost {

using Severity = Diagnostic::Severity;

namespace {

bool Allows(EvalKind kind, EvalPhase phase) {
  switch (kind) {
    case EvalKind::kHeader:
      return phase == EvalPhase::kHeader;
    case EvalKind::kBody:
      return phase == EvalPhase::kBody || phase == EvalPhase::kRawBody;
    case EvalKind::kFull:
      return phase == EvalPhase::kFull;
    case EvalKind::kAny:
      break;
  }
  return true;
}

}  // namespace

// Turns collected rules into a Ruleset: compiles, resolves, orders.
class RulesetBuilder {
 public:
  RulesetBuilder(const ConfigText& config, const Settings& settings, const Limits& limits,
                 const std::function<bool(std::string_view)>& known_eval,
                 std::vector<Diagnostic>* diagnostics)
      : config_(config),
        settings_(settings),
        limits_(limits),
        known_eval_(known_eval),
        diagnostics_(diagnostics),
        collector_(config, diagnostics),
        refuse_always_matching_(settings.Flag("ignore_always_matching_regexps")) {}

  Ruleset Build() {
    for (const Directive& directive : config_.directives) {
      if (Settings::IsRuleKeyword(directive.keyword)) collector_.Take(directive);
    }
    const auto& all = collector_.all();
    auto exists = [&](const std::string& name) {
      auto found = all.find(name);
      return found != all.end() && !found->second.definitions.empty();
    };
    collector_.RemarkScoresOfNothing(exists, diagnostics_);
    for (const std::string& name : collector_.defined_names()) Realize(name);
    ResolveMetas();
    return std::move(out_);
  }

 private:
  void Complain(Severity severity, const Rule& rule, std::string text) {
    Directive at;
    at.file = rule.file;
    at.line = rule.line;
    diagnostics_->push_back(config_.Remark(severity, at, rule.name + ": " + std::move(text)));
  }

  // Adds the last definition that compiles.
  void Realize(const std::string& name) {
    RuleFacts& facts = collector_.facts(name);
    while (!facts.definitions.empty()) {
      Rule rule = std::move(facts.definitions.back());
      facts.definitions.pop_back();
      Ruleset::Place place;
      if (!Compile(&rule, facts, &place)) continue;
      Finish(facts, &rule);
      if (rule.type == RuleType::kEval) CheckEval(&rule);
      numbers_.emplace(rule.name, static_cast<int>(out_.rules_.size()));
      out_.rules_.push_back(std::move(rule));
      out_.place_.push_back(place);
      return;
    }
  }

  bool Compile(Rule* rule, const RuleFacts& facts, Ruleset::Place* place) {
    switch (rule->type) {
      case RuleType::kHeaderExists:
      case RuleType::kEmpty:
      case RuleType::kAskDns:
      case RuleType::kEval:
        break;
      case RuleType::kMeta:
        return CompileMeta(*rule, place);
      case RuleType::kUriDetail:
        return CompileUriDetail(*rule, place);
      default:
        return CompilePattern(rule, facts, place);
    }
    return rule->type != RuleType::kHeaderExists || HeaderQuery::Parse(rule->query).has_value();
  }

  // A rule whose test SpamAssassin would not have, or not for such a rule, stays and never runs.
  void CheckEval(Rule* rule) {
    const PluginEval eval = FindPluginEval(rule->eval_name);
    const bool loaded = config_.plugins.contains("Mail::SpamAssassin::Plugin::" + std::string(eval.plugin));
    const std::string call = rule->eval_name.substr(0, 60) + "()";
    const bool counts =
        std::any_of(rule->scores.begin(), rule->scores.end(), [](double s) { return s != 0; });
    if (!eval.plugin.empty() && !loaded) {
      Complain(counts ? Severity::kError : Severity::kNote, *rule,
               "eval test " + call + " needs the plugin " + std::string(eval.plugin));
    } else if (!Allows(eval.kind, rule->eval_phase)) {
      Complain(Severity::kError, *rule, "no rule of this kind may call " + call);
    } else if (!known_eval_(rule->eval_name)) {
      // SpamAssassin may have it, or a plugin that only SpamAssassin has.
      Severity severity = config_.unknown_plugins ? Severity::kWarning : Severity::kError;
      Complain(counts && eval.plugin.empty() ? severity : Severity::kNote, *rule,
               "there is no eval test " + call);
    } else {
      return;
    }
    rule->eval_name.clear();
  }

  bool CompileMeta(const Rule& rule, Ruleset::Place* place) {
    Result<MetaExpression> meta = MetaExpression::Parse(rule.expression);
    if (!meta) {
      Complain(Severity::kError, rule, meta.error().message());
      return false;
    }
    place->meta = static_cast<int>(out_.metas_.size());
    out_.metas_.push_back({std::move(*meta), {}});
    return true;
  }

  bool CompileUriDetail(const Rule& rule, Ruleset::Place* place) {
    std::vector<Regex> patterns;
    for (const UriDetailCondition& condition : rule.conditions) {
      Result<Regex> regex = Regex::Compile(condition.pattern, limits_);
      if (!regex) {
        Complain(Severity::kError, rule, regex.error().message());
        return false;
      }
      patterns.push_back(std::move(*regex));
    }
    place->detail = static_cast<int>(out_.detail_patterns_.size());
    out_.detail_patterns_.push_back(std::move(patterns));
    return true;
  }

  bool CompilePattern(Rule* rule, const RuleFacts& facts, Ruleset::Place* place) {
    std::string_view always = AlwaysMatches(rule->pattern.pattern);
    if (!always.empty()) {
      Complain(refuse_always_matching_ ? Severity::kError : Severity::kWarning, *rule,
               "the pattern always matches: " + std::string(always));
      if (refuse_always_matching_) return false;
    }
    int group_number = FindGroup(*rule);
    if (group_number < 0) return false;
    PatternGroup& group = out_.groups_[static_cast<std::size_t>(group_number)];
    if (facts.replaces_tags && rule->type != RuleType::kMimeHeader) {
      PatternSource replaced = collector_.replace_tags().Apply(rule->pattern);
      Result<int> added = group.patterns.Add(replaced, limits_);
      if (added) {
        rule->pattern = std::move(replaced);
        return Put(group_number, *added, place);
      }
      Complain(Severity::kError, *rule, "with its tags replaced: " + added.error().message());
    }
    Result<int> added = group.patterns.Add(rule->pattern, limits_);
    if (!added) {
      Complain(Severity::kError, *rule, added.error().message());
      return false;
    }
    return Put(group_number, *added, place);
  }

  bool Put(int group_number, int pattern, Ruleset::Place* place) {
    place->group = group_number;
    place->pattern = pattern;
    out_.groups_[static_cast<std::size_t>(group_number)].rules.push_back(
        static_cast<int>(out_.rules_.size()));
    return true;
  }

  int FindGroup(const Rule& rule) {
    std::string key(1, static_cast<char>('A' + static_cast<int>(rule.type)));
    key += rule.query;
    auto found = group_index_.find(key);
    if (found != group_index_.end()) return found->second;
    PatternGroup group;
    group.type = rule.type;
    group.query_text = rule.query;
    if (rule.type == RuleType::kHeader) {
      std::optional<HeaderQuery> query = HeaderQuery::Parse(rule.query);
      if (!query) return -1;
      group.query = std::move(*query);
    }
    int number = static_cast<int>(out_.groups_.size());
    out_.groups_.push_back(std::move(group));
    group_index_.emplace(std::move(key), number);
    return number;
  }

  // Scores, flags and texts.
  static void Finish(const RuleFacts& facts, Rule* rule) {
    rule->flags = ParseTestFlags(facts.tflags);
    if (rule->eval_name == kBlockedHostsEval) rule->eval_arguments = facts.blocked_hosts;
    if (rule->eval_name == kUriDnsEval && !facts.uri_dns_list.empty()) {
      rule->eval_arguments = facts.uri_dns_list;
      for (std::string& flag : UriDnsFlags(facts.tflags)) rule->eval_arguments.push_back(std::move(flag));
    }
    rule->priority = facts.priority.value_or(0);
    rule->shortcircuit = facts.shortcircuit;
    rule->description = facts.description.empty() ? "No description available." : facts.description;
    rule->scored = facts.scores.has_value();
    double standard = rule->name.starts_with("T_") ? 0.01 : 1.0;
    rule->scores.fill(rule->flags.nice ? -standard : standard);
    if (facts.scores) rule->scores = *facts.scores;
  }

  // The rule's number, or -1.
  int Find(std::string_view name) const {
    auto found = numbers_.find(name);
    return found == numbers_.end() ? -1 : found->second;
  }

  // Every name that has a score, sorted: what rules_matching() looks through.
  const std::vector<std::string>& ScoredNames() {
    if (scored_names_.empty()) {
      for (const Rule& rule : out_.rules_) scored_names_.push_back(rule.name);
      for (const auto& [name, facts] : collector_.all()) {
        if (facts.scores && Find(name) < 0) scored_names_.push_back(name);
      }
      std::sort(scored_names_.begin(), scored_names_.end());
    }
    return scored_names_;
  }

  void ExpandMatching(const Rule& rule, MetaExpression* meta) {
    std::vector<std::string> others = ScoredNames();
    std::erase(others, rule.name);
    meta->ExpandMatching(others);
  }

  void ResolveMetas() {
    RuleOperands operands(out_.rules_.size());
    for (std::size_t i = 0; i < out_.rules_.size(); ++i) {
      const Rule& rule = out_.rules_[i];
      if (rule.type != RuleType::kMeta) continue;
      Ruleset::Meta& meta = MetaOf(i);
      if (meta.expression.has_matching()) ExpandMatching(rule, &meta.expression);
      std::string unknown;
      for (const std::string& name : meta.expression.names()) {
        meta.operands.push_back(Find(name));
        if (meta.operands.back() < 0) unknown += " " + name;
      }
      if (!unknown.empty()) Complain(Severity::kNote, rule, "names rules that do not exist:" + unknown);
      operands[i] = meta.operands;
    }
    for (int circle : FindCircles(out_.rules_, operands)) {
      auto at = static_cast<std::size_t>(circle);
      Complain(Severity::kError, out_.rules_[at], "the meta rule names itself, or one that does");
      std::fill(MetaOf(at).operands.begin(), MetaOf(at).operands.end(), -1);
      operands[at].clear();
    }
    LowerPriorities(&out_.rules_, operands);
    InheritNet(&out_.rules_, operands);
    out_.order_ = OrderRules(out_.rules_, operands);
  }

  Ruleset::Meta& MetaOf(std::size_t rule) {
    return out_.metas_[static_cast<std::size_t>(out_.place_[rule].meta)];
  }

  const ConfigText& config_;
  const Settings& settings_;
  const Limits& limits_;
  const std::function<bool(std::string_view)>& known_eval_;
  std::vector<Diagnostic>* diagnostics_;
  RuleCollector collector_;
  bool refuse_always_matching_;
  std::map<std::string, int, std::less<>> numbers_;  // by name
  std::unordered_map<std::string, int> group_index_;
  std::vector<std::string> scored_names_;
  Ruleset out_;
};

Ruleset Ruleset::Build(const ConfigText& config, const Settings& settings, const Limits& limits,
                       const std::function<bool(std::string_view)>& known_eval,
                       std::vector<Diagnostic>* diagnostics) {
  std::vector<Diagnostic> unread;
  return RulesetBuilder(config, settings, limits, known_eval, diagnostics != nullptr ? diagnostics : &unread)
      .Build();
}

void Ruleset::BuildScans() {
  for (PatternGroup& group : groups_) group.patterns.Build();
}

const std::vector<Regex>& Ruleset::uri_detail_patterns(int rule) const {
  return detail_patterns_[static_cast<std::size_t>(place_[static_cast<std::size_t>(rule)].detail)];
}

const MetaExpression& Ruleset::meta(int rule) const {
  return metas_[static_cast<std::size_t>(place_[static_cast<std::size_t>(rule)].meta)].expression;
}

const std::vector<int>& Ruleset::meta_operands(int rule) const {
  return metas_[static_cast<std::size_t>(place_[static_cast<std::size_t>(rule)].meta)].operands;
}

void Ruleset::ValidatePatterns(const ConfigText& config, std::vector<Diagnostic>* diagnostics) const {
  auto check = [&](std::size_t rule, const Regex& regex) {
    Status status = regex.Validate();
    if (status.ok()) return;
    Directive at;
    at.file = rules_[rule].file;
    at.line = rules_[rule].line;
    diagnostics->push_back(config.Remark(Severity::kError, at, rules_[rule].name + ": " + status.message()));
  };
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].type == RuleType::kUriDetail) {
      for (const Regex& regex : uri_detail_patterns(static_cast<int>(i))) check(i, regex);
    } else if (place_[i].group >= 0) {
      check(i, groups_[static_cast<std::size_t>(place_[i].group)].patterns.regex(place_[i].pattern));
    }
  }
}

}  // namespace gatepost

// Tested by tests/rules/ruleset_test.cc.
#include "rules/rule_collector.h"

#include <algorithm>
#include <cstdlib>

#include "base/ascii.h"
#include "rules/blocked_hosts.h"
#include "rules/meta.h"
#include "rules/rule_parser.h"
#include "rules/uri_dns_list.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxScoreNotes = 1000;

// -?digits[.digits]; nothing for anything else.
std::optional<double> ParseScore(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  std::size_t whole = 0;
  while (whole < digits.size() && IsAsciiDigit(digits[whole])) ++whole;
  if (whole == 0) return std::nullopt;
  if (whole < digits.size()) {
    std::string_view fraction = digits.substr(whole + 1);
    if (digits[whole] != '.' || fraction.empty() ||
        !std::all_of(fraction.begin(), fraction.end(), IsAsciiDigit)) {
      return std::nullopt;
    }
  }
  return std::strtod(std::string(text.substr(0, 300)).c_str(), nullptr);
}

// "KEY rest": both must be there.
bool CutKey(std::string_view value, std::string* key, std::string_view* rest) {
  *rest = value;
  *key = CutWord(rest);
  return !key->empty() && !rest->empty();
}

}  // namespace

void RuleCollector::Complain(const Directive& directive, std::string text) {
  diagnostics_->push_back(
      config_.Remark(Diagnostic::Severity::kError, directive, directive.keyword + ": " + std::move(text)));
}

void RuleCollector::Take(const Directive& directive) {
  const std::string& keyword = directive.keyword;
  if (DefinesRule(keyword)) return TakeDefinition(directive);
  if (keyword.starts_with("uri_block_")) return TakeBlockedHosts(directive);
  if (IsUriDnsKeyword(keyword)) return TakeUriDnsList(directive);
  if (keyword == "score") return TakeScore(directive);
  if (keyword == "priority") return TakePriority(directive);
  if (keyword == "shortcircuit") return TakeShortcircuit(directive);
  if (keyword.starts_with("replace_")) return TakeReplacement(directive);
  if (keyword != "describe" && keyword != "tflags") return;
  std::string name;
  std::string_view text;
  if (!CutKey(directive.value, &name, &text)) return Complain(directive, "a value is missing");
  RuleFacts& facts = facts_[name];
  (keyword == "describe" ? facts.description : facts.tflags) = text;
}

void RuleCollector::TakeDefinition(const Directive& directive) {
  Result<Rule> rule = ParseRule(directive.keyword, directive.value);
  if (!rule) return Complain(directive, rule.error().message());
  rule->file = directive.file;
  rule->line = directive.line;
  if (rule->name.size() > 40 && !rule->is_subrule() && !rule->name.starts_with("T_")) {
    diagnostics_->push_back(config_.Remark(Diagnostic::Severity::kNote, directive,
                                           rule->name + ": the name is over 40 characters long"));
  }
  RuleFacts& facts = facts_[rule->name];
  if (facts.definitions.empty())
    defined_names_.push_back(rule->name);
  else if (directive.keyword == "reuse")
    return;  // only makes the name known
  if (rule->captures) facts.priority = rule->priority;
  if (rule->type == RuleType::kUriDetail && !facts.definitions.empty() &&
      facts.definitions.back().type == RuleType::kUriDetail) {
    // Conditions of one name add up.
    for (const UriDetailCondition& old : facts.definitions.back().conditions) {
      bool replaced =
          std::any_of(rule->conditions.begin(), rule->conditions.end(),
                      [&](const UriDetailCondition& condition) { return condition.field == old.field; });
      if (!replaced) rule->conditions.push_back(old);
    }
  }
  // Two are enough to fall back on; a file that redefines a name a million times costs no more.
  if (facts.definitions.size() > 8) facts.definitions.erase(facts.definitions.begin());
  facts.definitions.push_back(std::move(*rule));
}

// Lines of one name add up.
void RuleCollector::TakeBlockedHosts(const Directive& directive) {
  std::string name;
  std::string_view text;
  if (!CutKey(directive.value, &name, &text)) return Complain(directive, "a value is missing");
  if (!IsRuleName(name)) return Complain(directive, "bad rule name: " + name.substr(0, 60));
  RuleFacts& facts = facts_[name];
  const Result<std::vector<std::string>> hosts =
      ParseBlockedHosts(directive.keyword, text, facts.blocked_hosts);
  if (!hosts) return Complain(directive, hosts.error().message());
  facts.blocked_hosts.insert(facts.blocked_hosts.end(), hosts->begin(), hosts->end());
  TakeDefinition({"body", name + " eval:" + std::string(kBlockedHostsEval) + "()", directive.file,
                  directive.line, directive.scope});
  facts.priority = -100;
}

// The last line of a name counts.
void RuleCollector::TakeUriDnsList(const Directive& directive) {
  std::string name;
  std::string_view text;
  if (!CutKey(directive.value, &name, &text)) return Complain(directive, "a value is missing");
  Result<std::vector<std::string>> list = ParseUriDnsList(directive.keyword, text);
  if (!list) return Complain(directive, list.error().message());
  facts_[name].uri_dns_list = std::move(*list);
}

void RuleCollector::TakeScore(const Directive& directive) {
  std::vector<std::string_view> words = SplitWhitespace(directive.value);
  if (words.size() != 2 && words.size() != 5) return Complain(directive, "needs a rule and 1 or 4 scores");
  std::array<double, 4> scores{};
  bool relative = false;
  for (std::size_t i = 0; i < 4; ++i) {
    std::string_view word = words.size() == 2 ? words[1] : words[i + 1];
    if (word.size() > 2 && word.front() == '(' && word.back() == ')') {
      word = word.substr(1, word.size() - 2);
      relative = true;
    }
    std::optional<double> score = ParseScore(word);
    if (!score) return Complain(directive, "not a number: " + std::string(word.substr(0, 40)));
    scores[i] = *score;
  }
  RuleFacts& facts = facts_[std::string(words[0])];
  if (relative && !facts.scores) return Complain(directive, "a relative score needs one before it");
  for (std::size_t i = 0; i < 4 && relative; ++i) scores[i] += (*facts.scores)[i];
  facts.scores = scores;
  if (directive.scope != ConfigScope::kRules && site_scores_.size() < kMaxScoreNotes) {
    Directive place = directive;
    place.value.clear();
    site_scores_.emplace_back(words[0], std::move(place));
  }
}

void RuleCollector::RemarkScoresOfNothing(const std::function<bool(const std::string&)>& exists,
                                          std::vector<Diagnostic>* diagnostics) const {
  for (const auto& [name, place] : site_scores_) {
    if (exists(name)) continue;
    diagnostics->push_back(config_.Remark(Diagnostic::Severity::kNote, place,
                                          "score of a rule that does not exist: " + name.substr(0, 60)));
  }
}

void RuleCollector::TakePriority(const Directive& directive) {
  std::string name;
  std::string_view text;
  if (!CutKey(directive.value, &name, &text)) return Complain(directive, "a value is missing");
  std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  const bool good = AllDigits(digits) && digits.size() <= 9;
  if (!good || !IsRuleName(name)) return Complain(directive, "needs a rule and a whole number");
  facts_[name].priority = std::atoi(std::string(text).c_str());
}

void RuleCollector::TakeShortcircuit(const Directive& directive) {
  std::vector<std::string_view> words = SplitWhitespace(directive.value);
  if (words.size() != 2) return Complain(directive, "needs a rule and ham, spam, on or off");
  RuleFacts& facts = facts_[std::string(words[0])];
  if (words[1] == "off") {
    facts.shortcircuit = ShortcircuitType::kOff;
  } else if (words[1] == "on") {
    facts.shortcircuit = ShortcircuitType::kOn;
  } else if (words[1] == "ham" || words[1] == "spam") {
    bool ham = words[1] == "ham";
    facts.shortcircuit = ham ? ShortcircuitType::kHam : ShortcircuitType::kSpam;
    if (facts.priority.value_or(0) == 0) facts.priority = -200;
    facts.tflags += ham ? " nice noautolearn" : " noautolearn";
  } else {
    Complain(directive, "neither ham, spam, on nor off");
  }
}

void RuleCollector::TakeReplacement(const Directive& directive) {
  const std::string& keyword = directive.keyword;
  if (directive.value.empty()) return Complain(directive, "a value is missing");
  if (keyword == "replace_rules") {
    for (std::string_view name : SplitWhitespace(directive.value))
      facts_[std::string(name)].replaces_tags = true;
    return;
  }
  if (keyword == "replace_start" || keyword == "replace_end") {
    (keyword == "replace_start" ? replace_tags_.start : replace_tags_.end) = directive.value;
    return;
  }
  std::string name;
  std::string_view text;
  if (!CutKey(directive.value, &name, &text)) return Complain(directive, "a value is missing");
  ReplaceTags::Table& table = keyword == "replace_tag"     ? replace_tags_.tags
                              : keyword == "replace_inter" ? replace_tags_.inter
                              : keyword == "replace_pre"   ? replace_tags_.pre
                                                           : replace_tags_.post;
  table[name] = text;
}

}  // namespace gatepost

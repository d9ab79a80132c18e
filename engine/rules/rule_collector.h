// RuleCollector: everything the configuration says about each rule name, in order, before any of it is
// compiled. Internal to rules/; Ruleset::Build uses it.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/directive.h"
#include "config/settings.h"
#include "rules/replace_tags.h"
#include "rules/rule.h"

namespace gatepost {

// What was said about one name. Scores, flags and texts may come before or after the definition, and stay
// when a rule is defined anew.
struct RuleFacts {
  std::vector<Rule> definitions;  // the last one counts, when it can be compiled
  std::optional<std::array<double, 4>> scores;
  std::string tflags;
  std::string description;
  std::optional<int> priority;
  ShortcircuitType shortcircuit = ShortcircuitType::kOff;
  bool replaces_tags = false;
  std::vector<std::string> blocked_hosts;  // see ParseBlockedHosts
  std::vector<std::string> uri_dns_list;   // see ParseUriDnsList
};

class RuleCollector {
 public:
  RuleCollector(const ConfigText& config, std::vector<Diagnostic>* diagnostics)
      : config_(config), diagnostics_(diagnostics) {}

  void Take(const Directive& directive);

  // Names with a definition, in the order in which they were first defined.
  const std::vector<std::string>& defined_names() const { return defined_names_; }
  RuleFacts& facts(const std::string& name) { return facts_[name]; }
  const std::unordered_map<std::string, RuleFacts>& all() const { return facts_; }
  const ReplaceTags& replace_tags() const { return replace_tags_; }
  // A kNote for each score that the site or a user gives to a name that is no rule. The rules' own files
  // name many that this version does not have.
  void RemarkScoresOfNothing(const std::function<bool(const std::string&)>& exists,
                             std::vector<Diagnostic>* diagnostics) const;

 private:
  void TakeDefinition(const Directive& directive);
  void TakeBlockedHosts(const Directive& directive);
  void TakeUriDnsList(const Directive& directive);
  void TakeScore(const Directive& directive);
  void TakePriority(const Directive& directive);
  void TakeShortcircuit(const Directive& directive);
  void TakeReplacement(const Directive& directive);
  void Complain(const Directive& directive, std::string text);

  const ConfigText& config_;
  std::vector<Diagnostic>* diagnostics_;
  std::unordered_map<std::string, RuleFacts> facts_;
  std::vector<std::string> defined_names_;
  ReplaceTags replace_tags_;
  std::vector<std::pair<std::string, Directive>> site_scores_;  // by rule; the directive without its value
};

}  // namespace gatepost

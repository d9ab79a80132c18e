// Ruleset: the directives of rules turned into an immutable table, ready to match.
//
// Refers to eval tests by name only, and knows no message: rules and a message meet in scan/.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/directive.h"
#include "config/settings.h"
#include "gatepost/engine.h"
#include "mail/views.h"
#include "match/pattern_set.h"
#include "rules/meta.h"
#include "rules/rule.h"

namespace gatepost {

// Rules of one kind that look at the same text: one PatternSet for all of them. Rules with
// capture_templates are among them, with the tags' names instead of values: such a pattern must be
// compiled anew for a message (Rule::pattern with the values put in), and the set never finds it.
struct PatternGroup {
  RuleType type = RuleType::kBody;
  std::string query_text;  // kHeader, kMimeHeader
  HeaderQuery query;       // kHeader
  std::vector<int> rules;  // rules[i] runs patterns.regex(i)
  PatternSet patterns;
};

class Ruleset {
 public:
  // Reads every rule directive. A bad line gives a Diagnostic and is skipped; the rest loads.
  // `known_eval` tells which eval names exist. Rules with others, or without the test's plugin, are kept and
  // run never: a kError, as for SpamAssassin, but where the score is 0 or the name may be a foreign plugin's.
  // Metas that name unknown rules give a kNote. Metas in a circle are evaluated as if nothing had hit
  // (as 4.0.1 does). The last definition of a name that compiles is the one that counts.
  static Ruleset Build(const ConfigText& config, const Settings& settings, const Limits& limits,
                       const std::function<bool(std::string_view)>& known_eval,
                       std::vector<Diagnostic>* diagnostics);

  const std::vector<Rule>& rules() const { return rules_; }
  const std::vector<PatternGroup>& groups() const { return groups_; }
  // Where rule `i` runs: groups()[group_of(i)], pattern pattern_of(i); -1 for metas and evals.
  int group_of(int rule) const { return place_[static_cast<std::size_t>(rule)].group; }
  int pattern_of(int rule) const { return place_[static_cast<std::size_t>(rule)].pattern; }
  // Prepares the groups' scans, for a compiled ruleset; else each is made by the first text it is asked
  // about.
  void BuildScans();
  // Of a kUriDetail rule: the pattern of each of its conditions, in order.
  const std::vector<Regex>& uri_detail_patterns(int rule) const;
  // Of a meta rule; names resolved to rule numbers, -1 where there is no such rule.
  const MetaExpression& meta(int rule) const;
  const std::vector<int>& meta_operands(int rule) const;
  // Rule numbers in the order they run: by priority, then kind (header, header eval, body, uri, body eval,
  // mimeheader and uri_detail, rawbody, rawbody eval, full, full eval), then name. A meta runs at the end
  // of the priority in which the last rule that it names ran, whatever its own priority.
  const std::vector<int>& order() const { return order_; }

  // Builds every pattern with its engine, which Build leaves to the first match: a kError for each that
  // cannot be run. Cost: seconds; for lint.
  void ValidatePatterns(const ConfigText& config, std::vector<Diagnostic>* diagnostics) const;

 private:
  friend class RulesetBuilder;
  struct Place {
    int group = -1;
    int pattern = -1;
    int meta = -1;
    int detail = -1;
  };
  struct Meta {
    MetaExpression expression;
    std::vector<int> operands;
  };
  std::vector<Rule> rules_;
  std::vector<Place> place_;
  std::vector<PatternGroup> groups_;
  std::vector<Meta> metas_;
  std::vector<std::vector<Regex>> detail_patterns_;
  std::vector<int> order_;
};

}  // namespace gatepost

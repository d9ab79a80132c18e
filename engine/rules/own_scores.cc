// Tested by tests/scan/compiled_test.cc.
#include "rules/own_scores.h"

#include <algorithm>

#include "base/ascii.h"
#include "rules/rule_collector.h"

namespace gatepost {

OwnScores ReadOwnScores(const ConfigText& prefs, const RuleTable& rules,
                        std::vector<Diagnostic>* diagnostics) {
  RuleCollector collector(prefs, diagnostics);
  OwnScores scores;
  for (const Directive& directive : prefs.directives) {
    if (directive.keyword != "score") continue;
    std::vector<std::string_view> words = SplitWhitespace(directive.value);
    const std::string name(words.empty() ? std::string_view() : words[0]);
    const int number = rules.Find(name);
    std::optional<std::array<double, 4>>& known = collector.facts(name).scores;
    // What a relative score is relative to.
    if (number >= 0 && !known && rules.rule(number).scored != 0) {
      known.emplace();
      std::copy_n(rules.rule(number).scores, 4, known->begin());
    }
    collector.Take(directive);
    if (number >= 0 && known) scores[number] = *known;
  }
  collector.RemarkScoresOfNothing([&](const std::string& name) { return rules.Find(name) >= 0; },
                                  diagnostics);
  return scores;
}

}  // namespace gatepost

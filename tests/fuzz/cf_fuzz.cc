// ReadConfigText, Settings::Build and Ruleset::Build on any bytes: every diagnostic names a line that is
// there, every rule is in the order once, metas resolve, and the same text gives the same result.
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "config/expression_guess.h"
#include "fuzz/fuzz_check.h"
#include "rules/ruleset.h"

namespace gatepost {
namespace {

void CheckRuleset(const Ruleset& ruleset) {
  const std::size_t count = ruleset.rules().size();
  FUZZ_CHECK(ruleset.order().size() == count);
  std::vector<unsigned char> seen(count, 0);
  std::set<std::string_view> names;
  for (const int number : ruleset.order()) {
    FUZZ_CHECK(number >= 0 && static_cast<std::size_t>(number) < count);
    FUZZ_CHECK(seen[static_cast<std::size_t>(number)]++ == 0);
    const Rule& rule = ruleset.rules()[static_cast<std::size_t>(number)];
    FUZZ_CHECK(names.insert(rule.name).second);
    if (rule.type != RuleType::kMeta) continue;
    const std::vector<int>& operands = ruleset.meta_operands(number);
    FUZZ_CHECK(operands.size() == ruleset.meta(number).names().size());
    // What a meta names ran before it.
    for (const int operand : operands) {
      FUZZ_CHECK(operand < 0 || seen[static_cast<std::size_t>(operand)] == 1);
    }
    std::vector<Guess> hits;
    for (std::size_t i = 0; i < operands.size(); ++i)
      hits.push_back(Guess::Known(static_cast<double>(i % 3)));
    FUZZ_CHECK(GuessValue(ruleset.meta(number).steps(), hits).known);
  }
  for (std::size_t g = 0; g < ruleset.groups().size(); ++g) {
    const PatternGroup& group = ruleset.groups()[g];
    for (std::size_t i = 0; i < group.rules.size(); ++i) {
      FUZZ_CHECK(ruleset.group_of(group.rules[i]) == static_cast<int>(g));
    }
  }
}

void Check(std::string_view text, ConfigScope scope) {
  ConfigText config = ReadConfigText(text, "fuzz.cf", scope);
  std::vector<Diagnostic> diagnostics = config.diagnostics;
  Settings settings = Settings::Build(config, &diagnostics);
  Ruleset ruleset = Ruleset::Build(
      config, settings, Limits{}, [](std::string_view name) { return name.size() % 2 == 0; }, &diagnostics);
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const Diagnostic& diagnostic : diagnostics) {
    FUZZ_CHECK(diagnostic.line >= 0 && diagnostic.line <= lines && !diagnostic.text.empty());
  }
  for (const Directive& directive : config.directives) {
    FUZZ_CHECK(directive.line >= 1 && directive.line <= lines && Trim(directive.value) == directive.value);
    FUZZ_CHECK(scope != ConfigScope::kUser || (directive.keyword != "body" && directive.keyword != "meta"));
  }
  CheckRuleset(ruleset);
  ConfigText again = ReadConfigText(text, "fuzz.cf", scope);
  FUZZ_CHECK(again.directives.size() == config.directives.size());
  FUZZ_CHECK(again.diagnostics.size() == config.diagnostics.size());
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  gatepost::Check(text, gatepost::ConfigScope::kUser);
  // Rules may include files; what is on this machine is not to decide.
  if (!gatepost::ContainsIgnoreCase(text, "include")) gatepost::Check(text, gatepost::ConfigScope::kRules);
  return 0;
}

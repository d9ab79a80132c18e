// gatepost lint - read the configuration and say what is wrong with it
//
// USAGE        gatepost lint [OPTION ...]
// EXIT STATUS  0 without errors; 1 with; 64 on wrong usage; 69 where it could not be read at all.
// SECURITY     Reads configuration only.
// Tested by tests/tools/command_test.cc.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "command.h"
#include "config_options.h"

namespace gatepost {

int LintCommand(int argc, char** argv) {
  CLI::App app("Reads rules, site configuration and user_prefs, and names each line that is wrong.",
               "gatepost lint");
  ConfigOptions config;
  config.AddTo(app);
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  config.options().validate_patterns = true;
  std::unique_ptr<Engine> engine = config.Open();
  if (engine == nullptr) return kExitUnavailable;
  auto count = [&](Diagnostic::Severity severity) {
    return std::count_if(config.diagnostics.begin(), config.diagnostics.end(),
                         [&](const Diagnostic& diagnostic) { return diagnostic.severity == severity; });
  };
  RulesetSummary summary = engine->Summary();
  std::printf("%zu rules (%zu meta, %zu eval), %zu patterns on RE2, %zu on PCRE2\n", summary.rules,
              summary.meta_rules, summary.eval_tests, summary.re2_patterns, summary.pcre2_patterns);
  const auto errors = count(Diagnostic::Severity::kError), warnings = count(Diagnostic::Severity::kWarning),
             notes = count(Diagnostic::Severity::kNote);
  const auto counted = [](std::ptrdiff_t number, const char* what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
  };
  std::printf("%s, %s, %s%s\n", counted(errors, "error").c_str(), counted(warnings, "warning").c_str(),
              counted(notes, "note").c_str(),
              warnings + notes > 0 && !config.debug() ? " (-D names them all)" : "");
  return errors > 0 ? kExitLintErrors : kExitOk;
}

}  // namespace gatepost

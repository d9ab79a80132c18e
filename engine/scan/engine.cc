// Opens an engine: configuration to settings, tables, rules. Tested by tests/scan/engine_test.cc.
#include "gatepost/engine.h"

#include <exception>
#include <new>

#include "config/directive.h"
#include "eval/registry.h"
#include "scan/builtin.h"
#include "scan/engine_impl.h"
#include "scan/view_config.h"

namespace gatepost {

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::Open(const Options& options, StoreOpener open_store,
                                             std::vector<Diagnostic>* diagnostics) {
  std::vector<Diagnostic> unread;
  if (diagnostics == nullptr) diagnostics = &unread;
  try {
    Result<ConfigText> config = ReadConfig(options);
    if (!config) return config.error();
    PrependBuiltinRules(&*config);
    *diagnostics = config->diagnostics;

    auto impl = std::make_unique<Impl>();
    impl->options = options;
    impl->open_store = std::move(open_store);
    impl->settings = Settings::Build(*config, diagnostics);
    impl->views = MakeViewConfig(impl->settings, options.limits, diagnostics);
    impl->tables = EvalTables::Build(impl->settings);
    impl->bayes = BayesConfig::Build(impl->settings);
    if (!options.use_bayes) impl->bayes.use_bayes = false;
    impl->use_model = impl->bayes.use_bayes && impl->settings.Flag("use_model");
    impl->expiry = ExpiryConfig::Build(impl->settings);
    if (impl->bayes.use_bayes && impl->settings.Flag("bayes_auto_learn")) {
      impl->auto_learn = AutoLearnConfig::Build(impl->settings);
    }
    impl->ruleset = Ruleset::Build(
        *config, impl->settings, options.limits,
        [](std::string_view name) { return FindEval(name) != nullptr; }, diagnostics);
    impl->without_bayes = ScorePlan::Build(impl->ruleset, false);
    impl->with_bayes = ScorePlan::Build(impl->ruleset, true);
    impl->required_score = impl->settings.Number("required_score");
    impl->bayes_path = options.bayes_path.empty() ? BayesFile(impl->settings) : options.bayes_path;
    impl->bayes_user = impl->settings.Text("bayes_sql_override_username");
    impl->shortcircuit = ShortcircuitConfig::Build(impl->settings);
    impl->bypass_word = impl->settings.Text("bypass_word");
    return std::unique_ptr<Engine>(new Engine(std::move(impl)));
  } catch (const std::bad_alloc&) {
    return Status(StatusCode::kResourceExhausted, "out of memory while reading the configuration");
  } catch (const std::exception& error) {
    return Status(StatusCode::kInternal, std::string("while reading the configuration: ") + error.what());
  }
}

RulesetSummary Engine::Summary() const {
  RulesetSummary summary;
  for (const Rule& rule : impl_->ruleset.rules()) {
    ++summary.rules;
    summary.eval_tests += rule.type == RuleType::kEval ? 1 : 0;
    summary.meta_rules += rule.type == RuleType::kMeta ? 1 : 0;
  }
  for (const PatternGroup& group : impl_->ruleset.groups()) {
    for (int i = 0; i < group.patterns.size(); ++i) {
      bool re2 = group.patterns.regex(i).engine() == RegexEngine::kRe2;
      ++(re2 ? summary.re2_patterns : summary.pcre2_patterns);
    }
  }
  return summary;
}

double Engine::required_score() const { return impl_->required_score; }
std::string Engine::bayes_path() const { return impl_->bayes_path; }
std::string Engine::bayes_user() const { return impl_->bayes_user; }

}  // namespace gatepost

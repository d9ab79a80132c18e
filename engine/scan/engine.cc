// Opens an engine: configuration to settings, tables, rules. Tested by tests/scan/engine_test.cc.
#include "gatepost/engine.h"

#include <algorithm>
#include <cstring>

#include "config/directive.h"
#include "config/packed_settings.h"
#include "eval/registry.h"
#include "rules/own_scores.h"
#include "scan/builtin.h"
#include "scan/engine_impl.h"
#include "scan/guarded.h"
#include "scan/view_config.h"

namespace gatepost {

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

namespace {

std::set<std::string, std::less<>> Texts(const PackedSpan<PackedText>& texts) {
  std::set<std::string, std::less<>> all;
  for (const PackedText& text : texts.get()) all.emplace(text.view());
  return all;
}

// Does a rule call the eval test?
bool AskFor(const RuleTable& rules, std::string_view eval) {
  return std::any_of(rules.rules().begin(), rules.rules().end(), [&](const PackedRule& rule) {
    return rule.type == RuleType::kEval && rule.eval_name.view() == eval;
  });
}

// What is read from settings, however they came about. The rules are there.
void TakeSettings(Engine::Impl* impl, std::vector<Diagnostic>* diagnostics) {
  const Options& options = impl->options;
  const Settings& settings = impl->settings;
  if (!options.use_bayes) impl->bayes.use_bayes = false;
  // The model is learned and read for rules that ask for it alone: SpamAssassin's do not.
  const auto rules_ask = [impl](std::string_view eval) { return AskFor(impl->rules, eval); };
  impl->use_model = impl->bayes.use_bayes && settings.Flag("use_model") && rules_ask("check_learned");
  impl->expiry = ExpiryConfig::Build(settings);
  if (impl->bayes.use_bayes && settings.Flag("bayes_auto_learn"))
    impl->auto_learn = AutoLearnConfig::Build(settings);
  impl->shortcircuit = ShortcircuitConfig::Build(settings);
  impl->views.languages = MakeLanguageConfig(options, settings, diagnostics);
  impl->views.geo = MakeGeoDatabases(settings);
  if (options.validate_patterns && impl->views.geo != nullptr) {
    impl->views.geo->Open();
    for (std::string& fault : impl->views.geo->Faults())
      diagnostics->push_back({Diagnostic::Severity::kWarning, "geodb", 0, std::move(fault)});
  }
  const auto keeps = [&](const char* plugin, const char* use) {
    return settings.HasPlugin(plugin) && settings.Flag(use);
  };
  if (options.validate_patterns && keeps("TxRep", "use_txrep") && keeps("AWL", "use_auto_welcomelist"))
    diagnostics->push_back({Diagnostic::Severity::kWarning, "use_txrep", 0,
                            "TxRep keeps no history of senders beside AWL: do not load that"});
  impl->views.documents = MakeDocumentConfig(settings, rules_ask, options.limits, diagnostics);
  if (rules_ask("check_phishing"))
    impl->tables.phishing = PhishingFeeds::Open(settings, options.limits, diagnostics);
  impl->required_score = settings.Number("required_score");
  impl->bayes_path = options.bayes_path.empty() ? BayesFile(settings) : options.bayes_path;
  impl->bayes_user = settings.Text("bayes_sql_override_username");
  impl->bypass_word = settings.Text("bypass_word");
}

// Fails where the configuration cannot be read at all.
Status BuildFromSource(Engine::Impl* impl, std::vector<Diagnostic>* diagnostics) {
  const Options& options = impl->options;
  Result<ConfigText> config = ReadConfig(options);
  if (!config) return config.error();
  PrependBuiltinRules(&*config);
  diagnostics->insert(diagnostics->end(), config->diagnostics.begin(), config->diagnostics.end());
  impl->settings = Settings::Build(*config, diagnostics);
  impl->views = MakeViewConfig(impl->settings, config->files, options.limits, diagnostics);
  impl->tables = EvalTables::Build(impl->settings);
  impl->bayes = BayesConfig::Build(impl->settings);
  const Ruleset ruleset = Ruleset::Build(
      *config, impl->settings, options.limits, [](std::string_view name) { return FindEval(name) >= 0; },
      diagnostics);
  if (options.validate_patterns) ruleset.ValidatePatterns(*config, diagnostics);
  Packer packer;
  const std::size_t root = packer.Reserve<PackedRules>(1);
  RuleTable::Pack(ruleset, &packer, root, nullptr);
  const std::vector<char> bytes = packer.Take();
  impl->packed.resize(bytes.size() / sizeof(std::uint64_t) + 1);
  std::memcpy(impl->packed.data(), bytes.data(), bytes.size());
  const std::string_view packed(reinterpret_cast<const char*>(impl->packed.data()), bytes.size());
  impl->rules.Use(*reinterpret_cast<const PackedRules*>(packed.data()), options.limits);
  TakeSettings(impl, diagnostics);
  return {};
}

// Rules that a user defines or changes need the source of all others, and so does what only an administrator
// may set.
bool NeedsSource(const ConfigText& prefs) {
  for (const Directive& directive : prefs.directives) {
    if (directive.keyword == "subjprefix" || !Settings::MayUserSet(directive.keyword)) return true;
    if (directive.keyword != "score" && Settings::IsRuleKeyword(directive.keyword)) return true;
  }
  return false;
}

// False where the compiled ruleset does not serve after all; then nothing was changed that counts.
Result<bool> BuildFromCompiled(Engine::Impl* impl, std::vector<Diagnostic>* diagnostics) {
  const Options& options = impl->options;
  const CompiledFile& file = impl->compiled->root();
  impl->rules.Use(file.rules, options.limits);
  ConfigText prefs;
  if (!options.prefs_path.empty()) {
    if (file.settings.user_rules != 0) return false;
    // Behind user_prefs come the command line's.
    if (options.prefs_have_all_rights && !options.config_lines.empty()) return false;
    Result<ConfigText> read = ReadUserPrefs(options, Texts(file.settings.plugins),
                                            Texts(file.settings.compat), file.settings.file_count);
    if (!read) return read.error();
    prefs = std::move(*read);
    if (NeedsSource(prefs)) return false;
  }
  std::vector<Diagnostic> remarks = std::move(prefs.diagnostics);
  SettingNames changed;
  impl->settings = Settings::Use(file.settings, prefs, &changed, &remarks);
  impl->views = UseViewConfig(file.views, impl->settings, changed, prefs.files, options.limits, &remarks);
  impl->tables = EvalTables::Use(file.tables, impl->settings, changed);
  bool words_changed = std::any_of(changed.begin(), changed.end(), [](const std::string& name) {
    return name.starts_with("bayes_stopword_") || name == "bayes_ignore_header";
  });
  if (words_changed || file.stop_words.is_complete == 0) {
    impl->bayes = BayesConfig::Build(impl->settings);
  } else {
    auto words = std::make_shared<StopWords>();
    words->Use(file.stop_words);
    impl->bayes = BayesConfig::BuildSmallParts(impl->settings);
    impl->bayes.stop_words = std::move(words);
    impl->bayes.ignored_headers.Use(file.ignored_headers);
  }
  impl->own_scores = ReadOwnScores(prefs, impl->rules, &remarks);
  TakeSettings(impl, &remarks);
  diagnostics->insert(diagnostics->end(), remarks.begin(), remarks.end());
  return true;
}

// Nothing where there is no compiled ruleset that serves.
Result<std::unique_ptr<Engine::Impl>> OpenCompiled(const Options& options,
                                                   std::vector<Diagnostic>* diagnostics) {
  std::unique_ptr<Engine::Impl> none;
  if (options.compiled_path.empty() || options.validate_patterns) return none;
  Result<std::unique_ptr<CompiledRuleset>> compiled = CompiledRuleset::Open(options.compiled_path, options);
  if (compiled) {
    auto impl = std::make_unique<Engine::Impl>();
    impl->options = options;
    impl->compiled = std::move(*compiled);
    Result<bool> built = BuildFromCompiled(impl.get(), diagnostics);
    if (!built) return built.error();
    return *built ? std::move(impl) : std::move(none);
  }
  const Status& status = compiled.error();
  if (status.code() != StatusCode::kNotFound || options.compiled_required) {
    diagnostics->push_back({Diagnostic::Severity::kError, options.compiled_path, 0,
                            status.message() + " (working from source)"});
  }
  return none;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::Open(const Options& options, StoreOpener open_store,
                                             std::vector<Diagnostic>* diagnostics,
                                             SenderStoreOpener open_senders, DnsOpener open_dns,
                                             PyzorOpener open_pyzor, RazorOpener open_razor) {
  std::vector<Diagnostic> unread;
  if (diagnostics == nullptr) diagnostics = &unread;
  diagnostics->clear();
  using Opened = Result<std::unique_ptr<Engine>>;
  return Guarded<Opened>("reading the configuration", [&]() -> Opened {
    Result<std::unique_ptr<Impl>> compiled = OpenCompiled(options, diagnostics);
    if (!compiled) return compiled.error();
    std::unique_ptr<Impl> impl = std::move(*compiled);
    if (impl == nullptr) {
      impl = std::make_unique<Impl>();
      impl->options = options;
      if (Status status = BuildFromSource(impl.get(), diagnostics); !status.ok()) return status;
    }
    impl->open_store = std::move(open_store);
    impl->open_senders = std::move(open_senders);
    if (impl->open_senders) impl->history = HistoryConfig::Build(impl->settings);
    impl->open_dns = std::move(open_dns);
    impl->open_pyzor = std::move(open_pyzor);
    impl->open_razor = std::move(open_razor);
    if (impl->open_dns) impl->network = NetworkConfig::Build(impl->settings);
    return std::unique_ptr<Engine>(new Engine(std::move(impl)));
  });
}

RulesetSummary Engine::Summary() const { return impl_->rules.Summary(); }

std::string Engine::bayes_path() const { return impl_->bayes_path; }
std::string Engine::bayes_user() const { return impl_->bayes_user; }
const SenderPlace* Engine::senders() const {
  return impl_->history && impl_->history->fault.empty() ? &impl_->history->place : nullptr;
}
bool Engine::teaches_senders() const { return senders() != nullptr && impl_->history->txrep; }
std::string Engine::teaching_fault() const {
  return impl_->history && impl_->history->txrep ? impl_->history->fault : "";
}
std::vector<std::uint16_t> Engine::tcp_ports() const {
  const NetworkConfig& network = impl_->network;
  if (!network.dns || !network.razor || !impl_->open_razor) return {};
  std::vector<std::uint16_t> ports = {kRazorPort};
  for (const std::vector<RazorServer>* servers : {&network.razor->servers, &network.razor->discovery}) {
    for (const RazorServer& server : *servers) ports.push_back(server.port);
  }
  return ports;
}

std::vector<std::string> Engine::database_paths() const {
  std::vector<std::string> paths = {bayes_path()};
  if (senders() != nullptr) paths.push_back(senders()->path);
  return paths;
}

}  // namespace gatepost

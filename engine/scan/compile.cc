// CompileRuleset: configuration to a file of compiled_layout.h. Tested by tests/scan/compiled_test.cc.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include "base/file.h"
#include "base/hash.h"
#include "bayes/tokenizer.h"
#include "config/directive.h"
#include "eval/registry.h"
#include "gatepost/engine.h"
#include "scan/builtin.h"
#include "scan/compiled.h"
#include "scan/compiled_inputs.h"
#include "scan/guarded.h"

namespace gatepost {
namespace {

// The files that were read, and the folders in which new ones would count.
std::vector<InputState> LookAtInputs(const Options& options, const ConfigText& config) {
  std::vector<std::string> paths = {options.rules_path, options.site_path};
  paths.insert(paths.end(), config.files.begin(), config.files.end());
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  std::vector<InputState> inputs;
  for (const std::string& path : paths) {
    if (path.starts_with('/')) inputs.push_back(LookAtInput(path));  // not "(command line)"
  }
  return inputs;
}

void PackInputs(const std::vector<InputState>& inputs, Packer* packer) {
  packer->PutEach<PackedInput>(offsetof(CompiledFile, inputs), inputs,
                               [&](std::size_t at, const InputState& input) {
                                 packer->PutText(at + offsetof(PackedInput, path), input.path);
                                 auto& packed = packer->At<PackedInput>(at);
                                 packed.size = input.size;
                                 packed.modified_ns = input.modified_ns;
                                 packed.inode = input.inode;
                                 packed.device = input.device;
                               });
}

// The rules are packed already.
void PackPlans(const Limits& limits, Packer* packer) {
  const auto pack = [&](ScoreSet set) {
    RuleTable rules;
    rules.Use(packer->At<CompiledFile>(0).rules, limits);
    ScorePlan::Build(rules, {}, set)
        .Pack(packer, offsetof(CompiledFile, plans) + set.number() * sizeof(PackedPlan));
  };
  for (const bool bayes : {false, true}) {
    for (const bool network : {false, true}) pack({bayes, network});
  }
}

}  // namespace

Result<std::vector<char>> CompileToBytes(const Options& given, std::vector<Diagnostic>* diagnostics) {
  Options options = given;
  options.prefs_path.clear();  // each user's own is read by the check
  // Which files count is known when they have been read. So they are read again after the look at them: what
  // changed before it would not show later.
  Result<ConfigText> config = ReadConfig(options);
  if (!config) return config.error();
  const std::vector<InputState> inputs = LookAtInputs(options, *config);
  config = ReadConfig(options);
  if (!config) return config.error();
  PrependBuiltinRules(&*config);
  *diagnostics = config->diagnostics;
  const Settings settings = Settings::Build(*config, diagnostics);
  Ruleset ruleset = Ruleset::Build(
      *config, settings, options.limits, [](std::string_view name) { return FindEval(name) >= 0; },
      diagnostics);
  ruleset.BuildScans();

  Packer packer;
  std::vector<CodeToPlace> codes;
  const std::size_t root = packer.Reserve<CompiledFile>(1);
  packer.PutText(offsetof(CompiledFile, key), CompiledKey(options));
  packer.PutText(offsetof(CompiledFile, language), options.language);
  PackInputs(inputs, &packer);
  RuleTable::Pack(ruleset, &packer, offsetof(CompiledFile, rules), &codes);
  PackPlans(options.limits, &packer);
  settings.Pack(&packer, offsetof(CompiledFile, settings));
  PackConfig(*config, &packer, offsetof(CompiledFile, settings));
  EvalTables::Build(settings).Pack(&packer, offsetof(CompiledFile, tables));
  const BayesConfig bayes = BayesConfig::Build(settings);
  const StopWords none;
  (bayes.stop_words ? *bayes.stop_words : none).Pack(&packer, offsetof(CompiledFile, stop_words));
  if (!bayes.stop_words) packer.At<PackedStopWords>(offsetof(CompiledFile, stop_words)).is_complete = 0;
  bayes.ignored_headers.Pack(&packer, offsetof(CompiledFile, ignored_headers));
  PackViewConfig(settings, options.limits, &packer, offsetof(CompiledFile, views), &codes);
  const std::size_t checked = packer.size();
  Place(codes, &packer);
  std::size_t size = packer.size();
  auto& file = packer.At<CompiledFile>(root);
  std::memcpy(file.magic, kCompiledMagic, sizeof kCompiledMagic);
  file.version = kCompiledVersion;
  file.layout = CompiledLayout();
  file.file_bytes = size;
  file.checked_bytes = checked;
  std::vector<char> bytes = packer.Take();
  if (size > kMaxCompiledBytes || LookAtInputs(options, *config) != inputs)
    return Status(StatusCode::kUnavailable, "the configuration is too large, or changed while it was read");
  const std::size_t from = offsetof(CompiledFile, version);
  const std::uint64_t checksum = Checksum(std::string_view(bytes.data() + from, checked - from));
  std::memcpy(bytes.data() + offsetof(CompiledFile, checksum), &checksum, sizeof checksum);
  return bytes;
}

std::string CompiledName(const Options& options) {
  char hash[20];
  std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(Fnv1a(CompiledKey(options))));
  const std::string language = options.language == kEnglish ? "" : "." + options.language;
  return std::string("rules-") + hash + language + ".gpc";
}

Status CompileRuleset(const Options& options, const std::string& path, std::vector<Diagnostic>* diagnostics) {
  std::vector<Diagnostic> unread;
  return Guarded<Status>("compiling the rules", [&]() -> Status {
    Result<std::vector<char>> bytes = CompileToBytes(options, diagnostics != nullptr ? diagnostics : &unread);
    if (!bytes) return bytes.error();
    const std::string_view all(bytes->data(), bytes->size());
    if (auto ruleset = CompiledRuleset::FromBytes(all); !ruleset) return ruleset.error();
    return ReplaceFile(path, all, 0644);
  });
}

Result<CompiledSource> LookAtCompiled(const std::string& path) { return CompiledRuleset::LookAt(path); }

}  // namespace gatepost

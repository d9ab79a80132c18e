// Tested by tests/scan/compiled_test.cc.
#include "scan/compiled.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "base/ascii.h"
#include "base/descriptor.h"
#include "base/hash.h"
#include "scan/compiled_inputs.h"

namespace gatepost {
namespace {

Status Damaged(const char* what) {
  return {StatusCode::kCorrupt, std::string("the compiled ruleset ") + what};
}

// Whoever can write it decides what this process runs.
Status CheckOwner(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return ErrnoStatus("cannot look at", path, errno);
  if (!S_ISREG(status.st_mode)) return {StatusCode::kPermission, path + ": not a regular file"};
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return {StatusCode::kPermission, path + ": it belongs to neither root nor the caller"};
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return {StatusCode::kPermission, path + ": others may write it"};
  if (status.st_size < 0 || static_cast<std::uint64_t>(status.st_size) > kMaxCompiledBytes)
    return Damaged("is too large");
  return {};
}

// Back from CompiledKey; nothing where it is no such text.
std::optional<Options> OptionsOfKey(std::string_view key) {
  if (!key.ends_with('\n')) return std::nullopt;
  key.remove_suffix(1);
  std::vector<std::string_view> lines = Split(key, '\n');
  if (lines.size() < 2) return std::nullopt;
  Options options;
  options.rules_path = lines[0];
  options.site_path = lines[1];
  for (std::size_t i = 2; i < lines.size(); ++i) {
    if (lines[i].starts_with('\t'))
      options.pre_lines.emplace_back(lines[i].substr(1));
    else
      options.config_lines.emplace_back(lines[i]);
  }
  return options;
}

}  // namespace

Result<std::unique_ptr<CompiledRuleset>> CompiledRuleset::Map(const std::string& path) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!descriptor.is_open()) return ErrnoStatus("cannot open", path, errno);
  if (Status status = CheckOwner(descriptor.get(), path); !status.ok()) return status;
  Result<FileBytes> file = FileBytes::FromDescriptor(descriptor.get(), kMaxCompiledBytes);
  if (!file) return file.error();
  std::unique_ptr<CompiledRuleset> ruleset(new CompiledRuleset);
  ruleset->file_ = std::make_unique<FileBytes>(std::move(file).value());
  ruleset->bytes_ = ruleset->file_->view();
  return ruleset;
}

Result<std::unique_ptr<CompiledRuleset>> CompiledRuleset::Open(const std::string& path,
                                                               const Options& options) {
  Result<std::unique_ptr<CompiledRuleset>> ruleset = Map(path);
  if (!ruleset) return ruleset;
  if (Status status = (*ruleset)->CheckBytes(); !status.ok()) return status;
  if (Status status = (*ruleset)->CheckInputs(options); !status.ok()) return status;
  return ruleset;
}

Result<CompiledSource> CompiledRuleset::LookAt(const std::string& path) {
  Result<std::unique_ptr<CompiledRuleset>> ruleset = Map(path);
  if (!ruleset) return ruleset.error();
  const CompiledRuleset& file = **ruleset;
  if (Status status = file.CheckFrame(); !status.ok()) return status;
  const PackedBounds all(file.bytes_);
  if (!all.Holds(file.root().key) || !all.Holds(file.root().language)) return Damaged("is damaged");
  std::optional<Options> options = OptionsOfKey(file.root().key.view());
  if (!options) return Damaged("is damaged");
  options->language = file.root().language.view();
  const bool is_current = file.CheckVersion().ok() && file.CheckInputs(*options).ok();
  return CompiledSource{std::move(*options), is_current};
}

Result<std::unique_ptr<CompiledRuleset>> CompiledRuleset::FromBytes(std::string_view bytes) {
  std::unique_ptr<CompiledRuleset> ruleset(new CompiledRuleset);
  ruleset->bytes_ = bytes;
  if (Status status = ruleset->CheckBytes(); !status.ok()) return status;
  if (Status status = ruleset->CheckContents(); !status.ok()) return status;
  return ruleset;
}

Status CompiledRuleset::CheckFrame() const {
  if (bytes_.size() < kFrameBytes) return Damaged("is cut off");
  const CompiledFile& file = root();
  if (std::memcmp(file.magic, kCompiledMagic, sizeof kCompiledMagic) != 0) return Damaged("is none");
  if (file.version < kFirstFramedVersion) return Damaged("is of another version of gatepost");
  if (file.file_bytes != bytes_.size() || file.checked_bytes < kFrameBytes ||
      file.checked_bytes > bytes_.size()) {
    return Damaged("is cut off");
  }
  const std::size_t from = offsetof(CompiledFile, version);
  if (Checksum(bytes_.substr(from, file.checked_bytes - from)) != file.checksum) return Damaged("is damaged");
  return {};
}

Status CompiledRuleset::CheckVersion() const {
  if (root().version != kCompiledVersion || root().layout != CompiledLayout())
    return Damaged("is of another version of gatepost");
  return root().checked_bytes >= sizeof(CompiledFile) ? Status() : Damaged("is cut off");
}

Status CompiledRuleset::CheckBytes() const {
  Status status = CheckFrame();
  return status.ok() ? CheckVersion() : status;
}

Status CompiledRuleset::CheckContents() const {
  const CompiledFile& file = root();
  const PackedBounds all(bytes_);
  const auto is_input = [&](const PackedInput& input) { return all.Holds(input.path); };
  const bool sound =
      all.Holds(file.key) && all.HoldsEach(file.inputs, is_input) && IsSound(file.settings, all) &&
      EvalTables::IsSound(file.tables, all) && WordSet::IsSound(file.stop_words.exact, all) &&
      WordSet::IsSound(file.stop_words.any_case, all) && WordSet::IsSound(file.ignored_headers, all) &&
      RuleTable::IsSound(file.rules, all) && IsSound(file.views, all) &&
      std::all_of(std::begin(file.plans), std::end(file.plans), [&](const PackedPlan& plan) {
        return ScorePlan::IsSound(plan, file.rules.rules.count, all);
      });
  return sound ? Status() : Damaged("is damaged");
}

Status CompiledRuleset::CheckInputs(const Options& options) const {
  const CompiledFile& file = root();
  if (file.key.view() != CompiledKey(options))
    return {StatusCode::kUnavailable, "the compiled ruleset was made with other options"};
  const PackedInput* changed = FindChanged(file.inputs.get());
  if (changed == nullptr) return {};
  return {StatusCode::kUnavailable, "the compiled ruleset is older than " +
                                        std::string(changed->path.view()) +
                                        "; run gatepost compile --refresh"};
}

// A line each; a tab marks those that are read before all others.
std::string CompiledKey(const Options& options) {
  std::string key = options.rules_path + "\n" + options.site_path + "\n";
  for (const std::string& line : options.config_lines) key += std::string(Trim(line)) + "\n";
  for (const std::string& line : options.pre_lines) key += "\t" + line + "\n";
  return key;
}

}  // namespace gatepost

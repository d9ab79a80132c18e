// Compiled rulesets: written by `gatepost compile`, mapped by everyone else.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "gatepost/engine.h"
#include "gatepost/options.h"
#include "gatepost/status.h"
#include "scan/compiled_layout.h"

namespace gatepost {

class CompiledRuleset {
 public:
  // Maps the file and checks it: kNotFound where there is none; kPermission where someone else than root or
  // the caller owns it or may write it; kCorrupt where it is damaged or another version's; kUnavailable where
  // it was made from other options, or from files that have changed since.
  // Cost: one pass over its tables, and one stat an input.
  static Result<std::unique_ptr<CompiledRuleset>> Open(const std::string& path, const Options& options);
  // The options with which the file was made, by whatever version, and whether Open would take it; fails as
  // Open does where that cannot be told.
  static Result<CompiledSource> LookAt(const std::string& path);
  // The same from bytes, without a look at owners or inputs, but with one at every offset and number: so a
  // file is checked before it is installed. `bytes` must stay, at an address that is a multiple of
  // kPackedAlignment.
  static Result<std::unique_ptr<CompiledRuleset>> FromBytes(std::string_view bytes);

  const CompiledFile& root() const { return *reinterpret_cast<const CompiledFile*>(bytes_.data()); }
  const PackedPlan& plan(ScoreSet set) const { return root().plans[set.number()]; }

 private:
  CompiledRuleset() = default;
  // Fails where nobody should look at the file.
  static Result<std::unique_ptr<CompiledRuleset>> Map(const std::string& path);
  // Is it whole, as far as every version tells?
  Status CheckFrame() const;
  // Is it this program's? CheckFrame was there before.
  Status CheckVersion() const;
  Status CheckBytes() const;  // both
  Status CheckContents() const;
  Status CheckInputs(const Options& options) const;

  std::unique_ptr<FileBytes> file_;
  std::string_view bytes_;
};

// The bytes of such a file, for `options` without their user_prefs. Fails as Engine::Open does, and where the
// configuration changed meanwhile. Cost: a second.
Result<std::vector<char>> CompileToBytes(const Options& options, std::vector<Diagnostic>* diagnostics);

// The options that choose what is read, as one text: compiled rulesets of other options do not serve.
std::string CompiledKey(const Options& options);

}  // namespace gatepost

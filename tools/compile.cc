// gatepost compile - turn rules and site configuration into one file that is mapped
//
// USAGE        gatepost compile [OPTION ...]; gatepost compile --refresh [FILE ...]
// EXIT STATUS  0 when the file is written, or none need be; 64 on wrong usage; 69 where the configuration
//              could not be read or a file not be written. Lines that are wrong are named and left out, as
//              everywhere.
// SECURITY     Reads configuration only. Whoever can write the file decides what checks do: only root's or
//              the caller's own is used, also by --refresh, and none that others may write.
// Tested by tests/tools/compile_test.cc.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/file.h"
#include "command.h"
#include "config_options.h"
#include "rules_folders.h"

namespace gatepost {
namespace {

bool CompileAnew(const Options& options, const std::string& path) {
  ConfigOptions config;
  config.options() = options;
  config.set_quiet(options.language != kEnglish);  // the remarks are the same
  if (!config.CompileTo(path)) return false;
  std::printf("%s\n", path.c_str());
  return true;
}

// All in the usual folder; none where there is no such folder.
Result<std::vector<std::string>> UsualFiles() {
  std::vector<std::string> paths;
  if (!IsFolder(kCacheFolder)) return paths;
  Result<std::vector<std::string>> names = ListFolder(kCacheFolder);
  if (!names) return names;
  for (const std::string& name : *names) {
    if (name.starts_with("rules-") && name.ends_with(".gpc"))
      paths.push_back(std::string(kCacheFolder) + "/" + name);
  }
  return paths;
}

bool RefreshUsual(const std::string& path, const CompiledSource& source) {
  Options options = source.options;
  if (!options.rules_path.empty() && !FileExists(options.rules_path)) return RemoveCompiled(path);
  bool fine = source.is_current || CompileAnew(options, path);
  // The first sa-update puts rules where there were none.
  if (IsSpamAssassinRules(options.rules_path)) {
    options.rules_path = FindSpamAssassinRules();
    const std::string newest = std::string(kCacheFolder) + "/" + CompiledName(options);
    if (newest != path && !options.rules_path.empty() && !FileExists(newest))
      fine = CompileAnew(options, newest) && fine;
  }
  return fine;
}

int Refresh(const std::vector<std::string>& named) {
  const bool usual = named.empty();
  const Result<std::vector<std::string>> paths = usual ? UsualFiles() : named;
  if (!paths) {
    Complain(paths.error().message());
    return kExitUnavailable;
  }
  bool fine = true;
  for (const std::string& path : *paths) {
    const Result<CompiledSource> source = LookAtCompiled(path);
    if (!source) {
      Complain(path + ": " + source.error().message());
      fine = false;
    } else if (usual) {
      fine = RefreshUsual(path, *source) && fine;
    } else {
      fine = (source->is_current || CompileAnew(source->options, path)) && fine;
    }
  }
  return fine ? kExitOk : kExitUnavailable;
}

}  // namespace

int CompileCommand(int argc, char** argv) {
  CLI::App app("Compiles rules and site configuration, so that a check need not read them.",
               "gatepost compile");
  ConfigOptions config;
  config.AddTo(app);
  bool refresh = false;
  std::vector<std::string> files;
  app.add_flag("--refresh", refresh, "compile anew, with their own options, what is older than its sources");
  app.add_option("FILE", files, std::string("for --refresh: these; default: all in ") + kCacheFolder)
      ->needs("--refresh");
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  if (refresh) return Refresh(files);
  std::string path;
  if (!config.Compile(&path)) return kExitUnavailable;
  std::printf("%s\n", path.c_str());
  return kExitOk;
}

}  // namespace gatepost

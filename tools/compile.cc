// gatepost compile - turn rules and site configuration into one file that is mapped
//
// USAGE        gatepost compile [OPTION ...]
// EXIT STATUS  0 when the file is written; 64 on wrong usage; 69 where the configuration could not be read or
//              the file not be written. Lines that are wrong are named and left out, as everywhere.
// SECURITY     Reads configuration only. Whoever can write the file decides what checks do: only root's or
//              the caller's own is used, and none that others may write.
// Tested by tests/tools/compile_test.cc.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "command.h"
#include "config_options.h"

namespace gatepost {

int CompileCommand(int argc, char** argv) {
  CLI::App app("Compiles rules and site configuration, so that a check need not read them.",
               "gatepost compile");
  ConfigOptions config;
  config.AddTo(app);
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  std::string path;
  if (!config.Compile(&path)) return kExitUnavailable;
  std::printf("%s\n", path.c_str());
  return kExitOk;
}

}  // namespace gatepost

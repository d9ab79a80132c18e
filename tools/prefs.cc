// gatepost prefs - your own settings
//
// USAGE        gatepost prefs [--create]
// EXIT STATUS  0; 1 where there is no user_prefs and none was created; 64 on wrong usage.
// SECURITY     Writes in $HOME alone, only where that belongs to the caller, and follows no link there.
// Tested by tests/tools/prefs_test.cc.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "command.h"
#include "config_options.h"
#include "user_prefs.h"

namespace gatepost {

int PrefsCommand(int argc, char** argv) {
  CLI::App app("Names the user_prefs that are read for you.", "gatepost prefs");
  bool create = false;
  app.add_flag("--create", create, "create ~/.gatepost/user_prefs from the template where there is none");
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  if (create) return CreateUserPrefs(stdout) ? kExitOk : 1;
  std::string path = FindUserPrefs();
  if (path.empty()) {
    std::puts("none; `gatepost prefs --create` makes one");
    return 1;
  }
  std::puts(path.c_str());
  return kExitOk;
}

}  // namespace gatepost

// The program sqlite3, which is to SQLite files what another program beside Gatepost is.
#pragma once

#include <string>

#include "support/run_command.h"

namespace gatepost {

// Runs statements on a file, and waits for others up to 5 seconds. Status 127: there is no such program.
inline CommandResult RunSqliteProgram(const std::string& path, const std::string& sql) {
  return RunCommand({"/usr/bin/env", "sqlite3", "-cmd", ".timeout 5000", path, sql});
}
inline bool HasSqliteProgram() { return RunSqliteProgram(":memory:", "").status == 0; }

}  // namespace gatepost

// The subcommands of gatepost, a file each, and what they share.
#pragma once

#include <string>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

// Exit statuses, from sysexits.h where it has one. 1 is kept for "spam" alone: whoever calls
// `check --exitcode` rejects on it, so nothing that fails may end in it.
inline constexpr int kExitOk = 0;
inline constexpr int kExitSpam = 1;
inline constexpr int kExitLintErrors = 1;    // lint only
inline constexpr int kExitUsage = 64;        // EX_USAGE
inline constexpr int kExitDataError = 65;    // EX_DATAERR
inline constexpr int kExitNoInput = 66;      // EX_NOINPUT
inline constexpr int kExitNoUser = 67;       // EX_NOUSER
inline constexpr int kExitUnavailable = 69;  // EX_UNAVAILABLE
inline constexpr int kExitOutput = 74;       // EX_IOERR
inline constexpr int kExitTempFail = 75;     // EX_TEMPFAIL

// Each takes main's arguments from its own name on, and returns the exit status.
int CheckCommand(int argc, char** argv);
int CompileCommand(int argc, char** argv);
int DbCommand(int argc, char** argv);
int EvaluateCommand(int argc, char** argv);
int FilterCommand(int argc, char** argv);
int LearnCommand(int argc, char** argv);
int LintCommand(int argc, char** argv);
int PrefsCommand(int argc, char** argv);
int TuneCommand(int argc, char** argv);
int TrainCommand(int argc, char** argv);

// One line on standard error, "gatepost: TEXT", and in syslog (facility mail).
void Complain(const std::string& text);
// A line each.
void ComplainOfAll(const std::vector<std::string>& texts);
void ComplainOfAll(const std::vector<Status>& failed);
// Whether Complain writes to standard error too, and not to syslog alone (spamc's way). True at first.
void ComplainOnStderr(bool wanted);

}  // namespace gatepost

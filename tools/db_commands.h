// What `gatepost db` does, one function an action; sa-learn's options of the same kind call them too.
//
// Each opens the database, does its one thing and closes it; writes its result to `out`; says on standard
// error and in syslog what went wrong; and returns the exit status: kExitOk, kExitDataError (the database or
// the text to restore is damaged), kExitNoInput (no database, or none this user may open), kExitTempFail
// (disk full, locked, an output that takes no more).
#pragma once

#include <cstdio>
#include <string>

#include "bayes/expiry.h"
#include "config/settings.h"
#include "gatepost/status.h"

namespace gatepost {

// Which database, whose counts in it, and how large it may grow.
struct Database {
  // `path` goes before what the settings say, when it is not empty; so does `user`.
  static Database Of(const Settings& settings, const std::string& path, const std::string& user);
  std::string path;
  std::string user;
  ExpiryConfig expiry;
};

// File, user, learned messages, tokens, ages, last expiry: a line each, for a person.
int DatabaseStats(const Database& database, std::FILE* out);
// What `sa-learn --dump` prints: the counters ("magic"), the tokens ("data"), or both ("all").
int DatabaseDump(const Database& database, bool magic, bool tokens, std::FILE* out);
// Has the user learned anything? True also where there is no database to ask.
bool DatabaseIsEmpty(const Database& database);
// As `sa-learn --backup`, version 3. `path` "-" is `out`; a file appears when it is whole, with mode 0600.
int DatabaseBackup(const Database& database, const std::string& path, std::FILE* out);
// As `sa-learn --restore`: what the user has is replaced, in one transaction. `path` "-": standard input.
// Makes the database where it is missing.
int DatabaseRestore(const Database& database, const std::string& path, std::FILE* out);
// Removes old tokens in steps; with `only_if_due`, only where the database has grown too large and the last
// time was 12 hours ago.
int DatabaseExpire(const Database& database, bool only_if_due, std::FILE* out);
// Looks for damage, and for modes that let anybody write; kExitDataError where there is any. Opens for
// writing where it may, which also ends what a killed learner left.
int DatabaseVerify(const Database& database, std::FILE* out);
// Forgets all that the user has learned.
int DatabaseClear(const Database& database, std::FILE* out);

// What `path` is called where something is wrong with what it holds: "standard input" for "-".
std::string InputName(const std::string& path);
// Fails where not all that was written went out.
Status FlushOutput(std::FILE* out, const std::string& name = "standard output");
// The exit status that fits a store's failure.
int ExitStatusOf(const Status& status);

}  // namespace gatepost

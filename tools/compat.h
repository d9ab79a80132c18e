// Gatepost under the names of SpamAssassin's programs, and what those share.
#pragma once

#include <string_view>
#include <vector>

#include "compat_options.h"
#include "config_options.h"

namespace gatepost {

// Each takes main's arguments, its own name first, and returns the original's exit status.
int SpamcProgram(int argc, char** argv);
int SpamAssassinProgram(int argc, char** argv);
int SaLearnProgram(int argc, char** argv);

inline constexpr char kCompatVersion[] = "SpamAssassin version 4.0.1";

// The first line of the originals' --version; the next line names Gatepost.
void PrintVersion(std::string_view first_line);

// "-C", "--siteconfigpath", "-p", "--cf", "-D" and so on, as spamassassin and sa-learn share them.
void AddSharedOptions(ConfigOptions* config, std::vector<CompatOption>* options);

// Where the configuration names no database user, `user`'s counts are used: of senders, and of Bayes where
// that is in an SQL database. Nothing for "".
void UseCountsOf(std::string_view user, ConfigOptions* config);

// Reads on as another user, `name`: root becomes them, with their home; anybody else reads their user_prefs.
// Nobody of that name, or no right to it: a note in syslog, and the caller's own identity.
void BecomeUser(std::string_view name, ConfigOptions* config);

}  // namespace gatepost

// A user's own settings: ~/.gatepost/user_prefs, else ~/.spamassassin/user_prefs.
#pragma once

#include <cstdio>
#include <string>

namespace gatepost {

// The file that is read for $HOME, or "" where there is none.
std::string FindUserPrefs();
// `path`, but "" where it cannot be read, which is said: as under SpamAssassin, mail is checked all the same.
std::string ReadableOrNone(std::string path);

// Creates ~/.gatepost/user_prefs from the template, mode 0600 in a folder of mode 0700, unless one is read
// already. Only in a home that belongs to the caller and that no other may write to; no link is followed.
// Says to `out` what it did, or why not on standard error. True where there is a user_prefs then.
bool CreateUserPrefs(std::FILE* out);

}  // namespace gatepost

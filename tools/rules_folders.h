// Where rules are on this machine.
#pragma once

#include <string>

namespace gatepost {

// Gatepost's own rules: beside an installed binary, or in the source tree of a build.
std::string FindOwnRules();

// The rules that spamassassin would read: of the newest sa-update, else those that were installed with it; ""
// where there are none.
std::string FindSpamAssassinRules();

// SpamAssassin's site configuration; "" where no folder of its has any.
std::string FindSpamAssassinSite();

// Is the folder one of those where FindSpamAssassinRules looks, or did?
bool IsSpamAssassinRules(const std::string& folder);

}  // namespace gatepost

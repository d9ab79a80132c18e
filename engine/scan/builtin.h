// Rules that every engine has, whatever ruleset it reads, and the reading of bayes_path.
#pragma once

#include <string>

#include "config/directive.h"
#include "config/settings.h"

namespace gatepost {

// Puts the built-in rules before all others, so that files may redefine or rescore them:
// GTUBE, the standard test text (https://spamassassin.apache.org/gtube/), 1000 points.
void PrependBuiltinRules(ConfigText* config);

// The database file: of bayes_sql_dsn "DBI:SQLite:dbname=FILE" where that is set, else bayes_path,
// which may begin with "~/".
std::string BayesFile(const Settings& settings);

}  // namespace gatepost

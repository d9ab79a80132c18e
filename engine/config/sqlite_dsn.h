// The file that Perl's name of an SQLite database tells of: "DBI:SQLite:dbname=/var/lib/x.db".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatepost {

// Nothing where it is a database of another kind, or names no file.
std::optional<std::string> SqliteFile(std::string_view dsn);

}  // namespace gatepost

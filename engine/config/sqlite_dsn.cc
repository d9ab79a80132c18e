// Tested by tests/config/sqlite_dsn_test.cc.
#include "config/sqlite_dsn.h"

#include "base/ascii.h"

namespace gatepost {

std::optional<std::string> SqliteFile(std::string_view dsn) {
  constexpr std::string_view kKind = "DBI:SQLite:";
  if (!StartsWithIgnoreCase(dsn, kKind)) return std::nullopt;
  for (std::string_view field : Split(dsn.substr(kKind.size()), ';')) {
    const std::size_t equals = field.find('=');
    if (equals == kNpos) return std::string(field);
    const std::string name = AsciiLower(Trim(field.substr(0, equals)));
    if (name == "dbname" || name == "database" || name == "db") return std::string(field.substr(equals + 1));
  }
  return std::nullopt;
}

}  // namespace gatepost

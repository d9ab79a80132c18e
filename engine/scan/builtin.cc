// Tested by tests/scan/engine_test.cc.
#include "scan/builtin.h"

#include "config/home_path.h"
#include "config/sqlite_dsn.h"

namespace gatepost {
namespace {

constexpr std::string_view kBuiltinRules =
    "body GTUBE /XJS\\*C4JDBQADN1\\.NSBN3\\*2IDNEN\\*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL\\*C\\.34X/\n"
    "describe GTUBE Generic test for unsolicited bulk mail\n"
    "score GTUBE 1000\n"
    "tflags GTUBE userconf noautolearn\n";

}  // namespace

void PrependBuiltinRules(ConfigText* config) {
  ConfigText builtin = ReadConfigText(kBuiltinRules, "(built in)", ConfigScope::kRules);
  int file = static_cast<int>(config->files.size());
  config->files.emplace_back("(built in)");
  for (Directive& directive : builtin.directives) directive.file = file;
  config->directives.insert(config->directives.begin(), builtin.directives.begin(), builtin.directives.end());
}

std::string BayesFile(const Settings& settings) {
  if (std::optional<std::string> file = SqliteFile(settings.Text("bayes_sql_dsn"))) return *file;
  const std::string path = settings.Text("bayes_path"), own = WithHome(path);
  return own.empty() ? path : own;
}

}  // namespace gatepost

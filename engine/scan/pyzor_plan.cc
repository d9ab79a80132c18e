// Tested by tests/scan/pyzor_test.cc.
#include "scan/pyzor_plan.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "scan/home_files.h"

namespace gatepost {
namespace {

namespace fs = std::filesystem;

bool IsProgram(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

bool HasProgram(const Settings& settings) {
  if (IsProgram(settings.Text("pyzor_path"))) return true;
  std::string path = Environment("PATH");
  if (path.empty()) path = "/usr/local/bin:/usr/bin:/bin";
  for (const std::string_view folder : Split(path, ':')) {
    if (folder.starts_with('/') && IsProgram(std::string(folder) + "/pyzor")) return true;
  }
  return false;
}

// "--homedir PATH" or "--homedir=PATH" among the program's options.
std::string Option(const std::vector<std::string>& words, std::string_view name) {
  std::string value;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == name && i + 1 < words.size()) value = words[i + 1];
    if (words[i].starts_with(name) && words[i].substr(name.size()).starts_with('='))
      value = words[i].substr(name.size() + 1);
  }
  return value;
}

// What the program would read: servers, and digests that it does not ask about.
PyzorPlan PlanOfProgram(const Settings& settings) {
  const std::vector<std::string> options = settings.Words("pyzor_options");
  const std::string user_home = Environment("HOME");
  fs::path home = Option(options, "--homedir");
  if (home.empty()) home = user_home.empty() ? fs::path("/etc/pyzor") : fs::path(user_home) / ".pyzor";
  const std::string config = ReadText(home / "config");
  const auto file = [&](std::string_view option, std::string_view name, std::string_view usual) {
    std::string path = Option(options, option);
    if (path.empty()) path = ReadPyzorOption(config, name);
    if (path.starts_with("~/")) path = user_home + path.substr(1);
    return ReadText(home / (path.empty() ? std::string(usual) : path));  // an absolute path stays
  };
  return {ReadPyzorServers(file("--servers-file", "ServersFile", "servers")),
          ReadPyzorDigests(file("--local-whitelist", "LocalWhitelist", "whitelist"))};
}

}  // namespace

std::optional<PyzorPlan> MakePyzorPlan(const Settings& settings) {
  if (!settings.Flag("use_pyzor")) return std::nullopt;
  const bool has_own_client = settings.Number("pyzor_perl") != 0;
  // SpamAssassin has no way to do both, and then does neither.
  if (has_own_client ? settings.Number("pyzor_fork") != 0 : !HasProgram(settings)) return std::nullopt;
  PyzorPlan plan;
  if (!has_own_client) plan = PlanOfProgram(settings);
  if (const std::string file = settings.Text("pyzor_server_file"); !file.empty())
    plan.servers = ReadPyzorServers(ReadText(file));
  if (plan.servers.empty()) plan.servers.push_back({"public.pyzor.org"});
  return plan;
}

}  // namespace gatepost

// Tested by tests/scan/razor_test.cc.
#include "scan/razor_plan.h"

#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/file.h"
#include "razor/text.h"
#include "scan/home_files.h"

namespace gatepost {
namespace {

constexpr std::string_view kModule = "/Razor2/Client/Agent.pm";

bool HasModule() {
  const std::string named = Environment("PERL5LIB");
  for (const std::string_view folder : Split(named, ':')) {
    if (folder.starts_with('/') && ::access((std::string(folder) + std::string(kModule)).c_str(), R_OK) == 0)
      return true;
  }
  // Where Debian, Red Hat and FreeBSD have modules, and where CPAN's go.
  for (const char* folders :
       {"/usr/share/perl5", "/etc/perl", "/usr/share/perl5/vendor_perl", "/usr/lib/*/perl5/*",
        "/usr/lib64/perl5/vendor_perl", "/usr/local/share/perl5", "/usr/local/share/perl/*",
        "/usr/local/lib/*/perl/*", "/usr/local/lib64/perl5", "/usr/local/lib/perl5/site_perl"}) {
    glob_t found{};
    const bool is_found = ::glob((folders + std::string(kModule)).c_str(), GLOB_NOSORT, nullptr, &found) == 0;
    ::globfree(&found);
    if (is_found) return true;
  }
  return false;
}

struct RazorHome {
  std::filesystem::path path;  // may be ""
  RazorFields config;
};

// As the client looks for it: the file says where its folder is only if it was named itself.
std::optional<RazorHome> FindHome(const std::string& file) {
  namespace fs = std::filesystem;
  RazorHome home;
  const std::string user_home = Environment("HOME");
  const fs::path usual = user_home.empty() ? fs::path() : fs::path(user_home) / ".razor";
  if (file.empty()) {
    if (IsFolder(usual)) home.path = usual;
    const fs::path own = usual / "razor-agent.conf";
    const bool has_own = !home.path.empty() && ::access(own.c_str(), R_OK) == 0;
    home.config = ReadRazorConfig(ReadText(has_own ? own : fs::path("/etc/razor/razor-agent.conf")));
    return home;
  }
  if (::access(file.c_str(), R_OK) != 0) return std::nullopt;
  home.config = ReadRazorConfig(ReadText(file));
  home.path = RazorValue(home.config, "razorhome", usual.native());
  if (!IsFolder(home.path)) home.path = fs::path(file).parent_path();
  return home;
}

}  // namespace

std::optional<RazorPlan> MakeRazorPlan(const Settings& settings) {
  if (settings.Number("use_razor2") == 0 || !HasModule()) return std::nullopt;
  const std::optional<RazorHome> home = FindHome(settings.Text("razor_config"));
  if (!home || home->config.contains("proxy") || home->config.contains("socks_server")) return std::nullopt;
  const RazorFields& config = home->config;
  const auto file = [&](std::string_view name, std::string_view usual) {
    const std::filesystem::path path = RazorValue(config, name, usual);
    return path.is_absolute() || !home->path.empty() ? ReadText(home->path / path) : "";
  };
  RazorPlan plan;
  plan.servers = ReadRazorServers(file("listfile_catalogue", "servers.catalogue.lst"));
  plan.discovery = ReadRazorServers(file("listfile_discovery", "servers.discovery.lst"));
  if (plan.discovery.empty())
    plan.discovery = ReadRazorServers(RazorValue(config, "razordiscovery", "discovery.razor.cloudmark.com"));
  if (!home->path.empty()) {
    for (const RazorServer& server : plan.servers)
      plan.states[server.host] = ReadRazorConfig(ReadText(home->path / ("server." + server.host + ".conf")));
  }
  plan.min_cf = RazorValue(config, "min_cf", "ac");
  if (const auto method =
          static_cast<int>(std::clamp(RazorNumber(RazorValue(config, "logic_method")), 0.0, 9.0));
      method != 0)
    plan.logic_method = method;
  plan.all_engines = RazorValue(config, "logic_engines") == "all";
  plan.skips_lists = IsPerlTrue(RazorValue(config, "ignorelist"));
  plan.welcome = ReadRazorWelcome(file("whitelist", "razor-whitelist"));
  return plan;
}

}  // namespace gatepost

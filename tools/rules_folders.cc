// Tested by tests/tools/compile_test.cc.
#include "rules_folders.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace gatepost {
namespace {

// sa-update's folder, with a folder of rules for each version of SpamAssassin.
constexpr char kUpdates[] = "/var/lib/spamassassin/";
constexpr const char* kInstalled[] = {"/usr/share/spamassassin", "/usr/local/share/spamassassin"};

}  // namespace

std::string FindOwnRules() {
  std::error_code ignored;
  std::filesystem::path binary = std::filesystem::read_symlink("/proc/self/exe", ignored);
  if (!ignored) {
    std::filesystem::path folder = binary.parent_path();
    for (const char* beside : {"../share/gatepost/rules", "../../rules"}) {
      std::filesystem::path rules = folder / beside;
      if (IsFolder(rules.string())) return rules.lexically_normal().string();
    }
  }
  return GATEPOST_RULES_DIR;
}

std::string FindSpamAssassinRules() {
  if (Result<std::vector<std::string>> names = ListFolder(kUpdates)) {
    for (auto name = names->rbegin(); name != names->rend(); ++name) {
      bool version = name->find_first_not_of("0123456789.") == std::string::npos;
      if (version && IsFolder(kUpdates + *name)) return kUpdates + *name;
    }
  }
  for (const char* folder : kInstalled) {
    if (IsFolder(folder)) return folder;
  }
  return {};
}

std::string FindSpamAssassinSite() {
  for (const char* folder : {"/etc/spamassassin", "/etc/mail/spamassassin"}) {
    const Result<std::vector<std::string>> names = ListFolder(folder);
    // A folder of hooks for sa-update alone configures nothing.
    const auto configures = [](std::string_view name) {
      return name.ends_with(".cf") || name.ends_with(".pre");
    };
    if (names && std::any_of(names->begin(), names->end(), configures)) return folder;
  }
  return {};
}

bool IsSpamAssassinRules(const std::string& folder) {
  return folder.starts_with(kUpdates) ||
         std::find(std::begin(kInstalled), std::end(kInstalled), folder) != std::end(kInstalled);
}

}  // namespace gatepost

// Tested by tests/config/home_path_test.cc.
#include "config/home_path.h"

#include <cstdlib>
#include <string_view>

#include "base/ascii.h"

namespace gatepost {
namespace {

void ReplaceAll(std::string_view word, const std::string& by, std::string* text) {
  for (std::size_t at = text->find(word); at != kNpos; at = text->find(word, at + by.size()))
    text->replace(at, word.size(), by);
}

}  // namespace

std::string WithHome(std::string path) {
  constexpr std::string_view kUserState = "__userstate__";
  const char* set = std::getenv("HOME");
  const std::string home = set != nullptr ? set : "";
  if (home.empty() && (path.starts_with("~/") || Contains(path, kUserState))) return "";
  ReplaceAll(kUserState, home + "/.spamassassin", &path);
  ReplaceAll("__local_state_dir__", "/var/lib/spamassassin", &path);
  if (path.starts_with("~/")) path.replace(0, 1, home);
  return path;
}

}  // namespace gatepost

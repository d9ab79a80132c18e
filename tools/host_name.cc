// Tested by tests/tools/filter_test.cc.
#include "host_name.h"

#include <unistd.h>

#include "base/ascii.h"
#include "base/file.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxHostsBytes = 1 << 20;

std::string FullHostName() {
  char buffer[256] = "";
  if (gethostname(buffer, sizeof buffer - 1) != 0 || buffer[0] == '\0') return "localhost";
  std::string name = buffer;
  if (name.find('.') != std::string::npos) return name;
  Result<FileBytes> hosts = FileBytes::Open("/etc/hosts", kMaxHostsBytes);
  if (!hosts || hosts->size() > kMaxHostsBytes) return name;
  for (std::string_view line : Split(hosts->view(), '\n')) {
    std::vector<std::string_view> words = SplitWhitespace(line.substr(0, line.find('#')));
    bool ours = false;
    for (std::string_view word : words) ours |= word == name;
    if (!ours) continue;
    for (std::string_view word : words) {
      if (word.starts_with(name + ".")) return std::string(word);
    }
  }
  return name;
}

}  // namespace

MarkupOptions ThisMachine() {
  MarkupOptions options;
  options.hostname = FullHostName();
  options.product = "Gatepost " GATEPOST_VERSION;
  return options;
}

}  // namespace gatepost

// Tested by tests/tools/command_test.cc and tests/tools/filter_test.cc.
#include "timeout.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace gatepost {

void AddTimeout(AskedOptions& options, double& seconds, const char* help) {
  options.Option("--timeout", seconds, help)
      .With([](CLI::Option* timeout) {
        timeout->check([](const std::string& text) {
          return std::strtod(text.c_str(), nullptr) >= 0 ? "" : "not a number of seconds: " + text;
        });
      })
      .capture_default_str()
      .type_name("SECONDS");
}

std::uint32_t DeadlineMs(double seconds) {
  constexpr double kDay = 86400;
  return seconds > 0 ? static_cast<std::uint32_t>(std::ceil(std::min(seconds, kDay) * 1000)) : 0;
}

}  // namespace gatepost

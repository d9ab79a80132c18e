// Tested by tests/tools/command_test.cc.
#include "check_limits.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace gatepost {
namespace {

// CLI11 makes a large number of "-1", and a time of "nan".
void RefuseBelowZero(CLI::Option* option) {
  option->check([](const std::string& text) {
    return std::strtod(text.c_str(), nullptr) >= 0 ? "" : "must be a number from 0 on: " + text;
  });
}

}  // namespace

void AddMaxSize(AskedOptions& options, std::size_t& bytes, const char* help) {
  options.Option("-s,--max-size", bytes, help).With(RefuseBelowZero).capture_default_str().type_name("BYTES");
}

void AddTimeout(AskedOptions& options, double& seconds, const char* help) {
  options.Option("--timeout", seconds, help).With(RefuseBelowZero).capture_default_str().type_name("SECONDS");
}

std::uint32_t DeadlineMs(double seconds) {
  constexpr double kDay = 86400;
  return seconds > 0 ? static_cast<std::uint32_t>(std::ceil(std::min(seconds, kDay) * 1000)) : 0;
}

}  // namespace gatepost

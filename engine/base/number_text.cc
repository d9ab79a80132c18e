// Tested by tests/base/number_text_test.cc.
#include "base/number_text.h"

#include <cstdio>
#include <cstdlib>

namespace gatepost {

std::string NumberText(double number, const char* format) {
  char text[64];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

double RoundedAsText(double number, const char* format) {
  return std::strtod(NumberText(number, format).c_str(), nullptr);
}

}  // namespace gatepost

// Numbers as texts, and as they are behind a text.
#pragma once

#include <string>

namespace gatepost {

// As printf has it; at most 63 bytes.
std::string NumberText(double number, const char* format);
// What is left of it in such a text: 1.235 of 1.23456 and "%.3f".
double RoundedAsText(double number, const char* format);

}  // namespace gatepost

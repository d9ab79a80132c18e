// Expressions as metas have them, for tests that try many.
#pragma once

#include <random>
#include <span>
#include <string>
#include <string_view>

namespace gatepost {

// Over `operands`, in their order: "((A) && !B) >= 2 + C". What may divide by zero is among them.
inline std::string RandomExpression(std::mt19937& random, std::span<const std::string> operands) {
  static constexpr std::string_view kOperators[] = {"&&", "||", "+",  "-",  "*",  "/", "<",
                                                    ">",  "<=", ">=", "==", "!=", "^"};
  const auto below = [&](std::size_t bound) { return random() % bound; };
  std::string text;
  for (const std::string& operand : operands) {
    if (!text.empty()) text = "(" + text + ") " + std::string(kOperators[below(std::size(kOperators))]) + " ";
    if (below(4) == 0) text += "!";
    if (below(6) == 0) text += std::to_string(below(4)) + " + ";
    text += operand;
    if (below(12) == 0) text = "(" + text + ") ? " + operands[0] + " : " + std::to_string(below(3));
  }
  return text;
}

}  // namespace gatepost

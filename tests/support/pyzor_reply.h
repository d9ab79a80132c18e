// What a server of Pyzor says to a question.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

// The value of a line of a question; "" where there is none.
inline std::string PyzorField(std::string_view question, std::string_view name) {
  const std::size_t at = question.find(std::string(name) + ": ");
  if (at == std::string_view::npos) return "";
  const std::size_t begin = at + name.size() + 2;
  return std::string(question.substr(begin, question.find('\n', begin) - begin));
}

inline std::string PyzorReply(std::string_view question, int reported, int welcome) {
  return "Code: 200\nDiag: OK\nPV: 2.1\nThread: " + PyzorField(question, "Thread") +
         "\nCount: " + std::to_string(reported) + "\nWL-Count: " + std::to_string(welcome) + "\n\n";
}

}  // namespace gatepost

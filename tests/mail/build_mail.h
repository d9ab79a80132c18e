// Small helpers for tests that need mail: parts, multiparts, CRLF.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "mail/message.h"

namespace gatepost {

// Keeps `text` to the end of the program: a Message refers to the bytes that it was parsed from.
inline std::string_view Keep(std::string text) {
  static std::deque<std::string> kept;
  return kept.emplace_back(std::move(text));
}

// `text` with every LF as CRLF.
inline std::string ToCrlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out.push_back('\r');
    out.push_back(c);
  }
  return out;
}

// The leaf's text with LF line ends, whatever the mail has.
inline std::string LeafOf(const Message& message, std::size_t part) {
  return message.DecodeLeaf(message.parts().at(part), nullptr);
}

// "0 multipart/mixed; 1 text/plain; ...": depth and type of each part.
inline std::string Shape(const Message& message) {
  std::string shape;
  for (const Part& part : message.parts()) {
    if (!shape.empty()) shape += "; ";
    shape += std::to_string(part.depth) + " " + part.type;
  }
  return shape;
}

// True where the decoded text of any leaf has `text`.
inline bool AnyLeafHas(const Message& message, std::string_view text) {
  for (const Part& part : message.parts()) {
    if (part.is_leaf() && message.DecodeLeaf(part, nullptr).find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace gatepost

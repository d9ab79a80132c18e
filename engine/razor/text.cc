// Tested by tests/razor/text_test.cc.
#include "razor/text.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {

std::size_t FindRazorLine(std::string_view text, std::string_view open, std::size_t from, std::size_t* end) {
  while ((from = text.find(open, from)) != kNpos) {
    std::size_t at = from + open.size();
    while (at < text.size() && text[at] == '\r') ++at;
    if (at < text.size() && text[at] == '\n') {
      *end = at + 1;
      return from;
    }
    ++from;
  }
  return kNpos;
}

RazorHalves SplitRazorText(std::string_view text) {
  std::size_t end = 0;
  const std::size_t at = FindRazorLine(text, "\n", 0, &end);
  if (at == kNpos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(end)};
}

std::string JoinRazorLines(std::string_view head) {
  std::string joined;
  for (std::size_t at = 0; at < head.size();) {
    std::size_t end = at + 1;
    if (head[at] == '\n') end = SkipSpace(head, end);
    if (head[at] != '\n' || end == at + 1) joined += head[at];
    at = end;
  }
  return joined;
}

bool HasRazorLine(std::string_view text, std::string_view beginning) {
  while (!text.empty()) {
    if (StartsWithIgnoreCase(CutLine(&text), beginning)) return true;
  }
  return false;
}

std::string_view RazorSubstr(std::string_view text, std::ptrdiff_t offset, std::ptrdiff_t length) {
  const auto size = static_cast<std::ptrdiff_t>(text.size());
  if (offset < 0 || offset > size) return {};
  const std::ptrdiff_t end = length < 0 ? size + length : std::min(size, offset + length);
  if (end <= offset) return {};
  return text.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(end - offset));
}

std::string RazorUnescape(std::string_view text, char mark) {
  std::string unescaped;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == mark && at + 2 < text.size() && IsAsciiHexDigit(text[at + 1]) &&
        IsAsciiHexDigit(text[at + 2])) {
      unescaped += static_cast<char>(HexDigitValue(text[at + 1]) << 4 | HexDigitValue(text[at + 2]));
      at += 2;
    } else {
      unescaped += text[at];
    }
  }
  return unescaped;
}

std::string RazorBase64(std::string_view hex) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::size_t kDigits = 3;  // of two letters; the last are filled up with zeros
  std::string text;
  for (std::size_t at = 0; at < hex.size(); at += kDigits) {
    unsigned bits = 0;
    for (std::size_t i = at; i < at + kDigits; ++i) {
      const auto value = static_cast<unsigned>(i < hex.size() ? std::max(HexDigitValue(hex[i]), 0) : 0);
      bits = bits << 4 | (value & 1) << 3 | (value & 2) << 1 | (value & 4) >> 1 | (value & 8) >> 3;
    }
    text += kLetters[bits >> 6];
    text += kLetters[bits & 63];
  }
  return text;
}

}  // namespace gatepost

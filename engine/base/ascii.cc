// Tested by tests/base/ascii_test.cc.
#include "base/ascii.h"

#include <algorithm>

namespace gatepost {

std::string AsciiLower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = AsciiToLower(c);
  return out;
}

std::string AsciiUpper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = AsciiToUpper(c);
  return out;
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return AsciiToLower(x) == AsciiToLower(y);
         });
}

bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix) {
  return EqualsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

bool EndsWithIgnoreCase(std::string_view text, std::string_view ending) {
  return ending.size() <= text.size() && EqualsIgnoreCase(text.substr(text.size() - ending.size()), ending);
}

std::size_t FindIgnoreCase(std::string_view text, std::string_view needle, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (needle.empty()) return from;
  const char lower = AsciiToLower(needle[0]), upper = AsciiToUpper(needle[0]);
  for (std::size_t at = from; at + needle.size() <= text.size(); ++at) {
    if (lower == upper) {
      at = text.find(lower, at);
      if (at == std::string_view::npos) return at;
    } else if (text[at] != lower && text[at] != upper) {
      continue;
    }
    if (StartsWithIgnoreCase(text.substr(at), needle)) return at;
  }
  return std::string_view::npos;
}

bool ContainsIgnoreCase(std::string_view text, std::string_view needle) {
  return FindIgnoreCase(text, needle) != std::string_view::npos;
}

std::string_view TrimLeft(std::string_view text) {
  while (!text.empty() && IsAsciiSpace(text.front())) text.remove_prefix(1);
  return text;
}

std::string_view TrimRight(std::string_view text) {
  while (!text.empty() && IsAsciiSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view Trim(std::string_view text) { return TrimLeft(TrimRight(text)); }

std::string_view CutWord(std::string_view* rest) {
  std::size_t end = 0;
  while (end < rest->size() && !IsAsciiSpace((*rest)[end])) ++end;
  std::string_view word = rest->substr(0, end);
  *rest = TrimLeft(rest->substr(end));
  return word;
}

std::string_view CutLine(std::string_view* rest) {
  const std::size_t newline = rest->find('\n');
  const std::string_view line = rest->substr(0, newline == kNpos ? kNpos : newline + 1);
  rest->remove_prefix(line.size());
  return line;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    std::size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

std::vector<std::string_view> SplitWhitespace(std::string_view text) {
  std::vector<std::string_view> pieces;
  while (true) {
    text = TrimLeft(text);
    if (text.empty()) return pieces;
    std::size_t end = 0;
    while (end < text.size() && !IsAsciiSpace(text[end])) ++end;
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

}  // namespace gatepost

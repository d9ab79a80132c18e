// ASCII-only text helpers: no locale, no allocation unless a string is returned.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// Where nothing was found.
inline constexpr std::size_t kNpos = std::string_view::npos;

constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAsciiUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAsciiLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsAsciiAlpha(char c) { return IsAsciiUpper(c) || IsAsciiLower(c); }
constexpr bool IsAsciiAlnum(char c) { return IsAsciiAlpha(c) || IsAsciiDigit(c); }
constexpr bool IsAsciiHexDigit(char c) {
  return IsAsciiDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
// Space, tab, CR, LF, vertical tab, form feed: Perl's \s.
constexpr bool IsAsciiSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
// Letter, digit or underscore: Perl's \w on bytes.
constexpr bool IsWordByte(char c) { return IsAsciiAlnum(c) || c == '_'; }
// Does a word begin or end between the bytes around `at`, which is at most the size? Perl's \b on bytes.
constexpr bool IsWordEdge(std::string_view text, std::size_t at) {
  return (at > 0 && IsWordByte(text[at - 1])) != (at < text.size() && IsWordByte(text[at]));
}
constexpr char AsciiToLower(char c) { return IsAsciiUpper(c) ? static_cast<char>(c + 32) : c; }
constexpr char AsciiToUpper(char c) { return IsAsciiLower(c) ? static_cast<char>(c - 32) : c; }
// 0 to 15, or -1.
constexpr int HexDigitValue(char c) {
  if (IsAsciiDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// False for "".
constexpr bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsAsciiDigit);
}
// The first position at or after `at` that is no white space, or the end.
constexpr std::size_t SkipSpace(std::string_view text, std::size_t at) {
  while (at < text.size() && IsAsciiSpace(text[at])) ++at;
  return at;
}

constexpr bool Contains(std::string_view text, std::string_view needle) { return text.find(needle) != kNpos; }

std::string AsciiLower(std::string_view text);
std::string AsciiUpper(std::string_view text);
bool EqualsIgnoreCase(std::string_view a, std::string_view b);
bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix);
bool EndsWithIgnoreCase(std::string_view text, std::string_view ending);
bool ContainsIgnoreCase(std::string_view text, std::string_view needle);
// Position at or after `from`, or npos.
std::size_t FindIgnoreCase(std::string_view text, std::string_view needle, std::size_t from = 0);

// Without white space at both ends, or at one.
std::string_view Trim(std::string_view text);
std::string_view TrimLeft(std::string_view text);
std::string_view TrimRight(std::string_view text);

// The bytes before the first white space, taken off the front of `rest` together with that.
std::string_view CutWord(std::string_view* rest);
// The first line, with its "\n" where it has one; `rest` goes on behind it.
std::string_view CutLine(std::string_view* rest);

// The pieces between separators; empty pieces are kept. At least one piece.
std::vector<std::string_view> Split(std::string_view text, char separator);
// The pieces between runs of white space; no empty pieces.
std::vector<std::string_view> SplitWhitespace(std::string_view text);

}  // namespace gatepost

// How Razor's client, a Perl program, cuts texts and takes values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatepost {

inline bool IsPerlTrue(std::string_view value) { return !value.empty() && value != "0"; }

// What stands before the first empty line (which may hold carriage returns), and what behind it; no body
// where there is no such line.
struct RazorHalves {
  std::string_view head;
  std::optional<std::string_view> body;
  bool has_body() const { return body && IsPerlTrue(*body); }
};
RazorHalves SplitRazorText(std::string_view text);

// From `from` on, the first of `open` with any number of carriage returns and a line feed behind it: where
// it begins, and through `end` where it ends. kNpos where there is none.
std::size_t FindRazorLine(std::string_view text, std::string_view open, std::size_t from, std::size_t* end);

// A header whose continued lines are joined, without a trace of the white space between them.
std::string JoinRazorLines(std::string_view head);

// Is there a line that begins with it, in any case?
bool HasRazorLine(std::string_view text, std::string_view beginning);

// `substr` of Perl: a negative length leaves as many bytes off the end.
std::string_view RazorSubstr(std::string_view text, std::ptrdiff_t offset, std::ptrdiff_t length);

// With the bytes that are written as `mark` and two hexadecimal digits.
std::string RazorUnescape(std::string_view text, char mark);

// Hexadecimal digits as the servers write them: the bits of each in reverse, six a letter.
std::string RazorBase64(std::string_view hex);

}  // namespace gatepost

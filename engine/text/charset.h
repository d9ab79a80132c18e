// Bytes in some charset to UTF-8 (iconv does the work). Never fails: what a charset does not have
// becomes U+FFFD, or is read as Windows-1252 where SpamAssassin does so.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

struct CharsetResult {
  std::string utf8;              // always valid UTF-8
  bool unknown_charset = false;  // the name means nothing to us: the bytes were guessed
  bool invalid_bytes = false;    // some bytes were not of that charset
};

// `charset` as written in the mail, any case, may be empty or a lie. Follows the order in which
// SpamAssassin 4 (normalize_charset 1) tries charsets. Cost: linear.
CharsetResult ToUtf8(std::string_view bytes, std::string_view charset);

bool IsValidUtf8(std::string_view bytes);
// The bytes with every invalid sequence replaced by U+FFFD.
std::string RepairUtf8(std::string_view bytes);
// Appends one code point (0 to 0x10FFFF; others give U+FFFD).
void AppendUtf8(std::string& out, char32_t code_point);
// Reads the code point at `at` and moves past it; an invalid byte gives U+FFFD and moves by one.
char32_t NextCodePoint(std::string_view text, std::size_t& at);

}  // namespace gatepost

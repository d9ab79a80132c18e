// Bytes in some charset to UTF-8 (iconv does the work). Never fails: what a charset does not have
// becomes U+FFFD, or is read as Windows-1252 where SpamAssassin does so.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace gatepost {

struct CharsetResult {
  std::string utf8;              // always valid UTF-8
  bool unknown_charset = false;  // the name means nothing to us: the bytes were guessed
  bool invalid_bytes = false;    // some bytes were not of that charset
  // False where the bytes were plain ASCII and were left as they were. SpamAssassin then goes on with
  // bytes instead of characters, and that shows: an HTML entity such as &eacute; stays one byte.
  bool decoded = false;
};

enum class CharsetTrust {
  kGuess,   // bodies: valid UTF-8 is UTF-8 whatever the mail declares, then the declared charset
  kInsist,  // encoded words: the declared charset, with U+FFFD for what it does not have
};

// `charset` as written in the mail, any case, may be empty or a lie. Follows the order in which
// SpamAssassin 4 (normalize_charset 1, no Encode::Detect) tries charsets. Cost: linear.
CharsetResult ToUtf8(std::string_view bytes, std::string_view charset,
                     CharsetTrust trust = CharsetTrust::kGuess);

// The code points of Windows-1252 from 0x80 to 0x9F; 0 where it has nothing.
inline constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// The name under which iconv knows a charset that SpamAssassin's Perl would know, or nullptr.
const char* IconvCharsetName(std::string_view charset);

bool IsAscii(std::string_view bytes);
bool IsValidUtf8(std::string_view bytes);
// Valid, and free of non-characters (U+FFFE, U+FDD0 ...), as Perl's strict UTF-8 demands.
bool IsStrictUtf8(std::string_view bytes);
// The bytes with every invalid sequence replaced by U+FFFD.
std::string RepairUtf8(std::string_view bytes);
// The same with Perl's rules: how many bytes one U+FFFD stands for, and none but strict UTF-8 (see
// IsStrictUtf8).
std::string DecodeUtf8AsPerl(std::string_view bytes);
// Appends one code point (0 to 0x10FFFF; others give U+FFFD).
void AppendUtf8(std::string& out, char32_t code_point);
// Reads the code point at `at` and moves past it; an invalid byte gives U+FFFD and moves by one.
char32_t NextCodePoint(std::string_view text, std::size_t& at);
// What the text of bytes in a charset like Latin-1, or of damaged UTF-8, may need: room that is enough at
// once.
std::size_t MostBytesOf(std::string_view bytes);
// At most `most` bytes, not cut within a character.
std::string_view CutUtf8(std::string_view text, std::size_t most);
// Code points in valid UTF-8.
std::size_t CountCodePoints(std::string_view utf8);
// Code points below 256 as one byte each; others, which callers exclude, as "?".
std::string Utf8ToLatin1(std::string_view utf8);
// Perl's \s on characters: ASCII white space and Unicode's.
bool IsUnicodeSpace(char32_t code_point);
// Perl's \w on characters: letters, marks, digits and connecting punctuation.
bool IsUnicodeWord(char32_t code_point);

}  // namespace gatepost

// UTF-8: checking, repair, code points. Tested by tests/text/charset_test.cc.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "base/ascii.h"
#include "text/charset.h"

namespace gatepost {
namespace {

struct Range {
  char32_t first, last;
};
constexpr std::array kWordRanges = std::to_array<Range>({
#include "text/unicode_word_table.inc"
});

constexpr char32_t kReplacement = 0xFFFD;

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The length of the valid sequence at `at`, or 0. No overlong forms, no surrogates, nothing past U+10FFFF.
std::size_t SequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const std::size_t left = text.size() - at;
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (left < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!IsContinuation(byte(i))) return 0;
  }
  const unsigned char second = byte(1);
  if (first == 0xE0 && second < 0xA0) return 0;
  if (first == 0xED && second > 0x9F) return 0;
  if (first == 0xF0 && second < 0x90) return 0;
  if (first == 0xF4 && second > 0x8F) return 0;
  return length;
}

char32_t Decode(std::string_view text, std::size_t at, std::size_t length) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[at + i]));
  };
  switch (length) {
    case 1:
      return byte(0);
    case 2:
      return ((byte(0) & 0x1F) << 6) | (byte(1) & 0x3F);
    case 3:
      return ((byte(0) & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F);
    default:
      return ((byte(0) & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) | (byte(3) & 0x3F);
  }
}

bool IsNonCharacter(char32_t code) { return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF); }

}  // namespace

bool IsAscii(std::string_view bytes) {
  std::uint64_t word = 0;
  std::size_t at = 0;
  for (; at + sizeof word <= bytes.size(); at += sizeof word) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) return false;
  }
  for (; at < bytes.size(); ++at) {
    if (static_cast<unsigned char>(bytes[at]) >= 0x80) return false;
  }
  return true;
}

std::size_t MostBytesOf(std::string_view bytes) {
  const auto high = std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) != 0; });
  return bytes.size() + 2 * static_cast<std::size_t>(high);
}

bool IsValidUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = SequenceLength(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool IsStrictUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = SequenceLength(bytes, at);
    if (length == 0 || (length > 2 && IsNonCharacter(Decode(bytes, at, length)))) return false;
    at += length;
  }
  return true;
}

std::string RepairUtf8(std::string_view bytes) {
  if (IsValidUtf8(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(MostBytesOf(bytes));
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = SequenceLength(bytes, at);
    if (length != 0) {
      out.append(bytes, at, length);
      at += length;
      continue;
    }
    AppendUtf8(out, kReplacement);
    ++at;
  }
  return out;
}

namespace {

// The bytes that Perl takes together as one that is none: a first byte and what may follow it.
std::size_t MalformedLength(std::string_view bytes, std::size_t at) {
  const auto first = static_cast<unsigned char>(bytes[at]);
  std::size_t length = 1;
  if (first >= 0xC0) {
    length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : first < 0xFC ? 5 : first < 0xFE ? 6 : 7;
  }
  std::size_t end = at + 1;
  while (end < bytes.size() && end < at + length && IsContinuation(static_cast<unsigned char>(bytes[end])))
    ++end;
  return end - at;
}

// A character of three bytes behind a byte that begins none is lost in Perl's Encode 3.17. How many bytes are
// lost with the single bad byte at `at`: 0 or 3.
std::size_t LostBehind(std::string_view bytes, std::size_t at) {
  const auto bad = static_cast<unsigned char>(bytes[at]);
  if (bad > 0xC1 && bad != 0xED && bad < 0xF5) return 0;
  if (at + 3 >= bytes.size() || SequenceLength(bytes, at + 1) != 3) return 0;
  const auto next = static_cast<unsigned char>(bytes[at + 1]);
  return next == 0xE0 || next == 0xED || next == 0xEF ? 0 : 3;
}

}  // namespace

std::string DecodeUtf8AsPerl(std::string_view bytes) {
  if (IsStrictUtf8(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(MostBytesOf(bytes));
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t length = SequenceLength(bytes, at);
    if (length != 0 && !(length > 2 && IsNonCharacter(Decode(bytes, at, length)))) {
      out.append(bytes, at, length);
      at += length;
      continue;
    }
    AppendUtf8(out, kReplacement);
    length = MalformedLength(bytes, at);
    at += length + (length == 1 ? LostBehind(bytes, at) : 0);
  }
  return out;
}

void AppendUtf8(std::string& out, char32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = kReplacement;
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

char32_t NextCodePoint(std::string_view text, std::size_t& at) {
  const std::size_t length = SequenceLength(text, at);
  if (length == 0) {
    ++at;
    return kReplacement;
  }
  const char32_t code = Decode(text, at, length);
  at += length;
  return code;
}

std::string_view CutUtf8(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && most - end < 3 && IsContinuation(static_cast<unsigned char>(text[end]))) --end;
  return text.substr(0, end);
}

std::size_t CountCodePoints(std::string_view utf8) {
  std::size_t count = 0;
  for (char c : utf8) count += IsContinuation(static_cast<unsigned char>(c)) ? 0 : 1;
  return count;
}

std::string Utf8ToLatin1(std::string_view utf8) {
  if (IsAscii(utf8)) return std::string(utf8);
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t code = NextCodePoint(utf8, at);
    out.push_back(code < 256 ? static_cast<char>(code) : '?');
  }
  return out;
}

bool IsUnicodeSpace(char32_t code) {
  if (code < 0x80) return IsAsciiSpace(static_cast<char>(code));
  return code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool IsUnicodeWord(char32_t code) {
  if (code < 0x80) return IsWordByte(static_cast<char>(code));
  const auto* range = std::upper_bound(kWordRanges.begin(), kWordRanges.end(), code,
                                       [](char32_t c, const Range& r) { return c < r.first; });
  return range != kWordRanges.begin() && code <= std::prev(range)->last;
}

}  // namespace gatepost

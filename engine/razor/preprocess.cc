// Tested by tests/razor/preprocess_test.cc; bench/razor_signatures.py holds signatures against Razor's own.
#include "razor/preprocess.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/ascii.h"
#include "razor/html.h"
#include "razor/text.h"

namespace gatepost {
namespace {

constexpr std::string_view kBase64Field = "Content-Transfer-Encoding: base64";

// Where the data begins: behind the first empty line that is behind the field, up to the padding. Where
// there is no such line, all behind the field.
std::string_view Base64Data(std::string_view text) {
  std::string_view rest = text.substr(FindIgnoreCase(text, kBase64Field) + kBase64Field.size());
  for (std::size_t line = 0; (line = rest.find('\n', line)) != kNpos; ++line) {
    const std::string_view next = rest.substr(line + 1);
    if (!next.starts_with('\n') && !next.starts_with("\r\n")) continue;
    const std::string_view data = next.substr(next.starts_with('\n') ? 1 : 2);
    return data.substr(0, data.find('='));
  }
  return rest;
}

int Base64Value(char c) {
  if (IsAsciiUpper(c)) return c - 'A';
  if (IsAsciiLower(c)) return c - 'a' + 26;
  if (IsAsciiDigit(c)) return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return c == '=' ? 29 : -1;  // padding within the data is a letter like others
}

std::string DecodeBase64(std::string_view data) {
  // Padding ends the data, with whatever is no letter behind it.
  while (!data.empty() && (data.back() == '=' || Base64Value(data.back()) < 0)) data.remove_suffix(1);
  std::string decoded;
  std::uint32_t bits = 0;
  std::size_t letters = 0;
  int bit_count = 0, value = 0;
  for (const char c : data) {
    const int next = Base64Value(c);
    if (next < 0) continue;
    value = next;
    ++letters;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      decoded += static_cast<char>(bits >> bit_count & 0xff);
    }
  }
  // The client reads its data as uuencoded lines. There, a letter too many is the length of another line,
  // and of that nothing but zeros is there.
  constexpr std::size_t kGroup = 4, kLine = 60;
  if (letters % kGroup == 1 && letters % kLine != 1) decoded.append(static_cast<std::size_t>(value), '\0');
  return decoded;
}

std::string DecodeQuotedPrintable(std::string_view body) {
  std::string joined;
  for (std::size_t at = 0; at < body.size(); ++at) {
    const std::string_view rest = body.substr(at);
    if (rest.starts_with("=\n") || rest.starts_with("=\r\n"))
      at += rest[1] == '\n' ? 1 : 2;
    else
      joined += body[at];
  }
  return RazorUnescape(joined, '=');
}

std::string Joined(std::string_view head, std::string_view body) {
  return std::string(head).append("\n\n").append(body);
}

// "Content" and a colon before any white space.
bool BeginsAsField(std::string_view text) {
  if (!text.starts_with("Content")) return false;
  const auto space = std::find_if(text.begin(), text.end(), IsAsciiSpace);
  return std::find(text.begin(), space, ':') != space;
}

}  // namespace

std::string CleanRazorPart(std::string_view part, bool without_html) {
  std::string text(part);
  if (HasRazorLine(text, kBase64Field))
    text = Joined(SplitRazorText(text).head, DecodeBase64(Base64Data(text)));
  if (const RazorHalves halves = SplitRazorText(text);
      HasRazorLine(halves.head, "Content-Transfer-Encoding: quoted-printable"))
    text = Joined(halves.head, DecodeQuotedPrintable(halves.body.value_or("")));
  if (without_html && IsRazorHtml(text)) text = StripRazorHtml(text);
  const std::string_view body = SplitRazorText(text).body.value_or("");
  return std::string(body.substr(0, body.find_last_not_of('\n') + 1));
}

bool IsEmptyRazorBody(std::string_view cleaned) {
  if (Trim(cleaned).empty()) return true;
  constexpr std::size_t kShort = 128;
  if (cleaned.size() >= kShort || !BeginsAsField(cleaned)) return false;
  // Fields, and nothing behind them but white space.
  for (std::size_t line = cleaned.find(':'); (line = cleaned.find('\n', line)) != kNpos; ++line) {
    const std::string_view rest = cleaned.substr(line + 1);
    if (Trim(rest).empty() || BeginsAsField(rest) ||
        (rest.starts_with('\r') && BeginsAsField(rest.substr(1))))
      return true;
  }
  return false;
}

}  // namespace gatepost

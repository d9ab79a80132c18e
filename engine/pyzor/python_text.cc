// Tested by tests/pyzor/python_text_test.cc.
#include "pyzor/python_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/fixed_text.h"
#include "text/charset.h"

namespace gatepost {
namespace {

struct Named {
  FixedText<31> name;
  char32_t first, second;  // second: 0 where there is one
  bool bare;               // known without its semicolon, too
};
constexpr std::array kNames = std::to_array<Named>({
#include "pyzor/html5_names.inc"
});
constexpr std::size_t kLongestBareName = 6;
constexpr std::size_t kLongestReference = 32;  // characters between "&" and ";"

constexpr unsigned char Byte(char c) { return static_cast<unsigned char>(c); }

const Named* FindName(std::string_view name) {
  const auto* found = std::lower_bound(kNames.begin(), kNames.end(), name,
                                       [](const Named& one, std::string_view n) { return one.name < n; });
  return found != kNames.end() && found->name == name ? &*found : nullptr;
}

void AppendName(const Named& named, std::string* out) {
  AppendUtf8(*out, named.first);
  if (named.second != 0) AppendUtf8(*out, named.second);
}

// Numbers past Unicode, of any length, are 0x110000.
void AppendNumber(char32_t number, std::string* out) {
  if (number >= 0x80 && number <= 0x9F) {
    const char32_t code = kWindows1252[number - 0x80];
    AppendUtf8(*out, code == 0 ? number : code);
    return;
  }
  const bool is_control = (number >= 1 && number <= 8) || number == 0xB || (number >= 0xE && number <= 0x1F);
  const bool is_none = (number >= 0xFDD0 && number <= 0xFDEF) || (number & 0xFFFE) == 0xFFFE;
  if (number > 0x10FFFF || number == 0 || (number >= 0xD800 && number <= 0xDFFF))
    AppendUtf8(*out, 0xFFFD);
  else if (!is_control && !is_none && number != 0x7F)
    AppendUtf8(*out, number);
}

// "#65;", "#x41" at the beginning of `text`: how many bytes it has; 0 where it is none.
std::size_t ReadNumber(std::string_view text, std::string* out) {
  std::size_t at = 1;
  const bool hex = at < text.size() && (text[at] == 'x' || text[at] == 'X');
  if (hex) ++at;
  const std::size_t digits = at;
  char32_t number = 0;
  for (; at < text.size() && (hex ? IsAsciiHexDigit(text[at]) : IsAsciiDigit(text[at])); ++at) {
    number = number * (hex ? 16 : 10) + static_cast<char32_t>(HexDigitValue(text[at]));
    number = std::min<char32_t>(number, 0x110000);
  }
  if (at == digits) return 0;
  AppendNumber(number, out);
  return at < text.size() && text[at] == ';' ? at + 1 : at;
}

// The same for what may be a name; text that is none is taken over with its "&".
std::size_t ReadName(std::string_view text, std::string* out) {
  constexpr std::string_view kEnds("\t\n\f <&#;");
  std::size_t end = 0;
  for (std::size_t count = 0;
       end < text.size() && count < kLongestReference && !Contains(kEnds, text.substr(end, 1)); ++count)
    end += CharacterBytesAt(text, end);
  if (end == 0) return 0;
  const std::string_view name = text.substr(0, end);
  const bool closed = end < text.size() && text[end] == ';';
  if (const Named* named = FindName(name); named != nullptr && (closed || named->bare)) {
    AppendName(*named, out);
    return closed ? end + 1 : end;
  }
  for (std::size_t size = std::min(kLongestBareName, closed ? end : end - 1); size > 1; --size) {
    const Named* named = FindName(name.substr(0, size));
    if (named == nullptr || !named->bare) continue;
    AppendName(*named, out);
    return size;
  }
  out->append("&").append(name);
  return end;
}

bool IsLineEnd(std::string_view end) {
  const char c = end[0];
  return (c >= '\n' && c <= '\r') || (c >= 0x1C && c <= 0x1E) || end == "\xC2\x85" || end == "\xE2\x80\xA8" ||
         end == "\xE2\x80\xA9";
}

}  // namespace

std::size_t SpaceBytesAt(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (Byte(c) < 0x80) return IsAsciiSpace(c) || (c >= 0x1C && c <= 0x1F) ? 1 : 0;
  const auto next = [&](std::size_t i) { return at + i < text.size() ? Byte(text[at + i]) : 0; };
  switch (Byte(c)) {
    case 0xC2:
      return next(1) == 0x85 || next(1) == 0xA0 ? 2 : 0;
    case 0xE1:
      return next(1) == 0x9A && next(2) == 0x80 ? 3 : 0;
    case 0xE2:
      if (next(1) == 0x80)
        return (next(2) >= 0x80 && next(2) <= 0x8A) || next(2) == 0xA8 || next(2) == 0xA9 || next(2) == 0xAF
                   ? 3
                   : 0;
      return next(1) == 0x81 && next(2) == 0x9F ? 3 : 0;
    case 0xE3:
      return next(1) == 0x80 && next(2) == 0x80 ? 3 : 0;
    default:
      return 0;
  }
}

std::size_t CharacterBytesAt(std::string_view text, std::size_t at) {
  const unsigned char c = Byte(text[at]);
  const std::size_t size = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  return std::min(size, text.size() - at);
}

std::string_view StripSpace(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = SpaceBytesAt(text, 0);
    if (size == 0) break;
    text.remove_prefix(size);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && text.size() - last < 4 && (Byte(text[last]) & 0xC0) == 0x80) --last;
    if (SpaceBytesAt(text, last) != text.size() - last) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

std::string_view CutPythonLine(std::string_view* text) {
  std::size_t end = 0, size = 0;
  for (; end < text->size(); ++end) {
    size = SpaceBytesAt(*text, end);
    if (size > 0 && IsLineEnd(text->substr(end, size))) break;
  }
  const std::string_view line = text->substr(0, end);
  if (end < text->size()) {
    if (text->substr(end, 2) == "\r\n") size = 2;
    end += size;
  }
  text->remove_prefix(end);
  return line;
}

std::string UnescapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t at = std::min(text.find('&'), text.size());
    out.append(text.substr(0, at));
    text.remove_prefix(at);
    if (text.empty()) break;
    text.remove_prefix(1);
    const std::size_t used = text.starts_with('#') ? ReadNumber(text, &out) : ReadName(text, &out);
    if (used == 0) out.push_back('&');
    text.remove_prefix(used);
  }
  return out;
}

}  // namespace gatepost

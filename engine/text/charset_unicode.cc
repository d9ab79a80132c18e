// Tested by tests/text/charset_test.cc.
#include "text/charset_unicode.h"

#include <cstdint>

#include "base/ascii.h"
#include "text/charset.h"

namespace gatepost {
namespace {

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (IsAsciiDigit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

enum class JisSet { kAscii, kDouble, kTriple, kKana };

struct JisEscape {
  std::string_view bytes;
  JisSet set;
};

constexpr JisEscape kJisEscapes[] = {
    {"\x1B$@", JisSet::kDouble}, {"\x1B$B", JisSet::kDouble}, {"\x1B&@\x1B$B", JisSet::kDouble},
    {"\x1B(B", JisSet::kAscii},  {"\x1B(J", JisSet::kAscii},  {"\x1B$(D", JisSet::kTriple},
    {"\x1B(I", JisSet::kKana},
};

const JisEscape* EscapeAt(std::string_view bytes) {
  for (const JisEscape& escape : kJisEscapes) {
    if (bytes.starts_with(escape.bytes)) return &escape;
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> FromUtf16(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big_endian ? (a << 8 | b) : (b << 8 | a));
  };
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    char32_t code = unit(i);
    if (code >= 0xDC00 && code <= 0xDFFF) return std::nullopt;
    if (code >= 0xD800 && code <= 0xDBFF) {
      if (i + 3 >= bytes.size()) return std::nullopt;
      const char32_t low = unit(i + 2);
      if (low < 0xDC00 || low > 0xDFFF) return std::nullopt;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      i += 2;
    }
    AppendUtf8(out, code);
  }
  return out;
}

std::string FromUtf7(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes[at] != '+') {
      AppendUtf8(out, static_cast<unsigned char>(bytes[at++]));
      continue;
    }
    std::size_t end = at + 1;
    std::string units;
    std::uint32_t bits = 0;
    int held = 0;
    for (; end < bytes.size() && Base64Value(bytes[end]) >= 0; ++end) {
      bits = bits << 6 | static_cast<std::uint32_t>(Base64Value(bytes[end]));
      held += 6;
      if (held < 8) continue;
      held -= 8;
      units.push_back(static_cast<char>(bits >> held & 0xFF));
    }
    if (units.size() % 2 != 0) units.pop_back();
    if (end == at + 1)
      out.push_back('+');
    else
      out += FromUtf16(units, true).value_or("\xEF\xBF\xBD");
    at = end < bytes.size() && bytes[end] == '-' ? end + 1 : end;
  }
  return out;
}

std::string Iso2022JpToEuc(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  JisSet set = JisSet::kAscii;
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes[at] == '\x1B') {
      if (const JisEscape* escape = EscapeAt(bytes.substr(at))) {
        set = escape->set;
        at += escape->bytes.size();
        continue;
      }
    }
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    const bool graphic = set != JisSet::kAscii && byte > 0x20 && byte < 0x7F;
    if (!graphic) {
      out.push_back(static_cast<char>(byte));
      continue;
    }
    if (set == JisSet::kKana) out.push_back('\x8E');
    if (set == JisSet::kTriple) out.push_back('\x8F');
    out.push_back(static_cast<char>(byte | 0x80));
    const bool pair = set != JisSet::kKana && at < bytes.size() && bytes[at] > 0x20 && bytes[at] < 0x7F;
    if (pair) out.push_back(static_cast<char>(static_cast<unsigned char>(bytes[at++]) | 0x80));
  }
  return out;
}

std::optional<std::string> HzToEuc(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  bool chinese = false;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at], next = at + 1 < bytes.size() ? bytes[at + 1] : '\0';
    if (chinese && c > ' ' && c < '~' && next > ' ' && next <= '~') {
      for (char half : {c, next}) out.push_back(static_cast<char>(static_cast<unsigned char>(half) | 0x80));
      ++at;
    } else if (c == '~' && next == (chinese ? '}' : '{')) {
      chinese = !chinese;
      ++at;
    } else if (!chinese && c == '~' && (next == '~' || next == '\n')) {
      if (next == '~') out.push_back('~');
      ++at;
    } else if (c == '\n' || (!chinese && c != '~' && static_cast<unsigned char>(c) < 0x80)) {
      chinese = false;  // no line ends within
      out.push_back(c);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace gatepost

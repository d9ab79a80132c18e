// Tested by tests/text/html_color_test.cc.
#include "text/html_color.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/ascii.h"
#include "base/fixed_text.h"

namespace gatepost {
namespace {

struct NamedColor {
  FixedText<20> name;
  std::uint32_t rgb;
};
constexpr std::array kNamedColors = std::to_array<NamedColor>({
#include "text/html_color_table.inc"
});

// "%02x" without a cut at 255.
std::string TwoHexDigits(std::uint64_t value) {
  std::array<char, 24> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%02llx", static_cast<unsigned long long>(value));
  return buffer.data();
}

std::uint64_t ReadColorNumber(std::string_view text, std::size_t& at) {
  std::uint64_t value = 0;
  for (; at < text.size() && IsAsciiDigit(text[at]); ++at) {
    value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(text[at] - '0'), 1u << 30);
  }
  return value;
}

// The three numbers of "rgb(1, 2, 3)" at `at`, each followed by "%" if `percent`.
std::optional<std::array<std::uint64_t, 3>> ReadRgb(std::string_view text, std::size_t at, bool percent) {
  std::array<std::uint64_t, 3> values{};
  at += 4;  // "rgb("
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t begin = at;
    values[i] = ReadColorNumber(text, at);
    if (at == begin) return std::nullopt;
    if (percent && (at >= text.size() || text[at++] != '%')) return std::nullopt;
    if (i == 2) break;
    if (at >= text.size() || text[at++] != ',') return std::nullopt;
    at = SkipSpace(text, at);
  }
  at = SkipSpace(text, at);
  if (at >= text.size() || text[at] != ')') return std::nullopt;
  return values;
}

// True where some "rgb(" is followed by digits, "%", "," and spaces up to a ")".
bool HasRgbShape(std::string_view text) {
  for (std::size_t at = text.find("rgb("); at != std::string_view::npos; at = text.find("rgb(", at + 4)) {
    const std::size_t stop = text.find_first_not_of("0123456789%, ", at + 4);
    if (stop != std::string_view::npos && text[stop] == ')') return true;
  }
  return false;
}

// Replaces the color by the first rgb(...) in it that reads well.
void ReplaceRgb(std::string& color, bool percent) {
  for (std::size_t at = color.find("rgb("); at != std::string::npos; at = color.find("rgb(", at + 4)) {
    if (const auto values = ReadRgb(color, at, percent)) {
      std::string hex = "#";
      for (std::uint64_t value : *values) {
        hex += TwoHexDigits(percent ? static_cast<std::uint64_t>(static_cast<double>(value) / 100 * 255)
                                    : value);
      }
      color = std::move(hex);
      return;
    }
  }
}

}  // namespace

std::string ColorToHex(std::string_view written) {
  std::string color = AsciiLower(Trim(written));
  const auto* named =
      std::lower_bound(kNamedColors.begin(), kNamedColors.end(), std::string_view(color),
                       [](const NamedColor& c, std::string_view name) { return c.name < name; });
  if (named != kNamedColors.end() && named->name == color) {
    std::array<char, 8> buffer;
    std::snprintf(buffer.data(), buffer.size(), "#%06x", static_cast<unsigned>(named->rgb & 0xFFFFFF));
    return buffer.data();
  }
  const bool hex_only = color.find_first_not_of("#0123456789abcdef") == std::string::npos;
  if (!hex_only && !HasRgbShape(color)) return "invalid";
  ReplaceRgb(color, true);
  ReplaceRgb(color, false);
  if (!color.starts_with('#')) return "invalid";
  std::string digits;
  for (char c : color) {
    if (IsAsciiHexDigit(c)) digits.push_back(c);
  }
  if (digits.size() > 6) digits.resize(6);
  if (digits.size() > 3 && digits.size() < 6) digits.resize(3);
  while (digits.size() % 3 != 0) digits.push_back('0');
  if (digits.size() == 3) digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
  return "#" + digits;
}

std::optional<Rgb> ParseHexColor(std::string_view hex) {
  if (hex.starts_with('#')) hex.remove_prefix(1);
  if (hex.size() != 6) return std::nullopt;
  std::array<int, 3> values{};
  for (std::size_t i = 0; i < 6; ++i) {
    const int digit = IsAsciiUpper(hex[i]) ? -1 : HexDigitValue(hex[i]);
    if (digit < 0) return std::nullopt;
    values[i / 2] = values[i / 2] * 16 + digit;
  }
  return Rgb{values[0], values[1], values[2]};
}

double ColorDistance(Rgb a, Rgb b) {
  const double red = 0.2126 * (a.red - b.red), green = 0.7152 * (a.green - b.green),
               blue = 0.0722 * (a.blue - b.blue);
  return std::sqrt(red * red + green * green + blue * blue);
}

std::vector<std::string> LastBackgroundLayer(std::string_view background) {
  std::vector<std::string> last, words;
  std::string word;
  char quote = '\0';
  bool in_parentheses = false;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  bool layer_seen = false;
  for (char c : background) {
    if (quote != '\0') {
      word.push_back(c);
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      word.push_back(c);
      quote = c;
    } else if (in_parentheses) {
      word.push_back(c);
      if (c == ')') {
        end_word();
        in_parentheses = false;
      }
    } else if (c == '(') {
      word.push_back(c);
      in_parentheses = true;
    } else if (c == ' ') {
      end_word();
    } else if (c == ',') {
      end_word();
      last = std::move(words);
      words.clear();
      layer_seen = true;
    } else {
      word.push_back(c);
    }
  }
  end_word();
  if (!words.empty() || !layer_seen) last = std::move(words);
  return last;
}

}  // namespace gatepost

// Tested by tests/text/html_hidden_test.cc.
#include "text/html_hidden.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "base/ascii.h"
#include "text/charset.h"

namespace gatepost {
namespace {

bool IsVoid(std::string_view tag) {
  static constexpr auto kVoid =
      std::to_array<std::string_view>({"area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img",
                                       "input", "isindex", "link", "meta", "param", "wbr"});
  return std::binary_search(kVoid.begin(), kVoid.end(), tag) || tag.ends_with('/');
}

// Elements whose end tag may be missing before the next of their kind.
bool EndsItsLike(std::string_view tag) {
  return tag == "p" || tag == "li" || tag == "td" || tag == "th" || tag == "tr" || tag == "option";
}

struct Length {
  double value = 0;
  std::string_view unit;
};
std::optional<Length> ParseLength(std::string_view text) {
  std::size_t at = 0;
  double value = 0, scale = 1;
  bool digits = false;
  if (at < text.size() && text[at] == '+') ++at;
  for (; at < text.size() && IsAsciiDigit(text[at]); ++at, digits = true) {
    value = std::min(value * 10 + (text[at] - '0'), 1e9);
  }
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && IsAsciiDigit(text[at]); ++at, digits = true) {
      scale /= 10;
      value += (text[at] - '0') * scale;
    }
  }
  if (!digits) return std::nullopt;
  return Length{value, Trim(text.substr(at))};
}

// A CSS font size in pixels, or nothing where it says nothing.
std::optional<double> FontPixels(std::string_view value, double parent) {
  struct Word {
    std::string_view name;
    double pixels;
  };
  static constexpr auto kWords = std::to_array<Word>({{"xx-small", 9},
                                                      {"x-small", 10},
                                                      {"small", 13},
                                                      {"medium", 16},
                                                      {"large", 18},
                                                      {"x-large", 24},
                                                      {"xx-large", 32}});
  for (const Word& word : kWords) {
    if (word.name == value) return word.pixels;
  }
  if (value == "smaller") return parent / 1.2;
  if (value == "larger") return parent * 1.2;
  const auto length = ParseLength(value);
  if (!length) return std::nullopt;
  if (length->unit == "pt") return length->value * 4 / 3;
  if (length->unit == "em") return length->value * parent;
  if (length->unit == "rem") return length->value * 16;
  if (length->unit == "%") return length->value * parent / 100;
  if (length->unit == "px" || (length->unit.empty() && length->value == 0)) return length->value;
  return std::nullopt;
}

bool IsZero(std::string_view value) {
  const auto length = ParseLength(value);
  return length && length->value == 0;
}

// <font size>: 1 to 7, or relative to 3.
std::optional<double> FontTagPixels(std::string_view size) {
  static constexpr std::array<double, 8> kPixels = {0, 10, 13, 16, 18, 24, 32, 48};
  size = Trim(size);
  int base = 0, sign = 1;
  if (size.starts_with('+') || size.starts_with('-')) {
    base = 3;
    sign = size[0] == '-' ? -1 : 1;
    size.remove_prefix(1);
  }
  if (size.empty() || !IsAsciiDigit(size[0])) return std::nullopt;
  const int number = base + sign * (size[0] - '0');
  return kPixels[static_cast<std::size_t>(std::clamp(number, 1, 7))];
}

// Bytes that a reader could see: no white space, no fillers of zero width.
std::size_t InkBytes(std::string_view text) {
  std::size_t bytes = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      bytes += IsAsciiSpace(text[at++]) ? 0 : 1;
      continue;
    }
    const std::size_t begin = at;
    const char32_t code = NextCodePoint(text, at);
    const bool filler = code == 0xAD || code == 0x34F || (code >= 0x200B && code <= 0x200F) ||
                        code == 0x2060 || code == 0xFEFF;
    if (!filler && !IsUnicodeSpace(code)) bytes += at - begin;
  }
  return bytes;
}

void SetColor(std::string_view value, Rgb& color) {
  const std::string hex = ColorToHex(value);
  if (const auto rgb = ParseHexColor(hex)) color = *rgb;
}

}  // namespace

HiddenText::HiddenText(std::size_t max_depth) : max_depth_(max_depth) { boxes_.emplace_back(); }

void HiddenText::Pop() {
  const auto open = open_.find(boxes_.back().tag);
  if (--open->second == 0) open_.erase(open);
  boxes_.pop_back();
}

void HiddenText::Open(const std::string& tag, const HtmlAttributes& attributes) {
  if (IsVoid(tag)) return;
  if (boxes_.size() > 1 && boxes_.back().tag == tag && EndsItsLike(tag)) Pop();
  if (boxes_.size() > max_depth_) {
    depth_limit_met_ = true;
    ++beyond_limit_;
    return;
  }
  const Box& parent = boxes_.back();
  Box box = parent;
  box.tag = tag;
  for (const auto& [name, value] : attributes.all()) {
    if (name == "bgcolor") {
      SetColor(value, box.background);
    } else if (name == "background") {
      box.background_known = false;
    } else if (name == "hidden") {
      box.gone = true;
    } else if ((tag == "font" && name == "color") || (tag == "body" && name == "text")) {
      SetColor(value, box.foreground);
    } else if (tag == "font" && name == "size") {
      box.font_pixels = FontTagPixels(value).value_or(box.font_pixels);
    }
  }
  if (tag == "small") box.font_pixels /= 1.2;
  if (tag == "big") box.font_pixels *= 1.2;
  if (const std::string* style = attributes.Find("style")) ApplyStyle(*style, parent, box);
  ++open_[tag];
  boxes_.push_back(std::move(box));
}

void HiddenText::ApplyStyle(std::string_view css, const Box& parent, Box& box) const {
  bool clipped = false, flat = false;
  const std::string lower = AsciiLower(css);
  for (std::string_view declaration : Split(lower, ';')) {
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = Trim(declaration.substr(0, colon));
    std::string_view value = Trim(declaration.substr(colon + 1));
    value = Trim(value.substr(0, value.find('!')));
    if (name == "display" || name == "mso-hide") {
      box.gone = box.gone || value == (name == "display" ? "none" : "all");
    } else if (name == "visibility") {
      box.hidden = value == "hidden" || value == "collapse";
    } else if (name == "opacity") {
      const auto opacity = ParseLength(value);
      if (opacity && opacity->value < 0.05) box.gone = true;
    } else if (name == "overflow") {
      clipped = value == "hidden";
    } else if (name == "max-height" || name == "height" || name == "max-width" || name == "width") {
      flat = flat || IsZero(value);
    } else if (name == "font-size") {
      box.font_pixels = FontPixels(value, parent.font_pixels).value_or(box.font_pixels);
    } else if (name == "color") {
      if (value == "transparent") {
        box.foreground = box.background;
      } else {
        SetColor(value, box.foreground);
      }
    } else if (name == "background-color") {
      SetColor(value, box.background);
    } else if (name == "background") {
      for (const std::string& word : LastBackgroundLayer(value)) SetColor(word, box.background);
      if (value.find("url(") != std::string_view::npos) box.background_known = false;
    } else if (name == "background-image") {
      box.background_known = false;
    }
  }
  if (clipped && flat) box.gone = true;
}

void HiddenText::Close(const std::string& tag) {
  if (tag == "body" || tag == "html" || IsVoid(tag)) return;
  if (beyond_limit_ > 0) {
    --beyond_limit_;
    return;
  }
  const auto open = open_.find(tag);
  if (open == open_.end()) return;
  while (boxes_.back().tag != tag) Pop();
  Pop();
}

void HiddenText::Text(std::string_view utf8) {
  const auto bytes = static_cast<double>(InkBytes(utf8));
  if (bytes == 0) return;
  const Box& box = boxes_.back();
  // Below one pixel nothing can be read.
  if (box.gone || box.hidden || box.font_pixels < 1) {
    hidden_bytes_ += bytes;
    return;
  }
  visible_bytes_ += bytes;
  if (box.font_pixels < 4) tiny_bytes_ += bytes;
  if (box.background_known && ColorDistance(box.foreground, box.background) < 12)
    low_contrast_bytes_ += bytes;
}

void HiddenText::AddTo(std::map<std::string, double, std::less<>>& numbers) const {
  numbers["gp_visible_bytes"] = visible_bytes_;
  numbers["gp_hidden_bytes"] = hidden_bytes_;
  numbers["gp_tiny_bytes"] = tiny_bytes_;
  numbers["gp_low_contrast_bytes"] = low_contrast_bytes_;
}

}  // namespace gatepost

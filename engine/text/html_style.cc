// Tested by tests/text/html_test.cc.
#include "text/html_style.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "base/ascii.h"
#include "text/html_color.h"

namespace gatepost {
namespace {

enum Tag : int {
  kDefault,
  kBody,
  kFont,
  kTable,
  kRow,
  kCell,
  kBig,
  kSmall,
  kBaseFont,
  kMarquee,
  kSpan,
  kParagraph,
  kDiv,
  kAnchor
};

int TagOf(std::string_view name) {
  struct Entry {
    std::string_view name;
    int tag;
  };
  static constexpr auto kTags = std::to_array<Entry>({{"td", kCell},
                                                      {"tr", kRow},
                                                      {"font", kFont},
                                                      {"span", kSpan},
                                                      {"p", kParagraph},
                                                      {"div", kDiv},
                                                      {"a", kAnchor},
                                                      {"table", kTable},
                                                      {"body", kBody},
                                                      {"th", kCell},
                                                      {"small", kSmall},
                                                      {"big", kBig},
                                                      {"marquee", kMarquee},
                                                      {"basefont", kBaseFont}});
  for (const Entry& entry : kTags) {
    if (entry.name == name) return entry.tag;
  }
  return kDefault;
}

// Which attributes of an element SpamAssassin looks at, as far as they change what it then judges.
bool Heeds(int tag, std::string_view attribute) {
  switch (tag) {
    case kBaseFont:
    case kFont:
      return attribute == "color" || attribute == "size";
    case kBody:
      return attribute == "text";
    case kTable:
    case kRow:
    case kCell:
    case kSpan:
    case kParagraph:
    case kDiv:
    case kAnchor:
      return attribute == "style";
    default:
      return false;
  }
}

// Attributes that SpamAssassin permits on an element; each makes it look at the size once more.
bool IsPermitted(int tag, std::string_view attribute) {
  if (Heeds(tag, attribute)) return true;
  switch (tag) {
    case kBaseFont:
    case kFont:
      return attribute == "face";
    case kBody:
      return attribute == "bgcolor" || attribute == "link" || attribute == "alink" || attribute == "vlink" ||
             attribute == "background";
    case kMarquee:
      return attribute == "bgcolor" || attribute == "background";
    case kTable:
    case kRow:
    case kCell:
      return attribute == "bgcolor";
    default:
      return false;
  }
}

// Of a value that is held against a few words.
constexpr std::size_t kMaxWordBytes = 16;

// Digits at the start, after white space and (if `sign`) a sign.
std::optional<double> LeadingNumber(std::string_view text, bool sign) {
  text = TrimLeft(text);
  double factor = 1;
  if (sign) {
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    if (text[0] == '-') factor = -1;
    text.remove_prefix(1);
  }
  if (text.empty() || !IsAsciiDigit(text[0])) return std::nullopt;
  double value = 0;
  for (char c : text) {
    if (!IsAsciiDigit(c)) break;
    value = std::min(value * 10 + (c - '0'), 1e15);
  }
  return factor * value;
}

// rgb() and rgba() of a style: all but digits and commas is dropped, numbers over 255 are 255.
std::string RgbToHex(std::string_view value) {
  std::array<unsigned, 3> numbers{};
  std::size_t index = 0;
  for (char c : value) {
    if (c == ',') {
      if (++index == numbers.size()) break;
    } else if (IsAsciiDigit(c)) {
      numbers[index] = std::min(numbers[index] * 10 + static_cast<unsigned>(c - '0'), 100000u);
    }
  }
  std::array<char, 8> buffer;
  std::snprintf(buffer.data(), buffer.size(), "#%02x%02x%02x", std::min(numbers[0], 255u),
                std::min(numbers[1], 255u), std::min(numbers[2], 255u));
  return buffer.data();
}

// "name: value" of one CSS declaration; nothing where it has another form. Blanks alone are an empty value.
struct Declaration {
  std::string_view name, value;
  bool space_before_colon = false;
};
std::optional<Declaration> ParseDeclaration(std::string_view part) {
  part = TrimLeft(part);
  std::size_t at = 0;
  while (at < part.size() && (IsAsciiAlpha(part[at]) || part[at] == '_' || part[at] == '-')) ++at;
  const std::size_t name_end = at;
  if (name_end == 0) return std::nullopt;
  at = SkipSpace(part, at);
  if (at >= part.size() || part[at] != ':') return std::nullopt;
  const std::string_view behind = part.substr(at + 1), value = Trim(behind);
  if (value.find('\n') != std::string_view::npos) return std::nullopt;
  if (behind.find_first_not_of('\n') == std::string_view::npos) return std::nullopt;
  return Declaration{part.substr(0, name_end), value, at != name_end};
}

std::string_view WithoutImportant(std::string_view value) {
  constexpr std::string_view kImportant = "important";
  if (!value.ends_with(kImportant)) return value;
  std::string_view rest = TrimRight(value.substr(0, value.size() - kImportant.size()));
  if (!rest.ends_with('!')) return value;
  return TrimRight(rest.substr(0, rest.size() - 1));
}

}  // namespace

bool ChangesTextStyle(std::string_view tag) { return TagOf(tag) != kDefault; }

TextStyles::TextStyles(std::size_t max_depth) : max_depth_(std::max<std::size_t>(max_depth, 1)) {
  Style style;
  style.foreground = "#000000";
  style.background = "#ffffff";
  stack_.push_back(std::move(style));
}

void TextStyles::Push(Style style) {
  if (stack_.size() > max_depth_) {
    depth_limit_met_ = true;
    ++beyond_limit_;
    return;
  }
  ++open_[static_cast<std::size_t>(style.tag)];
  stack_.push_back(std::move(style));
}

void TextStyles::Pop() {
  --open_[static_cast<std::size_t>(stack_.back().tag)];
  stack_.pop_back();
}

// A cell ends the cell before it, a row the row: their end tags are optional.
void TextStyles::CloseTableTag(int tag) {
  if (open_[static_cast<std::size_t>(tag)] == 0) return;
  while (stack_.size() > 1) {
    const int top = stack_.back().tag;
    if (top != kFont && top != kCell && !(tag == kRow && top == kRow)) return;
    Pop();
  }
}

void TextStyles::Close(std::string_view name) {
  const int tag = TagOf(name);
  if (tag == kBody) return;  // mail programs show text behind </body>
  if (beyond_limit_ > 0) {
    --beyond_limit_;
    return;
  }
  if (open_[static_cast<std::size_t>(tag)] == 0) return;
  while (stack_.back().tag != tag) Pop();
  Pop();
}

void TextStyles::Open(std::string_view name, const HtmlAttributes& attributes) {
  const int tag = TagOf(name);
  if (tag == kBaseFont) {
    if (const std::string* size = attributes.Find("size")) {
      if (const auto number = LeadingNumber(*size, false)) {
        base_font_ = *number;
        return;
      }
    }
  }
  if (tag == kCell || tag == kRow) CloseTableTag(tag);
  Style style = stack_.back();
  style.tag = tag;
  if (tag == kBig) {
    style.size += 1;
  } else if (tag == kSmall) {
    style.size -= 1;
  } else {
    bool permitted = false;
    for (const auto& [attribute, value] : attributes.all()) {
      permitted = permitted || IsPermitted(tag, attribute);
      // bgcolor is permitted but has no effect: SpamAssassin 4.0.1 forgets to keep it.
      if (Heeds(tag, attribute)) ApplyAttribute(attribute, value, style);
    }
    if (permitted) {
      if (style.size > largest_size_) {
        largest_size_ = style.size;
      } else if (style.size < smallest_size_) {
        smallest_size_ = style.size;
      }
    }
  }
  Push(std::move(style));
}

void TextStyles::ApplyAttribute(const std::string& name, const std::string& value, Style& style) {
  if (name == "style") {
    ApplyCss(value, style);
  } else if (name == "size") {
    if (const auto relative = LeadingNumber(value, true)) {
      style.size = base_font_ + *relative;
    } else if (const auto absolute = LeadingNumber(value, false)) {
      style.size = *absolute;
    }
  } else {
    style.foreground = ColorToHex(value);
  }
}

void TextStyles::ApplyCss(std::string_view css, Style& style) const {
  for (std::string_view part : Split(css, ';')) {
    const auto declaration = ParseDeclaration(part);
    if (!declaration) continue;
    const std::string_view name = declaration->name;
    const bool joined = !declaration->space_before_colon;
    if (joined && (EqualsIgnoreCase(name, "color") || EqualsIgnoreCase(name, "background-color"))) {
      std::string& color = AsciiToLower(name[0]) == 'b' ? style.background : style.foreground;
      const std::string lower = AsciiLower(declaration->value);
      const std::string_view value = WithoutImportant(lower);
      if (value.find("rgb") != std::string_view::npos) {
        color = RgbToHex(value);
      } else if (value == "transparent") {
        color = value;
      } else if (value != "inherit") {
        color = ColorToHex(value);
      }
    } else if (declaration->value.empty()) {
      continue;
    } else if (joined && name == "background") {
      for (const std::string& word : LastBackgroundLayer(AsciiLower(declaration->value))) {
        const std::string color = ColorToHex(word);
        if (color == "invalid") continue;
        style.background = color;
        break;
      }
    } else if (name == "display") {
      style.display = declaration->value.substr(0, kMaxWordBytes);
    } else if (name == "visibility") {
      style.visibility = declaration->value.substr(0, kMaxWordBytes);
    }
  }
  if (style.background == "transparent") style.background = stack_.back().background;
  if (style.foreground == "transparent") style.foreground = style.background;
}

TextStyles::Judgement TextStyles::Judge() const {
  const Style& style = stack_.back();
  const auto last_six = [](const std::string& color) {
    return std::string_view(color).substr(color.size() > 6 ? color.size() - 6 : 0);
  };
  Judgement judgement;
  if (last_six(style.foreground) == last_six(style.background)) {
    judgement.low_contrast = judgement.invisible = true;
    return judgement;
  }
  const auto foreground = ParseHexColor(style.foreground), background = ParseHexColor(style.background);
  if (foreground && background && ColorDistance(*foreground, *background) < 12) {
    judgement.low_contrast = judgement.invisible = true;
    return judgement;
  }
  if (style.foreground == "invalid" || style.background == "invalid") {
    judgement.invalid_color = judgement.invisible = true;
    return judgement;
  }
  judgement.invisible = style.size <= 1 || EqualsIgnoreCase(style.display, "none") ||
                        EqualsIgnoreCase(style.visibility, "hidden");
  return judgement;
}

}  // namespace gatepost

// Tested by tests/text/html_test.cc.
#include "text/html_render.h"

#include <algorithm>
#include <array>

#include "base/add_once.h"
#include "base/ascii.h"
#include "base/fixed_text.h"
#include "text/charset.h"
#include "text/html_uri.h"

namespace gatepost {
namespace {

// What a tag's name says: bits.
enum TagKind : unsigned {
  kElement = 1,           // of HTML 4.01 or XHTML 1.0, or written by mail programs
  kTrick = 2,             // rendered, but not counted as valid
  kLine = 4,              // begins a line
  kGap = 8,               // sets words apart
  kBeginsParagraph = 16,  // begins a paragraph
};
struct TagName {
  FixedText<14> name;
  unsigned kinds;
};
constexpr auto kTagNames = std::to_array<TagName>({{"a", kElement},
                                                   {"abbr", kElement},
                                                   {"acronym", kElement},
                                                   {"address", kElement},
                                                   {"applet", kElement},
                                                   {"area", kElement},
                                                   {"b", kElement},
                                                   {"base", kElement},
                                                   {"basefont", kElement},
                                                   {"bdo", kElement},
                                                   {"bgsound", kTrick},
                                                   {"big", kElement},
                                                   {"blockquote", kElement | kBeginsParagraph},
                                                   {"body", kElement},
                                                   {"br", kElement | kLine},
                                                   {"button", kElement},
                                                   {"caption", kElement},
                                                   {"center", kElement},
                                                   {"cite", kElement},
                                                   {"code", kElement},
                                                   {"col", kElement},
                                                   {"colgroup", kElement},
                                                   {"dd", kElement | kGap},
                                                   {"del", kElement},
                                                   {"dfn", kElement},
                                                   {"dir", kElement},
                                                   {"div", kElement | kLine},
                                                   {"dl", kElement},
                                                   {"dt", kElement | kGap},
                                                   {"em", kElement},
                                                   {"embed", kTrick | kGap},
                                                   {"fieldset", kElement},
                                                   {"font", kElement},
                                                   {"form", kElement},
                                                   {"frame", kElement},
                                                   {"frameset", kElement},
                                                   {"h1", kElement | kGap},
                                                   {"h2", kElement | kGap},
                                                   {"h3", kElement | kGap},
                                                   {"h4", kElement | kGap},
                                                   {"h5", kElement | kGap},
                                                   {"h6", kElement | kGap},
                                                   {"head", kElement},
                                                   {"hr", kElement | kBeginsParagraph},
                                                   {"html", kElement},
                                                   {"i", kElement},
                                                   {"iframe", kElement},
                                                   {"img", kElement},
                                                   {"input", kElement},
                                                   {"ins", kElement},
                                                   {"isindex", kElement},
                                                   {"kbd", kElement},
                                                   {"label", kElement},
                                                   {"legend", kElement},
                                                   {"li", kElement | kGap},
                                                   {"link", kElement},
                                                   {"listing", kTrick | kBeginsParagraph},
                                                   {"map", kElement},
                                                   {"menu", kElement},
                                                   {"meta", kElement},
                                                   {"nobr", kElement},
                                                   {"noframes", kElement},
                                                   {"noscript", kElement},
                                                   {"object", kElement},
                                                   {"ol", kElement},
                                                   {"optgroup", kElement},
                                                   {"option", kElement},
                                                   {"p", kElement | kBeginsParagraph},
                                                   {"param", kElement},
                                                   {"plaintext", kTrick | kBeginsParagraph},
                                                   {"pre", kElement | kBeginsParagraph},
                                                   {"q", kElement},
                                                   {"s", kElement},
                                                   {"samp", kElement},
                                                   {"script", kElement},
                                                   {"select", kElement},
                                                   {"small", kElement},
                                                   {"span", kElement},
                                                   {"strike", kElement},
                                                   {"strong", kElement},
                                                   {"style", kElement},
                                                   {"sub", kElement},
                                                   {"sup", kElement},
                                                   {"table", kElement},
                                                   {"tbody", kElement},
                                                   {"td", kElement | kGap},
                                                   {"textarea", kElement},
                                                   {"tfoot", kElement},
                                                   {"th", kElement | kGap},
                                                   {"thead", kElement},
                                                   {"title", kElement | kBeginsParagraph},
                                                   {"tr", kElement},
                                                   {"tt", kElement},
                                                   {"u", kElement},
                                                   {"ul", kElement},
                                                   {"var", kElement},
                                                   {"x-sigsep", kElement},
                                                   {"x-tab", kElement},
                                                   {"xmp", kTrick | kBeginsParagraph}});
static_assert(std::is_sorted(kTagNames.begin(), kTagNames.end(),
                             [](const TagName& a, const TagName& b) { return a.name < b.name.view(); }));

// The elements that each text asks about, in the order of HtmlRenderer::open_.
constexpr auto kAsked = std::to_array<std::string_view>({"script", "style", "a", "title"});

unsigned KindsOf(std::string_view tag) {
  const auto* found = std::lower_bound(kTagNames.begin(), kTagNames.end(), tag,
                                       [](const TagName& a, std::string_view b) { return a.name < b; });
  return found != kTagNames.end() && found->name == tag ? found->kinds : 0;
}

bool IsRegexWord(char32_t code, bool unicode) {
  return unicode ? IsUnicodeWord(code) : code < 0x80 && IsWordByte(static_cast<char>(code));
}

// Office's own namespaces: "o:p", "st1:city".
bool IsOfficeTag(std::string_view tag, bool unicode) {
  if (tag.starts_with("o:")) {
    tag.remove_prefix(2);
  } else if (tag.size() > 4 && tag.starts_with("st") && IsAsciiDigit(tag[2]) && tag[3] == ':') {
    tag.remove_prefix(4);
  } else {
    return false;
  }
  if (tag.ends_with('/')) tag.remove_suffix(1);
  if (tag.empty()) return false;
  for (std::size_t at = 0; at < tag.size();) {
    const char32_t code = NextCodePoint(tag, at);
    if (code != '-' && !IsRegexWord(code, unicode)) return false;
  }
  return true;
}

bool IsSpace(char32_t code, bool unicode) {
  return unicode ? IsUnicodeSpace(code) : code < 0x80 && IsAsciiSpace(static_cast<char>(code));
}

// Neither white space nor ASCII punctuation.
bool IsWordLike(char32_t code, bool unicode) {
  if (code < 0x80) {
    const char c = static_cast<char>(code);
    return IsAsciiAlnum(c) || (!IsAsciiSpace(c) && (c < 0x20 || c == 0x7F));
  }
  return !IsSpace(code, unicode);
}

// The last up to eight code points, in order.
struct Tail {
  std::array<char32_t, 8> codes{};
  std::size_t size = 0;
};
Tail TailOf(std::string_view text) {
  std::size_t begin = text.size();
  for (int i = 0; i < 8 && begin > 0; ++i) {
    --begin;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  }
  Tail tail;
  while (begin < text.size() && tail.size < tail.codes.size())
    tail.codes[tail.size++] = NextCodePoint(text, begin);
  return tail;
}

// How many word-like characters end the text, from a word boundary on: 1 to 7, or 0.
int WordTailLength(const HtmlText& text) {
  const Tail tail = TailOf(text.utf8);
  const auto is_word = [&](std::size_t i) { return IsRegexWord(tail.codes[i], text.unicode); };
  std::size_t begin = tail.size;
  while (begin > 0 && tail.size - begin < 7 && IsWordLike(tail.codes[begin - 1], text.unicode)) --begin;
  for (; begin < tail.size; ++begin) {
    if (is_word(begin) != (begin > 0 && is_word(begin - 1))) return static_cast<int>(tail.size - begin);
  }
  return 0;
}

// How many word-like characters start the text, up to a word boundary: 1 to 7, or 0.
int WordHeadLength(const HtmlText& text) {
  std::array<char32_t, 8> codes{};
  std::size_t size = 0;
  for (std::size_t at = 0; at < text.utf8.size() && size < codes.size();)
    codes[size++] = NextCodePoint(text.utf8, at);
  std::size_t length = 0;
  while (length < size && length < 7 && IsWordLike(codes[length], text.unicode)) ++length;
  const auto is_word = [&](std::size_t i) { return i < size && IsRegexWord(codes[i], text.unicode); };
  for (; length > 0; --length) {
    if (is_word(length - 1) != is_word(length)) return static_cast<int>(length);
  }
  return 0;
}

constexpr std::string_view kTwoByteNbsp =
    "\xC3\x82\xC2\xA0";  // the UTF-8 bytes of NBSP, taken for characters

// Nothing but ASCII white space and NBSP read as two characters.
bool IsBlank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (IsAsciiSpace(text[at])) {
      ++at;
    } else if (text.substr(at).starts_with(kTwoByteNbsp)) {
      at += kTwoByteNbsp.size();
    } else {
      return false;
    }
  }
  return true;
}

std::string CollapseSpace(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (IsAsciiSpace(text[at])) {
      at = SkipSpace(text, at);
      out.push_back(' ');
    } else if (text[at] == kTwoByteNbsp[0] && text.substr(at).starts_with(kTwoByteNbsp)) {
      at += kTwoByteNbsp.size();
      out.push_back(' ');
    } else {
      out.push_back(text[at++]);
    }
  }
  return out;
}

}  // namespace

HtmlRenderer::HtmlRenderer(const Limits& limits, std::size_t bytes, bool unicode)
    : limits_(limits), unicode_(unicode), styles_(limits.max_html_depth), hidden_(limits.max_html_depth) {
  // Growing, a text of megabytes would hold twice its size.
  rendering_.text.reserve(std::min(bytes, limits.max_rendered_bytes));
  rendering_.visible.reserve(std::min(bytes, limits.max_rendered_bytes));
  facts().present = true;
  Set("html");
}

bool HtmlRenderer::IsInside(std::string_view tag) const {
  const auto found = rendering_.facts.tags.find(tag);
  return found != rendering_.facts.tags.end() && found->second > 0;
}

void HtmlRenderer::MeetLimit(std::string_view name) { AddOnce(name, &facts().limits_met); }

std::optional<std::string_view> HtmlRenderer::Kept(std::string_view text, bool is_new) {
  const std::size_t entry = is_new ? Limits::kEntryOverhead : 0;
  const std::size_t left = limits_.max_html_kept_bytes - kept_bytes_;
  if (entry + text.size() > left) {
    MeetLimit("max_html_kept_bytes");
    if (entry >= left) return std::nullopt;
    text = CutUtf8(text, left - entry);
  }
  kept_bytes_ += entry + text.size();
  return text;
}

void HtmlRenderer::KeepText(const char* kind, std::string_view text) {
  if (const auto kept = Kept(text, true)) facts().texts[kind].emplace_back(*kept);
}

void HtmlRenderer::AppendText(std::string* to, std::string_view text) {
  if (const auto kept = Kept(text, false)) to->append(*kept);
}

void HtmlRenderer::CountTag(const std::string& tag, bool is_valid, int change) {
  auto entry = facts().tags.find(tag);
  const bool first = entry == facts().tags.end();
  if (is_valid) {
    ++elements_;
    if (first) ++elements_seen_;
  }
  ++tags_;
  if (first) {
    // HTML's own are few.
    if (!is_valid && !Kept(tag, true)) return;
    entry = facts().tags.emplace(tag, 0).first;
    ++tags_seen_;
    if (const auto* asked = std::find(kAsked.begin(), kAsked.end(), tag); asked != kAsked.end())
      open_[static_cast<std::size_t>(asked - kAsked.begin())] = &entry->second;
  }
  entry->second += change;
  if (entry->second < 0) {
    entry->second = 0;
    ++closed_extra_;
  }
}

void HtmlRenderer::StartTag(const std::string& tag, HtmlAttributes attributes) {
  const bool is_office = IsOfficeTag(tag, unicode_);
  const unsigned kinds = KindsOf(tag);
  CountTag(tag, is_office || (kinds & kElement) != 0, +1);
  hidden_.Open(tag, attributes);
  if (is_office || kinds == 0) return;
  if (ChangesTextStyle(tag)) styles_.Open(tag, attributes);
  AddWhitespaceFor(kinds);
  TakeUris(tag, attributes);
  TestTag(tag, attributes);
}

void HtmlRenderer::EndTag(const std::string& tag) {
  const bool is_office = IsOfficeTag(tag, unicode_);
  const unsigned kinds = KindsOf(tag);
  CountTag(tag, is_office || (kinds & kElement) != 0, -1);
  hidden_.Close(tag);
  if (is_office || kinds == 0) return;
  if (ChangesTextStyle(tag)) styles_.Close(tag);
  AddWhitespaceFor(kinds);
}

void HtmlRenderer::AddWhitespaceFor(unsigned tag_kinds) {
  if ((tag_kinds & kLine) != 0) {
    AddWhitespace("\n");
  } else if ((tag_kinds & kGap) != 0) {
    AddWhitespace(" ");
  } else if ((tag_kinds & kBeginsParagraph) != 0) {
    AddWhitespace("\n\n");
  }
}

void HtmlRenderer::FlushPiece() {
  if (!piece_.present) return;
  if (const std::size_t left = limits_.max_rendered_bytes - rendering_.text.size();
      piece_.text.utf8.size() > left) {
    MeetLimit("max_rendered_bytes");
    piece_.text.utf8.resize(CutUtf8(piece_.text.utf8, left).size());
  }
  rendering_.text += piece_.text.utf8;
  rendering_.text_unicode |= piece_.text.unicode;
  if (piece_.invisible) {
    rendering_.invisible += piece_.text.utf8;
    rendering_.invisible_unicode |= piece_.text.unicode;
  } else {
    rendering_.visible += piece_.text.utf8;
    rendering_.visible_unicode |= piece_.text.unicode;
  }
}

void HtmlRenderer::AddWhitespace(std::string_view text) {
  if (piece_.present && !piece_.whitespace && !piece_.invisible && piece_.text.utf8.ends_with(' ')) {
    piece_.text.utf8.pop_back();
  }
  FlushPiece();
  piece_ = {{std::string(text), false}, true, true, false};
}

void HtmlRenderer::AddText(HtmlText text, bool invisible) {
  text.utf8 = CollapseSpace(text.utf8);
  if (piece_.whitespace && !invisible && text.utf8.starts_with(' ')) text.utf8.erase(0, 1);
  FlushPiece();
  piece_ = {std::move(text), true, false, invisible};
}

void HtmlRenderer::CountObfuscation(const HtmlText& text) {
  if (!piece_.present || text.utf8.empty()) return;
  std::size_t at = 0;
  const Tail tail = TailOf(piece_.text.utf8);
  if (tail.size > 0 && IsWordLike(tail.codes[tail.size - 1], piece_.text.unicode) &&
      IsWordLike(NextCodePoint(text.utf8, at), text.unicode)) {
    ++obfuscation_;
  }
  const int before = WordTailLength(piece_.text);
  const int after = before > 0 ? WordHeadLength(text) : 0;
  if (after > 0) backhair_.emplace(before, after);
}

void HtmlRenderer::Text(HtmlText text) {
  const auto is_inside = [this](std::size_t i) { return open_[i] != nullptr && *open_[i] > 0; };
  if (is_inside(0)) {
    KeepText("script", text.utf8);
    return;
  }
  if (is_inside(1)) return;
  if (is_inside(2)) AppendToAnchor(text.utf8);
  if (is_inside(3)) {
    auto& titles = facts().texts["title"];
    if (titles.empty()) titles.emplace_back();
    AppendText(&titles.back(), text.utf8);
  }
  hidden_.Text(text.utf8);
  bool invisible = false;
  if (!IsBlank(text.utf8)) {
    const TextStyles::Judgement judgement = styles_.Judge();
    invisible = judgement.invisible;
    if (judgement.low_contrast) Set("font_low_contrast");
    if (judgement.invalid_color) Set("font_invalid_color");
  }
  CountObfuscation(text);
  AddText(std::move(text), invisible);
}

void HtmlRenderer::Comment(std::string_view markup) { KeepText("comment", markup); }

void HtmlRenderer::Declaration(std::string_view markup) {
  if (!StartsWithIgnoreCase(markup, "<!doctype")) return;
  ++elements_;
  ++tags_;
  facts().tags.insert_or_assign("!doctype", 0);
}

HtmlRendering HtmlRenderer::Take(std::size_t code_points) {
  FlushPiece();
  piece_ = {};
  const auto ratio = [](std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  };
  auto& numbers = facts().numbers;
  numbers["image_area"] = image_area_;
  numbers["length"] = static_cast<double>(code_points);
  numbers["min_size"] = styles_.smallest_size();
  numbers["max_size"] = styles_.largest_size();
  if (uri_truncated_) numbers["uri_truncated"] = 1;
  if (tags_ > 0) numbers["closed_extra_ratio"] = ratio(closed_extra_, tags_);
  if (!backhair_.empty()) numbers["backhair_count"] = static_cast<double>(backhair_.size());
  if (elements_ > 0 && tags_ > 0) numbers["bad_tag_ratio"] = ratio(tags_ - elements_, tags_);
  if (elements_seen_ > 0 && tags_seen_ > 0) {
    numbers["non_element_ratio"] = ratio(tags_seen_ - elements_seen_, tags_seen_);
  }
  if (tags_ > 0 && obfuscation_ > 0) numbers["obfuscation_ratio"] = ratio(obfuscation_, tags_);

  std::size_t characters = 0, spaces = 0;
  const std::string& text = rendering_.text;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    const bool ascii = static_cast<unsigned char>(text[at]) < 0x80;
    const char32_t code = ascii ? static_cast<unsigned char>(text[at++]) : NextCodePoint(text, at);
    // Where the text is bytes, SpamAssassin's list lacks the form feed.
    if (IsSpace(code, rendering_.text_unicode) && (rendering_.text_unicode || code != '\f')) ++spaces;
  }
  numbers["html_length"] = static_cast<double>(characters);
  numbers["non_space_len"] = static_cast<double>(characters - spaces);

  hidden_.AddTo(numbers);
  if (styles_.depth_limit_met() || hidden_.depth_limit_met()) MeetLimit("max_html_depth");
  std::unordered_map<std::string, std::size_t>().swap(uri_index_);
  auto& uris = facts().texts["uri"];
  for (const HtmlUri& uri : facts().uris) uris.push_back(uri.uri);
  return std::move(rendering_);
}

}  // namespace gatepost

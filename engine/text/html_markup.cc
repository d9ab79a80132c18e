// What follows a "<": tags, comments, declarations, marked sections, processing instructions.
// Tested by tests/text/html_tokenizer_test.cc.
#include <algorithm>
#include <string>

#include "base/add_once.h"
#include "base/ascii.h"
#include "text/html_tokenizer.h"

namespace gatepost {
namespace {

bool IsNameFirst(char c) { return IsAsciiAlpha(c) || c == '_' || c == ':'; }
bool IsNameByte(char c) { return IsWordByte(c) || c == '.' || c == '-' || c == ':'; }
bool IsWordOfTag(char c) { return !IsAsciiSpace(c) && c != '>'; }

// A declaration may be read to its end in vain and then end at its first ">". So that a document made
// of such ones costs linear time, no more than this is read in vain.
constexpr std::size_t kMaxWastedBytes = 1 << 20;

}  // namespace

HtmlTokenizer::Attempt HtmlTokenizer::Markup(std::size_t begin, std::size_t* next) {
  const char kind = At(begin + 1);
  if (IsNameFirst(kind)) return StartTagAt(begin, next);
  if (kind == '/') return EndTagAt(begin, next);
  if (kind == '!') return DeclarationAt(begin, next);
  if (kind == '?') {
    const std::size_t close = text_.find('>', begin + 2);
    if (close == std::string_view::npos) return Attempt::kNeedMore;
    EmitPendingEnd();
    *next = close + 1;
    return Attempt::kDone;
  }
  return Attempt::kNotMarkup;
}

bool HtmlTokenizer::ReadAttribute(std::size_t* at, RawAttribute* attribute) const {
  const std::size_t end = text_.size(), name_begin = (*at)++;  // its first byte may be anything, even "="
  while (*at < end && IsWordOfTag(text_[*at]) && text_[*at] != '=') ++*at;
  attribute->name = text_.substr(name_begin, *at - name_begin);
  SkipSpace(*at);
  if (*at == end) return false;
  if (text_[*at] != '=') return true;
  ++*at;
  SkipSpace(*at);
  if (*at == end) return false;
  attribute->has_value = true;
  const char quote = text_[*at];
  if (quote == '"' || quote == '\'') {
    const std::size_t close = text_.find(quote, *at + 1);
    if (close == std::string_view::npos) return false;
    attribute->value = text_.substr(*at + 1, close - *at - 1);
    *at = close + 1;
  } else {
    const std::size_t value_begin = *at;
    while (*at < end && IsWordOfTag(text_[*at])) ++*at;
    attribute->value = text_.substr(value_begin, *at - value_begin);
  }
  SkipSpace(*at);
  return *at < end;
}

// Of those of one name the first counts; one without a value has its name for value.
HtmlAttributes HtmlTokenizer::Decode(const std::vector<RawAttribute>& raw) {
  const auto limited = [&](std::string_view text) {
    return Limited(text, limits_.max_html_value_bytes, "max_html_value_bytes");
  };
  HtmlAttributes attributes;
  for (const RawAttribute& attribute : raw) {
    const std::string_view name = limited(attribute.name);
    std::string lower = AsciiLower(name);
    if (attributes.Find(lower) != nullptr) continue;
    std::string value(name);
    if (attribute.has_value)
      value = DecodeEntities(limited(attribute.value), unicode_, /*in_text=*/false).utf8;
    attributes.all().emplace_back(std::move(lower), std::move(value));
  }
  return attributes;
}

HtmlTokenizer::Attempt HtmlTokenizer::StartTagAt(std::size_t begin, std::size_t* next) {
  const std::size_t end = text_.size();
  std::size_t at = begin + 2;
  while (at < end && IsWordOfTag(text_[at])) ++at;
  const std::string tag = TagName(begin + 1, at);
  SkipSpace(at);
  if (at == end) return Attempt::kNeedMore;

  std::vector<RawAttribute> raw;
  while (IsWordOfTag(text_[at])) {
    RawAttribute attribute;
    if (!ReadAttribute(&at, &attribute)) return Attempt::kNeedMore;
    if (raw.size() < limits_.max_html_attributes) {
      raw.push_back(attribute);
    } else {
      AddOnce("max_html_attributes", &limits_met_);
    }
  }
  // Nothing but ">" stops the loop above.
  EmitStart(tag, Decode(raw));
  const Literal literal = LiteralFor(tag);
  if (!literal.tag.empty()) {
    literal_ = literal;
    raw_text_ = literal.raw;
  }
  *next = at + 1;
  return Attempt::kDone;
}

// Past quoted strings, which hide a ">"; a quote opens only after a space or "=".
std::size_t HtmlTokenizer::SkipToTagEnd(std::size_t at) const {
  char quote = '\0', previous = ' ';
  for (; at < text_.size(); ++at) {
    const char c = text_[at];
    if (quote == '\0' && c == '>') return at;
    if (c == '"' || c == '\'') {
      if (c == quote) {
        quote = '\0';
      } else if (quote == '\0' && (previous == ' ' || previous == '=')) {
        quote = c;
      }
    }
    previous = c;
  }
  return text_.size();
}

HtmlTokenizer::Attempt HtmlTokenizer::EndTagAt(std::size_t begin, std::size_t* next) {
  const std::size_t end = text_.size();
  std::size_t at = begin + 2;
  while (at < end && IsWordOfTag(text_[at])) ++at;
  const std::string tag = TagName(begin + 2, at);
  at = SkipToTagEnd(at);
  if (at >= end) return Attempt::kNeedMore;
  *next = at + 1;
  if (tag.empty()) {
    EmitComment(begin, at + 1);
  } else {
    EmitEnd(tag);
  }
  return Attempt::kDone;
}

HtmlTokenizer::Attempt HtmlTokenizer::DeclarationAt(std::size_t begin, std::size_t* next) {
  const std::size_t at = begin + 2;
  const char kind = At(at);
  if (kind == '-') {
    if (at + 1 >= text_.size()) return Attempt::kNeedMore;
    return text_[at + 1] == '-' ? CommentAt(begin, next) : BogusCommentAt(begin, next);
  }
  if (kind == '[') {
    const Attempt attempt = wasted_ > kMaxWastedBytes ? Attempt::kNotMarkup : MarkedSectionAt(begin, next);
    return attempt == Attempt::kNotMarkup ? BogusCommentAt(begin, next) : attempt;
  }
  if (kind == '>') {
    EmitComment(begin, at + 1);
    *next = at + 1;
    return Attempt::kDone;
  }
  if (IsAsciiAlpha(kind)) {
    const Attempt attempt = wasted_ > kMaxWastedBytes ? Attempt::kNotMarkup : DoctypeAt(begin, next);
    return attempt == Attempt::kNotMarkup ? BogusCommentAt(begin, next) : attempt;
  }
  return BogusCommentAt(begin, next);
}

HtmlTokenizer::Attempt HtmlTokenizer::DoctypeAt(std::size_t begin, std::size_t* next) {
  const std::size_t end = text_.size();
  std::size_t at = begin + 2;
  while (at < end && IsNameByte(text_[at])) ++at;
  if (at == end) return Attempt::kNeedMore;
  const std::string_view name = text_.substr(begin + 2, at - begin - 2);
  if (!EqualsIgnoreCase(name, "DOCTYPE") && !EqualsIgnoreCase(name, "ENTITY")) return Attempt::kNotMarkup;
  while (true) {
    SkipSpace(at);
    if (at == end) return Attempt::kNeedMore;
    const char c = text_[at];
    if (c == '>') {
      EmitDeclaration(begin, at + 1);
      *next = at + 1;
      return Attempt::kDone;
    }
    if (c == '"' || c == '\'') {
      const std::size_t close = text_.find(c, at + 1);
      if (close == std::string_view::npos) return Attempt::kNeedMore;
      at = close + 1;
    } else if (c == '-') {
      if (at + 1 == end) return Attempt::kNeedMore;
      if (text_[at + 1] != '-') {
        wasted_ += at - begin;
        return Attempt::kNotMarkup;
      }
      const std::size_t close = text_.find("--", at + 2);
      if (close == std::string_view::npos) return Attempt::kNeedMore;
      at = close + 2;
    } else {
      ++at;
      while (at < end && IsWordOfTag(text_[at])) ++at;
      if (at == end) return Attempt::kNeedMore;
    }
  }
}

HtmlTokenizer::Attempt HtmlTokenizer::CommentAt(std::size_t begin, std::size_t* next) {
  const std::size_t end = text_.size();
  std::size_t at = begin + 4;
  if (lone_gt_ends_comment_) {
    at = text_.find('>', at);
    if (at == std::string_view::npos) return Attempt::kNeedMore;
    EmitComment(begin, at + 1);
    *next = at + 1;
    return Attempt::kDone;
  }
  while (at < end) {
    at = text_.find("--", at);
    if (at == std::string_view::npos) break;
    // White space may stand between the dashes and the ">". The next search starts behind it, so that
    // a long run of it is read once.
    std::size_t close = at + 2;
    SkipSpace(close);
    if (At(close) == '>' && close < end) {
      EmitComment(begin, close + 1);
      *next = close + 1;
      return Attempt::kDone;
    }
    at = std::max(at + 1, close > at + 2 ? close : at + 1);
  }
  return Attempt::kNeedMore;
}

// <![CDATA[ and friends: names and comments up to the second "[".
HtmlTokenizer::Attempt HtmlTokenizer::MarkedSectionAt(std::size_t begin, std::size_t* next) {
  const std::size_t end = text_.size();
  std::size_t at = begin + 3;
  Section own = Section::kNone;
  bool named = false;
  while (true) {
    SkipSpace(at);
    if (IsNameFirst(At(at))) {
      const std::size_t name_begin = at;
      while (IsNameByte(At(at))) ++at;
      const std::string name = AsciiLower(text_.substr(name_begin, at - name_begin));
      SkipSpace(at);
      if (at == end) return Attempt::kNeedMore;
      named = true;
      if (name == "include") own = std::max(own, Section::kInclude);
      if (name == "rcdata") own = std::max(own, Section::kRcdata);
      if (name == "cdata") own = std::max(own, Section::kCdata);
      if (name == "ignore") own = std::max(own, Section::kIgnore);
      continue;
    }
    if (At(at) != '-') break;
    if (At(at + 1) != '-') {
      wasted_ += at - begin;
      return Attempt::kNotMarkup;
    }
    const std::size_t close = text_.find("--", at + 2);
    if (close == std::string_view::npos) return Attempt::kNeedMore;
    at = close + 2;
  }
  if (At(at) != '[') {
    wasted_ += at - begin;
    return Attempt::kNotMarkup;
  }
  if (!named) own = Section::kInclude;
  sections_.push_back(std::max(own, section()));
  raw_text_ = section() == Section::kCdata;
  EmitPendingEnd();
  *next = at + 1;
  return Attempt::kDone;
}

// Any other "<!": all up to the first ">" is a comment.
HtmlTokenizer::Attempt HtmlTokenizer::BogusCommentAt(std::size_t begin, std::size_t* next) {
  const std::size_t close = text_.find('>', begin + 2);
  if (close == std::string_view::npos) return Attempt::kNeedMore;
  EmitComment(begin, close + 1);
  *next = close + 1;
  return Attempt::kDone;
}

}  // namespace gatepost

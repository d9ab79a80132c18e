// Text, literal elements and marked sections; the markup itself is in html_markup.cc.
// Tested by tests/text/html_tokenizer_test.cc.
#include "text/html_tokenizer.h"

#include <algorithm>
#include <array>

#include "base/add_once.h"
#include "base/ascii.h"
#include "text/charset.h"

namespace gatepost {

const std::string* HtmlAttributes::Find(std::string_view name) const {
  for (const auto& [key, value] : all_) {
    if (key == name) return &value;
  }
  return nullptr;
}

HtmlTokenizer::Literal HtmlTokenizer::LiteralFor(std::string_view tag) {
  static constexpr std::array<Literal, 7> kLiterals = {{{"script", true},
                                                        {"style", true},
                                                        {"xmp", true},
                                                        {"iframe", true},
                                                        {"plaintext", true},
                                                        {"title", false},
                                                        {"textarea", false}}};
  for (const Literal& literal : kLiterals) {
    if (literal.tag == tag) return literal;
  }
  return {};
}

void HtmlTokenizer::SkipSpace(std::size_t& at) const { at = gatepost::SkipSpace(text_, at); }

std::string_view HtmlTokenizer::Limited(std::string_view text, std::size_t most, const char* limit) {
  if (text.size() <= most) return text;
  AddOnce(limit, &limits_met_);
  return CutUtf8(text, most);
}

std::string HtmlTokenizer::TagName(std::size_t begin, std::size_t end) {
  return AsciiLower(
      Limited(text_.substr(begin, end - begin), limits_.max_html_name_bytes, "max_html_name_bytes"));
}

void HtmlTokenizer::Parse(std::string chunk) {
  if (chunk.empty()) return;
  if (kept_.empty()) {
    kept_ = std::move(chunk);
  } else {
    kept_.append(chunk);
  }
  text_ = kept_;
  position_ = 0;
  Run();
  text_ = {};
  kept_.erase(0, position_);
}

void HtmlTokenizer::Finish() {
  const std::string rest = std::move(kept_);
  kept_.clear();
  text_ = rest;
  position_ = 0;
  finishing_ = true;
  while (position_ < text_.size()) {
    if (!literal_.tag.empty()) {
      const std::string tag(literal_.tag);
      if (tag == "plaintext" || tag == "xmp" || tag == "iframe" || tag == "textarea") break;
      // Never closed: read its content as markup after all.
      literal_ = {};
      if (tag == "title") {
        pending_end_ = tag;
      } else {
        EmitEnd(tag);
      }
      Run();
      continue;
    }
    if (text_[position_] != '<') break;
    if (!lone_gt_ends_comment_) {
      lone_gt_ends_comment_ = true;
      Run();
      continue;
    }
    const char next = At(position_ + 1);
    if (position_ + 1 == text_.size() || IsAsciiAlpha(next) || next == '_' || next == ':' || next == '/' ||
        next == '!' || next == '?') {
      EmitComment(position_, text_.size());
      position_ = text_.size();
    }
    break;
  }
  if (position_ < text_.size()) EmitText(position_, text_.size());
  EmitPendingEnd();
  text_ = {};
}

// Inside script, style, title and the like, only the end tag of that element counts.
// False: it is not in what we have.
bool HtmlTokenizer::RunLiteral(std::size_t& text_begin, std::size_t& at) {
  while (!literal_.tag.empty()) {
    if (std::find(unclosed_.begin(), unclosed_.end(), literal_.tag) != unclosed_.end()) return false;
    at = text_.find('<', at);
    if (at == std::string_view::npos) {
      // What is not found now is not behind any later tag either: search once, not once a tag.
      if (finishing_) unclosed_.push_back(literal_.tag);
      return false;
    }
    const std::size_t open = at++;
    if (At(at) != '/') continue;
    ++at;
    std::size_t matched = 0;
    while (matched < literal_.tag.size() && AsciiToLower(At(at)) == literal_.tag[matched]) {
      ++at;
      ++matched;
    }
    if (matched != literal_.tag.size() || literal_.tag == "plaintext") continue;
    SkipSpace(at);
    if (At(at) != '>') continue;
    ++at;
    if (text_begin != open) EmitText(text_begin, open);
    EmitEnd(std::string(literal_.tag));
    literal_ = {};
    raw_text_ = false;
    text_begin = at;
  }
  return true;
}

// Inside <![CDATA[ and <![RCDATA[, only "]]>" counts.
bool HtmlTokenizer::RunCharacterSection(std::size_t& text_begin, std::size_t& at) {
  while (section() == Section::kCdata || section() == Section::kRcdata) {
    at = text_.find(']', at);
    if (at == std::string_view::npos) return false;
    const std::size_t close = at++;
    if (At(at) == ']' && At(at + 1) == '>') {
      at += 2;
      if (text_begin != close) EmitText(text_begin, close);
      text_begin = at;
      PopSection();
      continue;
    }
    if (at >= text_.size()) return false;
  }
  return true;
}

void HtmlTokenizer::PopSection() {
  EmitPendingEnd();
  sections_.pop_back();
  raw_text_ = section() == Section::kCdata;
}

void HtmlTokenizer::Run() {
  std::size_t begin = position_;  // of text not reported yet
  std::size_t at = begin;
  const std::size_t end = text_.size();
  while (true) {
    if (!RunLiteral(begin, at) || !RunCharacterSection(begin, at)) {
      position_ = begin;
      return;
    }
    while (at < end && text_[at] != '<') {
      if (section() != Section::kNone && text_[at] == ']') {
        const std::size_t close = at++;
        if (At(at) == ']' && At(++at) == '>') {
          ++at;
          EmitText(begin, close);
          begin = at;
          PopSection();
          continue;
        }
        // HTML::Parser passes over the byte that disappointed it, even a "<".
      }
      ++at;
    }
    if (at > end) at = end;
    if (at != begin) {
      if (at == end) {
        // Keep what may go on: white space, or the last word with the white space before it.
        std::size_t last = end;
        const auto is_space = [&](std::size_t i) { return IsAsciiSpace(text_[i - 1]); };
        if (!is_space(last)) {
          while (last > begin && !is_space(last)) --last;
        }
        while (last > begin && is_space(last)) --last;
        if (last != begin) EmitText(begin, last);
        position_ = last;
        return;
      }
      EmitText(begin, at);
      begin = at;
    }
    if (end - at < 3) {
      position_ = at;
      return;
    }
    std::size_t next = at;
    switch (Markup(at, &next)) {
      case Attempt::kDone:
        begin = at = next;
        break;
      case Attempt::kNeedMore:
        position_ = begin;
        return;
      case Attempt::kNotMarkup:
        ++at;  // the "<" is text
        break;
    }
  }
}

void HtmlTokenizer::EmitPendingEnd() {
  if (pending_end_.empty()) return;
  const std::string tag = std::move(pending_end_);
  pending_end_.clear();
  EmitEnd(tag);
}

void HtmlTokenizer::EmitText(std::size_t begin, std::size_t end) {
  if (section() == Section::kIgnore) return;
  const std::string_view text =
      Limited(text_.substr(begin, end - begin), limits_.max_html_kept_bytes, "max_html_kept_bytes");
  if (raw_text_) {
    handler_->Text({std::string(text), unicode_});
  } else {
    handler_->Text(DecodeEntities(text, unicode_, /*in_text=*/true));
  }
}

void HtmlTokenizer::EmitStart(const std::string& tag, HtmlAttributes attributes) {
  EmitPendingEnd();
  if (section() != Section::kIgnore) handler_->StartTag(tag, std::move(attributes));
}

void HtmlTokenizer::EmitEnd(const std::string& tag) {
  EmitPendingEnd();
  if (section() != Section::kIgnore) handler_->EndTag(tag);
}

void HtmlTokenizer::EmitComment(std::size_t begin, std::size_t end) {
  if (section() != Section::kIgnore) handler_->Comment(text_.substr(begin, end - begin));
}

void HtmlTokenizer::EmitDeclaration(std::size_t begin, std::size_t end) {
  EmitPendingEnd();
  if (section() != Section::kIgnore) handler_->Declaration(text_.substr(begin, end - begin));
}

}  // namespace gatepost

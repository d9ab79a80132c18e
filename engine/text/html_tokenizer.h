// HTML as a stream of events, as tolerant as HTML::Parser 3 in the way SpamAssassin uses it.
// Internal to text/. No recursion; cost linear in the input.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gatepost/limits.h"

namespace gatepost {

// Attribute names in lower case, values with entities decoded; the first of a name counts.
class HtmlAttributes {
 public:
  // nullptr where there is none.
  const std::string* Find(std::string_view name) const;
  std::vector<std::pair<std::string, std::string>>& all() { return all_; }
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

// Text with Perl's distinction: `unicode` is true for characters, false for bytes (code points below
// 256), which decides what is white space and how it is shown.
struct HtmlText {
  std::string utf8;
  bool unicode = false;
};

class HtmlHandler {
 public:
  virtual ~HtmlHandler() = default;
  virtual void StartTag(const std::string& tag, HtmlAttributes attributes) = 0;
  virtual void EndTag(const std::string& tag) = 0;
  virtual void Text(HtmlText text) = 0;
  virtual void Comment(std::string_view markup) = 0;  // with its <!-- and -->
  virtual void Declaration(std::string_view markup) = 0;
};

class HtmlTokenizer {
 public:
  HtmlTokenizer(HtmlHandler* handler, bool unicode, const Limits& limits)
      : handler_(handler), unicode_(unicode), limits_(limits) {}

  // Takes more of the document. What cannot be understood yet is kept for the next call: a half tag,
  // and the last word of a text, because it may go on.
  void Parse(std::string chunk);
  // The document is over: what was kept is text, or a comment where it looks like broken markup.
  void Finish();
  // Their names, each once.
  const std::vector<std::string>& limits_met() const { return limits_met_; }

 private:
  // Marked sections, in rising order of what overrules what.
  enum class Section { kNone, kInclude, kRcdata, kCdata, kIgnore };
  struct Literal {
    std::string_view tag;  // empty: none
    bool raw = false;      // entities stay as they are
  };

  // Outcome of one attempt at markup that starts at a "<".
  enum class Attempt { kDone, kNotMarkup, kNeedMore };

  static Literal LiteralFor(std::string_view lower_tag);

  char At(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  void SkipSpace(std::size_t& at) const;
  // The beginning of a text that is no longer than the limit of this name.
  std::string_view Limited(std::string_view text, std::size_t most, const char* limit);
  std::string TagName(std::size_t begin, std::size_t end);

  // Goes on at `position_`; returns with position_ at the first byte that is kept.
  void Run();
  bool RunLiteral(std::size_t& text_begin, std::size_t& at);
  bool RunCharacterSection(std::size_t& text_begin, std::size_t& at);
  Attempt Markup(std::size_t begin, std::size_t* next);
  Attempt StartTagAt(std::size_t begin, std::size_t* next);
  // An attribute as it stands: views of text_.
  struct RawAttribute {
    std::string_view name, value;
    bool has_value = false;
  };
  // The attribute at `*at`, which moves to the first byte behind it and the white space after it. False: the
  // text ends too soon.
  bool ReadAttribute(std::size_t* at, RawAttribute* attribute) const;
  HtmlAttributes Decode(const std::vector<RawAttribute>& raw);
  Attempt EndTagAt(std::size_t begin, std::size_t* next);
  Attempt DeclarationAt(std::size_t begin, std::size_t* next);
  Attempt DoctypeAt(std::size_t begin, std::size_t* next);
  Attempt CommentAt(std::size_t begin, std::size_t* next);
  Attempt MarkedSectionAt(std::size_t begin, std::size_t* next);
  Attempt BogusCommentAt(std::size_t begin, std::size_t* next);
  std::size_t SkipToTagEnd(std::size_t at) const;
  void PopSection();
  Section section() const { return sections_.empty() ? Section::kNone : sections_.back(); }

  void EmitText(std::size_t begin, std::size_t end);
  void EmitStart(const std::string& tag, HtmlAttributes attributes);
  void EmitEnd(const std::string& tag);
  void EmitComment(std::size_t begin, std::size_t end);
  void EmitDeclaration(std::size_t begin, std::size_t end);
  void EmitPendingEnd();

  HtmlHandler* handler_;
  bool unicode_;
  const Limits limits_;
  std::vector<std::string> limits_met_;
  std::string kept_;       // what Parse was given and could not use up
  std::string_view text_;  // the text that Run works on: kept_
  std::size_t position_ = 0;
  Literal literal_;
  bool raw_text_ = false;    // entities are not decoded now
  std::string pending_end_;  // an end tag owed before the next markup
  bool lone_gt_ends_comment_ = false;
  bool finishing_ = false;
  std::vector<std::string_view> unclosed_;  // literal tags without an end tag up to the end of the document
  std::size_t wasted_ = 0;                  // bytes read for declarations that turned out to be none
  std::vector<Section> sections_;           // each already the strongest of those around it
};

// `text` with its character references resolved. `in_text`: known names are also found at the start of
// longer words, as HTML::Parser does in text but not in attributes.
HtmlText DecodeEntities(std::string_view text, bool unicode, bool in_text);

}  // namespace gatepost

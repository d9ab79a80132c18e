// From events to text and facts. Internal to text/.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "text/html.h"
#include "text/html_hidden.h"
#include "text/html_style.h"
#include "text/html_tokenizer.h"

namespace gatepost {

class HtmlRenderer : public HtmlHandler {
 public:
  // For a document of so many bytes.
  HtmlRenderer(const Limits& limits, std::size_t bytes, bool unicode);

  void StartTag(const std::string& tag, HtmlAttributes attributes) override;
  void EndTag(const std::string& tag) override;
  void Text(HtmlText text) override;
  void Comment(std::string_view markup) override;
  void Declaration(std::string_view markup) override;

  bool IsInside(std::string_view tag) const;
  // `code_points`: of the text that was given to the tokenizer, as it came.
  HtmlRendering Take(std::size_t code_points);

 private:
  // The last piece of text, held back because the next one may still trim it.
  struct Piece {
    HtmlText text;
    bool present = false, whitespace = false, invisible = false;
  };

  void CountTag(const std::string& tag, bool is_valid, int change);
  void AddWhitespaceFor(unsigned tag_kinds);
  void AddWhitespace(std::string_view text);
  void AddText(HtmlText text, bool invisible);
  void FlushPiece();
  void CountObfuscation(const HtmlText& text);

  void TakeUris(const std::string& tag, HtmlAttributes& attributes);
  void PushUri(const std::string& tag, std::string_view uri);
  HtmlUri* UriEntry(const std::string& uri);
  // How much of a text may be kept as a fact, or as an entry of its own where `is_new`. Nothing: not even
  // that it was there.
  std::optional<std::string_view> Kept(std::string_view text, bool is_new);
  void KeepText(const char* kind, std::string_view text);
  void AppendText(std::string* to, std::string_view text);
  void TestTag(const std::string& tag, const HtmlAttributes& attributes);
  void AddImageArea(const HtmlAttributes& attributes);
  void AppendToAnchor(std::string_view text);
  void Set(std::string_view number) { facts().numbers.insert_or_assign(std::string(number), 1.0); }
  void MeetLimit(std::string_view name);
  HtmlFacts& facts() { return rendering_.facts; }

  const Limits limits_;
  const bool unicode_;
  HtmlRendering rendering_;
  TextStyles styles_;
  HiddenText hidden_;
  Piece piece_;

  // How often these are open: script, style, a, title. Null before the first one.
  std::array<const int*, 4> open_{};
  std::size_t tags_ = 0, elements_ = 0, tags_seen_ = 0, elements_seen_ = 0, closed_extra_ = 0;
  std::size_t obfuscation_ = 0;
  std::set<std::pair<int, int>> backhair_;
  double image_area_ = 0;
  bool uri_truncated_ = false;
  std::size_t anchors_ = 0, links_ = 0;
  std::string anchor_uri_;  // of the <a> opened last
  std::unordered_map<std::string, std::size_t> uri_index_;
  std::size_t kept_bytes_ = 0;
};

}  // namespace gatepost

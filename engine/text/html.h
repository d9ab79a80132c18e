// HTML to the text a reader sees, and the facts about the markup that rules and Bayes ask for.
// An iterative tokenizer with limits; every byte sequence is accepted. What counts as hidden, how
// white space collapses and which facts exist follow Mail::SpamAssassin::HTML 4.0.1.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/limits.h"

namespace gatepost {

struct HtmlLink {
  std::string uri;          // as written, entities decoded
  std::string tag;          // "a", "img", "form", "area", "link", "base" ...
  std::string anchor_text;  // text inside, for "a"
};

struct HtmlFacts {
  bool present = false;
  // Everything SpamAssassin keeps in its {html} results under a scalar name ("ratio",
  // "image_area", "bgcolor_nonwhite" ...), by that name.
  std::map<std::string, double, std::less<>> numbers;
  // And what it keeps as text or lists ("title", "comment", "anchor_text", "text_after_body" ...).
  std::map<std::string, std::vector<std::string>, std::less<>> texts;
  // How often each tag was opened, by lower-case name ("inside" counts in SpamAssassin's terms).
  std::map<std::string, int, std::less<>> tags;
  std::vector<HtmlLink> links;  // in document order
  std::string base_href;
  std::vector<std::string> limits_met;
};

struct HtmlRendering {
  std::string text;  // visible and hidden, SpamAssassin's white space
  std::string visible;
  std::string invisible;
  HtmlFacts facts;
};

// `html` is UTF-8 (repair it first). Cost: linear.
HtmlRendering RenderHtml(std::string_view html, const Limits& limits);

}  // namespace gatepost

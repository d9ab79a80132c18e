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

// One entry of SpamAssassin's {uri_detail}: a URI, the tags that name it, the texts of anchors to it.
// URIs of attributes are resolved against <base>, those of anchor texts are as written, so that an
// entry may have anchor texts and no types. An <a> without href has its texts under "".
struct HtmlUri {
  std::string uri;
  std::vector<std::string> types;        // each once
  std::vector<std::string> anchor_text;  // one an anchor, in document order
};

struct HtmlFacts {
  bool present = false;
  // Everything SpamAssassin keeps in its {html} results under a scalar name, by that name, where it is
  // defined: html, length, html_length, non_space_len, ratio, image_area, min_size, max_size,
  // closed_extra_ratio, bad_tag_ratio, non_element_ratio, obfuscation_ratio, backhair_count,
  // font_low_contrast, font_invalid_color, font_face_bad, form_action_mailto, embeds, uri_truncated.
  // Beside them, ours: gp_visible_bytes, gp_hidden_bytes, gp_tiny_bytes, gp_low_contrast_bytes
  // (bytes of text, white space and fillers not counted, as a mail program would show them).
  std::map<std::string, double, std::less<>> numbers;
  // And what it keeps as lists: title, comment (with its <!-- and -->), anchor, script, uri.
  std::map<std::string, std::vector<std::string>, std::less<>> texts;
  // SpamAssassin's {inside}: each tag that was seen, by lower-case name, and how many of it were still
  // open at the end (0 where all were closed). "html_tag_exists" asks for the key, "html_tag_balance"
  // for the number.
  std::map<std::string, int, std::less<>> tags;
  std::vector<HtmlUri> uris;  // SpamAssassin's {uri_detail}, in order of first sight
  std::string base_href;
  std::vector<std::string> limits_met;
};

struct HtmlRendering {
  std::string text;  // visible and hidden, SpamAssassin's white space
  std::string visible;
  std::string invisible;
  // True where the text above holds characters in Perl's sense, false where it holds bytes (code points
  // below 256): SpamAssassin shows rules the former as UTF-8 and the latter as Latin-1, and takes only
  // ASCII white space for white space in the latter.
  bool text_unicode = false, visible_unicode = false, invisible_unicode = false;
  HtmlFacts facts;
};

// `html` is UTF-8 (repair it first). `unicode`: it was decoded from a charset (CharsetResult::decoded).
// Limits::max_html_*, max_uris and max_rendered_bytes hold for it alone. Cost: linear; beside `html` and what
// it returns it needs little memory.
HtmlRendering RenderHtml(std::string html, const Limits& limits, bool unicode = true);

}  // namespace gatepost

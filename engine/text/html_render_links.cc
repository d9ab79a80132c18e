// The part of the renderer that deals with attributes: URIs, anchors, images.
// Tested by tests/text/html_test.cc.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "text/charset.h"
#include "text/html_render.h"
#include "text/html_uri.h"

namespace gatepost {
namespace {

bool IsAnyOf(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool IsWordBefore(std::string_view text, std::size_t end, bool unicode) {
  std::size_t begin = end - 1;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  const char32_t code = NextCodePoint(text, begin);
  return unicode ? IsUnicodeWord(code) : code < 0x80 && IsWordByte(static_cast<char>(code));
}

// Malformed markup leaves names such as `target/href`; their value is taken for the plain attribute.
void AdoptSlashed(HtmlAttributes& attributes, std::string_view name, bool unicode) {
  const std::string suffix = "/" + std::string(name);
  std::string value;
  bool found = false;
  auto& all = attributes.all();
  for (auto it = all.begin(); it != all.end();) {
    bool slashed = false;
    for (std::size_t at = it->first.find(suffix); at != std::string::npos && !slashed;
         at = it->first.find(suffix, at + 1)) {
      slashed = at > 0 && IsWordBefore(it->first, at, unicode);
    }
    if (!slashed) {
      ++it;
      continue;
    }
    value = std::move(it->second);
    found = true;
    it = all.erase(it);
  }
  if (!found) return;
  for (auto& [key, old] : all) {
    if (key == name) {
      old = std::move(value);
      return;
    }
  }
  all.emplace_back(std::string(name), std::move(value));
}

// "123" or "45%": the number; nothing else counts. Percentages are of an 800 x 600 screen.
double ImageSide(const std::string& text, double one_percent) {
  std::string_view digits = text;
  if (digits.ends_with('\n')) digits.remove_suffix(1);
  const bool percent = digits.ends_with('%');
  if (percent) digits.remove_suffix(1);
  double value = 0;
  if (digits.empty()) return 200;
  for (char c : digits) {
    if (!IsAsciiDigit(c)) return 200;
    value = std::min(value * 10 + (c - '0'), 1e15);
  }
  if (percent) value *= one_percent;
  return value > 0 ? value : 200;
}

// What font faces look like in honest mail: names of letters, spaces and hyphens with at most one digit
// at their end, perhaps quoted, in a list.
bool IsUsualFontFace(std::string_view face) {
  face = TrimLeft(face);
  if (face.ends_with('\n')) face.remove_suffix(1);
  if (face.ends_with(';')) face.remove_suffix(1);
  bool first = true;
  while (true) {
    const std::size_t comma = face.find(',');
    std::string_view name = face.substr(0, comma);
    if (!first) name = TrimLeft(name);
    if (!name.empty() && (name[0] == '"' || name[0] == '\'' || (first && name[0] == '.')))
      name.remove_prefix(1);
    if (!name.empty() && (name.back() == '"' || name.back() == '\'')) name.remove_suffix(1);
    if (!name.empty() && IsAsciiDigit(name.back())) name.remove_suffix(1);
    const bool starts_well = !name.empty() && (IsAsciiAlpha(name[0]) || (first && name[0] == ' '));
    if (name.size() < 2 || !starts_well || !IsAsciiAlpha(name.back())) return false;
    for (char c : name) {
      if (!IsAsciiAlpha(c) && c != ' ' && c != '-') return false;
    }
    if (comma == std::string_view::npos) return true;
    face.remove_prefix(comma + 1);
    first = false;
  }
}

// The URI of <meta http-equiv=refresh content="5; url=X; ...">: all behind the last "url=" up to a ";".
std::string RefreshUri(std::string_view content, bool unicode) {
  std::size_t value = std::string_view::npos;
  for (std::size_t at = FindIgnoreCase(content, "url"); at != std::string_view::npos;
       at = FindIgnoreCase(content, "url", at + 1)) {
    if (at > 0 && IsWordBefore(content, at, unicode)) continue;
    const std::size_t equals = SkipSpace(content, at + 3);
    if (equals < content.size() && content[equals] == '=') value = equals + 1;
  }
  if (value == std::string_view::npos) return {};
  std::string_view uri = TrimLeft(content.substr(value));
  return std::string(TrimRight(uri.substr(0, uri.find(';'))));
}

}  // namespace

HtmlUri* HtmlRenderer::UriEntry(const std::string& uri) {
  const auto found = uri_index_.find(uri);
  if (found != uri_index_.end()) return &facts().uris[found->second];
  if (facts().uris.size() >= limits_.max_uris) {
    MeetLimit("max_uris");
    return nullptr;
  }
  if (const auto kept = Kept(uri, true); !kept || kept->size() < uri.size()) return nullptr;
  uri_index_.emplace(uri, facts().uris.size());
  facts().uris.push_back({uri, {}, {}});
  return &facts().uris.back();
}

void HtmlRenderer::PushUri(const std::string& tag, std::string_view written) {
  if (++links_ > limits_.max_html_anchors) return MeetLimit("max_html_anchors");
  std::string uri = TidyUri(written, unicode_, &uri_truncated_);
  if (uri.empty()) return;
  bool opaque = false;
  for (std::string_view scheme : {"data:", "mailto:", "file:", "cid:", "tel:"}) {
    opaque = opaque || StartsWithIgnoreCase(uri, scheme);
  }
  if (!opaque) uri = TargetUri(facts().base_href, uri);
  if (uri.empty()) return;
  HtmlUri* entry = UriEntry(uri);
  if (entry == nullptr) return;
  if (std::find(entry->types.begin(), entry->types.end(), tag) == entry->types.end())
    entry->types.push_back(tag);
}

void HtmlRenderer::TakeUris(const std::string& tag, HtmlAttributes& attributes) {
  const auto push = [&](std::string_view name) {
    if (const std::string* value = attributes.Find(name)) PushUri(tag, *value);
  };
  if (IsAnyOf(tag, {"body", "table", "tr", "td"})) {
    push("background");
  } else if (IsAnyOf(tag, {"a", "area", "link"})) {
    AdoptSlashed(attributes, "href", unicode_);
    for (auto& [name, value] : attributes.all()) {
      if (name != "href" || !unicode_) continue;
      // A byte order mark in a link is an attempt to hide it.
      for (std::size_t at = value.find("\xEF\xBB\xBF"); at != std::string::npos;
           at = value.find("\xEF\xBB\xBF", at)) {
        value.erase(at, 3);
      }
    }
    push("href");
    push("data-saferedirecturl");
  } else if (IsAnyOf(tag, {"img", "frame", "iframe", "embed", "script", "bgsound"})) {
    AdoptSlashed(attributes, "src", unicode_);
    push("src");
  } else if (tag == "form") {
    push("action");
  } else if (tag == "base") {
    const std::string* href = attributes.Find("href");
    if (href == nullptr || href->empty() || *href == "0") return;
    const std::string uri = TidyUri(*href, unicode_, &uri_truncated_);
    PushUri(tag, uri);
    std::string base = BaseUri(uri);
    if (!base.empty()) facts().base_href = std::move(base);
  } else if (tag == "meta") {
    const std::string* equivalent = attributes.Find("http-equiv");
    const std::string* content = attributes.Find("content");
    if (equivalent == nullptr || content == nullptr || !ContainsIgnoreCase(*equivalent, "refresh")) return;
    PushUri(tag, RefreshUri(*content, unicode_));
  }
}

void HtmlRenderer::AppendToAnchor(std::string_view text) {
  if (anchors_ > limits_.max_html_anchors) return;
  HtmlUri* entry = UriEntry(anchor_uri_);
  if (entry != nullptr && !entry->anchor_text.empty()) AppendText(&entry->anchor_text.back(), text);
  auto& anchors = facts().texts["anchor"];
  if (!anchors.empty()) AppendText(&anchors.back(), text);
}

void HtmlRenderer::AddImageArea(const HtmlAttributes& attributes) {
  const std::string* width = attributes.Find("width");
  const std::string* height = attributes.Find("height");
  if (width != nullptr && height != nullptr) image_area_ += ImageSide(*width, 8) * ImageSide(*height, 6);
}

void HtmlRenderer::TestTag(const std::string& tag, const HtmlAttributes& attributes) {
  if (tag == "font") {
    const std::string* face = attributes.Find("face");
    if (face != nullptr && !IsUsualFontFace(*face)) Set("font_face_bad");
  } else if (tag == "img") {
    if (IsInside("a")) AppendToAnchor("<img>\n");
    AddImageArea(attributes);
  } else if (tag == "form") {
    const std::string* action = attributes.Find("action");
    if (action != nullptr && ContainsIgnoreCase(*action, "mailto:")) Set("form_action_mailto");
  } else if (tag == "object" || tag == "embed") {
    Set("embeds");
  } else if (tag == "a") {
    if (++anchors_ > limits_.max_html_anchors) return MeetLimit("max_html_anchors");
    const std::string* href = attributes.Find("href");
    anchor_uri_ = href == nullptr ? std::string() : TidyUri(*href, unicode_, &uri_truncated_);
    HtmlUri* entry = UriEntry(anchor_uri_);
    if (entry != nullptr && Kept({}, true)) entry->anchor_text.emplace_back();
    KeepText("anchor", {});
  } else if (tag == "title") {
    KeepText("title", {});
  }
}

}  // namespace gatepost

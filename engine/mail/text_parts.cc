// Decoding and rendering of leaves. Tested by tests/mail/text_parts_test.cc.
#include "mail/text_parts.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "text/charset.h"

namespace gatepost {
namespace {

// SpamAssassin takes a part for HTML where its file name ends in .htm, .html, .shtm or .shtml.
bool IsHtmlName(std::string_view name) {
  if (name.ends_with('\n')) name.remove_suffix(1);
  for (std::string_view ending : {".htm", ".html", ".shtm", ".shtml"}) {
    if (name.size() >= ending.size() && EqualsIgnoreCase(name.substr(name.size() - ending.size()), ending)) {
      return true;
    }
  }
  return false;
}

// "text" or "message", whatever follows it but a word byte.
bool IsTextOrMessage(std::string_view type) {
  for (std::string_view main : {"text", "message"}) {
    if (type.starts_with(main) && (type.size() == main.size() || !IsWordByte(type[main.size()]))) return true;
  }
  return false;
}

// With normalize_charset 0 SpamAssassin heeds a charset only where it is ASCII or UTF-8 and the text is
// valid; any other text stays bytes, which is to say Latin-1. (HTML in other charsets, which it then
// parses half as bytes and half as UTF-8, is read as Latin-1 characters here.)
CharsetResult WithoutNormalizing(const TextPart& part, std::string_view charset) {
  CharsetResult result;
  const bool ascii = IsAscii(part.decoded);
  const bool utf8 = (EqualsIgnoreCase(charset, "us-ascii") || EqualsIgnoreCase(charset, "utf-8")) &&
                    IsStrictUtf8(part.decoded);
  result.decoded = part.type == "text/html" || (utf8 && !ascii);
  if (ascii || utf8) {
    result.utf8 = part.decoded;
    return result;
  }
  for (char c : part.decoded) AppendUtf8(result.utf8, static_cast<unsigned char>(c));
  return result;
}

void Render(const Part& part, const ViewConfig& config, const Limits& limits, TextPart* out,
            AnomalySet* anomalies) {
  const std::string_view charset = part.charset.empty() ? std::string_view("us-ascii") : part.charset;
  CharsetResult text =
      config.normalize_charset ? ToUtf8(out->decoded, charset) : WithoutNormalizing(*out, charset);
  if (text.unknown_charset) anomalies->Add(Anomaly::kUnknownCharset);
  if (text.invalid_bytes) anomalies->Add(Anomaly::kInvalidCharsetBytes);
  if (out->type != "text/html" || out->decoded.empty()) {
    out->visible = text.utf8;
    out->rendered = std::move(text.utf8);
    out->text_unicode = out->visible_unicode = text.decoded;
    return;
  }
  HtmlRendering html = RenderHtml(std::move(text.utf8), limits, text.decoded);
  const auto bytes = static_cast<double>(out->decoded.size());
  html.facts.numbers["ratio"] = (bytes - html.facts.numbers["html_length"]) / bytes;
  out->rendered = std::move(html.text);
  out->visible = std::move(html.visible);
  out->invisible = std::move(html.invisible);
  out->text_unicode = html.text_unicode;
  out->visible_unicode = html.visible_unicode;
  out->invisible_unicode = html.invisible_unicode;
  out->html = std::move(html.facts);
}

void MeetLimit(std::string_view name, std::vector<std::string>* met) {
  if (std::find(met->begin(), met->end(), name) == met->end()) met->emplace_back(name);
}

}  // namespace

int CountLeaves(const Message& message) {
  return static_cast<int>(std::count_if(message.parts().begin(), message.parts().end(),
                                        [](const Part& part) { return part.is_leaf(); }));
}

std::vector<TextPart> MakeTextParts(const Message& message, const ViewConfig& config, const Limits& limits,
                                    AnomalySet* anomalies, std::vector<std::string>* limits_met) {
  std::vector<TextPart> parts;
  std::size_t left = limits.max_text_bytes;
  int leaf = 0;
  for (std::size_t index = 0; index < message.parts().size(); ++index) {
    const Part& part = message.parts()[index];
    if (!part.is_leaf()) continue;
    TextPart text;
    text.part = static_cast<int>(index);
    text.leaf = leaf++;
    text.type = IsHtmlName(part.name) ? "text/html" : part.type;
    text.in_body = text.type == "text/plain" || text.type == "text/html";
    text.in_rawbody = IsTextOrMessage(text.type) && part.type != "text/calendar";
    if (!text.in_body && !text.in_rawbody) continue;
    text.decoded = message.DecodeLeaf(part, anomalies);
    if (text.decoded.size() > left) {
      text.decoded.resize(left);
      text.decoded.shrink_to_fit();
      MeetLimit("max_text_bytes", limits_met);
    }
    left -= text.decoded.size();
    if (text.in_body) Render(part, config, limits, &text, anomalies);
    if (text.html) {
      for (const std::string& limit : text.html->limits_met) MeetLimit(limit, limits_met);
    }
    parts.push_back(std::move(text));
  }
  return parts;
}

HtmlFacts MergeHtmlFacts(const std::vector<TextPart>& parts) {
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (part->html) return *part->html;
  }
  return {};
}

}  // namespace gatepost

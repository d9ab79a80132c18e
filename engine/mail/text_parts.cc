// Decoding and rendering of leaves. Tested by tests/mail/text_parts_test.cc.
#include "mail/text_parts.h"

#include <algorithm>
#include <utility>

#include "base/add_once.h"
#include "base/ascii.h"
#include "text/charset.h"

namespace gatepost {
namespace {

// SpamAssassin takes a part for HTML where its file name ends in .htm, .html, .shtm or .shtml.
bool IsHtmlName(std::string_view name) {
  if (name.ends_with('\n')) name.remove_suffix(1);
  for (std::string_view ending : {".htm", ".html", ".shtm", ".shtml"}) {
    if (EndsWithIgnoreCase(name, ending)) {
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
CharsetResult WithoutNormalizing(std::string_view bytes, std::string_view type, std::string_view charset) {
  CharsetResult result;
  const bool ascii = IsAscii(bytes);
  const bool utf8 =
      (EqualsIgnoreCase(charset, "us-ascii") || EqualsIgnoreCase(charset, "utf-8")) && IsStrictUtf8(bytes);
  result.decoded = type == "text/html" || (utf8 && !ascii);
  if (ascii || utf8) {
    result.utf8 = bytes;
    return result;
  }
  result.utf8.reserve(2 * bytes.size());
  for (char c : bytes) AppendUtf8(result.utf8, static_cast<unsigned char>(c));
  return result;
}

// The beginning of a text in any charset, cut where no character should be in two.
std::string_view CutBytes(std::string_view text, std::size_t most) {
  constexpr std::size_t kMostOverhang = 4096;
  if (text.size() <= most) return text;
  const std::size_t newline = text.rfind('\n', most);
  if (newline != kNpos && newline + kMostOverhang > most) return text.substr(0, newline);
  return CutUtf8(text, most);
}

// Takes text parts one by one; what they may have together is limited.
class PartReader {
 public:
  PartReader(const Message& message, const ViewConfig& config, const Limits& limits, AnomalySet* anomalies,
             std::vector<std::string>* limits_met)
      : message_(message),
        config_(config),
        limits_(limits),
        anomalies_(anomalies),
        limits_met_(limits_met),
        text_left_(limits.max_text_bytes),
        rendered_left_(limits.max_rendered_bytes) {}

  // Decodes and renders.
  void Read(const Part& part, TextPart* out) {
    // Of HTML all is read, of other text what rules are shown.
    const std::size_t shown = config_.rawbody_part_scan_size + kMaxOverhang + 1;
    const bool all = config_.rawbody_part_scan_size == 0 || out->type == "text/html";
    const std::size_t wanted = all ? text_left_ : std::max(shown, out->in_body ? rendered_left_ : 0);
    out->decoded = message_.DecodeLeaf(part, anomalies_, std::min(wanted, text_left_) + 1);
    CutTo(text_left_, &out->decoded, "max_text_bytes");
    text_left_ -= out->decoded.size();
    if (out->in_body) Render(part, out);
    if (config_.rawbody_part_scan_size != 0) Shorten(shown, &out->decoded);
  }

 private:
  static void Shorten(std::size_t most, std::string* text) {
    if (text->size() <= most) return;
    text->resize(most);
    if (text->capacity() > 2 * most) text->shrink_to_fit();
  }

  void CutTo(std::size_t most, std::string* text, std::string_view limit) {
    if (text->size() <= most) return;
    Shorten(CutUtf8(*text, most).size(), text);
    AddOnce(limit, limits_met_);
  }

  void Render(const Part& part, TextPart* out) {
    const bool is_html = out->type == "text/html" && !out->decoded.empty();
    const std::string_view bytes =
        is_html ? std::string_view(out->decoded) : CutBytes(out->decoded, rendered_left_);
    if (bytes.size() < out->decoded.size()) AddOnce("max_rendered_bytes", limits_met_);
    const std::string_view charset = part.charset.empty() ? std::string_view("us-ascii") : part.charset;
    CharsetResult text =
        config_.normalize_charset ? ToUtf8(bytes, charset) : WithoutNormalizing(bytes, out->type, charset);
    if (text.unknown_charset) anomalies_->Add(Anomaly::kUnknownCharset);
    if (text.invalid_bytes) anomalies_->Add(Anomaly::kInvalidCharsetBytes);
    if (is_html) {
      CutTo(limits_.max_text_bytes, &text.utf8, "max_text_bytes");
      RenderAsHtml(std::move(text), out);
    } else {
      CutTo(rendered_left_, &text.utf8, "max_rendered_bytes");
      out->visible = text.utf8;
      out->rendered = std::move(text.utf8);
      out->text_unicode = out->visible_unicode = text.decoded;
    }
    rendered_left_ -= out->rendered.size();
  }

  void RenderAsHtml(CharsetResult text, TextPart* out);

  const Message& message_;
  const ViewConfig& config_;
  const Limits& limits_;
  AnomalySet* anomalies_;
  std::vector<std::string>* limits_met_;
  std::size_t text_left_, rendered_left_;
};

void PartReader::RenderAsHtml(CharsetResult text, TextPart* out) {
  Limits limits = limits_;
  limits.max_rendered_bytes = rendered_left_;
  HtmlRendering html = RenderHtml(std::move(text.utf8), limits, text.decoded);
  const auto bytes = static_cast<double>(out->decoded.size());
  html.facts.numbers["ratio"] = (bytes - html.facts.numbers["html_length"]) / bytes;
  for (const std::string& limit : html.facts.limits_met) AddOnce(limit, limits_met_);
  out->rendered = std::move(html.text);
  out->visible = std::move(html.visible);
  out->invisible = std::move(html.invisible);
  out->text_unicode = html.text_unicode;
  out->visible_unicode = html.visible_unicode;
  out->invisible_unicode = html.invisible_unicode;
  out->html = std::move(html.facts);
}

}  // namespace

int CountLeaves(const Message& message) {
  return static_cast<int>(std::count_if(message.parts().begin(), message.parts().end(),
                                        [](const Part& part) { return part.is_leaf(); }));
}

std::vector<TextPart> MakeTextParts(const Message& message, const ViewConfig& config, const Limits& limits,
                                    AnomalySet* anomalies, std::vector<std::string>* limits_met) {
  std::vector<TextPart> parts;
  PartReader reader(message, config, limits, anomalies, limits_met);
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
    reader.Read(part, &text);
    parts.push_back(std::move(text));
  }
  return parts;
}

}  // namespace gatepost

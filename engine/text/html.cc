// The document as SpamAssassin prepares it, and the run over it. Tested by tests/text/html_test.cc.
#include "text/html.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/add_once.h"
#include "base/ascii.h"
#include "text/charset.h"
#include "text/html_render.h"
#include "text/html_tokenizer.h"

namespace gatepost {
namespace {

// The end of "<name />" that starts at `at`, or npos; `name_end` is behind the name.
std::size_t EmptyTagEnd(std::string_view html, std::size_t at, bool unicode, std::size_t* name_end) {
  std::size_t end = at + 1;
  while (end < html.size()) {
    std::size_t next = end;
    const char32_t code = NextCodePoint(html, next);
    if (unicode ? !IsUnicodeWord(code) : code >= 0x80 || !IsWordByte(static_cast<char>(code))) break;
    end = next;
  }
  if (end == at + 1) return std::string_view::npos;
  *name_end = end;
  end = SkipSpace(html, end);
  return html.substr(end).starts_with("/>") ? end + 2 : std::string_view::npos;
}

// &nbsp; becomes a space, "<br/>" becomes "<br>", typographic double quotes become plain ones.
// In place: nothing grows.
void Prepare(std::string* document, bool unicode) {
  const std::string_view html = *document;
  char* out = document->data();
  const auto keep = [&](std::size_t from, std::size_t to) {
    if (out != html.data() + from) std::memmove(out, html.data() + from, to - from);
    out += to - from;
  };
  for (std::size_t at = 0; at < html.size();) {
    std::size_t next = at;
    while (next < html.size() && html[next] != '&' && html[next] != '<' && html[next] != '\xE2') ++next;
    keep(at, next);
    at = next;
    if (at == html.size()) break;
    const std::string_view rest = html.substr(at);
    std::size_t name_end = 0;
    if (rest.starts_with("&nbsp;")) {
      *out++ = ' ';
      at += 6;
    } else if (rest.starts_with("\xE2\x80\x9C") || rest.starts_with("\xE2\x80\x9D")) {
      *out++ = '"';
      at += 3;
    } else if (const std::size_t end =
                   rest[0] == '<' ? EmptyTagEnd(html, at, unicode, &name_end) : std::string_view::npos;
               end != std::string_view::npos) {
      keep(at, name_end);
      *out++ = '>';
      at = end;
    } else {
      *out++ = html[at++];
    }
  }
  document->resize(static_cast<std::size_t>(out - document->data()));
}

}  // namespace

HtmlRendering RenderHtml(std::string html, const Limits& limits, bool unicode) {
  const std::size_t code_points = CountCodePoints(html);
  Prepare(&html, unicode);
  HtmlRenderer renderer(limits, html.size(), unicode);
  HtmlTokenizer tokenizer(&renderer, unicode, limits);
  tokenizer.Parse(std::move(html));
  // An unclosed <style> or <script> would swallow the rest. More than one round is needed only where
  // such an element is open twice.
  for (const char* tag : {"style", "script"}) {
    for (int round = 0; round < 100 && renderer.IsInside(tag); ++round) {
      tokenizer.Parse("</" + std::string(tag) + ">");
    }
  }
  tokenizer.Finish();
  HtmlRendering rendering = renderer.Take(code_points);
  for (const std::string& limit : tokenizer.limits_met()) AddOnce(limit, &rendering.facts.limits_met);
  return rendering;
}

}  // namespace gatepost

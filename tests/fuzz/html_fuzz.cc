// RenderHtml and the tokenizer on any bytes: valid UTF-8 out, visible and hidden text make up the whole,
// limits hold, the same twice, pieces give what the whole gives.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "text/charset.h"
#include "text/html.h"

namespace gatepost {
namespace {

void CheckRendering(std::string_view html, const Limits& limits, bool unicode) {
  const HtmlRendering rendering = RenderHtml(std::string(html), limits, unicode);
  FUZZ_CHECK(rendering.text.size() == rendering.visible.size() + rendering.invisible.size());
  for (const std::string* text : {&rendering.text, &rendering.visible, &rendering.invisible}) {
    FUZZ_CHECK(IsValidUtf8(*text));
  }
  FUZZ_CHECK(rendering.facts.present);
  FUZZ_CHECK(rendering.facts.uris.size() <= limits.max_uris);
  for (const auto& [name, value] : rendering.facts.numbers) FUZZ_CHECK(value == value);
  for (const auto& [tag, open] : rendering.facts.tags) FUZZ_CHECK(open >= 0);
  const HtmlRendering again = RenderHtml(std::string(html), limits, unicode);
  FUZZ_CHECK(again.text == rendering.text && again.facts.numbers == rendering.facts.numbers);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  const std::string html = RepairUtf8(std::string_view(reinterpret_cast<const char*>(data), size));
  Limits limits;
  CheckRendering(html, limits, true);
  if (IsAscii(html)) CheckRendering(html, limits, false);
  limits.max_html_depth = 2;
  limits.max_html_attributes = 1;
  limits.max_uris = 1;
  CheckRendering(html, limits, true);
  return 0;
}

// HTML to the text that Pyzor digests: not what a reader sees (text/html.h), but what is left of it when
// Python 3.11's html.parser was fed with it, quirks included, because the servers know mail by that. Internal
// to pyzor/.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatepost {

// Texts between tags, each stripped, joined by a blank; without those in <script> and <style>, and without
// what the parser keeps for a rest of the document that never comes. Nothing where it gives up: Pyzor has no
// digest then. `html` is valid UTF-8. Cost: linear.
std::optional<std::string> StripHtml(std::string_view html);

}  // namespace gatepost

// UTF-8 as Python's str sees it: what is white space, where lines end. Texts here are valid UTF-8. Internal
// to pyzor/.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatepost {

// Bytes of the white space character at `at`, as str.isspace() and \s have it; 0 where there is none.
std::size_t SpaceBytesAt(std::string_view text, std::size_t at);
// Bytes of the character at `at`, which is within the text.
std::size_t CharacterBytesAt(std::string_view text, std::size_t at);
// str.strip()
std::string_view StripSpace(std::string_view text);
// Takes the next line off `text`, without its end, as str.splitlines() divides it. `text` is not empty.
std::string_view CutPythonLine(std::string_view* text);
// html.unescape(): references to characters are resolved as HTML 5 says.
std::string UnescapeHtml(std::string_view text);

}  // namespace gatepost

// What Razor's client makes of a part before it takes signatures.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

// The body of a part (parts.h): base64 and quoted-printable decoded, HTML without its tags where
// `without_html`, no empty lines at the end. Any bytes; cost: linear.
std::string CleanRazorPart(std::string_view part, bool without_html);

// Is a cleaned body (with HTML) nothing to take signatures of?
bool IsEmptyRazorBody(std::string_view cleaned);

}  // namespace gatepost

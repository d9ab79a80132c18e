// A Received value as text, before its form is known. Internal to mail/relay_line.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

// A run without white space.
std::string_view WordAt(std::string_view line, std::size_t at);
// Is `text` in the line with no letter, digit or "_" next to it?
bool ContainsWord(std::string_view line, std::string_view text);
// `run` cut behind its last word boundary (Perl's \b); empty where it has none.
std::string_view CutAtWordEnd(std::string_view run, char next);
// White space to single spaces, none at the ends, no ";" at the end.
std::string SqueezeReceived(std::string_view line);
// "; Tue, 23 May 2006 13:06:35 -0400" off the end.
std::string_view WithoutDate(std::string_view line);
// "from NAME by NAME;": no address, unless NAME is one in brackets.
bool IsNameByNameOnly(std::string_view line);

}  // namespace gatepost

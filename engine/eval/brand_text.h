// Names of brands, and texts that try to look like them. Own tests of Gatepost use it; internal to eval/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// What a reader takes the text for: lower-case ASCII where a letter of Latin, Greek, Cyrillic or of the
// double-width forms looks like one; invisible characters dropped; every other character a blank.
std::string LooksLike(std::string_view utf8);

// The same with the digits and pairs that stand for letters undone ("paypa1", "rnicrosoft").
std::string UndoLookAlikes(std::string_view ascii);
// Is that this word?
bool UndoneIs(std::string_view ascii, std::string_view word);

// Are the texts one another's but for one letter (added, missing, changed, or two swapped)? Equal: false.
bool OneLetterApart(std::string_view a, std::string_view b);

// Is every word one that a company's mail adds to its name ("support", "team", "no-reply")?
bool AreServiceWords(const std::vector<std::string_view>& words);

}  // namespace gatepost

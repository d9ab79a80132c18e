// Required literals of a pattern. Internal to match/; see requirements.h.
#pragma once

#include <string>
#include <vector>

#include "match/syntax.h"

namespace gatepost::match {

// Bytes as the literal scan compares them: ASCII and Latin-1 letters in lower case.
unsigned char FoldForScan(unsigned char byte);
// Bytes that a squeezed text keeps: ASCII letters and digits. Rules against obfuscated words allow any of
// the others between the letters, so that only the squeezed text holds the word.
bool IsKeptBySqueeze(unsigned char byte);

// Literals, folded, of which at least one occurs in every text (squeezed, if `squeezed`) that the pattern
// matches; chosen for the fewest hits expected in mail. Empty: no set that is worth a search.
std::vector<std::string> RequiredLiterals(const Syntax& syntax, bool squeezed);

// Hits to expect at a position of the text, and what the literals cost in tables; 1 for none.
double LiteralCost(const std::vector<std::string>& literals);

}  // namespace gatepost::match

// The lines that Razor's client and servers send: "name=value&name=value", alone or in batches.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "razor/signatures.h"

namespace gatepost {

using RazorFields = std::map<std::string, std::string, std::less<>>;

// `usual` where there is none.
std::string_view RazorValue(const RazorFields& fields, std::string_view name, std::string_view usual = "");

// Of a name that comes twice the last counts. Values may be escaped as in URIs.
RazorFields ParseRazorLine(std::string_view line);
// A reply without the line "." at its end: lines of their own, or values for the names that the first line
// leaves open with "?".
std::vector<RazorFields> ParseRazorReply(const std::vector<std::string>& lines);

// A number at the beginning of a value, as Perl takes it; 0 where there is none.
double RazorNumber(std::string_view text);
// Hexadecimal digits that have a bit for each engine.
RazorEngines ReadRazorEngines(std::string_view hex);

// The questions whether signatures are known: texts to send one after the other, each with the number of
// questions in it. `most_lines` and `most_kilobytes` are what a server takes in one; 0: all.
struct RazorBatch {
  std::string text;
  std::size_t questions = 0;
};
std::vector<RazorBatch> RazorQuestions(const std::vector<RazorSignature>& signatures, std::string_view seed,
                                       std::size_t most_lines, std::size_t most_kilobytes);

}  // namespace gatepost

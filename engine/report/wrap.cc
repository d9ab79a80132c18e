// Tested by tests/report/rewrite_test.cc. The lines are those of SpamAssassin's Util::wrap, because headers
// of both must be equal: a piece is kept apart from the break behind it, and both count as pieces.
#include <algorithm>

#include "base/ascii.h"
#include "report/rewrite.h"

namespace gatepost {
namespace {

std::size_t Columns(std::string_view text) {
  return text.size() + 7 * static_cast<std::size_t>(std::count(text.begin(), text.end(), '\t'));
}

// At white space each white byte is a piece of its own; behind commas (and white space) the cut has no width,
// so that Perl's split yields an empty piece for it.
std::vector<std::string> Pieces(std::string_view text, bool after_commas) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool white = IsAsciiSpace(text[i]);
    if (after_commas) {
      if ((white || text[i] == ',') && i + 1 < text.size()) {
        pieces.emplace_back(text.substr(begin, i + 1 - begin));
        pieces.emplace_back();
        begin = i + 1;
      }
    } else if (white) {
      pieces.emplace_back(text.substr(begin, i - begin));
      pieces.emplace_back(1, text[i]);
      begin = i + 1;
    }
  }
  pieces.emplace_back(text.substr(begin));
  // split drops empty pieces at the end.
  while (!pieces.empty() && pieces.back().empty()) pieces.pop_back();
  return pieces;
}

}  // namespace

std::string WrapText(std::string_view text, std::string_view prefix, std::string_view first,
                     std::size_t width, bool overflow, bool after_commas) {
  std::vector<std::string> pieces = Pieces(text, after_commas);
  if (!first.empty()) pieces.insert(pieces.begin(), std::string(first));
  std::string out, line;
  bool begun = false;      // `line` holds a piece that may not be left alone
  bool is_prefix = false;  // `line` is the prefix, to which the next piece is joined however wide it is
  for (std::size_t i = 0; i < pieces.size();) {
    if (!begun && line.empty()) {
      line = pieces[i++];
      if (i == pieces.size()) break;
    }
    std::size_t columns = Columns(line);
    if (begun && !overflow) columns += Columns(pieces[i]);
    if (columns <= width || is_prefix) {
      line += pieces[i++];
      begun = true;
      is_prefix = false;
      continue;
    }
    out.append(TrimRight(line)).append("\n");
    line = prefix;
    begun = false;
    is_prefix = !prefix.empty();
  }
  return out + line;
}

}  // namespace gatepost

// Attached PDFs, read line by line, as SpamAssassin 4.0.1's PDFInfo does: no object is followed, no stream
// unpacked. What eval tests ask beyond links is in eval/pdf_facts.h.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "mail/message.h"

namespace gatepost {

// Is there a PDF header in the first bytes?
bool IsPdf(std::string_view bytes);
// Without UTF-8's byte order mark, which PDFInfo takes for no part of the file.
std::string_view WithoutByteOrderMark(std::string_view bytes);

// Calls `visit` with each attached PDF, decoded. How many parts claim to be one, by their type or, where that
// says nothing, by their name.
int ForEachPdf(const Message& message, const std::function<void(const Part&, std::string_view)>& visit);

// Calls `visit` with each line that is not empty, without its "\n".
template <class Visit>
void ForEachPdfLine(std::string_view bytes, const Visit& visit) {
  while (!bytes.empty()) {
    std::string_view line = CutLine(&bytes);
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (!line.empty()) visit(line);
  }
}

// The strings of a line: "(literal)" and "<hex digits>". Cost of all calls: linear, where each asks behind
// the string that the last one gave.
class PdfStrings {
 public:
  explicit PdfStrings(std::string_view line) : line_(line) {}
  // The string that begins at `at`, or up to two blanks later, decoded; of UTF-16 the zero bytes go, which is
  // good enough for ASCII. Nothing where there is none. `end` (where not null) gets the place behind it.
  std::optional<std::string> Behind(std::size_t at, std::size_t* end = nullptr);

 private:
  std::string_view line_;
  bool closes_ = true, hex_closes_ = true;  // false once the rest of the line has no such end
};

// Where links lead, decoded: 20 at most, each once, 256 bytes of each. PDFInfo sees the first one of a line,
// in usual places, and none in hex digits; these are all. `bytes`: a PDF, cut anywhere, or anything else.
// Cost: linear.
std::vector<std::string> PdfLinks(std::string_view bytes);

}  // namespace gatepost

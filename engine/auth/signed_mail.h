// SignedMail: a message as who signed it saw it: lines that end in CRLF, whatever they end in here.
//
// Where lines end follows SpamAssassin, which hands the text to Mail::DKIM: a message whose first or last
// line ends in CRLF came with CRLF; else a line ends in LF, and a CR before it is text. The parser of mail/
// is kinder to broken mail, and is not asked: who signed knew nothing of its repairs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// What canonical forms take for white space within a line.
constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }

struct SignedField {
  std::string_view name;  // as written, without white space before the colon; "" where there is no colon
  std::string_view text;  // all of it, folding included, without the last line end
};

// Views into the message.
struct SignedMail {
  // Not counted: "From " of an mbox. Fields behind `most_header_bytes` are not looked at. Cost: linear.
  static SignedMail Split(std::string_view message, std::size_t most_header_bytes);

  std::vector<SignedField> fields;
  std::string_view body;
  bool crlf = false;  // else lines end in LF
};

// Appends a field in canonical form, without a line end. `hole`: where in the text nothing counts, as the
// value of b= does not in the signature itself.
struct FieldHole {
  std::size_t begin = 0, end = 0;
};
void AddSimpleField(std::string_view text, FieldHole hole, bool crlf, std::string* out);
void AddRelaxedField(std::string_view text, FieldHole hole, bool crlf, std::string* out);

}  // namespace gatepost

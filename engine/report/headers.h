// Pieces of the rewriting that both headers and reports use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/rewrite.h"

namespace gatepost {

// "Mon, 02 Jan 2023 10:00:00 +0000", in the local time zone.
std::string Rfc822Date(std::int64_t unix_s);

// One header field with its folded lines and line ends; the name as written.
struct RawField {
  std::string_view name;  // "" for a line that is no field
  std::string text;       // all of it, up to and with the last line end
};

// A message cut into an mbox line, fields, the empty line and the rest.
struct MessagePieces {
  std::string_view mbox_line;
  std::vector<RawField> fields;
  std::string_view separator;  // the empty line, or ""
  std::string_view body;
  bool crlf = false;
};
MessagePieces CutMessage(std::string_view message);

// The X-Spam-* fields of the verdict, with LF line ends.
std::string AddedHeaders(const Verdict& verdict, const RewriteSettings& settings, const RewriteFacts& facts);

// A tag of rewrite_header on one line.
std::string OneLineTag(std::string_view tag, const Verdict& verdict, const RewriteSettings& settings,
                       const RewriteFacts& facts);

// LF to CRLF where the original message has CRLF.
std::string WithLineEnds(std::string text, bool crlf);

// Text that is not ASCII as an RFC 2047 word, the rest as it stands; line by line.
std::string EncodeHeaderText(std::string_view text);

}  // namespace gatepost

// The facts of a part that its Content-* fields settle: type, boundary, charset, name.
//
// Facts follow SpamAssassin 4.0.1 (Util::parse_content_type, Message::_parse_normal); where it finds
// nothing and a reader's mail program would (RFC 2231 parameters), RFC 2231 is honoured.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatepost {

struct ContentType {
  std::string type = "text/plain";      // lower-case; every odd text/* is text/plain
  std::optional<std::string> boundary;  // without quotes and trailing white space; never ""
  std::string charset;                  // lower-case, or ""
  bool has_charset = false;             // true also of `charset=""`
  std::string name;                     // or ""
  bool missing = true;                  // the field said no type: `type` is the default
};

// `value`: the decoded field (DecodeHeader); "" where there is none. Cost: linear.
ContentType ParseContentType(std::string_view value);

// The file name in a decoded Content-Disposition, or "".
std::string DispositionName(std::string_view value);
// The same of "filename*=" and "filename*0=", which SpamAssassin does not read: to be asked last.
std::string ContinuedDispositionName(std::string_view value);

// The word of a Content-Transfer-Encoding in lower case, comments and parameters removed.
// `exact` becomes false where there was something to remove: SpamAssassin then decodes nothing.
std::string EncodingWord(std::string_view value, bool* exact);

}  // namespace gatepost

// The text of a leaf before its transfer encoding is undone, in the form SpamAssassin gives it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "mail/message.h"

namespace gatepost {

// The raw body of `part` within `source`: CRLF becomes LF (where Part::crlf), lines longer
// than 2,048 bytes are broken (inside multiparts), more than 20 blank lines in a row become 20.
// `message_body_begin`: offset in `source` where the body of its message begins.
// Not read further than to `most` bytes of output and the line they end in.
// Cost: linear; output is at most one byte a 2,048 and multipart longer than the body.
std::string LeafText(const Part& part, std::string_view source, std::size_t message_body_begin,
                     std::size_t most);

// The same, given to `take` in pieces of whole lines, so that a long text is not held twice.
void ReadLeafText(const Part& part, std::string_view source, std::size_t message_body_begin,
                  const std::function<void(std::string_view)>& take);

}  // namespace gatepost

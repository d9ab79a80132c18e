// The digest by which servers of Pyzor know a mail: SHA-1 over some lines of its text, from which white
// space, addresses, links and long words were taken.
//
// It is that of Pyzor 1.0 (Python 3.11), which users report with. SpamAssassin's own client (pyzor_perl)
// digests otherwise rendered HTML and other parts, and so finds less of what was reported.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "mail/message.h"

namespace gatepost {

// Messages that are longer have no digest: their text would be held several times.
inline constexpr std::size_t kMostPyzorBytes = std::size_t{2} << 20;

// 40 hexadecimal digits. Nothing for a message that is longer, or whose HTML Pyzor cannot read. Mail without
// text has the digest of nothing, as in Pyzor. Cost: linear, about that of decoding all parts twice.
std::optional<std::string> PyzorDigest(const Message& message);

// The same of the lines: what of one is digested ("" where it is too short). `line` is valid UTF-8.
std::string PyzorLine(std::string_view line);

}  // namespace gatepost

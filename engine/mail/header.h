// Header values: unfolding, RFC 2047 words, parameters. Pure functions over bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mail/message.h"

namespace gatepost {

// SpamAssassin keeps this many bytes of a value; both functions below read no more.
inline constexpr std::size_t kMaxHeaderValueBytes = 8192;
// The value on one line: line ends removed as SpamAssassin removes them, NUL as U+FFFD, leading and trailing
// white space gone, RFC 2047 words decoded to UTF-8, 8-bit bytes to UTF-8 as SpamAssassin guesses them.
std::string DecodeHeader(std::string_view raw);
// As DecodeHeader, but leaves RFC 2047 words alone in the fields that have none (Received, Message-ID,
// Date, MIME-Version, References, In-Reply-To, List-*), as SpamAssassin does. Prefer this one.
std::string DecodeHeader(const HeaderField& field);

// The value of a structured field such as Content-Type: the word before the first ";" in lower case,
// and its parameters (names in lower case; RFC 2231 continuations joined and decoded; quoted
// strings honoured, so that boundary="a;b" is a;b).
struct ParameterizedValue {
  std::string value;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::optional<std::string> Parameter(std::string_view name) const;  // the first of that name
};
ParameterizedValue ParseParameterizedValue(std::string_view unfolded);

// SpamAssassin takes X-Spam-* out of the message's own header before rules look: another checker's word, or a
// sender's, counts for nothing. Only ALL:raw and `full` still show them.
bool IsForRules(const Part& part, std::string_view name);

// All fields of a part with this name (any case), in order.
std::vector<const HeaderField*> FindFields(const Part& part, std::string_view name);

}  // namespace gatepost

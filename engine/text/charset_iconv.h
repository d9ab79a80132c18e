// A charset that iconv knows, read as Perl's Encode reads it. Internal to text/; see charset.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatepost {

enum class OnBadBytes { kGiveUp, kReplace };

struct Conversion {
  bool known = false;               // iconv has the charset
  std::optional<std::string> text;  // nothing where bytes are none of the charset's and kGiveUp is asked
};

// `charset` as IconvCharsetName gives it. Half a character at the very end is dropped, as Perl does.
Conversion ConvertByIconv(const char* charset, std::string_view bytes, OnBadBytes on_bad);

}  // namespace gatepost

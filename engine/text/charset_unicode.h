// Encodings that Perl reads by itself and iconv reads otherwise. Internal to text/; see charset.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatepost {

// Nothing where half a character or half a pair is left.
std::optional<std::string> FromUtf16(std::string_view bytes, bool big_endian);
// Never gives up: what is no shifted sequence stands for itself, a byte a character.
std::string FromUtf7(std::string_view bytes);
// ISO-2022-JP with JIS X 0212 and half-width kana, in 7 bits, as EUC-JP. An escape that is none stays.
std::string Iso2022JpToEuc(std::string_view bytes);
// HZ (RFC 1843: "~{" ... "~}" in 7 bits) as EUC-CN; nothing where it is none.
std::optional<std::string> HzToEuc(std::string_view bytes);

}  // namespace gatepost

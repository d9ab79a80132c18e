// Which charset a text is read in. Tested by tests/text/charset_test.cc.
#include "text/charset.h"

#include <optional>

#include "base/ascii.h"
#include "text/charset_iconv.h"
#include "text/charset_unicode.h"

namespace gatepost {
namespace {

std::optional<std::string> FromWindows1252(std::string_view bytes, OnBadBytes on_bad) {
  std::string out;
  out.reserve(MostBytesOf(bytes));
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || byte >= 0xA0) {
      AppendUtf8(out, byte);
      continue;
    }
    const char16_t code = kWindows1252[byte - 0x80];
    if (code == 0 && on_bad == OnBadBytes::kGiveUp) return std::nullopt;
    AppendUtf8(out, code == 0 ? char32_t{0xFFFD} : char32_t{code});
  }
  return out;
}

enum class Utf16Order { kUnknown, kLittle, kBig };

// SpamAssassin's guess for UTF-16 without a byte order mark: spaces, and where the weight of the
// nibbles lies. With a mark it makes no guess at all.
Utf16Order GuessUtf16(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return Utf16Order::kUnknown;
  std::size_t little = 0, big = 0, even = 0, odd = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const auto a = static_cast<unsigned char>(bytes[i]);
    const auto b = static_cast<unsigned char>(i + 1 < bytes.size() ? bytes[i + 1] : '\0');
    even += (a >> 4) + (a & 15u);
    odd += (b >> 4) + (b & 15u);
    if (a == 0x20 && b == 0) ++little;
    if (a == 0 && b == 0x20) ++big;
  }
  if (even > odd * 4) ++little;
  if (odd * 4 > even) ++big;
  return little > big ? Utf16Order::kLittle : big > little ? Utf16Order::kBig : Utf16Order::kUnknown;
}

// The name in upper case without the separators that differ between spellings.
std::string Compact(std::string_view charset) {
  std::string out;
  for (char c : charset.substr(0, 64)) {
    if (c != '-' && c != '_' && c != ' ') out.push_back(AsciiToUpper(c));
  }
  return out;
}

// SpamAssassin reads ISO-8859-1 as Windows-1252 under these spellings and no other.
bool IsReadAsWindows1252(std::string_view charset) {
  for (std::string_view name : {"iso-8859-1", "iso8859-1", "windows-1252", "cp1252"}) {
    if (EqualsIgnoreCase(charset, name)) return true;
  }
  return false;
}

bool IsUsAscii(std::string_view charset) {
  return EqualsIgnoreCase(charset, "ascii") || EqualsIgnoreCase(charset, "us-ascii");
}

// The charsets whose ASCII-only texts SpamAssassin leaves undecoded, by its list of names.
bool ExtendsAscii(std::string_view compact) {
  const auto digits_after = [&](std::string_view prefix, std::size_t least, std::size_t most) {
    if (!compact.starts_with(prefix)) return false;
    const std::string_view rest = compact.substr(prefix.size());
    if (rest.size() < least || rest.size() > most) return false;
    for (char c : rest) {
      if (!IsAsciiDigit(c)) return false;
    }
    return true;
  };
  if (compact == "ASCII" || compact == "USASCII" || compact == "ANSIX3.41986" || compact == "ANSIX3.41968" ||
      compact == "ISO646US") {
    return true;
  }
  if (digits_after("ISO8859", 0, 2) || digits_after("WINDOWS", 4, 4) || compact == "UTF8") return true;
  if (compact == "BIG5" || compact == "GBK" || compact == "GB18030" || digits_after("GB1803020", 2, 2)) {
    return true;
  }
  for (std::string_view family : {"KOI8", "EUC"}) {
    if (compact.starts_with(family) &&
        (compact.size() == family.size() + 1 || compact.size() == family.size() + 2)) {
      return true;
    }
  }
  return false;
}

bool FitsWindows1252Guess(std::string_view bytes) {
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || byte == 0xA0 || byte == 0xA9 || byte == 0xAD) continue;
    if (byte == 0x82 || byte == 0x84 || byte == 0x85 || (byte >= 0x91 && byte <= 0x97) || byte == 0x99)
      continue;
    if (byte >= 0xC0 && byte != 0xD7 && byte != 0xDF && byte != 0xF7 && byte != 0xFF) continue;
    return false;
  }
  return true;
}

struct Declared {
  std::optional<std::string> text;
  bool known = true;
};

std::size_t UnitBytes(std::string_view iconv_name) {
  return iconv_name.starts_with("UCS-2") ? 2 : iconv_name.starts_with("UTF-32") ? 4 : 1;
}

Declared DecodeDeclared(std::string_view bytes, std::string_view charset, std::string_view compact,
                        bool tried_utf8, OnBadBytes on_bad) {
  if (IsReadAsWindows1252(charset)) return {FromWindows1252(bytes, on_bad), true};
  // iconv would let through what is beyond Unicode.
  const bool is_utf8 = compact == "UTF8" || compact == "CP65001";
  const char* name = is_utf8 ? "UTF-8" : IconvCharsetName(charset);
  if (name != nullptr && std::string_view(name) == "UTF-8") {
    if (on_bad == OnBadBytes::kReplace) return {DecodeUtf8AsPerl(bytes), true};
    if (tried_utf8 || !IsStrictUtf8(bytes)) return {std::nullopt, true};
    return {std::string(bytes), true};
  }
  if (compact == "UTF7" || compact == "UNICODE11UTF7") return {FromUtf7(bytes), true};
  // With other bytes among it, too: Perl ends at the first, and a sender could hide what follows.
  if (name != nullptr && std::string_view(name) == "ISO-2022-JP" &&
      (IsAscii(bytes) || bytes.find('\x1B') != std::string_view::npos))
    return {ConvertByIconv("EUC-JP", Iso2022JpToEuc(bytes), OnBadBytes::kReplace).text, true};
  if (name != nullptr && std::string_view(name) == "HZ") {
    const std::optional<std::string> euc = HzToEuc(bytes);
    return {euc ? ConvertByIconv("EUC-CN", *euc, on_bad).text : std::nullopt, true};
  }
  if (name == nullptr) return {std::nullopt, false};
  // Half a unit at the end, which iconv passes over, is an error to Perl.
  if (on_bad == OnBadBytes::kGiveUp && bytes.size() % UnitBytes(name) != 0) return {std::nullopt, true};
  Conversion conversion = ConvertByIconv(name, bytes, on_bad);
  return {std::move(conversion.text), conversion.known};
}

}  // namespace

CharsetResult ToUtf8(std::string_view bytes, std::string_view charset, CharsetTrust trust) {
  CharsetResult result;
  const bool ascii = IsAscii(bytes);
  const std::string compact = Compact(charset);
  if (ascii && ExtendsAscii(compact)) {
    result.utf8 = bytes;
    return result;
  }
  const bool guess = trust == CharsetTrust::kGuess;
  bool tried_utf8 = false;
  if (!ascii && guess) {
    if (IsStrictUtf8(bytes)) {
      result.utf8 = bytes;
      result.decoded = true;
      return result;
    }
    tried_utf8 = true;
  }

  std::optional<std::string> text;
  if (guess && IsUsAscii(charset)) {
    result.invalid_bytes = !ascii;
  } else if (compact.starts_with("UTF16")) {
    const Utf16Order order = GuessUtf16(bytes);
    if (order != Utf16Order::kUnknown) text = FromUtf16(bytes, order == Utf16Order::kBig);
    // SpamAssassin forgets to put what it decoded into a header.
    if (text && !guess) text = RepairUtf8(bytes);
    result.invalid_bytes = !text;
  } else {
    Declared declared = DecodeDeclared(bytes, charset, compact, tried_utf8,
                                       guess ? OnBadBytes::kGiveUp : OnBadBytes::kReplace);
    text = std::move(declared.text);
    result.unknown_charset = !declared.known && !charset.empty();
    result.invalid_bytes = declared.known && !text;
  }

  if (!text && ascii) {
    result.utf8 = bytes;
    return result;
  }
  if (!text && FitsWindows1252Guess(bytes)) text = FromWindows1252(bytes, OnBadBytes::kGiveUp);
  if (!text) text = FromWindows1252(bytes, OnBadBytes::kReplace);
  result.utf8 = std::move(*text);
  result.decoded = true;
  return result;
}

}  // namespace gatepost

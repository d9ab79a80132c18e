// Tested by tests/pyzor/digest_test.cc and, against Pyzor, by bench/pyzor_digests.py.
#include "pyzor/part_text.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>

#include "base/ascii.h"
#include "mail/codec.h"
#include "pyzor/html_strip.h"
#include "text/charset.h"

namespace gatepost {
namespace {

// A part as Python divides it: a line that is no field ends the header and begins the body.
struct PyzorPart {
  const Part& part;
  std::span<const HeaderField> fields;
  std::string_view body;
  bool is_cut = false;  // a line ended the header that does not end it for us
};

bool IsFieldLine(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t') || line.starts_with("From ")) return true;
  const std::size_t colon = line.find(':');
  return colon != kNpos && std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                                       [](char c) { return c > ' ' && c < 0x7F; });
}

// The part is one of the message's.
PyzorPart Divide(const Message& message, const Part& part) {
  PyzorPart divided{part, part.fields, message.RawBody(part)};
  const std::string_view source = message.Source(part);
  std::string_view rest = source.substr(part.header_begin, part.header_end - part.header_begin);
  while (!rest.empty()) {
    const char* const begin = rest.data();
    const std::string_view line = CutLine(&rest);
    if (IsFieldLine(line)) continue;
    const bool is_blank = TrimRight(line).empty();
    divided.is_cut = true;
    const auto at = static_cast<std::size_t>((is_blank ? rest.data() : begin) - source.data());
    divided.body = source.substr(at, part.body_end - at);
    std::size_t count = 0;
    while (count < part.fields.size() && part.fields[count].name.data() < begin) ++count;
    divided.fields = divided.fields.first(count);
    break;
  }
  return divided;
}

// The first field of that name counts; "" where there is none.
std::string_view Field(const PyzorPart& part, std::string_view name) {
  for (const HeaderField& field : part.fields) {
    if (!EqualsIgnoreCase(field.name, name)) continue;
    std::string_view value = field.raw;
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value.remove_suffix(value.size() - (value.find_last_not_of("\r\n") + 1));
    return value;
  }
  return {};
}

// "text/html"; what cannot be read is plain text.
std::string TypeOf(const Message& message, const PyzorPart& part) {
  const std::string_view value = Field(part, "Content-Type");
  std::string type = AsciiLower(Trim(value.substr(0, value.find(';'))));
  if (Split(type, '/').size() == 2) return type;
  const bool has_field = value.data() != nullptr;
  if (has_field || part.part.parent < 0) return "text/plain";
  const Part& parent = message.parts()[static_cast<std::size_t>(part.part.parent)];
  return parent.type == "multipart/digest" ? "message/rfc822" : "text/plain";
}

// Takes a parameter off "; name=value; name=\"a;b\"", of which it is the first.
std::string_view CutParameter(std::string_view* rest) {
  bool quoted = false;
  std::size_t end = 1;
  for (; end < rest->size() && (quoted || (*rest)[end] != ';'); ++end) {
    if ((*rest)[end] == '"' && (*rest)[end - 1] != '\\') quoted = !quoted;
  }
  const std::string_view parameter = rest->substr(1, end - 1);
  rest->remove_prefix(end);
  return parameter;
}

// As written, in small letters and without quotes; "" where there is none.
std::string CharsetOf(const PyzorPart& part) {
  std::string_view rest = Field(part, "Content-Type");
  rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  while (!rest.empty()) {
    const std::string_view parameter = CutParameter(&rest);
    const std::size_t equals = parameter.find('=');
    if (equals == kNpos || !EqualsIgnoreCase(Trim(parameter.substr(0, equals)), "charset")) continue;
    std::string_view value = Trim(parameter.substr(equals + 1));
    if (value.size() > 1 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    return IsAscii(value) ? AsciiLower(value) : "";
  }
  const bool is_rfc2231 = ContainsIgnoreCase(Field(part, "Content-Type"), "charset*");
  return is_rfc2231 && !part.is_cut ? part.part.charset : "";
}

// As Python compares names of charsets: words of letters and digits, joined by dashes.
std::string CodecName(std::string_view charset) {
  std::string name;
  bool apart = false;
  for (const char c : charset.substr(0, 64)) {
    if (!IsAsciiAlnum(c) && c != '.') {
      apart = true;
      continue;
    }
    if (apart && !name.empty()) name.push_back('-');
    apart = false;
    name.push_back(AsciiToLower(c));
  }
  return name;
}

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string AsciiAlone(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < 0x80) out.push_back(c);
  }
  return out;
}

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string Utf8Alone(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t begin = at;
    const char32_t code = NextCodePoint(bytes, at);
    const std::string_view character = bytes.substr(begin, at - begin);
    if (code != 0xFFFD || character == kReplacement) out.append(character);
  }
  return out;
}

void EraseReplacements(std::string* text) {
  std::string out;
  out.reserve(text->size());
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t found = std::min(text->find(kReplacement, at), text->size());
    out.append(*text, at, found - at);
    at = found + kReplacement.size();
  }
  *text = std::move(out);
}

// Without a mark of the order of bytes the lower comes first.
std::string DecodeUtf16(std::string_view bytes, std::string_view name) {
  const bool has_mark = name == "utf-16" && (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"));
  const bool is_big = has_mark ? bytes.starts_with('\xFE') : name.ends_with("be");
  if (has_mark) bytes.remove_prefix(2);
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]),
               second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(is_big ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const char32_t code = unit(at);
    if (code < 0xD800 || code > 0xDFFF) {
      AppendUtf8(text, code);
    } else if (code < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) <= 0xDFFF) {
      AppendUtf8(text, 0x10000 + ((code - 0xD800) << 10) + (unit(at + 2) - 0xDC00));
      at += 2;
    }
  }
  return text;
}

// What is no character of the charset is left out; of an unknown one ASCII stays.
std::string DecodeText(std::string_view bytes, const std::string& charset) {
  const std::string name = CodecName(charset);
  if (IsOneOf(name, {"", "ascii", "us-ascii", "us", "646"})) return AsciiAlone(bytes);
  if (IsOneOf(name, {"utf-8", "utf8", "utf", "u8", "cp65001"})) return Utf8Alone(bytes);
  if (name.starts_with("utf-16")) return DecodeUtf16(bytes, name);
  if (IsOneOf(name, {"iso-8859-1", "iso8859-1", "8859", "latin-1", "latin1", "latin", "l1", "cp819"})) {
    std::string out;
    out.reserve(MostBytesOf(bytes));
    for (const char c : bytes) AppendUtf8(out, static_cast<unsigned char>(c));
    return out;
  }
  if (IsAscii(bytes) && !name.starts_with("utf-") && !name.starts_with("iso-2022") && name != "hz")
    return std::string(bytes);
  CharsetResult result = ToUtf8(bytes, charset, CharsetTrust::kInsist);
  if (result.unknown_charset) result = ToUtf8(bytes, name, CharsetTrust::kInsist);
  if (result.unknown_charset) return AsciiAlone(bytes);
  EraseReplacements(&result.utf8);
  return std::move(result.utf8);
}

// Undoes base64: other bytes are skipped, padding ends it. Where a single character is left over, it is none.
std::string DecodeBase64Like(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  unsigned bits = 0;
  int place = 0, pads = 0;
  for (const char c : text) {
    if (c == '=') {
      if (place >= 2 && place + ++pads >= 4) return out;
      continue;
    }
    unsigned value = 0;
    if (IsAsciiUpper(c)) {
      value = static_cast<unsigned>(c - 'A');
    } else if (IsAsciiLower(c)) {
      value = static_cast<unsigned>(c - 'a') + 26;
    } else if (IsAsciiDigit(c)) {
      value = static_cast<unsigned>(c - '0') + 52;
    } else if (c == '+' || c == '/') {
      value = c == '+' ? 62 : 63;
    } else {
      continue;
    }
    pads = 0;
    bits = (bits << 6 | value) & 0xFFFF;
    if (place > 0) out.push_back(static_cast<char>(bits >> (6 - 2 * place) & 0xFF));
    place = (place + 1) % 4;
  }
  if (place != 1) return out;
  out.clear();
  for (const char c : text) {
    if (c != '\r' && c != '\n') out.push_back(c);
  }
  return out;
}

std::string DecodeQuotedLike(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '=') {
      out.push_back(text[at++]);
      continue;
    }
    if (++at == text.size()) break;
    if (text[at] == '\r' || text[at] == '\n') {
      at = std::min(text.find('\n', at), text.size() - 1) + 1;
    } else if (text[at] == '=') {
      out.push_back(text[at++]);
    } else if (at + 1 < text.size() && IsAsciiHexDigit(text[at]) && IsAsciiHexDigit(text[at + 1])) {
      out.push_back(static_cast<char>(HexDigitValue(text[at]) * 16 + HexDigitValue(text[at + 1])));
      at += 2;
    } else {
      out.push_back('=');
    }
  }
  return out;
}

// Only the names themselves count, not what stands beside them.
std::string DecodeTransfer(std::string_view body, std::string_view encoding) {
  if (EqualsIgnoreCase(encoding, "quoted-printable")) return DecodeQuotedLike(body);
  if (EqualsIgnoreCase(encoding, "base64")) return DecodeBase64Like(body);
  if (IsOneOf(AsciiLower(encoding), {"x-uuencode", "uuencode", "uue", "x-uue"})) {
    UuencodeDecoder decoder(body.size(), nullptr);
    decoder.Take(body);
    if (std::optional<std::string> text = decoder.Finish()) return std::move(*text);
  }
  return std::string(body);
}

// What is no text stays as it was sent; bytes that are no characters count as one each.
std::string OpaqueText(std::string_view body, const std::string& charset) {
  if (IsAscii(body)) return std::string(body);
  const std::string name = CodecName(charset);
  if (!IsOneOf(name, {"", "ascii", "us-ascii"})) {
    CharsetResult result = ToUtf8(body, charset, CharsetTrust::kInsist);
    if (!result.unknown_charset) return std::move(result.utf8);
  }
  std::string out;
  for (const char c : body) {
    if (static_cast<unsigned char>(c) < 0x80)
      out.push_back(c);
    else
      out.append(kReplacement);
  }
  return out;
}

// The part's content is a message that was not taken apart: behind its header is text.
std::string_view BehindHeader(std::string_view body) {
  while (!body.empty()) {
    std::string_view rest = body;
    const std::string_view line = CutLine(&rest);
    if (TrimRight(line).empty()) return rest;
    if (!IsFieldLine(line)) return body;
    body = rest;
  }
  return body;
}

bool TakePart(const PyzorPart& part, const std::string& type,
              const std::function<void(std::string_view)>& take) {
  if (type.starts_with("text/")) {
    const std::string text =
        DecodeText(DecodeTransfer(part.body, Field(part, "Content-Transfer-Encoding")), CharsetOf(part));
    if (type != "text/html") {
      take(text);
      return true;
    }
    const std::optional<std::string> stripped = StripHtml(text);
    if (stripped) take(*stripped);
    return stripped.has_value();
  }
  // Blocks of fields, and nothing else.
  if (type == "message/delivery-status") return true;
  if (type.starts_with("message/"))
    take(OpaqueText(BehindHeader(part.body), ""));
  else
    take(OpaqueText(part.body, CharsetOf(part)));
  return true;
}

}  // namespace

bool EachPartText(const Message& message, const std::function<void(std::string_view)>& take) {
  std::size_t skip_to = 0;  // what is before it was taken as one
  for (const Part& part : message.parts()) {
    // Of a message that came encoded Pyzor sees the code, which is no text.
    if (part.source != 0 || part.header_begin < skip_to) continue;
    const PyzorPart divided = Divide(message, part);
    const std::string type = TypeOf(message, divided);
    const bool is_whole = divided.is_cut && type.starts_with("text/");
    if (!part.children.empty() && !is_whole) continue;
    if (is_whole) skip_to = part.body_end;
    if (!TakePart(divided, type, take)) return false;
  }
  return true;
}

}  // namespace gatepost

// Tested by tests/mail/codec_test.cc.
#include "mail/codec.h"

#include <array>
#include <cstdint>
#include <iterator>

#include "base/ascii.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#include <mimetic/codec/base64.h>
#pragma GCC diagnostic pop

namespace gatepost {
namespace {

void Note(AnomalySet* anomalies, Anomaly anomaly) {
  if (anomalies != nullptr) anomalies->Add(anomaly);
}

enum class Base64Class : std::uint8_t { kOther, kSpace, kDigit, kPad };

constexpr std::array<Base64Class, 256> MakeBase64Classes() {
  std::array<Base64Class, 256> classes{};
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const char c = static_cast<char>(i);
    if (IsAsciiAlnum(c) || c == '+' || c == '/') {
      classes[i] = Base64Class::kDigit;
    } else if (c == '=') {
      classes[i] = Base64Class::kPad;
    } else if (IsAsciiSpace(c)) {
      classes[i] = Base64Class::kSpace;
    }
  }
  return classes;
}
constexpr std::array<Base64Class, 256> kBase64Classes = MakeBase64Classes();

// A uuencoded line: length byte, then groups of four. False where it is none.
bool DecodeUuencodeLine(std::string_view line, std::string& out) {
  const auto value = [&line](std::size_t at) -> unsigned {
    return at < line.size() ? (static_cast<unsigned char>(line[at]) - 32u) & 63u : 0u;
  };
  if (line.empty() || line[0] < ' ' || line[0] > '`') return false;
  std::size_t left = value(0);
  // A short line (its trailing spaces were lost) is filled with zeros, but never more than one group.
  for (std::size_t at = 1; left > 0 && at < line.size(); at += 4) {
    const unsigned group = value(at) << 18 | value(at + 1) << 12 | value(at + 2) << 6 | value(at + 3);
    for (int shift = 16; shift >= 0 && left > 0; shift -= 8, --left) {
      out.push_back(static_cast<char>(group >> shift & 0xFF));
    }
  }
  return true;
}

}  // namespace

std::string DecodeBase64(std::string_view text, AnomalySet* anomalies) {
  // What is left after this loop is the alphabet alone, which mimetic decodes exactly.
  std::string digits;
  digits.reserve(text.size());
  bool other = false, inner_pad = false;
  std::size_t end = 0;  // past the last digit that is no padding
  for (const char c : text) {
    switch (kBase64Classes[static_cast<unsigned char>(c)]) {
      case Base64Class::kDigit:
        if (digits.size() != end) inner_pad = true;
        digits.push_back(c);
        end = digits.size();
        break;
      case Base64Class::kPad:
        digits.push_back(c);
        break;
      case Base64Class::kSpace:
        break;
      case Base64Class::kOther:
        other = true;
        break;
    }
  }
  const std::size_t pad_count = digits.size() - end;
  // Perl's two ways: a text that is otherwise clean reads padding inside as "A", any other as "/".
  const bool clean = !other && digits.size() % 4 == 0 && digits.size() >= 2;
  digits.resize(end);
  if (inner_pad) {
    for (char& c : digits) {
      if (c == '=') c = clean ? 'A' : '/';
    }
  }
  if (digits.size() % 4 == 1) {
    digits.pop_back();
    other = true;
  }
  if (other || inner_pad || pad_count > 2) Note(anomalies, Anomaly::kBadBase64);

  std::string out;
  out.reserve(digits.size() / 4 * 3 + 3);
  mimetic::Base64::Decoder decoder;
  decoder.process(digits.begin(), digits.end(), std::back_inserter(out));
  return out;
}

// Not mimetic's decoder: it drops control bytes and a CR or LF that stands alone, and after a stray
// "=" it does not look again at the byte that follows ("==3D").
std::string DecodeQuotedPrintable(std::string_view text, AnomalySet* anomalies) {
  // Line ends first, over the whole text: what a soft line break joins may become an escape.
  std::string out;
  out.reserve(text.size());
  bool has_escapes = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = text.find('\n', at);
    const bool ended = newline != std::string_view::npos;
    const std::size_t next = ended ? newline + 1 : text.size();
    std::string_view line = text.substr(at, next - at);
    std::string_view line_end;
    if (ended) {
      const std::size_t length = line.size() >= 2 && line[line.size() - 2] == '\r' ? 2 : 1;
      line_end = line.substr(line.size() - length);
      line.remove_suffix(length);
      while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
      if (!line.empty() && line.back() == '=') {
        line.remove_suffix(1);
        line_end = {};
      }
    }
    has_escapes = has_escapes || line.find('=') != std::string_view::npos;
    out.append(line);
    out.append(line_end);
    at = next;
  }
  if (!has_escapes) return out;

  std::size_t write = 0;
  for (std::size_t read = 0; read < out.size();) {
    const char c = out[read];
    if (c == '=') {
      const int high = read + 1 < out.size() ? HexDigitValue(out[read + 1]) : -1;
      const int low = read + 2 < out.size() ? HexDigitValue(out[read + 2]) : -1;
      if (high >= 0 && low >= 0) {
        out[write++] = static_cast<char>(high << 4 | low);
        read += 3;
        continue;
      }
      Note(anomalies, Anomaly::kBadQuotedPrintable);
    }
    out[write++] = c;
    ++read;
  }
  out.resize(write);
  return out;
}

std::string DecodeUuencode(std::string_view text, AnomalySet* anomalies) {
  std::string out;
  bool inside = false, found = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t newline = text.find('\n', at);
    const std::size_t next = newline == std::string_view::npos ? text.size() : newline + 1;
    std::string_view line = text.substr(at, next - at);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    at = next;
    if (!inside) {
      // "begin 644 name"
      if (line.starts_with("begin ") && line.size() > 9 && IsAsciiDigit(line[6])) inside = found = true;
    } else if (TrimRight(line) == "end") {
      inside = false;
    } else if (!DecodeUuencodeLine(line, out)) {
      Note(anomalies, Anomaly::kUnknownEncoding);
    }
  }
  if (found) return out;
  Note(anomalies, Anomaly::kUnknownEncoding);
  return std::string(text);
}

}  // namespace gatepost

// Tested by tests/mail/codec_test.cc.
#include "mail/codec.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <utility>

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

// A shorter line may be a word, and says nothing.
constexpr std::size_t kShortestBase64Line = 20;

}  // namespace

bool IsMostlyBase64(std::string_view text) {
  const auto is_base64 = [](char c) {
    const Base64Class kind = kBase64Classes[static_cast<unsigned char>(c)];
    return kind == Base64Class::kDigit || kind == Base64Class::kPad;
  };
  std::size_t in_base64 = 0, in_others = 0;
  while (!text.empty()) {
    const std::string_view line = Trim(CutLine(&text));
    if (!std::all_of(line.begin(), line.end(), is_base64)) {
      in_others += line.size();
    } else if (line.size() >= kShortestBase64Line) {
      in_base64 += line.size();
    }
  }
  return in_base64 > in_others;
}

std::string DecodeBase64(std::string_view text, AnomalySet* anomalies, std::size_t most) {
  // What there is of the alphabet, and of padding before the last digit; decoding comes after that.
  std::size_t digits = 0, end = 0;
  bool other = false, inner_pad = false;
  for (const char c : text) {
    switch (kBase64Classes[static_cast<unsigned char>(c)]) {
      case Base64Class::kDigit:
        if (digits != end) inner_pad = true;
        end = ++digits;
        break;
      case Base64Class::kPad:
        ++digits;
        break;
      case Base64Class::kSpace:
        break;
      case Base64Class::kOther:
        other = true;
        break;
    }
  }
  const std::size_t pad_count = digits - end;
  // Perl's two ways: a text that is otherwise clean reads padding inside as "A", any other as "/".
  const bool clean = !other && digits % 4 == 0 && digits >= 2;
  if (end % 4 == 1) {
    --end;
    other = true;
  }
  if (other || inner_pad || pad_count > 2) Note(anomalies, Anomaly::kBadBase64);

  std::string out;
  out.reserve(std::min(end / 4 * 3, most) + 3);
  // mimetic decodes the alphabet alone exactly; whole groups at a time, as it ends a group with its input.
  std::array<char, 4096> buffer;
  std::size_t filled = 0;
  mimetic::Base64::Decoder decoder;
  for (std::size_t at = 0; end > 0 && out.size() < most; ++at) {
    const Base64Class kind = kBase64Classes[static_cast<unsigned char>(text[at])];
    if (kind != Base64Class::kDigit && kind != Base64Class::kPad) continue;
    buffer[filled++] = kind == Base64Class::kDigit ? text[at] : clean ? 'A' : '/';
    if (--end > 0 && filled < buffer.size()) continue;
    decoder.process(buffer.begin(), buffer.begin() + filled, std::back_inserter(out));
    filled = 0;
  }
  if (out.size() > most) out.resize(most);
  return out;
}

void QuotedPrintableDecoder::Take(std::string_view lines) {
  while (!lines.empty() && done_ < most_) {
    std::string_view line = CutLine(&lines), line_end;
    if (line.ends_with('\n')) {
      const std::size_t length = line.size() >= 2 && line[line.size() - 2] == '\r' ? 2 : 1;
      line_end = line.substr(line.size() - length);
      line.remove_suffix(length);
      while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
      if (!line.empty() && line.back() == '=') {
        line.remove_suffix(1);
        line_end = {};
      }
    }
    for (constexpr std::size_t kPieceBytes = 64 << 10; !line.empty() && done_ < most_;) {
      out_.append(line.substr(0, kPieceBytes));
      line.remove_prefix(std::min(line.size(), kPieceBytes));
      if (out_.size() - done_ >= kPieceBytes) Unescape(false);
    }
    out_.append(line_end);
  }
}

void QuotedPrintableDecoder::Unescape(bool is_last) {
  std::size_t read = done_;
  while (read < out_.size()) {
    const std::size_t sign = std::min(out_.find('=', read), out_.size());
    if (done_ != read) std::memmove(out_.data() + done_, out_.data() + read, sign - read);
    done_ += sign - read;
    read = sign;
    if (read == out_.size() || (!is_last && read + 2 >= out_.size())) break;
    const int high = read + 1 < out_.size() ? HexDigitValue(out_[read + 1]) : -1;
    const int low = read + 2 < out_.size() ? HexDigitValue(out_[read + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out_[done_++] = static_cast<char>(high << 4 | low);
      read += 3;
    } else {
      Note(anomalies_, Anomaly::kBadQuotedPrintable);
      out_[done_++] = out_[read++];
    }
  }
  out_.erase(done_, read - done_);
}

std::string QuotedPrintableDecoder::Finish() {
  Unescape(true);
  if (out_.size() > most_) out_.resize(most_);
  return std::move(out_);
}

std::string DecodeQuotedPrintable(std::string_view text, AnomalySet* anomalies) {
  QuotedPrintableDecoder decoder(std::string::npos, anomalies);
  decoder.Take(text);
  return decoder.Finish();
}

void UuencodeDecoder::Take(std::string_view lines) {
  while (!lines.empty() && out_.size() < most_) {
    std::string_view line = CutLine(&lines);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    if (!inside_) {
      // "begin 644 name"
      if (line.starts_with("begin ") && line.size() > 9 && IsAsciiDigit(line[6])) inside_ = found_ = true;
    } else if (TrimRight(line) == "end") {
      inside_ = false;
    } else if (!DecodeUuencodeLine(line, out_)) {
      Note(anomalies_, Anomaly::kUnknownEncoding);
    }
  }
}

std::optional<std::string> UuencodeDecoder::Finish() {
  if (found_) return std::move(out_);
  Note(anomalies_, Anomaly::kUnknownEncoding);
  return std::nullopt;
}

}  // namespace gatepost

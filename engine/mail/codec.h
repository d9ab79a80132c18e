// Transfer encodings: base64, quoted-printable and uuencode to bytes.
//
// The one place where mimetic is used. Results are SpamAssassin 4.0.1's, odd input included.
// Never fails: what cannot be decoded is dropped or kept literally, and said in `anomalies`.
// Output is never longer than input. Cost: linear. Thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "mail/anomaly.h"

namespace gatepost {

// `most` bytes, at most. Bytes outside the alphabet are skipped; padding inside the text does not end it (a
// sender could hide text behind it). `anomalies` may be null here and below.
std::string DecodeBase64(std::string_view text, AnomalySet* anomalies, std::size_t most = kNpos);

// Are more of the bytes in lines that may be base64 than in others?
bool IsMostlyBase64(std::string_view text);

// Soft line breaks and white space at line ends go; a "=" without two hexadecimal digits stays.
// Not mimetic's decoder: it drops control bytes and a CR or LF that stands alone, and after a stray
// "=" it does not look again at the byte that follows ("==3D").
class QuotedPrintableDecoder {
 public:
  QuotedPrintableDecoder(std::size_t most, AnomalySet* anomalies) : most_(most), anomalies_(anomalies) {}
  // Whole lines; the last of all may lack its end.
  void Take(std::string_view lines);
  std::string Finish();

 private:
  // What a soft line break joins may become an escape: only behind it is that known.
  void Unescape(bool is_last);

  std::size_t most_;
  AnomalySet* anomalies_;
  std::string out_;
  std::size_t done_ = 0;  // bytes of out_ that are decoded; behind them are joined lines
};
std::string DecodeQuotedPrintable(std::string_view text, AnomalySet* anomalies);

// Everything between "begin MODE NAME" and "end".
class UuencodeDecoder {
 public:
  UuencodeDecoder(std::size_t most, AnomalySet* anomalies) : most_(most), anomalies_(anomalies) {}
  // As above.
  void Take(std::string_view lines);
  // Nothing, and kUnknownEncoding, where nothing begins.
  std::optional<std::string> Finish();

 private:
  std::size_t most_;
  AnomalySet* anomalies_;
  std::string out_;
  bool inside_ = false, found_ = false;
};

}  // namespace gatepost

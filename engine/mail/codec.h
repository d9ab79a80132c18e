// Transfer encodings: base64, quoted-printable and uuencode to bytes.
//
// The one place where mimetic is used. Results are SpamAssassin 4.0.1's, odd input included.
// Never fails: what cannot be decoded is dropped or kept literally, and said in `anomalies`.
// Output is never longer than input. Cost: linear. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "mail/anomaly.h"

namespace gatepost {

// Bytes outside the alphabet are skipped; padding inside the text does not end it (a sender could
// hide text behind it). `anomalies` may be null here and below.
std::string DecodeBase64(std::string_view text, AnomalySet* anomalies);

// Soft line breaks and white space at line ends go; a "=" without two hexadecimal digits stays.
std::string DecodeQuotedPrintable(std::string_view text, AnomalySet* anomalies);

// Everything between "begin MODE NAME" and "end"; `text` itself, with kUnknownEncoding, where there
// is no such line.
std::string DecodeUuencode(std::string_view text, AnomalySet* anomalies);

}  // namespace gatepost

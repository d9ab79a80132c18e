// Anomalies: the ways in which a message is malformed. A finding, never an error; rules may score them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gatepost {

enum class Anomaly : std::uint8_t {
  kEmptyMessage,
  kNoHeader,
  kMboxFromLine,  // a "From " line before the header, skipped
  kNulInHeader,   // NUL bytes, shown to rules as U+FFFD
  kEightBitHeaderName,
  kMalformedHeaderLine,  // a line in the header that is neither field nor continuation
  kMissingBlankLine,     // the header ran into the body
  kMissingBoundary,      // a multipart without a usable boundary parameter
  kUnclosedMultipart,    // no closing boundary
  kBoundaryTooLong,
  kBadBase64,
  kBadQuotedPrintable,
  kUnknownCharset,
  kInvalidCharsetBytes,  // bytes that the declared charset does not have
  kUnknownEncoding,      // Content-Transfer-Encoding
  kMixedLineEnds,
  // SpamAssassin's flags of the same meaning; check_msg_parse_flags asks for them.
  kTruncatedHeader,       // a field longer than SpamAssassin keeps (name 256, value 8,192 bytes)
  kMissingMimeHeaders,    // the line after a boundary is no header field
  kMissingMimeBlankLine,  // a part's header ran into its body
  kMimeEpilogue,          // text after a closing boundary
  kCount,
};

class AnomalySet {
 public:
  void Add(Anomaly anomaly) { bits_ |= 1u << static_cast<unsigned>(anomaly); }
  void Add(const AnomalySet& other) { bits_ |= other.bits_; }
  bool Has(Anomaly anomaly) const { return (bits_ >> static_cast<unsigned>(anomaly)) & 1u; }
  bool empty() const { return bits_ == 0; }
  // "nul-in-header" and the like: stable names, shown in verdicts; sorted.
  std::vector<std::string> Names() const;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace gatepost

// Message: one mail, parsed once, immutable: a flat list of parts that refer to each other by index
// and to the raw bytes by offset. No tree of owners, no recursion, no copy of bodies.
//
// Not for: text that rules see (views.h), relays (relay.h). Parsing never fails on content: what is
// malformed is an Anomaly, what is too much meets a limit.
// The structure is found by our own line-anchored splitter (parse.cc); mimetic decodes single leaves
// (codec.cc) and is seen nowhere else.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "gatepost/limits.h"
#include "mail/anomaly.h"

namespace gatepost {

// One header field. Views into the message's bytes.
struct HeaderField {
  std::string_view name;  // as written, without the colon
  // All after the colon, as SpamAssassin's pristine headers have it: folding and leading white space
  // kept, up to and with the last line end.
  std::string_view raw;
};

struct Part {
  int parent = -1;            // index, or -1 for the message itself
  int depth = 0;              // 0 for the message itself
  std::vector<int> children;  // indices, in order
  // Offsets into Message::bytes().
  std::size_t header_begin = 0, header_end = 0;  // without the blank line
  std::size_t body_begin = 0, body_end = 0;      // without the line end that belongs to the boundary
  std::vector<HeaderField> fields;

  // Lower-case "type/subtype" as SpamAssassin settles it: the declared one, "text/plain" where none is.
  std::string type;
  std::string charset;             // lower-case, or ""
  std::string boundary;            // multiparts only
  std::string name;                // file name, decoded to UTF-8, or ""
  std::string disposition;         // lower-case: "attachment", "inline", or ""
  std::string encoding;            // lower-case Content-Transfer-Encoding, or ""
  bool doubtful_encoding = false;  // that field says more than a name, so that not every reader knows it

  // Offsets above count from here: 0 is Message::bytes(); others are nested messages that came
  // encoded (base64 ...) and were decoded to be parsed. See Message::Source.
  int source = 0;
  bool crlf = false;        // lines end in CRLF and are read as if they ended in LF
  int multipart_depth = 0;  // multiparts of the same source around this part
  // SpamAssassin puts a blank line before the text of a message that calls itself a multipart and names no
  // boundary.
  bool lacks_boundary = false;

  // A multipart is none, though it may hold no part.
  bool is_leaf() const { return children.empty() && boundary.empty(); }
  // True for message/rfc822 whose content was parsed: then children[0] is the nested message.
};

class Message {
 public:
  // Parses `bytes`, which must outlive the Message. Accepts LF and CRLF, an mbox "From " line, and
  // anything else. Cost: linear.
  static Message Parse(std::string_view bytes, const Limits& limits);

  std::string_view bytes() const { return bytes_; }
  // In the order of the mail, each part before its children; find_parts order in SpamAssassin.
  const std::vector<Part>& parts() const { return parts_; }
  const Part& root() const { return parts_.front(); }  // always there

  const AnomalySet& anomalies() const { return anomalies_; }
  const std::vector<std::string>& limits_met() const { return limits_met_; }  // names of limits.h

  // The header block of the message itself, raw, without an mbox line; Limits::max_header_bytes of it.
  std::string_view raw_header() const;
  // The body of the message itself, raw and undecoded.
  std::string_view raw_body() const;

  // The mbox "From " line that was skipped, with its line end, or "".
  std::string_view mbox_line() const { return mbox_line_; }

  // The bytes that a part's offsets count in; its body, undecoded.
  std::string_view Source(const Part& part) const;
  std::string_view RawBody(const Part& part) const;
  // The raw body of a leaf as SpamAssassin has its lines (mime_leaf.h), in pieces of whole lines.
  void ReadRawLines(const Part& part, const std::function<void(std::string_view)>& take) const;

  // The bytes of a leaf after its transfer encoding is undone (base64, quoted-printable, uuencode
  // by Content-Transfer-Encoding), line ends as LF in text; `most` of them, at most. Never longer than the
  // raw body plus one byte a 2,048. `anomalies` may be null. Cost: linear; not cached.
  std::string DecodeLeaf(const Part& part, AnomalySet* anomalies, std::size_t most = kNpos) const;

 private:
  friend class MessageParser;
  std::size_t BodyOfSource(const Part& part) const;

  std::string_view bytes_;
  std::string_view mbox_line_;
  std::vector<std::shared_ptr<const std::string>> nested_;  // sources 1, 2 ...; shared so that views live
  std::vector<Part> parts_;
  AnomalySet anomalies_;
  std::vector<std::string> limits_met_;
  std::size_t max_header_bytes_ = 0;
};

}  // namespace gatepost

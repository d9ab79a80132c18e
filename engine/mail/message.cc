// Tested by tests/mail/message_test.cc, tests/mail/limits_test.cc and tests/golden.
#include "mail/message.h"

#include <optional>
#include <utility>

#include "mail/codec.h"
#include "mail/mime_leaf.h"

namespace gatepost {
namespace {

// CRLF to LF, in place.
void JoinLineEnds(std::string& text) {
  std::size_t write = text.find("\r\n");
  if (write == std::string::npos) return;
  for (std::size_t read = write; read < text.size(); ++read) {
    if (text[read] == '\r' && read + 1 < text.size() && text[read + 1] == '\n') continue;
    text[write++] = text[read];
  }
  text.resize(write);
}

}  // namespace

std::string_view Message::Source(const Part& part) const {
  return part.source == 0 ? bytes_ : std::string_view(*nested_[static_cast<std::size_t>(part.source) - 1]);
}

std::string_view Message::RawBody(const Part& part) const {
  return Source(part).substr(part.body_begin, part.body_end - part.body_begin);
}

std::string_view Message::raw_header() const {
  const Part& part = root();
  return Source(part).substr(part.header_begin,
                             std::min(part.header_end - part.header_begin, max_header_bytes_));
}
std::string_view Message::raw_body() const { return RawBody(root()); }

// Where the body of the message begins that this part's source begins with: its first part.
std::size_t Message::BodyOfSource(const Part& part) const {
  const Part* top = &part;
  while (top->parent >= 0 && parts_[static_cast<std::size_t>(top->parent)].source == part.source) {
    top = &parts_[static_cast<std::size_t>(top->parent)];
  }
  return top->body_begin;
}

void Message::ReadRawLines(const Part& part, const std::function<void(std::string_view)>& take) const {
  ReadLeafText(part, Source(part), BodyOfSource(part), take);
}

std::string Message::DecodeLeaf(const Part& part, AnomalySet* anomalies, std::size_t most) const {
  const bool is_text = part.type.starts_with("text/") || part.type.starts_with("message/");
  const auto read_to = [&](auto&& decoder) {
    ReadRawLines(part, [&](std::string_view lines) { decoder.Take(lines); });
    return decoder.Finish();
  };
  std::optional<std::string> text;
  if (part.encoding == "base64" && (!part.doubtful_encoding || IsMostlyBase64(RawBody(part)))) {
    // Line ends mean nothing in base64: no need to look at lines first.
    text = DecodeBase64(RawBody(part), anomalies, most);
    if (is_text) JoinLineEnds(*text);
  } else if (part.encoding == "quoted-printable") {
    text = read_to(QuotedPrintableDecoder(most, anomalies));
    JoinLineEnds(*text);
  } else if (part.encoding == "x-uuencode" || part.encoding == "uuencode" || part.encoding == "x-uue") {
    text = read_to(UuencodeDecoder(most, anomalies));
    if (text && is_text) JoinLineEnds(*text);
  } else if (anomalies != nullptr && !part.encoding.empty() && part.encoding != "7bit" &&
             part.encoding != "8bit" && part.encoding != "binary") {
    anomalies->Add(Anomaly::kUnknownEncoding);
  }
  if (!text) text = LeafText(part, Source(part), BodyOfSource(part), most);
  if (text->size() > most) text->resize(most);
  return std::move(*text);
}

}  // namespace gatepost

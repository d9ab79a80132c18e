// Tested by tests/mail/header_test.cc, tests/mail/message_test.cc.
#include <algorithm>

#include "base/ascii.h"
#include "mail/header.h"
#include "mail/parse.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxHeaderNameBytes = 256;  // SpamAssassin keeps no more
constexpr int kMaxMalformedLines = 3;             // SpamAssassin's patience

enum class LineKind { kField, kEightBitField, kOther };

// "Name:" with nothing but printable ASCII in the name (white space may stand before the colon).
LineKind KindOf(std::string_view line) {
  bool eight_bit = false;
  std::size_t at = 0;
  for (; at < line.size() && line[at] != ':'; ++at) {
    const auto c = static_cast<unsigned char>(line[at]);
    if (c >= 0x80) {
      eight_bit = true;
    } else if (c <= ' ' || c == 0x7F) {
      break;
    }
  }
  if (at == 0) return LineKind::kOther;
  while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
  if (at >= line.size() || line[at] != ':') return LineKind::kOther;
  return eight_bit ? LineKind::kEightBitField : LineKind::kField;
}

bool IsContinuation(std::string_view line) {
  return !line.empty() && (line.front() == ' ' || line.front() == '\t');
}

bool IsBlank(std::string_view line) { return line.empty() || line == "\r"; }

// The separator of the University of Washington's mbx folders:
// "24-Nov-2026 03:12:07 +0000,1234;000000000001-00000001".
bool IsMbxLine(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t comma = line.rfind(',');
  const std::size_t semicolon = line.rfind(';');
  if (line.size() < 20 || comma == kNpos || semicolon == kNpos || comma > semicolon) return false;
  if (line[2] != '-' || line[6] != '-' || line[11] != ' ' || line[14] != ':' || line[17] != ':') return false;
  if (!(IsAsciiDigit(line[0]) || IsAsciiSpace(line[0])) || !IsAsciiDigit(line[1])) return false;
  if (!AllDigits(line.substr(7, 4)) || !AllDigits(line.substr(12, 2)) || !AllDigits(line.substr(15, 2)) ||
      !AllDigits(line.substr(18, 2))) {
    return false;
  }
  const std::string_view flags = line.substr(semicolon + 1);
  return AllDigits(line.substr(comma + 1, semicolon - comma - 1)) && flags.size() == 21 && flags[12] == '-';
}

}  // namespace

// An mbox "From " line, or an mbx separator, before a message's header.
void MessageParser::SkipMboxLine(std::size_t* begin) {
  const std::string_view text = cursor().text.substr(0, cursor().end);
  const std::size_t newline = text.find('\n', *begin);
  const std::size_t next = newline == kNpos ? text.size() : newline + 1;
  const std::string_view line = text.substr(*begin, next - *begin);
  bool separator = false;
  if (line.starts_with("From") && line.size() > 4 && IsAsciiSpace(line[4])) {
    // "From :" is a header field of the old syntax.
    separator = line.size() <= 5 || line[5] != ':';
  } else if (!line.empty() && (IsAsciiDigit(line[0]) || IsAsciiSpace(line[0]))) {
    separator = IsMbxLine(line.ends_with('\n') ? line.substr(0, line.size() - 1) : line);
  }
  if (!separator) return;
  Note(Anomaly::kMboxFromLine);
  if (open_.size() == 1) message_.mbox_line_ = line;
  *begin = next;
}

void MessageParser::StartField(std::size_t begin) {
  header_.open = true;
  header_.field_begin = begin;
}

void MessageParser::FinishField(std::size_t end) {
  if (!header_.open) return;
  header_.open = false;
  const std::string_view text = cursor().text.substr(header_.field_begin, end - header_.field_begin);
  // In a message's header the colon may come lines later: the name then has the line ends in it.
  const bool any_line = open_.back().is_message;
  const std::size_t colon = (any_line ? text : text.substr(0, text.find('\n'))).find(':');
  if (colon == kNpos) return;  // a malformed line, noted already
  HeaderField field;
  field.name = text.substr(0, colon);
  while (!field.name.empty() && (field.name.back() == ' ' || field.name.back() == '\t')) {
    field.name.remove_suffix(1);
  }
  field.raw = text.substr(colon + 1);
  if (text.size() > limits_.max_header_field_bytes) {
    NoteLimit("max_header_field_bytes");
    field.name = field.name.substr(0, limits_.max_header_field_bytes);
    const std::size_t before = std::min(colon + 1, limits_.max_header_field_bytes);
    field.raw = field.raw.substr(0, limits_.max_header_field_bytes - before);
  }
  if (open_.size() == 1 &&
      (field.name.size() > kMaxHeaderNameBytes || field.raw.size() > kMaxHeaderValueBytes)) {
    Note(Anomaly::kTruncatedHeader);
    field.name = field.name.substr(0, kMaxHeaderNameBytes);
  }
  if (text.find('\0') != kNpos) Note(Anomaly::kNulInHeader);
  // The fields that make the structure count wherever they stand, also past the limit.
  if (StartsWithIgnoreCase(field.name, "Content-")) {
    if (EqualsIgnoreCase(field.name, "Content-Type")) {
      header_.type = field;
    } else if (EqualsIgnoreCase(field.name, "Content-Transfer-Encoding")) {
      header_.encoding = field;
    } else if (EqualsIgnoreCase(field.name, "Content-Disposition")) {
      header_.disposition = field;
    }
  }
  header_.any_field = true;
  std::vector<HeaderField>& fields = Top().fields;
  if (fields.size() >= limits_.max_header_fields) {
    NoteLimit("max_header_fields");
    return;
  }
  header_bytes_ += std::min(text.size(), limits_.max_header_field_bytes) + Limits::kFieldOverhead;
  if (header_bytes_ > limits_.max_header_bytes) {
    NoteLimit("max_header_bytes");
    return;
  }
  fields.push_back(field);
}

// A message's header, of the whole mail or of a nested one. `line` has no "\n".
void MessageParser::MessageHeaderLine(std::string_view line, std::size_t begin, std::size_t next) {
  if (IsContinuation(line)) {
    if (!header_.open) StartField(begin);
    return;
  }
  FinishField(begin);
  if (IsBlank(line)) {
    SettlePart(begin, next);
    return;
  }
  bool ended = line.starts_with("--");
  if (!ended) {
    switch (KindOf(line)) {
      case LineKind::kField:
        break;
      case LineKind::kEightBitField:
        Note(Anomaly::kEightBitHeaderName);
        break;
      case LineKind::kOther:
        Note(Anomaly::kMalformedHeaderLine);
        ended = ++header_.error_count > kMaxMalformedLines;
        break;
    }
  }
  if (!ended) {
    StartField(begin);
    return;
  }
  if (open_.size() == 1) Note(Anomaly::kMissingBlankLine);
  SettlePart(begin, begin);
}

bool MessageParser::IsOuterBoundary(std::size_t begin, std::size_t end) const {
  std::size_t index = 0;
  bool close = false;
  return MatchBoundary(begin, end, &index, &close) && index + 2 < open_.size();
}

// Is the line before `next` the last one of what the multipart around this part holds? SpamAssassin cuts that
// off before it reads it: at a boundary further out, and a blank line before it.
bool MessageParser::IsLastLine(std::size_t next) const {
  const Cursor& current = cursors_.back();
  if (next >= current.end) return !current.cut;
  std::size_t end = LineEnd(current.text, next, current.end);
  if (IsOuterBoundary(next, end)) return true;
  if (!IsBlank(current.text.substr(next, end - next - 1)) || end >= current.end) return false;
  return IsOuterBoundary(end, LineEnd(current.text, end, current.end));
}

// The header of a part of a multipart.
void MessageParser::PartHeaderLine(std::string_view line, std::size_t begin, std::size_t next) {
  const bool continuation = IsContinuation(line);
  if (after_boundary_ && IsBlank(line) && next < cursor().end &&
      IsOuterBoundary(next, LineEnd(cursor().text, next, cursor().end))) {
    after_boundary_ = false;  // the blank line is the boundary's; this part is nothing
    Top().type = "text/plain";
    Top().body_begin = Top().body_end = begin;
    state_ = State::kBody;
    return;
  }
  const bool last = IsLastLine(next);
  if (continuation && header_.open && !last) return;
  LineKind kind = continuation ? LineKind::kOther : KindOf(line);
  if (after_boundary_) {
    after_boundary_ = false;
    const std::size_t colon = line.find(':');
    const bool plain = kind == LineKind::kField && line[colon - 1] != ' ' && line[colon - 1] != '\t';
    if (!plain) Note(Anomaly::kMissingMimeHeaders);
  }
  if (last) {
    // SpamAssassin takes the last line of all as text, whatever it is, and forgets the field before it.
    header_.open = false;
    SettlePart(begin, begin);
    return;
  }
  if (kind == LineKind::kEightBitField && !header_.any_field && !header_.open) {
    // Text, or a field that should hide those after it? A field on the next line tells.
    const std::size_t newline = cursor().text.find('\n', next);
    const std::size_t next_end = std::min(newline, cursor().end);
    if (next >= cursor().end || KindOf(cursor().text.substr(next, next_end - next)) == LineKind::kOther) {
      kind = LineKind::kOther;
    }
  }
  FinishField(begin);
  if (kind == LineKind::kOther) {
    // Where CRLF is the line's end, a CR before it is as one before LF.
    const bool blank = IsBlank(line) || (line == "\r\r" && Top().crlf);
    if (!blank) Note(Anomaly::kMissingMimeBlankLine);
    SettlePart(begin, blank ? next : begin);
    return;
  }
  if (kind == LineKind::kEightBitField) Note(Anomaly::kEightBitHeaderName);
  StartField(begin);
}

}  // namespace gatepost

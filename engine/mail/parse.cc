// Tested by tests/mail/message_test.cc, tests/mail/limits_test.cc, tests/golden, tests/fuzz/mime_fuzz.cc.
#include "mail/parse.h"

#include <algorithm>
#include <utility>

#include "base/add_once.h"
#include "base/ascii.h"
#include "mail/header.h"
#include "mail/mime_type.h"

namespace gatepost {
namespace {

// Text may be read again (as the one part of a multipart whose boundary never came) this often in all.
constexpr std::size_t kMaxReadAgainTimes = 8;
constexpr std::size_t kMaxCutMessages = 8;

// As SpamAssassin decides whether lines end in CRLF: by the first line and the last.
bool IsCrlf(std::string_view text) {
  const std::size_t first = text.find('\n');
  if (first == kNpos) return false;
  if (first > 0 && text[first - 1] == '\r') return true;
  return text.ends_with("\r\n");
}

bool HasMixedLineEnds(std::string_view text) {
  if (text.find("\r\n") == kNpos) return false;
  for (std::size_t at = text.find('\n'); at != kNpos; at = text.find('\n', at + 1)) {
    if (at == 0 || text[at - 1] != '\r') return true;
  }
  return false;
}

bool IsEncoded(std::string_view encoding) {
  return encoding == "base64" || encoding == "quoted-printable" || encoding == "x-uuencode" ||
         encoding == "uuencode" || encoding == "x-uue";
}

}  // namespace

std::size_t LineEnd(std::string_view text, std::size_t at, std::size_t end) {
  const std::size_t newline = text.find('\n', at);
  return newline == kNpos ? end : std::min(newline + 1, end);
}

Message Message::Parse(std::string_view bytes, const Limits& limits) {
  Message message;
  message.bytes_ = bytes;
  message.max_header_bytes_ = limits.max_header_bytes;
  MessageParser(message, limits).Run();
  return message;
}

void MessageParser::NoteLimit(const char* name) { AddOnce(name, &message_.limits_met_); }

void MessageParser::Run() {
  const std::string_view bytes = message_.bytes_;
  if (bytes.size() > limits_.max_message_bytes) {
    ParseTooLarge();
    return;
  }
  if (bytes.empty()) Note(Anomaly::kEmptyMessage);
  if (HasMixedLineEnds(bytes)) Note(Anomaly::kMixedLineEnds);
  cursors_.push_back({0, bytes, 0, bytes.size(), 0});
  StartPart(true, 0);
  while (!cursors_.empty()) Step();
  if (message_.parts_.front().fields.empty()) Note(Anomaly::kNoHeader);
}

// One text part without a header: the caller sees the limit and does not scan.
void MessageParser::ParseTooLarge() {
  NoteLimit("max_message_bytes");
  Part part;
  part.body_end = message_.bytes_.size();
  part.type = "text/plain";
  message_.parts_.push_back(std::move(part));
}

// Reads a line of a header, or up to the next boundary of a body. Each call moves on or closes a part.
void MessageParser::Step() {
  const Cursor current = cursor();
  if (current.at >= current.end) {
    EndOfCursor();
    return;
  }
  if (state_ != State::kMessageHeader && state_ != State::kPartHeader) {
    SkipBody();
    return;
  }
  const std::size_t next = LineEnd(current.text, current.at, current.end);
  std::string_view line = current.text.substr(current.at, next - current.at);
  std::size_t index = 0;
  bool close = false;
  if (MatchBoundary(current.at, next, &index, &close)) {
    OnBoundary(index, close, current.at, next);
    return;
  }
  if (line.ends_with('\n')) line.remove_suffix(1);
  cursor().at = next;
  if (state_ == State::kMessageHeader) {
    MessageHeaderLine(line, current.at, next);
  } else {
    PartHeaderLine(line, current.at, next);
  }
}

void MessageParser::SkipBody() {
  const Cursor current = cursor();
  const std::size_t begin = current.at;
  std::size_t line_begin = begin;
  if (!HasOpenBoundary()) line_begin = current.end;
  while (line_begin < current.end) {
    if (current.text.substr(line_begin, 2) == "--") {
      const std::size_t next = LineEnd(current.text, line_begin, current.end);
      std::size_t index = 0;
      bool close = false;
      if (MatchBoundary(line_begin, next, &index, &close)) {
        // SpamAssassin overlooks a closing boundary that nothing opened.
        if (!close || open_[index].opened) {
          CheckEpilogue(begin, line_begin);
          cursor().at = line_begin;
          OnBoundary(index, close, line_begin, next);
          return;
        }
        open_[index].stray_close = std::min(open_[index].stray_close, line_begin);
      }
    }
    const std::size_t found = current.text.find("\n--", line_begin);
    line_begin = found == kNpos || found + 1 >= current.end ? current.end : found + 1;
  }
  CheckEpilogue(begin, current.end);
  cursor().at = current.end;
}

void MessageParser::CheckEpilogue(std::size_t begin, std::size_t end) {
  if (state_ != State::kEpilogue || message_.anomalies_.Has(Anomaly::kMimeEpilogue)) return;
  NoteEpilogue(cursor().text.substr(begin, end - begin));
}

void MessageParser::NoteEpilogue(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](char c) { return c != '.' && !IsAsciiSpace(c); })) {
    Note(Anomaly::kMimeEpilogue);
  }
}

bool MessageParser::HasOpenBoundary() const {
  for (std::size_t i = cursors_.back().base; i < open_.size(); ++i) {
    if (!open_[i].boundary.empty() && !open_[i].closed) return true;
  }
  return false;
}

// Is there text before `end`, where the first boundary of an open multipart would be?
bool MessageParser::HasPreamble(const Open& open, std::size_t end) const {
  const std::size_t begin = message_.parts_[static_cast<std::size_t>(open.part)].body_begin;
  return !open.opened && begin < end && !Trim(cursors_.back().text.substr(begin, end - begin)).empty();
}

// The open multipart whose boundary `line` is: the longest that matches, of equal ones the newest
// (a nested multipart may use the boundary of the one around it) unless text would
// stand before it, in a preamble.
bool MessageParser::MatchBoundary(std::size_t begin, std::size_t end, std::size_t* index, bool* close) const {
  std::string_view line = cursors_.back().text.substr(begin, end - begin);
  if (!line.starts_with("--")) return false;
  line = TrimRight(line.substr(2));
  std::size_t best = 0;
  for (std::size_t i = open_.size(); i > cursors_.back().base; --i) {
    const Open& open = open_[i - 1];
    const std::string_view boundary = open.boundary;
    if (boundary.empty() || open.closed || boundary.size() < best) continue;
    const bool same_size = line.size() == boundary.size();
    const bool two_more = line.size() == boundary.size() + 2 && line.ends_with("--");
    if (!same_size && !two_more && !open.truncated) continue;
    if (!line.starts_with(boundary)) continue;
    if (boundary.size() == best && !HasPreamble(open_[*index], begin)) continue;
    best = boundary.size();
    *index = i - 1;
    // A boundary known by its beginning alone never closes: what follows is then looked at.
    *close = two_more && !open.truncated;
  }
  return best != 0;
}

// The line end before a boundary belongs to the boundary.
std::size_t MessageParser::ContentEnd(std::size_t line_begin) const {
  const std::string_view text = cursors_.back().text;
  if (line_begin > 0 && text[line_begin - 1] == '\n') --line_begin;
  if (line_begin > 0 && text[line_begin - 1] == '\r') --line_begin;
  return line_begin;
}

void MessageParser::EndHeader(std::size_t at) {
  after_boundary_ = false;
  // SpamAssassin forgets a part's last field when a boundary follows at once.
  if (state_ == State::kPartHeader) header_.open = false;
  // An empty nested message may begin where the header of its part ends.
  while (state_ == State::kMessageHeader || state_ == State::kPartHeader) {
    FinishField(at);
    if (state_ == State::kMessageHeader && open_.size() == 1 && at > 0) Note(Anomaly::kMissingBlankLine);
    SettlePart(at, at);
  }
}

void MessageParser::EndOfCursor() {
  const Cursor current = cursor();
  EndHeader(current.end);
  if (CloseDownTo(current.base, current.end, false)) return;
  cursors_.pop_back();
  state_ = State::kBody;
}

void MessageParser::OnBoundary(std::size_t index, bool close, std::size_t line_begin, std::size_t line_end) {
  if (after_boundary_ && index + 2 == open_.size()) Note(Anomaly::kMissingMimeHeaders);
  EndHeader(line_begin);
  cursor().at = line_begin;
  // What still has to be read inside comes first; this line is then met again.
  if (CloseDownTo(index + 1, ContentEnd(line_begin), true)) return;
  cursor().at = line_end;
  if (close) {
    open_[index].closed = true;
    state_ = State::kEpilogue;
    return;
  }
  open_[index].opened = true;
  if (!RoomForPart()) {
    AddRest(line_end);
    return;
  }
  StartPart(false, line_end);
  after_boundary_ = true;
}

// Closes the newest parts until `height` are left. True where a part has to be read first.
// `by_boundary`: the oldest of them ends at a boundary of its own multipart.
bool MessageParser::CloseDownTo(std::size_t height, std::size_t content_end, bool by_boundary) {
  while (open_.size() > height) {
    if (CloseTop(content_end, by_boundary && open_.size() == height + 1)) return true;
  }
  return false;
}

bool MessageParser::CloseTop(std::size_t content_end, bool by_boundary) {
  Part& part = Top();
  part.body_end = std::max(part.body_begin, content_end);
  if (!part.children.empty()) {  // a child whose header ran into the boundary ends at that line
    const Part& last = At(part.children.back());
    if (last.source == part.source) part.body_end = std::max(part.body_end, last.body_end);
  }
  if (!open_.back().looked_again) {
    open_.back().looked_again = true;
    if (!open_.back().boundary.empty() && !open_.back().opened) {
      Note(Anomaly::kMissingBoundary);
      if (ReadAgain(part.body_end)) return true;
    } else if (open_.back().encoded && ReadDecoded()) {
      return true;
    }
  }
  const Open& top = open_.back();
  if (top.opened && !top.closed) Note(Anomaly::kUnclosedMultipart);
  const bool empty = part.fields.empty() && part.children.empty() && part.body_end == part.header_begin;
  if (empty && part.parent >= 0 && !by_boundary && !top.kept) {
    // A message/rfc822 without content is a leaf, and a boundary on the last line opens nothing.
    At(part.parent).children.pop_back();
    message_.parts_.pop_back();
  }
  open_.pop_back();
  return false;
}

// The boundary of the newest part never came: all it holds becomes one part.
bool MessageParser::ReadAgain(std::size_t content_end) {
  const std::size_t begin = Top().body_begin;
  if (begin >= content_end) return false;
  if (!RoomForPart()) {
    Demote("max_parts");
    return false;
  }
  read_again_bytes_ += content_end - begin;
  if (read_again_bytes_ > kMaxReadAgainTimes * message_.bytes_.size()) {
    Demote("max_part_depth");
    return false;
  }
  const std::size_t stray_close = open_.back().stray_close;
  bool cut = false;
  if (stray_close < content_end) {
    // SpamAssassin stops there; so do we where nothing could hide behind it.
    const std::string_view text = cursor().text.substr(0, content_end);
    const std::size_t rest = LineEnd(text, stray_close, content_end);
    if (Trim(text.substr(rest)).empty()) {
      content_end = std::max(begin, ContentEnd(stray_close));
      cut = true;
    } else {
      NoteEpilogue(text.substr(rest));
    }
  }
  const bool is_message = open_.back().is_message;
  const std::string first_marker = "--" + open_.back().boundary;
  cursors_.push_back({cursor().source, cursor().text, begin, content_end, open_.size(), cut});
  StartPart(false, begin);
  open_.back().kept = begin == content_end;
  if (is_message) {
    // The body of a message is no place for a part's header: it has none. A blank line that is all there is
    // stays.
    const std::size_t next = LineEnd(cursor().text, begin, content_end);
    const std::string_view line = cursor().text.substr(begin, next - begin);
    const bool last = next >= content_end && !cut;
    const bool blank = (line == "\n" || line == "\r\n") && !last;
    if (!last && line.starts_with(first_marker)) Note(Anomaly::kMissingMimeBlankLine);
    SettlePart(begin, blank ? next : begin);
  }
  return true;
}

// The newest part is a message that came encoded: it is decoded and read.
bool MessageParser::ReadDecoded() {
  const Part& part = Top();
  if (part.body_end == part.body_begin) return false;
  if (!RoomForPart()) {
    Demote("max_parts");
    return false;
  }
  // Half of what is left, so that a message in a message in a message is still begun to be read.
  const std::size_t room = (limits_.max_nested_bytes - nested_bytes_) / 2;
  std::string text = message_.DecodeLeaf(part, &message_.anomalies_, room + 1);
  if (text.size() > room) {
    // Of the first few their beginnings are read; the others are text without structure.
    if (room == 0 || message_.nested_.size() >= kMaxCutMessages) {
      Demote("max_nested_bytes");
      return false;
    }
    NoteLimit("max_nested_bytes");
    text.resize(room);
  }
  if (text.empty()) return false;
  nested_bytes_ += text.size();
  message_.nested_.push_back(std::make_shared<const std::string>(std::move(text)));
  const std::string_view view = *message_.nested_.back();
  cursors_.push_back({static_cast<int>(message_.nested_.size()), view, 0, view.size(), open_.size()});
  StartPart(true, 0);
  return true;
}

// Past the limit of parts: all that is left is text of one more part.
void MessageParser::AddRest(std::size_t begin) {
  NoteLimit("max_parts");
  StartPart(false, begin);
  Part& part = Top();
  part.header_end = part.body_begin = begin;
  part.type = "text/plain";
  state_ = State::kBody;
  cursor().at = cursor().end;
}

void MessageParser::StartPart(bool is_message, std::size_t begin) {
  const int index = static_cast<int>(message_.parts_.size());
  Part part;
  part.source = cursor().source;
  if (!open_.empty()) {
    Part& parent = Top();
    part.parent = open_.back().part;
    part.depth = parent.depth + 1;
    parent.children.push_back(index);
    if (parent.source == part.source) {
      part.crlf = parent.crlf;
      part.multipart_depth = parent.multipart_depth + (parent.type.starts_with("multipart/") ? 1 : 0);
    }
  }
  message_.parts_.push_back(std::move(part));
  Open open;
  open.part = index;
  open.is_message = is_message;
  open_.push_back(std::move(open));
  header_ = Header{};
  after_boundary_ = false;
  state_ = is_message ? State::kMessageHeader : State::kPartHeader;
  if (is_message) {
    SkipMboxLine(&begin);
    cursor().at = begin;
    if (IsCrlf(cursor().text.substr(begin, cursor().end - begin))) Top().crlf = true;
  }
  Top().header_begin = Top().header_end = begin;
}

void MessageParser::SettlePart(std::size_t header_end, std::size_t body_begin) {
  Part& part = Top();
  part.header_end = header_end;
  part.body_begin = part.body_end = body_begin;
  cursor().at = body_begin;
  state_ = State::kBody;
  const auto decoded = [](const HeaderField& field) {
    return field.name.empty() ? std::string() : DecodeHeader(field.raw);
  };
  ContentType type = ParseContentType(decoded(header_.type));
  const std::string disposition = decoded(header_.disposition);
  bool exact = true;
  part.encoding = EncodingWord(decoded(header_.encoding), &exact);
  part.doubtful_encoding = !exact;
  if (!exact) Note(Anomaly::kUnknownEncoding);
  part.disposition = ParseParameterizedValue(disposition).value;
  part.charset = std::move(type.charset);
  part.name = DispositionName(disposition);
  if (part.name.empty()) part.name = std::move(type.name);
  if (part.name.empty()) part.name = ContinuedDispositionName(disposition);
  part.type = std::move(type.type);
  if (type.missing && part.parent >= 0 && At(part.parent).type == "multipart/digest") {
    part.type = "message/rfc822";
  }
  if (part.type.starts_with("multipart/")) {
    SettleMultipart(std::move(type.boundary));
  } else if (part.type == "message/rfc822" || part.type == "message/global") {
    SettleMessagePart();
  }
}

void MessageParser::SettleMultipart(std::optional<std::string> boundary) {
  Part& part = Top();
  if (static_cast<std::size_t>(part.depth) >= limits_.max_part_depth) {
    Demote("max_part_depth");
    return;
  }
  if (boundary) {
    Open& open = open_.back();
    part.boundary = *boundary;
    open.boundary = std::move(*boundary);
    if (open.boundary.size() > limits_.max_boundary_bytes) {
      NoteLimit("max_boundary_bytes");
      Note(Anomaly::kBoundaryTooLong);
      open.boundary.resize(limits_.max_boundary_bytes);
      open.truncated = true;
    }
    state_ = State::kPreamble;
    return;
  }
  Note(Anomaly::kMissingBoundary);
  if (open_.back().is_message) {  // the whole body is text
    part.type = "text/plain";
    part.lacks_boundary = true;
  } else if (!RoomForPart()) {
    Demote("max_parts");
  } else {  // the whole body is one part
    StartPart(false, part.body_begin);
  }
}

void MessageParser::SettleMessagePart() {
  const Part& part = Top();
  if (static_cast<std::size_t>(part.depth) >= limits_.max_part_depth) {
    Demote("max_part_depth");
  } else if (IsEncoded(part.encoding)) {
    open_.back().encoded = true;  // see ReadDecoded
  } else if (!RoomForPart()) {
    Demote("max_parts");
  } else {
    StartPart(true, part.body_begin);
  }
}

// Past a limit: the newest part stays a leaf, and its content is text.
void MessageParser::Demote(const char* limit) {
  NoteLimit(limit);
  Part& part = Top();
  if (part.type.starts_with("multipart/")) part.encoding.clear();
  part.type = "text/plain";
  part.boundary.clear();
  open_.back().boundary.clear();
}

}  // namespace gatepost

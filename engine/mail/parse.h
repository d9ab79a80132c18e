// MessageParser: the splitter behind Message::Parse. See parse.cc; not for use elsewhere.
//
// One pass over lines with an explicit stack of open parts. A boundary is a whole line; of the open
// boundaries the longest that matches wins, of equal ones the newest. What SpamAssassin 4.0.1 sees is
// what this sees, except where that lets a sender hide text; those places are anomalies.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/message.h"

namespace gatepost {

// Where the line at `at` ends, its line end included, within `end`.
std::size_t LineEnd(std::string_view text, std::size_t at, std::size_t end);

class MessageParser {
 public:
  MessageParser(Message& message, const Limits& limits) : message_(message), limits_(limits) {}
  void Run();

 private:
  enum class State { kMessageHeader, kPartHeader, kBody, kPreamble, kEpilogue };

  // A part whose end is not yet known.
  struct Open {
    int part = 0;
    std::string boundary;    // multiparts
    bool truncated = false;  // `boundary` was over the limit: matched as a prefix
    bool opened = false;     // its boundary was seen
    bool closed = false;     // its closing boundary was seen
    // Where a closing boundary stood that nothing opened; npos: nowhere.
    std::size_t stray_close = std::string_view::npos;
    bool looked_again = false;  // what was left for its end (see CloseTop) is done
    bool encoded = false;       // a nested message that must be decoded first
    bool is_message = false;    // has a message's header (the message itself, nested messages)
    bool kept = false;          // stays, also when it is empty
  };

  // A stretch of a source that is being read. Nested stretches: a multipart that turned out to have
  // no boundary line is read again as one part; an encoded message is read once it is decoded.
  struct Cursor {
    int source = 0;
    std::string_view text;
    std::size_t at = 0, end = 0;
    std::size_t base = 0;  // open_ as it was when the cursor began
    bool cut = false;      // a closing boundary that nothing opened follows: the last line is an ordinary one
  };

  // What the header of the part that is being read said so far.
  struct Header {
    bool open = false;  // a field is being read
    std::size_t field_begin = 0;
    bool any_field = false;
    int error_count = 0;
    HeaderField type, encoding, disposition;  // the last of each; empty where absent
  };

  Part& At(int part) { return message_.parts_[static_cast<std::size_t>(part)]; }
  Part& Top() { return At(open_.back().part); }
  Cursor& cursor() { return cursors_.back(); }
  void NoteLimit(const char* name);
  void Note(Anomaly anomaly) { message_.anomalies_.Add(anomaly); }

  // The structure (parse.cc).
  void ParseTooLarge();
  void Step();
  void SkipBody();
  void EndOfCursor();
  void EndHeader(std::size_t at);
  void CheckEpilogue(std::size_t begin, std::size_t end);
  void NoteEpilogue(std::string_view text);
  bool HasOpenBoundary() const;
  bool HasPreamble(const Open& open, std::size_t end) const;
  bool MatchBoundary(std::size_t begin, std::size_t end, std::size_t* index, bool* close) const;
  bool IsOuterBoundary(std::size_t begin, std::size_t end) const;
  bool IsLastLine(std::size_t next) const;
  void OnBoundary(std::size_t index, bool close, std::size_t line_begin, std::size_t line_end);
  bool CloseDownTo(std::size_t height, std::size_t content_end, bool by_boundary);
  bool CloseTop(std::size_t content_end, bool by_boundary);
  bool ReadAgain(std::size_t content_end);
  bool ReadDecoded();
  bool RoomForPart() const { return message_.parts_.size() < limits_.max_parts; }
  void StartPart(bool is_message, std::size_t begin);
  void AddRest(std::size_t begin);
  void SettlePart(std::size_t header_end, std::size_t body_begin);
  void SettleMultipart(std::optional<std::string> boundary);
  void SettleMessagePart();
  void Demote(const char* limit);
  std::size_t ContentEnd(std::size_t line_begin) const;

  // The header (parse_header.cc).
  void MessageHeaderLine(std::string_view line, std::size_t begin, std::size_t next);
  void PartHeaderLine(std::string_view line, std::size_t begin, std::size_t next);
  void StartField(std::size_t begin);
  void FinishField(std::size_t end);
  void SkipMboxLine(std::size_t* begin);

  Message& message_;
  const Limits& limits_;
  std::vector<Open> open_;
  std::vector<Cursor> cursors_;
  State state_ = State::kBody;
  Header header_;
  bool after_boundary_ = false;  // the next line should be a header field
  std::size_t read_again_bytes_ = 0, header_bytes_ = 0, nested_bytes_ = 0;
};

}  // namespace gatepost

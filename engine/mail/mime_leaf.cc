// Tested by tests/mail/message_test.cc and tests/golden.
#include "mail/mime_leaf.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxLineBytes = 2048;
constexpr std::size_t kMaxBlankLines = 20;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

bool IsWhiteSpace(std::string_view line) { return std::all_of(line.begin(), line.end(), IsAsciiSpace); }

// The number of blank lines that end at `at`, not looking before `begin` nor past what matters.
std::size_t BlankLinesBefore(std::string_view source, std::size_t begin, std::size_t at) {
  std::size_t count = 0;
  while (at > begin && source[at - 1] == '\n') {
    std::size_t start = at - 1;
    while (start > begin && source[start - 1] != '\n') {
      if (!IsAsciiSpace(source[start - 1])) return count;
      --start;
    }
    ++count;
    at = start;
  }
  return count;
}

// Takes lines one by one and writes what is kept.
class LeafWriter {
 public:
  LeafWriter(std::string& out, int multipart_depth) : out_(out), line_breaks_(multipart_depth) {}

  // Lines of a run that came before the leaf (they count, but are not written).
  void SkipBlankLines(std::size_t count, bool at_message_start) {
    run_ = count;
    kept_first_ = at_message_start ? 2 : 1;
  }

  // `line` has no line end; `ended` tells whether one follows.
  void Line(std::string_view line, bool ended) {
    if (IsWhiteSpace(line)) {
      if (line_count_ == 0) StartRun();
      ++run_;
      Put(line, ended);
      if (line_count_ == 0) first_end_ = out_.size();
      if (line_count_ == 1) second_end_ = out_.size();
      ends_[line_count_++ % ends_.size()] = out_.size();
      // A run may be as long as the mail.
      if (out_.size() < next_cut_) return;
      CutRun();
      next_cut_ = out_.size() + kPieceBytes;
      return;
    }
    EndRun();
    kept_first_ = 1;
    Put(line, ended);
  }

  bool InRun() const { return line_count_ > 0; }

  void EndRun() {
    CutRun();
    run_ = 0;
    line_count_ = 0;
  }

 private:
  void StartRun() {
    run_begin_ = out_.size();
    next_cut_ = out_.size() + kPieceBytes;
  }

  // Takes those lines out of a run of blank lines that are too many, as far as it is known.
  void CutRun() {
    const std::size_t allowed = kMaxBlankLines + (kept_first_ == 2 ? 1 : 0);
    if (run_ <= allowed) return;
    // Lines [kept_first_, kept_first_ + run_ - allowed) of the run go; `before` of it were not ours.
    const std::size_t before = run_ - line_count_;
    const std::size_t from = std::max(kept_first_, before) - before;
    const std::size_t to = std::max(kept_first_ + run_ - allowed, before) - before;
    if (to <= from) return;
    const std::size_t begin = from == 0 ? run_begin_ : from == 1 ? first_end_ : second_end_;
    const std::size_t taken = ends_[(to - 1) % ends_.size()] - begin;
    out_.erase(begin, taken);
    for (std::size_t line = to - 1; line < line_count_; ++line) ends_[line % ends_.size()] -= taken;
  }

  void Put(std::string_view line, bool ended) {
    if (line_breaks_ > 0) {
      // Growing, a line as long as the mail would need twice the room.
      const std::size_t breaks = line.size() / kMaxLineBytes * static_cast<std::size_t>(line_breaks_);
      if (breaks > 0) out_.reserve(out_.size() + line.size() + breaks + 2);
      // A line end counts as a byte of its line.
      while (line.size() + (ended ? 1 : 0) > kMaxLineBytes) {
        const std::size_t taken = std::min(line.size(), kMaxLineBytes);
        out_.append(line.substr(0, taken));
        // Each multipart around the leaf broke the line anew.
        out_.append(static_cast<std::size_t>(line_breaks_), '\n');
        line.remove_prefix(taken);
        if (taken < kMaxLineBytes) break;
      }
    }
    out_.append(line);
    if (ended) out_.push_back('\n');
  }

  std::string& out_;
  int line_breaks_;
  std::size_t run_ = 0, kept_first_ = 1, run_begin_ = 0, next_cut_ = 0;
  // Where lines of the run end in out_: the first, the second, and the newest ones.
  std::size_t line_count_ = 0, first_end_ = 0, second_end_ = 0;
  std::array<std::size_t, 32> ends_{};
};

// Writes the text to `out` until it has `most` bytes; `pause` is called where all lines in it are final.
template <typename Pause>
void WriteLeaf(const Part& part, std::string_view source, std::size_t message_body_begin, std::size_t most,
               std::string& out, const Pause& pause) {
  const std::string_view body = source.substr(part.body_begin, part.body_end - part.body_begin);
  if (part.lacks_boundary) {
    const std::size_t first = std::min(body.find('\n'), body.size());
    if (first + 1 < body.size() && !Trim(body.substr(0, first)).empty()) out.push_back('\n');
  }
  LeafWriter writer(out, part.multipart_depth);
  const bool at_start = part.body_begin == message_body_begin;
  writer.SkipBlankLines(at_start ? 0 : BlankLinesBefore(source, message_body_begin, part.body_begin),
                        at_start);
  // The text after the last line end is a line too where a boundary took its line end.
  const bool chomped = part.body_end < source.size();
  for (std::size_t at = 0; at < body.size() && (out.size() < most || writer.InRun());) {
    const std::size_t newline = body.find('\n', at);
    const std::size_t room = writer.InRun() ? most : most - out.size();
    if (newline == std::string_view::npos || newline - at > room) {
      writer.Line(body.substr(at, room), false);
      break;
    }
    std::string_view line = body.substr(at, newline - at);
    if (part.crlf && line.ends_with('\r')) line.remove_suffix(1);
    writer.Line(line, true);
    if (!writer.InRun()) pause();
    at = newline + 1;
    if (at == body.size() && chomped) writer.Line({}, false);
  }
  writer.EndRun();
}

}  // namespace

std::string LeafText(const Part& part, std::string_view source, std::size_t message_body_begin,
                     std::size_t most) {
  std::string out;
  const std::size_t bytes = std::min(part.body_end - part.body_begin, most);
  out.reserve(bytes + bytes / kMaxLineBytes * static_cast<std::size_t>(part.multipart_depth) + 2);
  WriteLeaf(part, source, message_body_begin, most, out, [] {});
  return out;
}

void ReadLeafText(const Part& part, std::string_view source, std::size_t message_body_begin,
                  const std::function<void(std::string_view)>& take) {
  std::string out;
  WriteLeaf(part, source, message_body_begin, std::string::npos, out, [&] {
    if (out.size() < kPieceBytes) return;
    take(out);
    out.clear();
  });
  if (!out.empty()) take(out);
}

}  // namespace gatepost

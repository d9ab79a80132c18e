// Tested by tests/razor/parts_test.cc; bench/razor_signatures.py holds signatures against Razor's own.
#include "razor/parts.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "razor/text.h"

namespace gatepost {
namespace {

// The client's first line of every part. Only its length can matter, for parts with much header.
constexpr std::string_view kAgentLine = "X-Razor2-Agent: Razor-Agents v2.84\n";
constexpr std::size_t kMostPartHead = std::size_t{4} << 10, kMostPartBody = std::size_t{60} << 10;
constexpr int kDeepestPart = 20;

std::string LinesOfContent(std::string_view joined) {
  std::string lines;
  for (const std::string_view line : Split(joined, '\n')) {
    if (StartsWithIgnoreCase(line, "Content-") || StartsWithIgnoreCase(line, "X-Razor2"))
      lines.append(line).append("\n");
  }
  return lines;
}

// What stands behind the last "boundary=" of the line that begins at `at`: in quotes, which may close on
// another line, or up to white space. Empty where there is none.
std::string_view BoundaryOfLine(std::string_view lines, std::size_t at) {
  constexpr std::string_view kName = "boundary=";
  const std::size_t line_end = std::min(lines.find('\n', at), lines.size());
  // One character at least stands between the type and the name.
  for (std::size_t name = line_end; name-- > at + 1;) {
    if (!StartsWithIgnoreCase(lines.substr(name), kName)) continue;
    const std::string_view rest = lines.substr(name + kName.size());
    if (rest.starts_with('"')) {
      const std::size_t close = rest.find('"', 1);
      if (close != kNpos && close > 1) return rest.substr(0, close + 1);
    }
    const auto end = std::find_if(rest.begin(), rest.end(), IsAsciiSpace);
    if (end != rest.begin()) return {rest.begin(), end};
  }
  return {};
}

std::string BoundaryOf(std::string_view lines) {
  constexpr std::string_view kType = "Content-Type: multipart";
  std::string_view boundary;
  // Where the first type of a line has none behind it, neither have the others.
  for (std::size_t at = 0; boundary.empty() && (at = FindIgnoreCase(lines, kType, at)) != kNpos;
       at = std::min(lines.find('\n', at), lines.size()))
    boundary = BoundaryOfLine(lines, at + kType.size());
  const bool is_quoted = boundary.size() >= 2 && boundary.starts_with('"') && boundary.ends_with('"') &&
                         !Contains(boundary, "\n");
  return std::string(is_quoted ? boundary.substr(1, boundary.size() - 2) : boundary);
}

// What stands between the lines of a boundary, but for what holds white space alone.
std::vector<std::string_view> PartsBetween(std::string_view body, const std::string& boundary) {
  const std::string line = "--" + boundary, broken = "\n" + line;
  body = body.substr(0, body.find(broken + "--"));
  std::vector<std::string_view> parts;
  std::size_t end = 0;
  if (!Contains(body, line)) {
    parts.push_back(body);
  } else {
    std::size_t begin = FindRazorLine(body, line, 0, &end);
    if (begin != 0) begin = FindRazorLine(body, broken, 0, &end);
    while (begin != kNpos) {
      const std::size_t part = end;
      begin = FindRazorLine(body, broken, part, &end);
      parts.push_back(body.substr(part, begin == kNpos ? kNpos : begin - part));
    }
  }
  std::erase_if(parts, [](std::string_view part) { return Trim(part).empty(); });
  return parts;
}

// "\r\r\n" is "\n".
std::string WithoutReturns(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t returns = std::min(text.find_first_not_of('\r'), text.size());
    if (returns == text.size() || text[returns] != '\n') kept.append(text.substr(0, returns));
    text.remove_prefix(returns);
    const std::size_t next = std::min(text.find('\r'), text.size());
    kept.append(text.substr(0, next));
    text.remove_prefix(next);
  }
  return kept;
}

// Cuts what is too long; nothing where a part has no body.
std::optional<std::string> Shortened(std::string_view part) {
  const RazorHalves halves = SplitRazorText(part);
  if (!halves.has_body()) return std::nullopt;
  std::string body = WithoutReturns(*halves.body), head = WithoutReturns(std::string(halves.head) + "\n");
  if (const std::size_t size = body.size(); size > kMostPartBody) {
    body.resize(kMostPartBody);
    head.insert(0, "X-Razor2-Origlen-Body: " + std::to_string(size) + "\n");
  }
  if (const std::size_t size = head.size(); size > kMostPartHead) {
    head.insert(0, "X-Razor2-Origlen-Header: " + std::to_string(size) + "\n");
    head.resize(kMostPartHead);
    // The last line goes; of one that is whole, its end stays.
    const bool is_whole = head.ends_with('\n');
    if (is_whole) head.pop_back();
    const std::size_t line = head.rfind('\n');
    head.resize(line == kNpos ? 0 : line + 1);
    if (is_whole) head += '\n';
  }
  return head + "\n" + body;
}

struct Piece {
  std::string_view text;
  int depth;
};

// A part, or what a multipart holds, which is read next.
std::optional<std::string> ReadPiece(const Piece& piece, std::vector<Piece>* to_read) {
  const RazorHalves halves = SplitRazorText(piece.text);
  const bool has_header = piece.depth == 0 || StartsWithIgnoreCase(halves.head, "Content-Type:");
  std::string part(kAgentLine);
  if (!halves.has_body() || !has_header) {
    if (!piece.text.starts_with('\n')) part += '\n';
    return part.append(piece.text);
  }
  const std::string lines = LinesOfContent(JoinRazorLines(halves.head)), boundary = BoundaryOf(lines);
  if (boundary.empty() || piece.depth == kDeepestPart)
    return part.append(lines).append("\n").append(*halves.body);
  const std::vector<std::string_view> inner = PartsBetween(*halves.body, boundary);
  for (auto text = inner.rbegin(); text != inner.rend(); ++text) to_read->push_back({*text, piece.depth + 1});
  return std::nullopt;
}

}  // namespace

std::vector<std::string> RazorParts(std::string_view mail) {
  std::vector<std::string> parts;
  std::vector<Piece> to_read;
  if (mail.size() <= kMostRazorBytes) to_read.push_back({mail, 0});
  while (!to_read.empty() && parts.size() <= kMostRazorParts) {
    const Piece piece = to_read.back();
    to_read.pop_back();
    const std::optional<std::string> part = ReadPiece(piece, &to_read);
    if (!part) continue;
    if (std::optional<std::string> shortened = Shortened(*part)) parts.push_back(std::move(*shortened));
  }
  return parts;
}

}  // namespace gatepost

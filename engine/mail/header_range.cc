// Tested by tests/mail/header_text_test.cc.
#include "mail/header_range.h"

#include <map>

#include "base/ascii.h"
#include "mail/header.h"

namespace gatepost {
namespace {

// SpamAssassin shows rules no more of all fields together.
constexpr std::size_t kMaxAllHeadersBytes = 65536;

// Fields are counted against the limit name by name in the order in which names first appear.
void DropBeyondLimit(const std::vector<HeaderField>& fields, std::vector<std::string>* lines) {
  std::map<std::string, std::vector<std::size_t>> by_name;
  std::vector<const std::vector<std::size_t>*> names;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if ((*lines)[i].empty()) continue;
    std::vector<std::size_t>& places = by_name[AsciiLower(fields[i].name)];
    if (places.empty()) names.push_back(&places);
    places.push_back(i);
  }
  std::size_t total = 0;
  for (const std::vector<std::size_t>* places : names) {
    for (std::size_t place : *places) {
      total += (*lines)[place].size();
      // What comes behind the first that is too much goes, too.
      if (total > kMaxAllHeadersBytes) (*lines)[place].clear();
    }
  }
}

// All fields decoded, in the order of the message.
std::vector<std::string> DecodedLines(const Part& root) {
  const std::vector<HeaderField>& fields = root.fields;
  std::vector<std::string> lines(fields.size());
  std::size_t total = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!IsForRules(root, fields[i].name)) continue;
    const std::string value = DecodeHeader(fields[i]);
    lines[i].reserve(fields[i].name.size() + value.size() + 3);
    lines[i].append(fields[i].name).append(": ").append(value).append("\n");
    total += lines[i].size();
  }
  if (total > kMaxAllHeadersBytes) DropBeyondLimit(fields, &lines);
  std::erase(lines, std::string());
  return lines;
}

// The header block cut before each line that is no continuation.
std::vector<std::string> RawLines(const Message& message) {
  std::vector<std::string> lines;
  const Part& root = message.root();
  const std::string_view text = message.raw_header();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = text.find('\n', at);
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    std::string line(text.substr(at, end - at));
    at = end;
    const bool bare = line.ends_with('\n') && !line.ends_with("\r\n");
    if (root.crlf && bare) line.insert(line.size() - 1, 1, '\r');
    if (line.front() != ' ' && line.front() != '\t') {
      lines.push_back(std::move(line));
    } else if (!lines.empty()) {
      lines.back() += line;
    }
  }
  // A field without a line end is none here; the blank line is one where it holds a CR.
  if (!lines.empty() && !lines.back().ends_with('\n')) lines.pop_back();
  if (root.crlf && root.body_begin > root.header_end) lines.emplace_back("\r\n");
  return lines;
}

}  // namespace

std::optional<HeaderRange> FindHeaderRange(std::string_view name, const RelayChain& relays) {
  HeaderRange range;
  if (name == "ALL") {
    range.all = true;
  } else if (name == "ALL-TRUSTED") {
    range.last_received = relays.last_trusted_index + 1;
  } else if (name == "ALL-INTERNAL") {
    range.last_received = relays.last_internal_index + 1;
  } else if (name == "ALL-UNTRUSTED") {
    range.first_received = relays.last_trusted_index + 1;
  } else if (name == "ALL-EXTERNAL") {
    range.first_received = relays.last_internal_index + 1;
  } else {
    return std::nullopt;
  }
  return range;
}

std::vector<std::string> HeaderLines(const Message& message, const HeaderRange& range, bool raw) {
  std::vector<std::string> lines = raw ? RawLines(message) : DecodedLines(message.root());
  if (range.all) return lines;
  std::vector<std::string> chosen;
  int received = -1;
  for (std::string& line : lines) {
    if (StartsWithIgnoreCase(line, "Received:")) ++received;
    if (range.first_received && received < *range.first_received) continue;
    if (range.last_received && received > *range.last_received) break;
    chosen.push_back(std::move(line));
    // Of the last hand-over, only its own line is sure to come from the server that wrote it.
    if (range.last_received && received == *range.last_received) break;
  }
  return chosen;
}

}  // namespace gatepost

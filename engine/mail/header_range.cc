// Tested by tests/mail/header_text_test.cc.
#include "mail/header_range.h"

#include <map>
#include <utility>

#include "base/ascii.h"
#include "mail/header.h"

namespace gatepost {
namespace {

// SpamAssassin shows rules no more of all fields together.
constexpr std::size_t kMaxAllHeadersBytes = 65536;

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

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

// The header block from its first field on, with the line ends that rules see. A field without a line end is
// none here; the blank line is one where it holds a CR.
std::string RawHeader(const Message& message) {
  const Part& root = message.root();
  std::string_view text = message.raw_header();
  while (!text.empty() && IsBlank(text.front())) CutLine(&text);
  std::string header;
  header.reserve(text.size() + 2);
  std::size_t field = 0;  // where the last begins
  while (!text.empty()) {
    const std::string_view line = CutLine(&text);
    if (!IsBlank(line.front())) field = header.size();
    header += line;
    if (root.crlf && line.ends_with('\n') && !line.ends_with("\r\n"))
      header.insert(header.size() - 1, 1, '\r');
  }
  if (!header.ends_with('\n')) header.resize(field);
  if (root.crlf && root.body_begin > root.header_end) header += "\r\n";
  return header;
}

// Puts together those fields that are in a range.
class RangeText {
 public:
  explicit RangeText(const HeaderRange& range) : range_(range) {}

  // False where no more are.
  bool Add(std::string_view field) {
    if (StartsWithIgnoreCase(field, "Received:")) ++received_;
    if (range_.first_received && received_ < *range_.first_received) return true;
    if (range_.last_received && received_ > *range_.last_received) return false;
    text_ += field;
    // Of the last hand-over, only its own line is sure to come from the server that wrote it.
    return !range_.last_received || received_ != *range_.last_received;
  }
  std::string Take() { return std::move(text_); }

 private:
  const HeaderRange& range_;
  int received_ = -1;
  std::string text_;
};

std::string DecodedText(const Message& message, const HeaderRange& range) {
  RangeText text(range);
  for (const std::string& line : DecodedLines(message.root())) {
    if (!text.Add(line)) break;
  }
  return text.Take();
}

std::string RawText(const Message& message, const HeaderRange& range) {
  const std::string header = RawHeader(message);
  RangeText text(range);
  for (std::string_view rest = header; !rest.empty();) {
    const std::string_view field = rest;
    do {
      CutLine(&rest);
    } while (!rest.empty() && IsBlank(rest.front()));
    if (!text.Add(field.substr(0, field.size() - rest.size()))) break;
  }
  return text.Take();
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

std::string HeaderRangeText(const Message& message, const HeaderRange& range, bool raw) {
  if (raw && range.all) return RawHeader(message);
  return raw ? RawText(message, range) : DecodedText(message, range);
}

}  // namespace gatepost

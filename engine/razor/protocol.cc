// Tested by tests/razor/protocol_test.cc, tests/fuzz/razor_fuzz.cc.
#include "razor/protocol.h"

#include <charconv>
#include <cstdint>

#include "base/ascii.h"
#include "razor/text.h"

namespace gatepost {

std::string_view RazorValue(const RazorFields& fields, std::string_view name, std::string_view usual) {
  const auto found = fields.find(name);
  return found == fields.end() ? usual : found->second;
}

RazorFields ParseRazorLine(std::string_view line) {
  RazorFields fields;
  for (const std::string_view pair : Split(line, '&')) {
    const std::vector<std::string_view> halves = Split(pair, '=');
    if (!pair.empty())
      fields[std::string(halves[0])] = halves.size() > 1 ? RazorUnescape(halves[1], '%') : "";
  }
  return fields;
}

std::vector<RazorFields> ParseRazorReply(const std::vector<std::string>& lines) {
  std::vector<RazorFields> replies;
  if (lines.empty()) return replies;
  std::string_view first = lines[0];
  if (first.starts_with('-')) first.remove_prefix(1);
  if (lines.size() == 1 || !Contains(first, "?")) {
    replies.push_back(ParseRazorLine(first));
    for (std::size_t i = 1; i < lines.size(); ++i) replies.push_back(ParseRazorLine(lines[i]));
    return replies;
  }
  RazorFields common;
  std::vector<std::string> open;
  for (const std::string_view pair : Split(first, '&')) {
    const std::string_view name = pair.substr(0, pair.find('='));
    if (pair.substr(name.size()) == "=?")
      open.emplace_back(name);
    else
      common.merge(ParseRazorLine(pair));
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string_view> values = Split(lines[i], ',');
    RazorFields& reply = replies.emplace_back(common);
    for (std::size_t k = 0; k < open.size() && k < values.size(); ++k) reply[open[k]] = values[k];
  }
  return replies;
}

double RazorNumber(std::string_view text) {
  text = TrimLeft(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const std::size_t digit = text.starts_with('-') ? 1 : 0;  // "inf" and "nan" are no numbers
  if (digit < text.size() && (IsAsciiDigit(text[digit]) || text[digit] == '.'))
    std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

RazorEngines ReadRazorEngines(std::string_view hex) {
  std::uint32_t bits = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), bits, 16);
  return {(bits >> (kEphemeralEngine - 1) & 1) != 0, (bits >> (kWhiplashEngine - 1) & 1) != 0};
}

std::vector<RazorBatch> RazorQuestions(const std::vector<RazorSignature>& signatures, std::string_view seed,
                                       std::size_t most_lines, std::size_t most_kilobytes) {
  std::vector<RazorBatch> batches;
  for (const RazorSignature& signature : signatures) {
    RazorBatch* batch = batches.empty() ? nullptr : &batches.back();
    // As the client counts, which takes two lines at least and looks at the size before it adds one.
    const bool is_full =
        batch == nullptr ||
        (batch->questions > 1 && ((most_lines != 0 && batch->questions >= most_lines) ||
                                  (most_kilobytes != 0 && batch->text.size() > most_kilobytes * 1024)));
    if (is_full) batch = &batches.emplace_back();
    batch->text.append("a=c&e=").append(std::to_string(signature.engine));
    if (signature.engine == kEphemeralEngine) batch->text.append("&ep4=").append(seed);
    batch->text.append("&s=").append(signature.text).append("\r\n");
    ++batch->questions;
  }
  for (RazorBatch& batch : batches) {
    if (batch.questions > 1) batch.text.insert(0, "-").append(".\r\n");
  }
  return batches;
}

}  // namespace gatepost

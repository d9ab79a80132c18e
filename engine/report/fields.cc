// A header as fields. Tested by tests/report/rewrite_test.cc.
#include "base/ascii.h"
#include "report/headers.h"

namespace gatepost {

std::string_view TakeLine(std::string_view& rest) {
  std::size_t end = rest.find('\n');
  std::size_t length = end == std::string_view::npos ? rest.size() : end + 1;
  std::string_view line = rest.substr(0, length);
  rest.remove_prefix(length);
  return line;
}

std::string_view RawField::FirstLine() const {
  std::string_view rest = text;
  return TakeLine(rest);
}

std::string_view RawField::Value() const {
  std::string_view value = std::string_view(text).substr(text.find(':') + 1);
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  return value;
}

HeaderFields HeaderFields::Of(std::string_view header) {
  HeaderFields result;
  while (!header.empty()) {
    std::string_view line = TakeLine(header);
    if (header.empty() && Trim(line).empty()) {
      result.separator = line;
      break;
    }
    bool folded = line[0] == ' ' || line[0] == '\t';
    if (folded && !result.fields.empty()) {
      result.fields.back().text += line;
      continue;
    }
    std::size_t colon = folded ? std::string_view::npos : line.find(':');
    std::string_view name =
        colon == std::string_view::npos ? std::string_view() : TrimRight(line.substr(0, colon));
    result.fields.push_back({name, std::string(line)});
  }
  return result;
}

const RawField* HeaderFields::Find(std::string_view name) const {
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    if (EqualsIgnoreCase(field->name, name)) return &*field;
  }
  return nullptr;
}

bool MailPieces::crlf() const {
  std::string_view first = !mbox_line.empty() ? mbox_line : header.empty() ? body : header;
  std::size_t first_end = first.find('\n');
  if (first_end != std::string_view::npos && first_end > 0 && first[first_end - 1] == '\r') return true;
  return (body.empty() ? header : body).ends_with("\r\n");
}

std::string WithLineEnds(std::string text, bool crlf) {
  if (!crlf) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out.push_back('\r');
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace gatepost

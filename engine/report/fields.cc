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
  std::string_view value = text.substr(text.find(':') + 1);
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  return value;
}

HeaderFields::HeaderFields(std::string_view header) : fields_(header) {
  const std::size_t before = header.substr(0, header.size() - header.ends_with('\n')).rfind('\n');
  const std::string_view last = header.substr(before + 1);
  if (header.empty() || !Trim(last).empty()) return;
  separator_ = last;
  fields_.remove_suffix(last.size());
}

RawField HeaderFields::TakeField(std::string_view& rest) {
  const auto is_folded = [](std::string_view line) {
    return line.starts_with(' ') || line.starts_with('\t');
  };
  RawField field;
  field.text = TakeLine(rest);
  if (!is_folded(field.text)) {
    const std::size_t colon = field.text.find(':');
    if (colon != std::string_view::npos) field.name = TrimRight(field.text.substr(0, colon));
  }
  while (is_folded(rest)) field.text = {field.text.data(), field.text.size() + TakeLine(rest).size()};
  return field;
}

std::optional<RawField> HeaderFields::Find(std::string_view name) const {
  std::optional<RawField> found;
  ForEach([&](const RawField& field) {
    if (EqualsIgnoreCase(field.name, name)) found = field;
  });
  return found;
}

bool MailPieces::crlf() const {
  std::string_view first = !mbox_line.empty() ? mbox_line : header.empty() ? body : header;
  std::size_t first_end = first.find('\n');
  if (first_end != std::string_view::npos && first_end > 0 && first[first_end - 1] == '\r') return true;
  return (body.empty() ? header : body).ends_with("\r\n");
}

void AppendLines(std::string_view text, bool crlf, std::string* out) {
  if (!crlf) {
    out->append(text);
    return;
  }
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    if (!line.ends_with('\n') || line.ends_with("\r\n"))
      out->append(line);
    else
      out->append(line.substr(0, line.size() - 1)).append("\r\n");
  }
}

std::size_t SizeOfLines(std::string_view text, bool crlf) {
  std::size_t size = text.size();
  if (!crlf) return size;
  for (std::size_t i = 0; i < text.size(); ++i) size += text[i] == '\n' && (i == 0 || text[i - 1] != '\r');
  return size;
}

}  // namespace gatepost

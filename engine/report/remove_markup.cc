// What a rewriting added, taken out again. Tested by tests/report/remove_markup_test.cc.
#include <optional>

#include "base/ascii.h"
#include "report/headers.h"

namespace gatepost {
namespace {

// The boundary of a multipart/mixed, or "".
std::string MixedBoundary(const HeaderFields& header) {
  const RawField* type = header.Find("Content-Type");
  if (type == nullptr || !StartsWithIgnoreCase(type->Value(), "multipart/mixed")) return {};
  std::size_t at = FindIgnoreCase(type->text, "boundary");
  if (at == std::string_view::npos) return {};
  std::string_view rest = TrimLeft(std::string_view(type->text).substr(at + 8));
  if (!rest.starts_with('=')) return {};
  rest = TrimLeft(rest.substr(1));
  bool quoted = rest.starts_with('"') || rest.starts_with('\'');
  if (quoted) rest.remove_prefix(1);
  return std::string(Trim(rest.substr(0, rest.find_first_of(quoted ? "\"'\r\n" : ";\r\n"))));
}

// Does a line hold this boundary, or close it?
bool IsBoundary(std::string_view line, std::string_view boundary) {
  return line.starts_with("--") && line.substr(2).starts_with(boundary);
}

bool HoldsOriginal(std::string_view part_header) {
  const HeaderFields fields = HeaderFields::Of(part_header);
  const RawField* type = fields.Find("Content-Type");
  if (type == nullptr) return false;
  std::string_view value = type->Value();
  if (!StartsWithIgnoreCase(value, "message/rfc822;") && !StartsWithIgnoreCase(value, "text/plain;"))
    return false;
  return StartsWithIgnoreCase(TrimLeft(value.substr(value.find(';') + 1)), "x-spam-type=original");
}

// The original inside a message that report_safe wrapped, or nullopt.
std::optional<std::string_view> Unwrap(const MailPieces& mail, const HeaderFields& header) {
  const std::string boundary = MixedBoundary(header);
  if (boundary.empty()) return std::nullopt;
  std::string_view rest = mail.body;
  while (!rest.empty()) {
    if (!IsBoundary(TakeLine(rest), boundary)) continue;
    std::string_view part_header = rest;
    std::size_t length = 0;
    while (!rest.empty()) {
      std::string_view line = TakeLine(rest);
      length += line.size();
      if (Trim(line).empty()) break;
    }
    if (!HoldsOriginal(part_header.substr(0, length))) continue;
    // Up to the line end before the boundary: the wrapping added that.
    std::string_view original = rest;
    std::size_t kept = 0;
    while (!rest.empty()) {
      std::string_view line = TakeLine(rest);
      if (IsBoundary(line, boundary)) break;
      kept += line.size();
    }
    original = original.substr(0, kept);
    if (original.ends_with('\n')) original.remove_suffix(original.ends_with("\r\n") ? 2 : 1);
    return original;
  }
  return std::nullopt;
}

// Puts the kept field or its first line in the place of the rewritten one. What was kept with all its lines
// replaces all lines; SpamAssassin keeps the first line alone and leaves the others where they are.
void Restore(std::string_view kept, RawField* field) {
  std::string_view rest = kept;
  TakeLine(rest);
  std::size_t replaced = rest.empty() ? field->FirstLine().size() : field->text.size();
  field->text.replace(0, replaced, kept);
}

}  // namespace

std::string RemoveMarkup(const MailPieces& mail) {
  constexpr std::string_view kPrevious = "X-Spam-Prev-";
  HeaderFields header = HeaderFields::Of(mail.header);
  if (std::optional<std::string_view> original = Unwrap(mail, header)) {
    return std::string(mail.mbox_line).append(*original);
  }
  std::vector<RawField> kept, fields;
  for (RawField& field : header.fields) {
    bool previous = StartsWithIgnoreCase(field.name, kPrevious);
    if (previous) field.text.erase(0, kPrevious.size());
    if (previous || !StartsWithIgnoreCase(field.name, "X-Spam-"))
      (previous ? kept : fields).push_back(std::move(field));
  }
  for (const RawField& previous : kept) {
    std::string_view name = TrimRight(std::string_view(previous.text).substr(0, previous.text.find(':')));
    auto field = fields.begin();
    while (field != fields.end() && !EqualsIgnoreCase(field->name, name)) ++field;
    if (Trim(previous.Value()) == "(nonexistent)") {
      if (field != fields.end()) fields.erase(field);
    } else if (field == fields.end()) {
      fields.push_back({"", previous.text});
    } else {
      Restore(previous.text, &*field);
      field->name = "";  // the next kept field of this name is that of the next field
    }
  }
  std::string out(mail.mbox_line);
  for (const RawField& field : fields) out += field.text;
  return out.append(header.separator).append(mail.body);
}

}  // namespace gatepost

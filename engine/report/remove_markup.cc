// What a rewriting added, taken out again. Tested by tests/report/remove_markup_test.cc.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/ascii.h"
#include "report/headers.h"

namespace gatepost {
namespace {

// The boundary of a multipart/mixed, or "".
std::string MixedBoundary(const HeaderFields& header) {
  const std::optional<RawField> type = header.Find("Content-Type");
  if (!type || !StartsWithIgnoreCase(type->Value(), "multipart/mixed")) return {};
  std::size_t at = FindIgnoreCase(type->text, "boundary");
  if (at == std::string_view::npos) return {};
  std::string_view rest = TrimLeft(type->text.substr(at + 8));
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
  const HeaderFields fields(part_header);
  const std::optional<RawField> type = fields.Find("Content-Type");
  if (!type) return false;
  std::string_view value = type->Value();
  const std::optional<RawField> description = fields.Find("Content-Description");
  if (description && Trim(value) == "message/rfc822")
    return Trim(description->Value()) == "original message before SpamAssassin";
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

constexpr std::string_view kPrevious = "X-Spam-Prev-";

// The fields that a rewriting kept, by name, each waiting for the field it was.
class KeptFields {
 public:
  explicit KeptFields(const HeaderFields& header) {
    header.ForEach([this](const RawField& field) {
      if (!StartsWithIgnoreCase(field.name, kPrevious)) return;
      kept_.push_back({{field.name.substr(kPrevious.size()), field.text.substr(kPrevious.size())}});
    });
    std::sort(kept_.begin(), kept_.end(), [](const Kept& a, const Kept& b) {
      const int order = Compare(a.field.name, b.field.name);
      return order != 0 ? order < 0 : IsBefore(a, b);
    });
  }

  bool Has(std::string_view name) { return First(name) != kept_.end(); }

  // What `field` was; nullopt where nothing says so. Of several of a name the first is that of the first
  // field.
  std::optional<RawField> Take(const RawField& field) {
    const auto first = First(field.name);
    if (first == kept_.end()) return std::nullopt;
    const auto next = first + first->taken;
    if (next == kept_.end() || !EqualsIgnoreCase(next->field.name, field.name)) return std::nullopt;
    ++first->taken;
    next->is_taken = true;
    return next->field;
  }

  // Those that no field was found for, as they came.
  template <class Visit>
  void ForEachLeft(const Visit& visit) {
    std::erase_if(kept_, [](const Kept& one) { return one.is_taken; });
    std::sort(kept_.begin(), kept_.end(), IsBefore);
    for (const Kept& one : kept_) visit(one.field);
  }

 private:
  struct Kept {
    RawField field;
    std::uint32_t taken = 0;  // of this name; counted in the first of them
    bool is_taken = false;
  };
  std::vector<Kept>::iterator First(std::string_view name) {
    const auto first = std::lower_bound(
        kept_.begin(), kept_.end(), name,
        [](const Kept& one, std::string_view wanted) { return Compare(one.field.name, wanted) < 0; });
    return first != kept_.end() && EqualsIgnoreCase(first->field.name, name) ? first : kept_.end();
  }
  static bool IsBefore(const Kept& a, const Kept& b) { return a.field.text.data() < b.field.text.data(); }
  static int Compare(std::string_view a, std::string_view b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      const char left = AsciiToLower(a[i]), right = AsciiToLower(b[i]);
      if (left != right) return left < right ? -1 : 1;
    }
    return a.size() < b.size() ? -1 : a.size() > b.size();
  }

  std::vector<Kept> kept_;
};

bool WasAdded(const RawField& kept) { return Trim(kept.Value()) == "(nonexistent)"; }

// The kept field or its first line in the place of the rewritten one. What was kept with all its lines
// replaces all lines; SpamAssassin keeps the first line alone and leaves the others where they are.
template <class Put>
void Restore(const RawField& kept, const RawField& field, const Put& put) {
  put(kept.text);
  if (kept.FirstLine().size() == kept.text.size()) put(field.text.substr(field.FirstLine().size()));
}

// Before version 3 no field kept what was there. Gives the length of the tag and the blank behind it where
// `text` begins with them. A score in a tag is two digits, a point and two digits.
std::size_t TagLength(std::string_view text, std::string_view tag) {
  const std::size_t whole = text.size();
  while (!tag.empty()) {
    std::size_t in_tag = 0;
    for (std::string_view score : {"_HITS_", "_SCORE_", "_REQD_"}) {
      if (tag.starts_with(score)) in_tag = score.size();
    }
    const bool is_score = in_tag > 0 && text.size() >= 5 && AllDigits(text.substr(0, 2)) && text[2] == '.' &&
                          AllDigits(text.substr(3, 2));
    if (in_tag > 0 ? !is_score : !text.starts_with(tag[0])) return 0;
    text.remove_prefix(in_tag > 0 ? 5 : 1);
    tag.remove_prefix(in_tag > 0 ? in_tag : 1);
  }
  return text.starts_with(' ') ? whole - text.size() + 1 : 0;
}

// "Subject: TAG TAG text" is "Subject: text".
template <class Put>
void PutWithoutSubjectTag(std::string_view text, std::string_view tag, const Put& put) {
  constexpr std::string_view kSubject = "Subject: ";
  if (text.starts_with(kSubject)) {
    put(kSubject);
    text.remove_prefix(kSubject.size());
    while (std::size_t length = TagLength(text, tag)) text.remove_prefix(length);
  }
  put(text);
}

// "From: text<TAB>(tag)" is "From: text": the first parenthesis behind a tab that ends a line.
template <class Put>
void PutWithoutComment(const RawField& field, const Put& put) {
  const std::string_view text = field.text;
  const std::size_t line_end = field.FirstLine().size();
  std::size_t close = 0;
  for (std::size_t at = text.find("\t("); at < line_end; at = text.find("\t(", at + 1)) {
    if (close < at) close = text.find(')', at);
    if (close == std::string_view::npos) break;
    const std::string_view rest = text.substr(close + 1);
    if (!rest.empty() && !rest.starts_with('\n') && !rest.starts_with("\r\n")) continue;
    put(text.substr(0, at));
    return put(rest);
  }
  put(text);
}

bool IsEmptyLine(std::string_view line) { return line == "\n" || line == "\r\n"; }

// The report that version 2.4 wrote at the body's beginning: lines of "SPAM: ", from one of "SPAM: ----" to
// another and an empty line.
std::string_view WithoutOldReport(std::string_view body) {
  for (;;) {
    std::string_view rest = body;
    const auto is_rule = [](std::string_view line) {
      return line.starts_with("SPAM: ----") && Trim(line.substr(10)).size() > 0;
    };
    std::string_view line = TakeLine(rest);
    if (IsEmptyLine(line)) line = TakeLine(rest);
    if (!is_rule(line)) return body;
    bool after_rule = false;
    for (line = TakeLine(rest); line.starts_with("SPAM:"); line = TakeLine(rest)) after_rule = is_rule(line);
    if (!after_rule || !IsEmptyLine(line)) return body;
    body = rest;
  }
}

}  // namespace

RewrittenMail RemoveMarkup(const MailPieces& mail,
                           const std::map<std::string, std::string, std::less<>>& rewrite) {
  const HeaderFields header(mail.header);
  if (std::optional<std::string_view> original = Unwrap(mail, header))
    return {std::string(mail.mbox_line), *original, {}};
  KeptFields kept(header);
  RewrittenMail clean{std::string(mail.mbox_line), WithoutOldReport(mail.body), {}};
  clean.head.reserve(mail.mbox_line.size() + mail.header.size());  // it does not grow
  const auto put = [&](std::string_view text) { clean.head.append(text); };
  header.ForEach([&](const RawField& field) {
    if (StartsWithIgnoreCase(field.name, "X-Spam-")) return;
    // "Subject : text" is not rewritten.
    if (field.text[field.name.size()] != ':') return put(field.text);
    const std::optional<RawField> was = kept.Take(field);
    const auto tag = was || kept.Has(field.name) ? rewrite.end() : rewrite.find(field.name);
    if (tag != rewrite.end())
      tag->first == "Subject" ? PutWithoutSubjectTag(field.text, tag->second, put)
                              : PutWithoutComment(field, put);
    else if (!was)
      put(field.text);
    else if (!WasAdded(*was))
      Restore(*was, field, put);
  });
  kept.ForEachLeft([&](const RawField& field) {
    if (!WasAdded(field)) put(field.text);
  });
  put(header.separator());
  return clean;
}

}  // namespace gatepost

// Tested by tests/report/rewrite_test.cc and, against SpamAssassin, by bench/filter_parity.py.
#include "report/rewrite.h"

#include "base/ascii.h"
#include "report/headers.h"

namespace gatepost {
namespace {

bool IsOurMarkup(std::string_view name) {
  return StartsWithIgnoreCase(name, "X-Spam-") && !StartsWithIgnoreCase(name, "X-Spam-Prev-");
}

// "Subject", "From", "To" for the fields that rewrite_header may name, as SpamAssassin finds them: the colon
// directly behind the name. Else "".
std::string_view RewritableName(const RawField& field) {
  for (std::string_view name : {"Subject", "From", "To"}) {
    if (StartsWithIgnoreCase(field.text, std::string(name) + ":")) return name;
  }
  return {};
}

// Puts `tag` behind the colon, unless it stands there already.
void InsertTag(std::string_view tag, std::string* text) {
  std::size_t colon = text->find(':') + 1;
  std::size_t value = colon;
  while (value < text->size() && ((*text)[value] == ' ' || (*text)[value] == '\t')) ++value;
  std::string with_blank = std::string(tag) + " ";
  if (StartsWithIgnoreCase(std::string_view(*text).substr(value), with_blank)) value += with_blank.size();
  text->replace(colon, value - colon, " " + with_blank);
}

// Rewrites Subject, From and To of spam, prefixes the Subject of either. Fields that keep what they were are
// added at the end.
void RewriteFields(const Markup& markup, std::vector<RawField>* fields) {
  const auto& rewrite = markup.settings.rewrite;
  bool spam = markup.verdict.is_spam;
  std::string prefix(TrimRight(OneLineTag(SubjectPrefix(markup), markup)));
  bool created = rewrite.contains("Subject");
  for (const RawField& field : *fields) created &= !EqualsIgnoreCase(field.name, "Subject");
  if (created) fields->push_back({"Subject", "Subject: \n"});
  std::vector<RawField> previous;
  for (RawField& field : *fields) {
    std::string_view name = RewritableName(field);
    auto tag = rewrite.find(name);
    if (name.empty() || tag == rewrite.end()) continue;
    if (!spam) {
      if (name == "Subject" && !prefix.empty()) InsertTag(prefix, &field.text);
      continue;
    }
    bool nothing = created && name == "Subject";
    std::string kept = nothing ? "Subject: (nonexistent)\n" : std::string(field.FirstLine());
    previous.push_back({"X-Spam-Prev-", "X-Spam-Prev-" + kept});
    std::string text = OneLineTag(tag->second, markup);
    if (!prefix.empty()) InsertTag(prefix, &field.text);
    InsertTag(name == "Subject" ? text : "(" + text + ")", &field.text);
  }
  fields->insert(fields->end(), previous.begin(), previous.end());
}

std::string RewriteHeader(std::string_view header, const Markup& markup, bool crlf) {
  HeaderFields parts = HeaderFields::Of(header);
  std::erase_if(parts.fields, [](const RawField& field) { return IsOurMarkup(field.name); });
  RewriteFields(markup, &parts.fields);
  std::string out;
  // Return-Path stays on top, for those who look for it there.
  std::size_t first = 0;
  if (!parts.fields.empty() && StartsWithIgnoreCase(parts.fields[0].text, "Return-Path:")) {
    out += parts.fields[first++].text;
  }
  out += AddedHeaders(markup, markup.verdict.is_spam);
  for (std::size_t i = first; i < parts.fields.size(); ++i) out += parts.fields[i].text;
  return WithLineEnds(std::move(out.append(parts.separator)), crlf);
}

}  // namespace

std::string ReportText(const Markup& markup) {
  const std::string& text = markup.settings.report;
  std::string report = ReplaceTags(text.empty() ? "(no report template found)" : text, markup);
  while (report.ends_with('\n')) report.pop_back();
  return report + "\n\n";
}

std::string RewriteMessage(const MailPieces& mail, const Markup& markup) {
  std::string out(mail.mbox_line);
  if (markup.verdict.is_spam && markup.settings.report_safe > 0) return out + WrapInReport(mail, markup);
  return out + RewriteHeader(mail.header, markup, mail.crlf()) + std::string(mail.body);
}

}  // namespace gatepost

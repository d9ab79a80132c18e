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

// A header's fields on their way into the rewritten one: Subject, From and To of spam get their tag, the
// Subject of either its prefix. What a field was before is added at the end.
class FieldRewriter {
 public:
  explicit FieldRewriter(const Markup& markup) : is_spam_(markup.verdict.is_spam) {
    for (const auto& [name, tag] : markup.settings.rewrite) tags_.emplace(name, OneLineTag(tag, markup));
    prefix_ = TrimRight(OneLineTag(SubjectPrefix(markup), markup));
  }

  // Calls `put` with the text of each, the fields of earlier checks left out.
  template <class Put>
  void Rewrite(const HeaderFields& header, const Put& put) const {
    bool has_subject = false;
    std::string previous;
    header.ForEach([&](const RawField& field) {
      has_subject |= EqualsIgnoreCase(field.name, "Subject");
      if (IsOurMarkup(field.name)) return;
      RewriteField(field, field.FirstLine(), &previous, put);
    });
    if (!has_subject && tags_.contains("Subject"))
      RewriteField({"Subject", "Subject: \n"}, "Subject: (nonexistent)\n", &previous, put);
    put(previous);
  }

 private:
  template <class Put>
  void RewriteField(const RawField& field, std::string_view kept, std::string* previous,
                    const Put& put) const {
    const std::string_view name = RewritableName(field);
    const auto tag = tags_.find(name);
    if (name.empty() || tag == tags_.end() || (!is_spam_ && (name != "Subject" || prefix_.empty()))) {
      put(field.text);
      return;
    }
    std::string text(field.text);
    if (!prefix_.empty()) InsertTag(prefix_, &text);
    if (is_spam_) {
      InsertTag(name == "Subject" ? tag->second : "(" + tag->second + ")", &text);
      previous->append("X-Spam-Prev-").append(kept);
    }
    put(text);
  }

  bool is_spam_;
  std::map<std::string, std::string, std::less<>> tags_;
  std::string prefix_;
};

// Appends to `out`, which grows once: a header of 10 MB is not to lie there twice.
void RewriteHeader(std::string_view header, const Markup& markup, bool crlf, std::string* out) {
  const HeaderFields fields(header);
  const FieldRewriter rewriter(markup);
  const std::string added = AddedHeaders(markup, markup.verdict.is_spam);
  const auto pass = [&](const auto& put) {
    // Return-Path stays on top, for those who look for it there.
    bool is_first = true;
    rewriter.Rewrite(fields, [&](std::string_view text) {
      const bool stays_on_top = is_first && StartsWithIgnoreCase(text, "Return-Path:");
      if (stays_on_top) put(text);
      if (is_first) put(added);
      if (!stays_on_top) put(text);
      is_first = false;
    });
    put(fields.separator());
  };
  std::size_t size = out->size();
  pass([&](std::string_view text) { size += SizeOfLines(text, crlf); });
  out->reserve(size);
  pass([&](std::string_view text) { AppendLines(text, crlf, out); });
}

}  // namespace

std::string ReportText(const Markup& markup) {
  const std::string& text = markup.settings.report;
  std::string report = ReplaceTags(text.empty() ? "(no report template found)" : text, markup);
  while (report.ends_with('\n')) report.pop_back();
  return report + "\n\n";
}

RewrittenMail RewriteMessage(const MailPieces& mail, const Markup& markup) {
  if (markup.verdict.is_spam && markup.settings.report_safe > 0) return WrapInReport(mail, markup);
  RewrittenMail rewritten{std::string(mail.mbox_line), mail.body, {}};
  RewriteHeader(mail.header, markup, mail.crlf(), &rewritten.head);
  return rewritten;
}

}  // namespace gatepost

// Pieces of the rewriting that both headers and reports use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/rewrite.h"

namespace gatepost {

// "Mon, 02 Jan 2023 10:00:00 +0000", in the local time zone.
std::string Rfc822Date(std::int64_t unix_s);

// A hit's score, in four columns.
std::string ScoreColumn(double score);

// The score, to one decimal; one that is below the threshold is not shown as if it had reached it. `padding`
// ("00", "  ") fills it up.
std::string ScoreText(const Verdict& verdict, std::string_view padding);

// One header field with its folded lines and line ends; the name as written.
struct RawField {
  std::string_view name;  // without white space before the colon; "" for a line that is no field
  std::string_view text;  // all of it, up to and with the last line end

  std::string_view FirstLine() const;
  // Behind the colon and the blanks there, up to and with the last line end.
  std::string_view Value() const;
};

// A header, read field by field: one of 10 MB may have millions of them.
class HeaderFields {
 public:
  explicit HeaderFields(std::string_view header);

  std::string_view separator() const { return separator_; }   // the empty line that ends it, or ""
  std::optional<RawField> Find(std::string_view name) const;  // the last of that name
  template <class Visit>
  void ForEach(const Visit& visit) const {
    for (std::string_view rest = fields_; !rest.empty();) visit(TakeField(rest));
  }

 private:
  static RawField TakeField(std::string_view& rest);

  std::string_view fields_, separator_;
};

// The X-Spam-* fields of the verdict, with LF line ends: those of spam or those of ham.
std::string AddedHeaders(const Markup& markup, bool spam);

// A tag of rewrite_header on one line.
std::string OneLineTag(std::string_view tag, const Markup& markup);

// The subjprefix texts of the rules that hit, each once and with a blank behind it; "" where there is none
// or rewrite_header has no Subject.
std::string SubjectPrefix(const Markup& markup);

// The table of hits, one line a hit and its details: for a header ("* 1.0 RULE BODY: text") when `terse`,
// else for a report, in columns.
std::string HitTable(const Markup& markup, bool terse);

// SpamAssassin's HAMMYTOKENS or SPAMMYTOKENS with such an argument ("5,short"): the strongest tokens of
// Bayes, with commas between; what it says where there are none.
std::string TokenList(const Markup& markup, bool hammy, std::string_view argument);

// LF to CRLF where the original message has CRLF.
void AppendLines(std::string_view text, bool crlf, std::string* out);
// The bytes that AppendLines appends.
std::size_t SizeOfLines(std::string_view text, bool crlf);

// Text that is not ASCII as an RFC 2047 word, the rest as it stands; line by line.
std::string EncodeHeaderText(std::string_view text);

// The message inside a report, for report_safe 1 and 2.
RewrittenMail WrapInReport(const MailPieces& mail, const Markup& markup);

// Takes the first line from `rest`, with its line end.
std::string_view TakeLine(std::string_view& rest);

}  // namespace gatepost

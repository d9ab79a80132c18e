// The message as SpamAssassin 4.0.1 hands it on: X-Spam-* headers, rewritten Subject, or wrapped in a report.
//
// The body passes byte for byte; X-Spam-* fields that were in the mail are removed (X-Spam-Prev-* stay).
// No decisions here: what is spam was decided by the verdict. No clock, no chance: time and host are given.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gatepost/rewritten_mail.h"
#include "gatepost/verdict.h"

namespace gatepost {

// A message in three: views into it.
struct MailPieces {
  std::string_view mbox_line;  // "From ...", or ""
  std::string_view header;     // with the empty line that ends it, where there is one
  std::string_view body;       // lies behind the header
  // Lines that are added end in CRLF: the first or the last line of the mail does.
  bool crlf() const;
  // Header and body.
  std::string_view WithoutMboxLine() const { return {header.data(), header.size() + body.size()}; }
};

// Configuration of the rewriting, from add_header, rewrite_header, report_safe and friends.
struct RewriteSettings {
  std::vector<std::pair<std::string, std::string>> spam_headers,
      ham_headers;                                                   // name without X-Spam-, template
  std::map<std::string, std::string, std::less<>> rewrite;           // "Subject", "From", "To" to a tag
  std::map<std::string, std::string, std::less<>> subject_prefixes;  // subjprefix: by rule
  int report_safe = 1;  // 0: headers only; 1: attached message/rfc822; 2: attached text/plain
  bool fold_headers = true;
  std::string report, unsafe_report;  // templates
  std::string report_charset = "UTF-8";
  std::string report_contact;
  std::vector<std::string> copied_headers;  // report_safe_copy_headers
  int wrap_width = 75;                      // report_wrap_width
};

// What templates may ask for beyond the verdict.
struct RewriteFacts {
  std::string hostname;             // report_hostname, or this machine's: _HOSTNAME_
  std::string received_by;          // this machine's: the Received field of a report
  std::string version, subversion;  // _VERSION_, _SUBVERSION_
  std::int64_t now_unix_s = 0;      // shown in the local time zone of the process
  // A tag that is not one of the verdict's: "PREVIEW", "LASTEXTERNALIP", ("HEADER", "From") ...;
  // nullopt: unknown.
  std::function<std::optional<std::string>(std::string_view tag, std::string_view argument)> tag;
};

// A verdict with all that decides how it is shown.
struct Markup {
  const Verdict& verdict;
  const RewriteSettings& settings;
  const RewriteFacts& facts;
};

// Replaces _TAG_ and _TAG(argument)_ in a template; unknown tags are left as they stand.
std::string ReplaceTags(std::string_view text, const Markup& markup);

// The report (setting `report`) with its tags replaced; ends in an empty line.
std::string ReportText(const Markup& markup);

// The rewritten message, with the line ends of the original (LF or CRLF).
RewrittenMail RewriteMessage(const MailPieces& mail, const Markup& markup);

// The message without what a rewriting added: X-Spam-* fields gone, X-Spam-Prev-* fields put back, a message
// wrapped by report_safe unwrapped (`spamassassin -d`). Gives back the bytes that RewriteMessage was given,
// but for X-Spam-* fields. Where no X-Spam-Prev-* field is there, the tag of `rewrite`
// (RewriteSettings::rewrite) is cut off the field: "Subject: TAG text", "From: text\t(...)". Older reports of
// SpamAssassin go too.
RewrittenMail RemoveMarkup(const MailPieces& mail,
                           const std::map<std::string, std::string, std::less<>>& rewrite = {});

// Breaks `text` into lines of at most `width` columns (a tab counts 8) at white space, or also behind commas
// when `after_commas`; later lines begin with `prefix`. `first` columns of the first line are taken. A piece
// longer than a line stands alone, except that with `overflow` a line may grow past the width by one piece.
std::string WrapText(std::string_view text, std::string_view prefix, std::string_view first,
                     std::size_t width, bool overflow, bool after_commas);

}  // namespace gatepost

// Spam inside a report: report_safe 1 and 2. Tested by tests/report/rewrite_test.cc.
#include <cstdio>

#include "base/ascii.h"
#include "base/hash.h"
#include "report/headers.h"

namespace gatepost {
namespace {

// A boundary that is nowhere in the original: made of its hash, lengthened while it is in the mail.
std::string UniqueBoundary(std::string_view original, std::int64_t now_unix_s) {
  char text[64];
  std::snprintf(text, sizeof text, "----------=_%08X.%08X", static_cast<unsigned>(now_unix_s),
                static_cast<unsigned>(Fnv1a(original)));
  std::string boundary = text;
  while (original.find(boundary) != std::string_view::npos) {
    std::snprintf(text, sizeof text, "/%08X", static_cast<unsigned>(Fnv1a(original, Fnv1a(boundary))));
    boundary += text;
  }
  return boundary;
}

// A field of the report's own header, from the original's, with its tag of rewrite_header; "" for none.
std::string HeadField(std::string_view name, const HeaderFields& original, const Markup& markup) {
  const std::optional<RawField> field = original.Find(name);
  auto found = markup.settings.rewrite.find(name);
  bool tagged = found != markup.settings.rewrite.end();
  if (!field && !tagged) return {};
  std::string value(field ? field->Value() : "\n");
  if (!value.ends_with('\n')) value += '\n';
  if (tagged) {
    std::string tag = OneLineTag(found->second, markup);
    if (name == "Subject") {
      value.insert(0, OneLineTag(SubjectPrefix(markup), markup));
      if (!value.starts_with(tag + " ")) value.insert(0, tag + " ");
    } else {
      std::string mark = "\t(" + tag + ")";
      std::size_t end = value.find_last_not_of('\n') + 1;
      if (!std::string_view(value).substr(0, end).ends_with(mark)) value.insert(end, mark);
    }
  }
  return std::string(name) + ": " + value;
}

std::string ReportHead(const HeaderFields& original, const Markup& markup) {
  static constexpr std::string_view kAlways[] = {"From", "To", "Cc", "Subject", "Date", "Message-Id"};
  std::string head;
  std::vector<std::string_view> there(std::begin(kAlways), std::end(kAlways));
  for (std::string_view name : kAlways) head += HeadField(name, original, markup);
  head += AddedHeaders(markup, true);
  for (const std::string& wanted : markup.settings.copied_headers) {
    bool known = false;
    for (std::string_view name : there) known |= EqualsIgnoreCase(name, wanted);
    if (known) continue;
    there.push_back(wanted);
    std::string copies;
    original.ForEach([&](const RawField& field) {
      if (EqualsIgnoreCase(field.name, wanted)) copies.append(wanted).append(": ").append(field.Value());
    });
    head.insert(EqualsIgnoreCase(wanted, "Received") ? 0 : head.size(), copies);
  }
  return "Received: from localhost by " + markup.facts.received_by + "\n\twith SpamAssassin (version " +
         markup.facts.version + ");\n\t" + Rfc822Date(markup.facts.now_unix_s) + "\n" + head;
}

}  // namespace

RewrittenMail WrapInReport(const MailPieces& mail, const Markup& markup) {
  const HeaderFields original_fields(mail.header);
  const std::optional<RawField> type = original_fields.Find("Content-Type");
  bool plain = !type || Trim(type->Value()).empty() || ContainsIgnoreCase(type->text, "text/plain");
  std::string report = ReportText(markup);
  if (!plain) report += ReplaceTags(markup.settings.unsafe_report, markup);
  const std::string_view original = mail.WithoutMboxLine();
  std::string boundary = UniqueBoundary(original, markup.facts.now_unix_s);
  std::string head = ReportHead(original_fields, markup);
  head +=
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"" + boundary +
      "\"\n\nThis is a multi-part message in MIME format.\n\n--" + boundary +
      "\nContent-Type: text/plain; charset=" + markup.settings.report_charset +
      "\nContent-Disposition: inline\nContent-Transfer-Encoding: 8bit\n\n" + report + "\n\n--" + boundary +
      "\nContent-Type: " + (markup.settings.report_safe > 1 ? "text/plain" : "message/rfc822") +
      "; x-spam-type=original\nContent-Description: original message before SpamAssassin" +
      "\nContent-Disposition: " + (plain ? "inline" : "attachment") + "\nContent-Transfer-Encoding: 8bit\n\n";
  bool crlf = mail.crlf();
  RewrittenMail wrapped{std::string(mail.mbox_line), original, {}};
  AppendLines(head, crlf, &wrapped.head);
  AppendLines("\n--" + boundary + "--\n\n", crlf, &wrapped.tail);
  return wrapped;
}

}  // namespace gatepost

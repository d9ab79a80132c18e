// Tested by tests/report/rewrite_test.cc and, against SpamAssassin, by bench/compare_filter.sh.
#include "report/rewrite.h"

#include <algorithm>
#include <cstdio>

#include "base/ascii.h"
#include "base/hash.h"
#include "report/headers.h"

namespace gatepost {
namespace {

bool IsOurMarkup(std::string_view name) {
  return StartsWithIgnoreCase(name, "X-Spam-") && !StartsWithIgnoreCase(name, "X-Spam-Prev-");
}

// "subject" to "Subject".
std::string Capitalized(std::string_view name) {
  std::string out = AsciiLower(name);
  if (!out.empty()) out[0] = AsciiToUpper(out[0]);
  return out;
}

// The raw value of a field (behind the colon and one blank), with its line end, or nullopt.
std::optional<std::string> FieldValue(const MessagePieces& pieces, std::string_view name) {
  for (auto field = pieces.fields.rbegin(); field != pieces.fields.rend(); ++field) {
    if (!EqualsIgnoreCase(field->name, name)) continue;
    std::string_view value = std::string_view(field->text).substr(field->text.find(':') + 1);
    if (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
    return std::string(value);
  }
  return std::nullopt;
}

// Puts `tag` behind the colon, unless it stands there already.
std::string WithTag(const std::string& field, const std::string& tag) {
  std::size_t colon = field.find(':') + 1;
  std::size_t value = colon;
  while (value < field.size() && (field[value] == ' ' || field[value] == '\t')) ++value;
  std::string_view rest = std::string_view(field).substr(value);
  if (StartsWithIgnoreCase(rest, tag + " ")) rest.remove_prefix(tag.size() + 1);
  return field.substr(0, colon) + " " + tag + " " + std::string(rest);
}

std::string RewriteHeaders(MessagePieces pieces, const Verdict& verdict, const RewriteSettings& settings,
                           const RewriteFacts& facts) {
  std::erase_if(pieces.fields, [](const RawField& field) { return IsOurMarkup(field.name); });
  std::string previous;
  if (verdict.is_spam) {
    bool has_subject = std::any_of(pieces.fields.begin(), pieces.fields.end(), [](const RawField& field) {
      return EqualsIgnoreCase(field.name, "Subject");
    });
    bool created = !has_subject && settings.rewrite.contains("Subject");
    if (created) pieces.fields.push_back({"Subject", "Subject: \n"});
    for (RawField& field : pieces.fields) {
      std::string name = Capitalized(field.name);
      auto tag = settings.rewrite.find(name);
      if (tag == settings.rewrite.end()) continue;
      previous +=
          created && name == "Subject" ? "X-Spam-Prev-Subject: (nonexistent)\n" : "X-Spam-Prev-" + field.text;
      std::string text = OneLineTag(tag->second, verdict, settings, facts);
      field.text = WithTag(field.text, name == "Subject" ? text : "(" + text + ")");
    }
  }
  std::string out;
  // Return-Path stays on top, for those who look for it there.
  std::size_t first = 0;
  if (!pieces.fields.empty() && EqualsIgnoreCase(pieces.fields[0].name, "Return-Path")) {
    out += pieces.fields[first++].text;
  }
  out += AddedHeaders(verdict, settings, facts);
  for (std::size_t i = first; i < pieces.fields.size(); ++i) out += pieces.fields[i].text;
  out += previous;
  out.append(pieces.separator);
  return WithLineEnds(std::move(out), pieces.crlf) + std::string(pieces.body);
}

// A boundary that no line of the original begins with: made of its hash, lengthened while it is in the mail.
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

std::string WrapInReport(std::string_view message, const MessagePieces& pieces, const Verdict& verdict,
                         const RewriteSettings& settings, const RewriteFacts& facts) {
  std::string_view original = message.substr(pieces.mbox_line.size());
  auto tag_of = [&](std::string_view name) -> std::optional<std::string> {
    auto found = settings.rewrite.find(name);
    if (found == settings.rewrite.end()) return std::nullopt;
    return OneLineTag(found->second, verdict, settings, facts);
  };
  std::string head;
  for (std::string_view name : {"From", "To", "Cc", "Subject", "Date", "Message-Id"}) {
    std::optional<std::string> value = FieldValue(pieces, name);
    if (std::optional<std::string> tag = tag_of(name)) {
      std::string text = value.value_or("\n");
      if (name == "Subject") {
        if (text.starts_with(*tag + " ")) text.erase(0, tag->size() + 1);
        value = *tag + " " + text;
      } else {
        std::string mark = "\t(" + *tag + ")";
        std::size_t end = text.find_last_not_of("\r\n") + 1;
        if (!std::string_view(text).substr(0, end).ends_with(mark)) text.insert(end, mark);
        value = text;
      }
    }
    if (value) head.append(name).append(": ").append(*value);
  }
  head += AddedHeaders(verdict, settings, facts);
  for (const std::string& wanted : settings.copied_headers) {
    std::string copies;
    for (const RawField& field : pieces.fields) {
      if (EqualsIgnoreCase(field.name, wanted)) copies += field.text;
    }
    if (EqualsIgnoreCase(wanted, "Received"))
      head.insert(0, copies);
    else
      head += copies;
  }
  head = "Received: from localhost by " + facts.hostname + "\n\twith SpamAssassin (version " +
         ReplaceTags("_VERSION_", verdict, settings, facts) + ");\n\t" + Rfc822Date(facts.now_unix_s) + "\n" +
         head;

  std::string report = ReplaceTags(settings.report, verdict, settings, facts);
  while (report.ends_with('\n')) report.pop_back();
  report += "\n\n";
  bool plain = facts.content_type.empty() || facts.content_type.find("text/plain") != std::string::npos;
  if (!plain) report += ReplaceTags(settings.unsafe_report, verdict, settings, facts);
  std::string boundary = UniqueBoundary(original, facts.now_unix_s);
  head += "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"" + boundary +
          "\"\n\nThis is a multi-part message in MIME format.\n\n--" + boundary +
          "\nContent-Type: text/plain; charset=" + settings.report_charset +
          "\nContent-Disposition: inline\nContent-Transfer-Encoding: 8bit\n\n" + report + "\n\n--" +
          boundary + "\nContent-Type: " + (settings.report_safe > 1 ? "text/plain" : "message/rfc822") +
          "; x-spam-type=original\nContent-Description: " + settings.description +
          "\nContent-Disposition: " + (plain ? "inline" : "attachment") +
          "\nContent-Transfer-Encoding: 8bit\n\n";
  return WithLineEnds(std::move(head), pieces.crlf) + std::string(original) +
         WithLineEnds("\n--" + boundary + "--\n\n", pieces.crlf);
}

// The original inside a message that report_safe wrapped, or nullopt.
std::optional<std::string> Unwrap(const MessagePieces& pieces) {
  std::optional<std::string> type = FieldValue(pieces, "Content-Type");
  if (!type || !StartsWithIgnoreCase(*type, "multipart/mixed")) return std::nullopt;
  std::size_t begin = type->find("boundary=\"");
  if (begin == std::string::npos) return std::nullopt;
  begin += 10;
  std::string boundary = "--" + type->substr(begin, type->find('"', begin) - begin);
  std::size_t mark = pieces.body.find("; x-spam-type=original");
  if (mark == std::string_view::npos || boundary.size() < 4) return std::nullopt;
  std::string_view break_text = pieces.crlf ? "\r\n\r\n" : "\n\n";
  std::size_t start = pieces.body.find(break_text, mark);
  if (start == std::string_view::npos) return std::nullopt;
  start += break_text.size();
  std::string end_mark = (pieces.crlf ? "\r\n" : "\n") + boundary + "--";
  std::size_t end = pieces.body.rfind(end_mark);
  if (end == std::string_view::npos || end < start) return std::nullopt;
  return std::string(pieces.mbox_line) + std::string(pieces.body.substr(start, end - start));
}

}  // namespace

std::string RewriteMessage(std::string_view message, const Verdict& verdict, const RewriteSettings& settings,
                           const RewriteFacts& facts) {
  MessagePieces pieces = CutMessage(message);
  std::string out(pieces.mbox_line);
  if (verdict.is_spam && settings.report_safe > 0) {
    return out + WrapInReport(message, pieces, verdict, settings, facts);
  }
  return out + RewriteHeaders(std::move(pieces), verdict, settings, facts);
}

std::string RemoveMarkup(std::string_view message) {
  MessagePieces pieces = CutMessage(message);
  if (std::optional<std::string> original = Unwrap(pieces)) return *original;
  // A previous value takes the place of the field it was kept for.
  constexpr std::string_view kPrevious = "X-Spam-Prev-";
  std::map<std::string, std::string> previous;
  for (const RawField& field : pieces.fields) {
    if (StartsWithIgnoreCase(field.name, kPrevious)) {
      previous[AsciiLower(field.name.substr(kPrevious.size()))] = field.text.substr(kPrevious.size());
    }
  }
  std::string out(pieces.mbox_line);
  for (const RawField& field : pieces.fields) {
    if (StartsWithIgnoreCase(field.name, "X-Spam-")) continue;
    auto found = previous.find(AsciiLower(field.name));
    if (found == previous.end())
      out += field.text;
    else if (found->second.find("(nonexistent)") == std::string::npos)
      out += found->second;
  }
  return out.append(pieces.separator).append(pieces.body);
}

}  // namespace gatepost

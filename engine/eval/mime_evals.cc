// MIME structure and encodings (SpamAssassin's MIMEEval). Tested by tests/eval/mime_evals_test.cc.
#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "eval/image_evals.h"
#include "eval/locales.h"
#include "eval/message_facts.h"
#include "eval/mime_facts.h"
#include "eval/pdf_evals.h"
#include "eval/registry.h"
#include "mail/header.h"
#include "text/charset.h"

namespace gatepost {
namespace {

EvalResult ForMime(EvalContext& context, const EvalArguments& arguments) {
  return EvalResult::Of(!arguments.empty() && GetMimeFacts(context).Get(arguments[0]) != 0);
}

bool TopTypeIsHtml(EvalContext& context) {
  std::vector<std::string> type = HeaderValues(context, "Content-Type");
  return !type.empty() && StartsWithIgnoreCase(type.front(), "text/html");
}

EvalResult ForMimeHtml(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(TopTypeIsHtml(context) || GetMimeFacts(context).Get("mime_body_html_count") > 0);
}

EvalResult ForMimeHtmlOnly(EvalContext& context, const EvalArguments&) {
  if (TopTypeIsHtml(context)) return EvalResult::Of(true);
  const MimeFacts& facts = GetMimeFacts(context);
  return EvalResult::Of(facts.Get("mime_body_html_count") > 0 && facts.Get("mime_body_text_count") == 0);
}

EvalResult MultipartRatio(EvalContext& context, const EvalArguments& arguments) {
  double ratio = GetMimeFacts(context).Get("mime_multipart_ratio");
  return EvalResult::Of(ratio >= ArgumentNumber(arguments, 0) && ratio < ArgumentNumber(arguments, 1));
}

EvalResult AsciiTextIllegal(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(GetMimeFacts(context).Get("mime_ascii_text_illegal") > 0);
}

EvalResult AbundantUnicode(EvalContext& context, const EvalArguments& arguments) {
  return EvalResult::Of(!arguments.empty() &&
                        GetMimeFacts(context).Get("mime_text_unicode_ratio") >= ArgumentNumber(arguments, 0));
}

EvalResult QpRatio(EvalContext& context, const EvalArguments& arguments) {
  return EvalResult::Of(GetMimeFacts(context).Get("mime_qp_ratio") >= ArgumentNumber(arguments, 0));
}

EvalResult FarawayCharset(EvalContext& context, const EvalArguments&) {
  std::string charset = TopCharset(context);
  if (charset.empty() || IsCharsetOkForLocales(charset, context.settings.Text("ok_locales"))) {
    return EvalResult::Of(false);
  }
  // Such charsets hold ASCII too: only a body that is mostly 8-bit counts.
  std::size_t high = 0, total = 0;
  for (const std::string& paragraph : context.views.Body()) {
    total += paragraph.size() + 1;
    high += static_cast<std::size_t>(std::count_if(
        paragraph.begin(), paragraph.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
  }
  return EvalResult::Of(high > 3 && total - high <= high);
}

// SpamAssassin's names of what its parser found, as our anomalies and limits.
EvalResult ParseFlags(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  static constexpr std::pair<std::string_view, Anomaly> kFlags[] = {
      {"missing_head_body_separator", Anomaly::kMissingBlankLine},
      {"missing_mime_head_body_separator", Anomaly::kMissingMimeBlankLine},
      {"missing_mime_headers", Anomaly::kMissingMimeHeaders},
      {"truncated_header", Anomaly::kTruncatedHeader},
      {"mime_epilogue_exists", Anomaly::kMimeEpilogue},
  };
  const Message& message = context.views.message();
  for (const auto& [name, anomaly] : kFlags) {
    if (arguments[0] == name) return EvalResult::Of(message.anomalies().Has(anomaly));
  }
  if (arguments[0] != "mimepart_limit_exceeded") return EvalResult::Of(false);
  const std::vector<std::string>& limits = message.limits_met();
  return EvalResult::Of(std::find(limits.begin(), limits.end(), "max_parts") != limits.end());
}

// Charsets whose bytes look like capital letters.
bool LooksLikeCapitals(std::string_view charset) {
  for (const char* mark : {"koi", "jp", "jis", "euc", "gb", "big5", "isoir", "cp1251", "windows-1251",
                           "georgianps", "pt154", "tis"}) {
    if (ContainsIgnoreCase(charset, mark)) {
      return std::all_of(charset.begin(), charset.end(), [](char c) { return IsWordByte(c) || c == '-'; });
    }
  }
  return false;
}

bool IsEncodedLine(std::string_view line) {
  // Base64 left over from a forwarded message: two runs of 60 to 76 letters, each with a blank behind.
  for (int run = 0; run < 2; ++run) {
    std::size_t end = 0;
    while (end < line.size() &&
           (IsAsciiAlnum(line[end]) || line[end] == '+' || line[end] == '/' || line[end] == '=')) {
      ++end;
    }
    if (end < 60 || end > 76 || end >= line.size() || line[end] != ' ') return false;
    line.remove_prefix(end + 1);
  }
  return true;
}

std::string WithoutShiftJis(const std::string& line) {
  std::size_t begin = line.find("\x1b$B");
  std::size_t end = line.rfind("\x1b(B");
  if (begin == std::string::npos || end == std::string::npos || end < begin) return line;
  return line.substr(0, begin) + line.substr(end + 3);
}

bool HasInnerSpace(std::string_view text) {
  text = Trim(text);
  return std::any_of(text.begin(), text.end(), IsAsciiSpace);
}

// Percentage of letters that are capitals, of bodies long enough to say; 0 for others.
double UppercasePercent(EvalContext& context) {
  std::vector<std::string> charsets = GetMimeFacts(context).charsets;
  charsets.push_back(TopCharset(context));
  if (std::any_of(charsets.begin(), charsets.end(), LooksLikeCapitals)) return 0;
  std::size_t length = 0, lower = 0, upper = 0;
  for (const std::string& paragraph : context.views.Body()) {
    if (!HasInnerSpace(paragraph) || IsEncodedLine(paragraph)) continue;
    std::string line = WithoutShiftJis(paragraph);
    length += line.size();
    for (char c : line) {
      // Digits count as small letters, or every date would shout.
      lower += IsAsciiLower(c) || IsAsciiDigit(c) ? 1 : 0;
      upper += IsAsciiUpper(c) ? 1 : 0;
    }
  }
  if (length < 200 || upper + lower == 0) return 0;
  return static_cast<double>(upper) / static_cast<double>(upper + lower) * 100;
}

EvalResult Uppercase(EvalContext& context, const EvalArguments& arguments) {
  double percent = SharedFact<double>(context, "uppercase", [&] { return UppercasePercent(context); });
  return EvalResult::Of(percent > ArgumentNumber(arguments, 0) && percent <= ArgumentNumber(arguments, 1));
}

// A multipart/alternative with an alternative that is no text.
EvalResult AlternativeNonText(EvalContext& context, const EvalArguments&) {
  const std::vector<Part>& parts = context.views.message().parts();
  for (const Part& part : parts) {
    if (part.type != "multipart/alternative") continue;
    for (int child : part.children) {
      const Part& alternative = parts[static_cast<std::size_t>(child)];
      if (!alternative.is_leaf() || alternative.type == "application/rtf" ||
          alternative.type.starts_with("text/") || alternative.type == "multipart/related") {
        continue;
      }
      return EvalResult::Of(true);
    }
  }
  return EvalResult::Of(false);
}

// The longest line of base64 text, its line end counted: a CRLF as one byte where the mail's lines end so.
double LongestBase64Line(const Message& message) {
  std::size_t longest = 0;
  for (const Part& part : message.parts()) {
    if (!part.is_leaf() || part.type == "application/ics") continue;
    if (part.encoding != "base64" || part.doubtful_encoding) continue;
    std::string_view raw = message.RawBody(part);
    for (std::string_view line : Lines(raw)) {
      longest = std::max(longest, line.size() - (part.crlf && line.ends_with("\r\n") ? 1 : 0));
    }
  }
  return static_cast<double>(longest);
}

EvalResult Base64Length(EvalContext& context, const EvalArguments& arguments) {
  double length = SharedFact<double>(context, "base64_length",
                                     [&] { return LongestBase64Line(context.views.message()); });
  return EvalResult::Of(WithinArguments(arguments, 0, length));
}

// The parts of the message itself, without those of messages within it.
template <class Visit>
bool AnyOwnPart(const Message& message, Visit visit) {
  int nested_below = -1;  // depth of a message within, or -1
  for (const Part& part : message.parts()) {
    if (nested_below >= 0 && part.depth > nested_below) continue;
    nested_below = part.type == "message/rfc822" ? part.depth : -1;
    if (visit(part)) return true;
  }
  return false;
}

// Alternatives begin with the plainest, and a mail program that reads no HTML shows the first.
bool BeginsWithHtml(const std::vector<Part>& parts, const Part& part) {
  if (part.type != "multipart/alternative" || part.children.size() < 2) return false;
  const auto type_of = [&](std::size_t child) -> std::string_view {
    return parts[static_cast<std::size_t>(part.children[child])].type;
  };
  return type_of(0) == "text/html" && type_of(1) == "text/plain";
}

// A multipart/digest consists of messages.
bool IsDigestOfNothing(const std::vector<Part>& parts, const Part& part) {
  return part.type == "multipart/digest" &&
         std::none_of(part.children.begin(), part.children.end(), [&](int child) {
           return parts[static_cast<std::size_t>(child)].type.starts_with("message/");
         });
}

// ('order' or '7bit'): what no mail program composes. Of '7bit', text that says so and is not.
EvalResult OddStructure(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  const Message& message = context.views.message();
  const std::string_view kind = arguments[0];
  return EvalResult::Of(AnyOwnPart(message, [&](const Part& part) {
    if (kind == "order")
      return BeginsWithHtml(message.parts(), part) || IsDigestOfNothing(message.parts(), part);
    return kind == "7bit" && part.encoding == "7bit" && part.is_leaf() && part.type.starts_with("text/") &&
           !IsAscii(message.RawBody(part));
  }));
}

constexpr EvalEntry kMimeEvals[] = {
    {"check_for_mime", ForMime},
    {"check_for_mime_html", ForMimeHtml},
    {"check_for_mime_html_only", ForMimeHtmlOnly},
    {"check_mime_multipart_ratio", MultipartRatio},
    {"check_msg_parse_flags", ParseFlags},
    {"check_for_ascii_text_illegal", AsciiTextIllegal},
    {"check_abundant_unicode_ratio", AbundantUnicode},
    {"check_for_faraway_charset", FarawayCharset},
    {"check_for_uppercase", Uppercase},
    {"check_ma_non_text", AlternativeNonText},
    {"check_base64_length", Base64Length},
    {"check_qp_ratio", QpRatio},
    {"gatepost_odd_structure", OddStructure},
    {"image_count", ImageCount},
    {"pixel_coverage", PixelCoverage},
    {"image_size_exact", ImageSizeExact},
    {"image_size_range", ImageSizeRange},
    {"image_named", ImageNamed},
    {"image_name_regex", ImageNameRegex},
    {"image_to_text_ratio", ImageToTextRatio},
    {"pdf_count", PdfCount},
    {"pdf_image_count", PdfImageCount},
    {"pdf_pixel_coverage", PdfPixelCoverage},
    {"pdf_image_size_exact", PdfImageSizeExact},
    {"pdf_image_size_range", PdfImageSizeRange},
    {"pdf_image_to_text_ratio", PdfImageToTextRatio},
    {"pdf_named", PdfNamed},
    {"pdf_name_regex", PdfNameRegex},
    {"pdf_match_md5", PdfMatchMd5},
    {"pdf_match_fuzzy_md5", PdfMatchFuzzyMd5},
    {"pdf_match_details", PdfMatchDetails},
    {"pdf_is_encrypted", PdfIsEncrypted},
    {"pdf_is_empty_body", PdfIsEmptyBody},
};

}  // namespace

std::span<const EvalEntry> MimeEvals() { return kMimeEvals; }

}  // namespace gatepost

// Tested by tests/eval/mime_evals_test.cc.
#include "eval/mime_facts.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "eval/locales.h"
#include "eval/message_facts.h"
#include "mail/header.h"
#include "mail/mime_type.h"

namespace gatepost {
namespace {

// The last field of that name in a part, decoded and lower-case, or "".
std::string LowerField(const Part& part, std::string_view name) {
  std::vector<const HeaderField*> fields = FindFields(part, name);
  return fields.empty() ? std::string() : AsciiLower(DecodeHeader(fields.back()->raw));
}

bool IsAsciiCharset(std::string_view charset) {
  static constexpr std::string_view kNames[] = {
      "us-ascii", "ansi_x3.4-1968", "iso-ir-6", "ansi_x3.4-1986", "iso_646.irv:1991", "ascii", "iso646-us",
      "us",       "ibm367",         "cp367",    "csascii"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view name) { return Contains(charset, name); });
}

// "iso-LETTERS-..." that is neither iso-8859-N nor iso-2022-jp/kr: programs of spammers invent such names.
bool IsOddIsoCharset(std::string_view charset) {
  std::size_t at = charset.find("iso-");
  if (at == std::string_view::npos) return false;
  std::string_view rest = charset.substr(at + 4);
  std::size_t dash = rest.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 >= rest.size() || !IsWordByte(rest.back()))
    return false;
  std::string_view tail = rest.substr(dash + 1);
  if (rest.starts_with("8859-") && IsAsciiDigit(tail[0])) return false;
  return !(rest.starts_with("2022-") && (tail.starts_with("jp") || tail.starts_with("kr")));
}

// Quoted-printable codes of bytes that need no code ("=41"): a mail program writes few of them.
int CountNeedlessCodes(std::string_view line) {
  auto needless = [](char high, char low) {
    if (high == '0') return low == '9';
    if (high == '3')
      return IsAsciiDigit(low) || low == 'A' || low == 'B' || low == 'C' || low == 'E' || low == 'F';
    if (high == '7') return IsAsciiDigit(low) || (low >= 'A' && low <= 'E');
    return (high == '2' || high == '4' || high == '5' || high == '6') &&
           (IsAsciiDigit(low) || (low >= 'A' && low <= 'F'));
  };
  int count = 0;
  for (std::size_t i = 0; i + 2 < line.size(); ++i) {
    if (line[i] == '=' && needless(line[i + 1], line[i + 2])) {
      ++count;
      i += 2;
    }
  }
  if (count == 0) return 0;
  // Coded white space at the end of a line is as it should be.
  std::string_view rest = TrimRight(line);
  while (rest.ends_with("=09") || rest.ends_with("=20")) {
    rest.remove_suffix(3);
    --count;
  }
  return count;
}

// Entities like &#x20AC; in a text: their number, and the bytes that are none.
void CountEntities(std::string_view line, double* plain_bytes, double* entities) {
  std::size_t taken = 0;
  for (std::size_t i = 0; i + 8 <= line.size(); ++i) {
    if (line[i] != '&' || line.substr(i, 3) != "&#x" || line[i + 7] != ';') continue;
    bool hex = std::all_of(line.begin() + static_cast<std::ptrdiff_t>(i) + 3,
                           line.begin() + static_cast<std::ptrdiff_t>(i) + 7,
                           [](char c) { return IsAsciiDigit(c) || (c >= 'A' && c <= 'F'); });
    if (!hex) continue;
    ++*entities;
    taken += 8;
    i += 7;
  }
  *plain_bytes += static_cast<double>(line.size() - taken);
}

class Gatherer {
 public:
  explicit Gatherer(EvalContext& context) : context_(context) {
    for (const char* name :
         {"mime_base64_count", "mime_base64_encoded_text", "mime_body_html_count", "mime_body_text_count",
          "mime_faraway_charset", "mime_missing_boundary", "mime_multipart_alternative", "mime_qp_count",
          "mime_qp_long_line", "mime_qp_ratio", "mime_ascii_text_illegal", "mime_text_unicode_ratio"}) {
      facts_.numbers[name] = 0;
    }
    facts_.numbers["mime_multipart_ratio"] = 1;
  }

  MimeFacts Gather() {
    const Message& message = context_.views.message();
    for (const Part& part : message.parts()) ReadPart(part);
    if (qp_bytes_ > 0) {
      facts_.numbers["mime_qp_ratio"] = qp_codes_ / qp_bytes_;
      facts_.numbers["mime_qp_count"] = qp_codes_;
    }
    if (plain_bytes_ > 0) facts_.numbers["mime_text_unicode_ratio"] = entities_ / plain_bytes_;
    // Of each kind the last part counts.
    if (text_bytes_ && html_bytes_ && *html_bytes_ > 0) {
      facts_.numbers["mime_multipart_ratio"] = *text_bytes_ / *html_bytes_;
    }
    if (message.anomalies().Has(Anomaly::kUnclosedMultipart)) facts_.numbers["mime_missing_boundary"] = 1;
    return std::move(facts_);
  }

 private:
  // What is asked of the lines of a leaf.
  struct Wanted {
    bool bytes = false, illegal = false, entities = false, codes = false;
  };

  void ReadPart(const Part& part) {
    std::vector<const HeaderField*> fields = FindFields(part, "Content-Type");
    const ContentType content_type = ParseContentType(fields.empty() ? "" : DecodeHeader(fields.back()->raw));
    const std::string& type = content_type.type;
    const std::string& charset = content_type.charset;
    std::string encoding = LowerField(part, "Content-Transfer-Encoding");
    std::string disposition = LowerField(part, "Content-Disposition");
    if (type == "multipart/alternative") facts_.numbers["mime_multipart_alternative"] = 1;
    ReadHeader(type, charset, encoding, disposition);
    const bool ascii = !content_type.has_charset || charset == "us-ascii";
    if (part.is_leaf()) ReadBody(part, type, ascii, encoding, disposition);
  }

  void ReadHeader(const std::string& type, const std::string& charset, const std::string& encoding,
                  const std::string& disposition) {
    bool text = type.starts_with("text");
    if (type == "text/html")
      ++facts_.numbers["mime_body_html_count"];
    else if (text)
      ++facts_.numbers["mime_body_text_count"];
    bool base64 = Contains(encoding, "base64");
    if (base64)
      ++facts_.numbers["mime_base64_count"];
    else if (Contains(encoding, "quoted-printable"))
      ++facts_.numbers["mime_qp_count"];
    if (Contains(disposition, "attachment")) ++facts_.numbers["mime_attachment"];
    bool shown = !disposition.starts_with("attachment") && !disposition.starts_with("inline");
    if (text && base64 && (charset.empty() || IsAsciiCharset(charset)) && shown) {
      facts_.numbers["mime_base64_encoded_text"] = 1;
    }
    if (IsOddIsoCharset(charset)) facts_.numbers["mime_bad_iso_charset"] = 1;
    if (std::any_of(charset.begin(), charset.end(), IsAsciiAlpha)) {
      facts_.charsets.push_back(charset);
      if (!IsCharsetOkForLocales(charset, context_.settings.Text("ok_locales"))) {
        facts_.numbers["mime_faraway_charset"] = 1;
      }
    }
  }

  void ReadBody(const Part& part, const std::string& type, bool ascii_charset, const std::string& encoding,
                const std::string& disposition) {
    bool attachment = Contains(disposition, "attachment");
    bool plain = type == "text/plain";
    Wanted wanted;
    wanted.bytes =
        facts_.numbers["mime_multipart_alternative"] > 0 && !attachment && (plain || type == "text/html");
    wanted.illegal = plain && ascii_charset;
    wanted.entities = plain && (encoding.empty() || encoding == "7bit" || encoding == "8bit");
    wanted.codes = encoding == "quoted-printable";
    double bytes = 0;
    if (wanted.bytes || wanted.illegal || wanted.entities || wanted.codes) {
      context_.views.message().ReadRawLines(part, [&](std::string_view piece) {
        if (wanted.bytes) bytes += static_cast<double>(piece.size());
        for (std::string_view line : Lines(piece)) ReadLine(line, wanted);
      });
    }
    if (attachment) return;
    if (type == "text/html")
      html_bytes_ = bytes;
    else if (plain)
      text_bytes_ = bytes;
  }

  void ReadLine(std::string_view line, const Wanted& wanted) {
    if (wanted.codes && !line.starts_with("SPAM: ")) {
      // RFC 5322's 78 characters and the line end.
      if (line.size() > 79) facts_.numbers["mime_qp_long_line"] = 1;
      qp_bytes_ += static_cast<double>(line.size());
      qp_codes_ += CountNeedlessCodes(line);
    }
    // In a mail of LF lines, the CR of a CRLF is a byte of the text.
    if (wanted.illegal && std::any_of(line.begin(), line.end(), [](char c) {
          return c == '\0' || c == '\r' || static_cast<unsigned char>(c) >= 0x80;
        })) {
      ++facts_.numbers["mime_ascii_text_illegal"];
    }
    if (wanted.entities) CountEntities(line, &plain_bytes_, &entities_);
  }

  EvalContext& context_;
  MimeFacts facts_;
  double qp_bytes_ = 0, qp_codes_ = 0, plain_bytes_ = 0, entities_ = 0;
  std::optional<double> text_bytes_, html_bytes_;
};

}  // namespace

double MimeFacts::Get(std::string_view name) const {
  auto found = numbers.find(name);
  return found == numbers.end() ? 0 : found->second;
}

const MimeFacts& GetMimeFacts(EvalContext& context) {
  return SharedFact<MimeFacts>(context, "mime_facts", [&] { return Gatherer(context).Gather(); });
}

std::string TopCharset(EvalContext& context) {
  std::vector<std::string> type = HeaderValues(context, "Content-Type");
  if (type.empty()) return {};
  std::string all;
  for (const std::string& line : type) all += line;
  std::size_t at = FindIgnoreCase(all, "charset=");
  if (at == std::string::npos) return {};
  std::string_view rest = std::string_view(all).substr(at + 8);
  if (!rest.empty() && (rest[0] == '"' || rest[0] == '\'')) {
    std::size_t end = rest.find(rest[0], 1);
    if (end != std::string_view::npos && end > 1) return std::string(rest.substr(1, end - 1));
  }
  std::size_t end = 0;
  while (end < rest.size() && !IsAsciiSpace(rest[end])) ++end;
  return std::string(rest.substr(0, end));
}

}  // namespace gatepost

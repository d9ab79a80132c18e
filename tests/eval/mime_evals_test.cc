#include <gtest/gtest.h>

#include "eval/locales.h"
#include "support/eval_fixture.h"

namespace gatepost {
namespace {

std::string Leaf(const std::string& header, const std::string& body) {
  return "Subject: x\nMIME-Version: 1.0\n" + header + "\n" + body;
}

TEST(MimeEvals, HtmlOnly) {
  EXPECT_TRUE(EvalFixture(Leaf("Content-Type: text/html\n", "<p>x")).Hits("check_for_mime_html_only"));
  EXPECT_FALSE(EvalFixture(AlternativeMail("a", "<p>a")).Hits("check_for_mime_html_only"));
  EXPECT_TRUE(EvalFixture(AlternativeMail("a", "<p>a")).Hits("check_for_mime_html"));
  EXPECT_FALSE(EvalFixture(Leaf("", "a")).Hits("check_for_mime_html"));
}

TEST(MimeEvals, Base64TextWithoutCharset) {
  EvalFixture bare(Leaf("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", "aGVsbG8=\n"));
  EXPECT_TRUE(bare.Hits("check_for_mime", {"mime_base64_encoded_text"}));
  EXPECT_TRUE(bare.Hits("check_for_mime", {"mime_base64_count"}));
  EvalFixture utf8(
      Leaf("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", "aGVsbG8=\n"));
  EXPECT_FALSE(utf8.Hits("check_for_mime", {"mime_base64_encoded_text"}));
  EXPECT_TRUE(bare.Hits("check_base64_length", {"9"}));  // eight letters and the line end
  EXPECT_FALSE(bare.Hits("check_base64_length", {"10"}));
  EXPECT_FALSE(bare.Hits("check_base64_length", {"5", "8"}));
  EvalFixture more(Leaf("Content-Type: text/plain\nContent-Transfer-Encoding: base64;\n", "aGVsbG8=\n"));
  EXPECT_FALSE(more.Hits("check_base64_length", {"1"}));
}

TEST(MimeEvals, Base64LinesCountTheirCarriageReturnInMailOfBareLineFeeds) {
  const std::string fields = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n";
  EXPECT_TRUE(EvalFixture(Leaf(fields, "aGVsbG8=\r\naGVsbG8=\n")).Hits("check_base64_length", {"10"}));
  const std::string crlf = "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n";
  EXPECT_TRUE(EvalFixture(crlf).Hits("check_base64_length", {"9", "9"}));
}

TEST(MimeEvals, RatioOfTextToHtml) {
  EvalFixture mail(AlternativeMail("ab", "<p>abcdefg</p>"));  // each with its line end
  EXPECT_TRUE(mail.Hits("check_mime_multipart_ratio", {"0.1", "0.3"}));
  EXPECT_FALSE(mail.Hits("check_mime_multipart_ratio", {"0.3", "1"}));
}

TEST(MimeEvals, RatioCountsTwentyBlankLinesInARow) {
  const std::string html(100, 'h');  // and the line that ends before the boundary
  EvalFixture mail(AlternativeMail("ab" + std::string(200, '\n') + "c", html));
  EXPECT_TRUE(mail.Hits("check_mime_multipart_ratio", {"0.23", "0.25"}));
}

TEST(MimeEvals, NeedlessQuotedPrintable) {
  EvalFixture mail(
      Leaf("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n", "=41=42=43\n"));
  EXPECT_TRUE(mail.Hits("check_qp_ratio", {"0.3"}));  // three codes in ten bytes
  EXPECT_FALSE(mail.Hits("check_qp_ratio", {"0.31"}));
  EvalFixture spaces(Leaf("Content-Transfer-Encoding: quoted-printable\n", "abc=20=20\n"));
  EXPECT_FALSE(spaces.Hits("check_qp_ratio", {"0.01"}));
}

TEST(MimeEvals, LongQuotedPrintableLine) {
  std::string header = "Content-Transfer-Encoding: quoted-printable\n";
  EXPECT_FALSE(
      EvalFixture(Leaf(header, std::string(78, 'a') + "\n")).Hits("check_for_mime", {"mime_qp_long_line"}));
  EXPECT_TRUE(
      EvalFixture(Leaf(header, std::string(79, 'a') + "\n")).Hits("check_for_mime", {"mime_qp_long_line"}));
}

TEST(MimeEvals, IllegalAsciiAndEntities) {
  EXPECT_TRUE(EvalFixture(Leaf("", "caf\xe9\n")).Hits("check_for_ascii_text_illegal"));
  EXPECT_FALSE(EvalFixture(Leaf("", "cafe\n")).Hits("check_for_ascii_text_illegal"));
  EXPECT_TRUE(EvalFixture(Leaf("", "&#x0041;&#x0042;ab\n")).Hits("check_abundant_unicode_ratio", {"0.5"}));
  EXPECT_FALSE(
      EvalFixture(Leaf("", "&#x0041;&#x0042;abcdef\n")).Hits("check_abundant_unicode_ratio", {"0.5"}));
}

TEST(MimeEvals, UnclosedMultipart) {
  EXPECT_FALSE(EvalFixture(AlternativeMail("a", "b")).Hits("check_for_mime", {"mime_missing_boundary"}));
  std::string open = AlternativeMail("a", "b");
  open.resize(open.rfind("--b--"));
  EXPECT_TRUE(EvalFixture(open).Hits("check_for_mime", {"mime_missing_boundary"}));
}

TEST(MimeEvals, CapitalsInLongTextsOnly) {
  std::string shout;
  for (int i = 0; i < 30; ++i) shout += "BUY NOW ok ";
  EXPECT_TRUE(EvalFixture(Leaf("", shout + "\n")).Hits("check_for_uppercase", {"60", "80"}));
  EXPECT_FALSE(EvalFixture(Leaf("", "BUY NOW\n")).Hits("check_for_uppercase", {"60", "100"}));
  EXPECT_FALSE(EvalFixture(Leaf("Content-Type: text/plain; charset=koi8-r\n", shout + "\n"))
                   .Hits("check_for_uppercase", {"60", "80"}));
}

TEST(MimeEvals, AlternativeThatIsNoText) {
  std::string mail = AlternativeMail("a", "b");
  EXPECT_FALSE(EvalFixture(mail).Hits("check_ma_non_text"));
  mail.replace(mail.find("text/html"), 9, "image/gif");
  EXPECT_TRUE(EvalFixture(mail).Hits("check_ma_non_text"));
}

TEST(MimeEvals, FlagsOfTheParser) {
  EXPECT_TRUE(EvalFixture("Subject: x\nnot a header\nnor this\nnor this\nnor this\n")
                  .Hits("check_msg_parse_flags", {"missing_head_body_separator"}));
  EXPECT_FALSE(EvalFixture(Leaf("", "a\n")).Hits("check_msg_parse_flags", {"missing_head_body_separator"}));
}

TEST(Locales, LatinAndUnicodeAreAlwaysFine) {
  EXPECT_TRUE(IsCharsetOkForLocales("iso-8859-15", "en"));
  EXPECT_TRUE(IsCharsetOkForLocales("UTF-8", "ja"));
  EXPECT_FALSE(IsCharsetOkForLocales("koi8-r", "en"));
  EXPECT_TRUE(IsCharsetOkForLocales("koi8-r", "en ru"));
  EXPECT_TRUE(IsCharsetOkForLocales("koi8-r", "all"));
  EXPECT_TRUE(IsCharsetOkForLocales("gb2312", "zh_CN"));
}

bool HasOddStructure(const std::string& message, const std::string& kind) {
  return EvalFixture(message).Hits("gatepost_odd_structure", {kind});
}

TEST(MimeEvals, AlternativesBeginWithThePlainest) {
  const std::string html = "--b\nContent-Type: text/html\n\n<p>x</p>\n";
  const std::string plain = "--b\nContent-Type: text/plain\n\nx\n";
  const std::string head = "Content-Type: multipart/alternative; boundary=b\n\n";
  EXPECT_TRUE(HasOddStructure(head + html + plain + "--b--\n", "order"));
  EXPECT_FALSE(HasOddStructure(head + plain + html + "--b--\n", "order"));
  EXPECT_FALSE(HasOddStructure(head + html + "--b--\n", "order"));
  EXPECT_FALSE(HasOddStructure(head + html + plain + "--b--\n", "other"));
  // Within a message that is passed on it is somebody else's.
  EXPECT_FALSE(
      HasOddStructure("Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n" +
                          head + html + plain + "--b--\n--o--\n",
                      "order"));
}

TEST(MimeEvals, ADigestConsistsOfMessages) {
  const std::string head = "Content-Type: multipart/digest; boundary=b\n\n--b\n";
  EXPECT_TRUE(HasOddStructure(head + "Content-Type: text/html\n\n<p>x</p>\n--b--\n", "order"));
  EXPECT_FALSE(HasOddStructure(head + "Content-Type: message/rfc822\n\nSubject: a\n\nx\n--b--\n", "order"));
}

TEST(MimeEvals, SevenBitsAreNotEight) {
  const std::string head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ";
  EXPECT_TRUE(HasOddStructure(head + "7bit\n\nna\xc3\xafve\n", "7bit"));
  EXPECT_FALSE(HasOddStructure(head + "7bit\n\nnaive\n", "7bit"));
  EXPECT_FALSE(HasOddStructure(head + "8bit\n\nna\xc3\xafve\n", "7bit"));
}

}  // namespace
}  // namespace gatepost

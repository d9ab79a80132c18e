#include "mail/text_parts.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "mail/message.h"

namespace gatepost {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Texts = std::vector<std::string>;

// A message and what is made of it. The bytes outlive the Message.
class Mail {
 public:
  explicit Mail(std::string bytes, Limits limits = {}, ViewConfig config = {})
      : bytes_(std::move(bytes)), config_(std::move(config)), message_(Message::Parse(bytes_, limits)) {
    parts = MakeTextParts(message_, config_, limits, &anomalies, &limits_met);
  }
  Texts Body(BodyKind kind = BodyKind::kRendered) const {
    const std::string subject = "S";
    return Body(kind, kind == BodyKind::kInvisible ? nullptr : &subject);
  }
  Texts Body(BodyKind kind, const std::string* subject, std::size_t most = 100,
             bool is_cut_wanted = false) const {
    bool is_cut = false;
    Texts texts = BodyParagraphs(parts, CountLeaves(message_), subject, config_, kind, most, &is_cut);
    EXPECT_EQ(is_cut, is_cut_wanted);
    return texts;
  }
  Texts RawBody() const { return RawBodyChunks(parts, config_); }

  std::vector<TextPart> parts;
  AnomalySet anomalies;
  Texts limits_met;

 private:
  std::string bytes_;
  ViewConfig config_;
  Message message_;
};

std::string Plain(std::string_view body, std::string_view type = "text/plain; charset=utf-8") {
  return "Subject: S\nMIME-Version: 1.0\nContent-Type: " + std::string(type) + "\n\n" + std::string(body);
}

struct PartText {
  std::string type, body;
};
std::string Multipart(const std::vector<PartText>& parts) {
  std::string mail = Plain("", "multipart/mixed; boundary=b");
  for (const PartText& part : parts) mail += "--b\nContent-Type: " + part.type + "\n\n" + part.body + "\n";
  return mail + "--b--\n";
}

TEST(BodyParagraphs, SubjectFirstThenParagraphs) {
  EXPECT_THAT(Mail(Plain("one\ntwo\n\nthree \n \n\n four\n")).Body(),
              ElementsAre("S\n", "one two\n", "three \n", " four "));
  EXPECT_THAT(Mail(Plain("")).Body(), ElementsAre("S\n"));
}

TEST(BodyParagraphs, NoSubjectIsAnEmptyLine) {
  const Mail mail(Plain("one"));
  EXPECT_THAT(mail.Body(BodyKind::kRendered, nullptr), ElementsAre("\n", "one"));
  EXPECT_THAT(mail.Body(BodyKind::kInvisible, nullptr), IsEmpty());
}

TEST(BodyParagraphs, Limit) {
  const Mail mail(Plain("a\n\nb\n\nc"));
  const std::string subject = "S";
  const Texts all = mail.Body();
  ASSERT_EQ(all.size(), 4u);
  for (std::size_t most : {3u, 4u, 5u}) {
    EXPECT_EQ(mail.Body(BodyKind::kRendered, &subject, most, most == 3),
              Texts(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()))));
  }
}

TEST(TextParts, RenderedBytesAreLimitedInAll) {
  for (const std::size_t most : {7u, 8u, 9u}) {
    Limits limits;
    limits.max_rendered_bytes = most;
    const Mail mail(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nabcd\n--b\n"
        "Content-Type: text/html\n\n<i>efgh</i>\n--b--\n",
        limits);
    ASSERT_EQ(mail.parts.size(), 2u);
    EXPECT_EQ(mail.parts[0].rendered, "abcd");
    EXPECT_EQ(mail.parts[1].rendered, most < 8 ? "efg" : "efgh");
    EXPECT_THAT(mail.limits_met, most < 8 ? Texts{"max_rendered_bytes"} : Texts());
  }
}

TEST(BodyParagraphs, NulEndsALine) {
  EXPECT_THAT(Mail(Plain(std::string("a\0b", 3))).Body(), ElementsAre("S\n", "a\n", "b"));
}

TEST(BodyParagraphs, UnicodeSpaceFoldsInCharactersOnly) {
  EXPECT_THAT(Mail(Plain("a\xC2\xA0 b\xE2\x80\x83"
                         "c\xC3\xA9"))
                  .Body(),
              ElementsAre("S\n", "a b c\xC3\xA9"));
  // &#233; in a text of plain ASCII stays one byte, and &#160; is no white space there.
  EXPECT_THAT(Mail(Plain("a&#160;&#233;", "text/html; charset=us-ascii")).Body(),
              ElementsAre("S\n", "a\xA0\xE9"));
  EXPECT_THAT(Mail(Plain("a&#160;&#233;&#8364;", "text/html; charset=us-ascii")).Body(),
              ElementsAre("S\n", "a \xC3\xA9\xE2\x82\xAC"));
}

// A part ends before the line end in front of its boundary.
TEST(BodyParagraphs, EveryLeafAddsALineEnd) {
  const PartText image{"image/gif", "x"};
  EXPECT_THAT(Mail(Multipart({{"text/plain", "a"}, {"text/plain", "b"}})).Body(), ElementsAre("S\n", "a b"));
  EXPECT_THAT(Mail(Multipart({{"text/plain", "a"}, image, {"text/plain", "b"}})).Body(),
              ElementsAre("S\n", "a\n", "b"));
  EXPECT_THAT(Mail(Multipart({image, {"text/plain", "b"}, image})).Body(), ElementsAre("S\n", "b "));
  EXPECT_THAT(Mail(Multipart({{"text/plain", "b"}, image, image})).Body(), ElementsAre("S\n", "b\n"));
}

TEST(BodyParagraphs, LongLinesBreakBehindASpace) {
  for (std::size_t length : {2047u, 2048u, 2049u}) {
    EXPECT_EQ(Mail(Plain(std::string(length, 'x'))).Body().size(), length > 2048 ? 3u : 2u) << length;
  }
  const std::string words = std::string(2000, 'a') + " " + std::string(2000, 'b');
  EXPECT_THAT(Mail(Plain(words)).Body(),
              ElementsAre("S\n", std::string(2000, 'a') + " ", std::string(2000, 'b')));
  // The space may be the byte behind the limit.
  const std::string edge = std::string(2048, 'a') + " b";
  EXPECT_THAT(Mail(Plain(edge)).Body(), ElementsAre("S\n", std::string(2048, 'a') + " ", "b"));
}

TEST(BodyParagraphs, VisibleAndInvisible) {
  const Mail mail(Plain("a<font color=white>b</font>c", "text/html"));
  EXPECT_THAT(mail.Body(), ElementsAre("S\n", "abc"));
  EXPECT_THAT(mail.Body(BodyKind::kVisible), ElementsAre("S\n", "ac"));
  EXPECT_THAT(mail.Body(BodyKind::kInvisible), ElementsAre("b"));
}

TEST(BodyParagraphs, ScanSizeCountsCharactersAndStopsAtALineOrSpace) {
  ViewConfig config;
  config.body_part_scan_size = 4;
  const auto body = [&](std::string_view text) { return Mail(Plain(text), Limits(), config).Body().back(); };
  EXPECT_EQ(body("abc"), "abc");
  EXPECT_EQ(body("abcd"), "abcd");
  EXPECT_EQ(body("abcdef"), "abcd");
  EXPECT_EQ(body("abcdef g"), "abcdef ");
  EXPECT_EQ(body("abcd e\nf"), "abcd e ");
  EXPECT_EQ(body("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"), "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9");
  EXPECT_EQ(body("abcd" + std::string(1024, 'x') + " y"), "abcd" + std::string(1024, 'x') + " ");
  EXPECT_EQ(body("abcd" + std::string(1025, 'x') + " y"), "abcd");
  config.body_part_scan_size = 0;
  EXPECT_EQ(body("abcdef"), "abcdef");
}

TEST(RawBodyChunks, AreDecodedBytes) {
  EXPECT_THAT(Mail(Plain("caf\xE9 <b>", "text/html; charset=iso-8859-1")).RawBody(),
              ElementsAre("caf\xE9 <b>"));
  EXPECT_THAT(Mail("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nYWJj\n").RawBody(),
              ElementsAre("abc"));
  EXPECT_THAT(Mail(Plain("")).RawBody(), ElementsAre("")) << "an empty part is an empty chunk";
}

TEST(RawBodyChunks, TakeOtherTextAndUnparsedMessagesButNoCalendar) {
  const Mail mail(Multipart({{"text/plain", "a"},
                             {"text/calendar", "b"},
                             {"text/x-vcard", "c"},
                             {"message/delivery-status", "d"},
                             {"image/gif", "e"}}));
  EXPECT_THAT(mail.RawBody(), ElementsAre("a", "c", "d"));
  EXPECT_EQ(mail.parts.size(), 3u);
  EXPECT_EQ(std::count_if(mail.parts.begin(), mail.parts.end(), [](const TextPart& p) { return p.in_body; }),
            1);
}

TEST(RawBodyChunks, AreCutAtALineATagOrASpace) {
  const std::string block(2048, 'x');
  EXPECT_EQ(Mail(Plain(block)).RawBody().size(), 1u);
  EXPECT_EQ(Mail(Plain(block + block)).RawBody().size(), 1u) << "up to 4,096 bytes stay whole";
  EXPECT_THAT(Mail(Plain(block + block + "y")).RawBody(), ElementsAre(block + "x", block.substr(1) + "y"));
  EXPECT_THAT(Mail(Plain(block + "ab c>d\n" + block)).RawBody(), ElementsAre(block + "ab c>d\n", block));
  EXPECT_THAT(Mail(Plain(block + "ab c>de" + block)).RawBody(), ElementsAre(block + "ab c>", "de" + block));
  EXPECT_THAT(Mail(Plain(block + "ab cd" + block)).RawBody(), ElementsAre(block + "ab ", "cd" + block));
}

TEST(RawBodyChunks, ScanSize) {
  ViewConfig config;
  config.rawbody_part_scan_size = 4;
  EXPECT_THAT(Mail(Plain("abcd"), Limits(), config).RawBody(), ElementsAre("abcd"));
  EXPECT_THAT(Mail(Plain("abcde"), Limits(), config).RawBody(), ElementsAre("abcd"));
  EXPECT_THAT(Mail(Plain("abcde f>g"), Limits(), config).RawBody(), ElementsAre("abcde f>"));
}

TEST(MakeTextParts, HtmlByFileName) {
  const Mail mail(Multipart({{"application/octet-stream; name=\"x.HTML\"", "<b>a</b>"},
                             {"application/octet-stream; name=\"x.html.exe\"", "b"}}));
  ASSERT_EQ(mail.parts.size(), 1u);
  EXPECT_EQ(mail.parts[0].type, "text/html");
  EXPECT_EQ(mail.parts[0].rendered, "a");
}

TEST(MakeTextParts, HtmlFactsOfEachPart) {
  const Mail mail(
      Multipart({{"text/html", "<b>12345678</b>"}, {"text/html", "<i>x</i>"}, {"text/plain", "y"}}));
  ASSERT_EQ(mail.parts.size(), 3u);
  EXPECT_TRUE(mail.parts[0].html && mail.parts[1].html && !mail.parts[2].html);
  EXPECT_DOUBLE_EQ(mail.parts[0].html->numbers.at("ratio"), (15.0 - 8.0) / 15.0);
  EXPECT_EQ(mail.parts[1].html->tags.count("i"), 1u);
  EXPECT_EQ(mail.parts[1].html->tags.count("b"), 0u);
  EXPECT_FALSE(Mail(Plain("", "text/html")).parts[0].html) << "an empty part has no facts";
}

TEST(MakeTextParts, CharsetsAreFindings) {
  EXPECT_TRUE(Mail(Plain("caf\xE9", "text/plain; charset=nonsense")).anomalies.Has(Anomaly::kUnknownCharset));
  EXPECT_TRUE(
      Mail(Plain("caf\xE9", "text/plain; charset=utf-8")).anomalies.Has(Anomaly::kInvalidCharsetBytes));
  EXPECT_FALSE(
      Mail(Plain("caf\xE9", "text/plain; charset=iso-8859-1")).anomalies.Has(Anomaly::kInvalidCharsetBytes));
}

TEST(MakeTextParts, WithoutNormalizingOtherCharsetsStayBytes) {
  ViewConfig config;
  config.normalize_charset = false;
  EXPECT_EQ(Mail(Plain("\x93x", "text/plain; charset=iso-8859-1"), Limits(), config).Body().back(), "\x93x");
  EXPECT_EQ(Mail(Plain("caf\xC3\xA9"), Limits(), config).Body().back(), "caf\xC3\xA9");
  EXPECT_EQ(Mail(Plain("caf\xE9"), Limits(), config).Body().back(), "caf\xE9");
}

TEST(MakeTextParts, TextLimitIsOverAllParts) {
  const std::string mail = Multipart({{"text/plain", "abcd"}, {"text/plain", "efgh"}});
  for (std::size_t limit : {7u, 8u, 9u}) {
    Limits limits;
    limits.max_text_bytes = limit;
    const Mail cut(mail, limits);
    ASSERT_EQ(cut.parts.size(), 2u);
    EXPECT_EQ(cut.parts[0].decoded.size() + cut.parts[1].decoded.size(), std::min<std::size_t>(limit, 8));
    EXPECT_EQ(cut.limits_met.empty(), limit >= 8) << limit;
  }
}

}  // namespace
}  // namespace gatepost

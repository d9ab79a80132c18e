#include "mail/header.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "mail/mime_type.h"

namespace gatepost {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::Pair;

TEST(DecodeHeader, JoinsFoldedLinesAndTrims) {
  EXPECT_EQ(DecodeHeader(" one\n two\n\t  three\n"), "one two three");
  EXPECT_EQ(DecodeHeader(" one\r\n two\r\n"), "one two");
  EXPECT_EQ(DecodeHeader("\n   \n"), "");
  EXPECT_EQ(DecodeHeader(""), "");
}

TEST(DecodeHeader, ShowsNulAsReplacementCharacter) {
  EXPECT_EQ(DecodeHeader(" a\0b\n"s),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(DecodeHeader, ReadsAsMuchAsSpamAssassinKeeps) {
  const std::string filler(kMaxHeaderValueBytes - 2, 'x');
  EXPECT_EQ(DecodeHeader(" " + filler + "yz\n"), filler + "y");
}

struct WordCase {
  const char* raw;
  const char* decoded;
};
class EncodedWords : public ::testing::TestWithParam<WordCase> {};
TEST_P(EncodedWords, DecodeToUtf8) { EXPECT_EQ(DecodeHeader(GetParam().raw), GetParam().decoded); }
// Facts read off SpamAssassin 4.0.1's Message::Node.
INSTANTIATE_TEST_SUITE_P(
    Forms, EncodedWords,
    ::testing::Values(WordCase{" plain\n", "plain"},
                      WordCase{" =?iso-8859-1?Q?caf=E9_noir?=\n", "caf\xC3\xA9 noir"},
                      WordCase{" =?UTF-8?b?Y2Fmw6k=?=\n", "caf\xC3\xA9"},
                      WordCase{" =?UTF-8*fr?Q?caf=C3=A9?=\n", "caf\xC3\xA9"},  // RFC 2231 language
                      WordCase{" =?utf-8?Q?a?= =?utf-8?Q?b?=\n", "ab"},  // white space between words goes
                      WordCase{" =?utf-8?Q?a?=\n =?utf-8?Q?b?=\n", "ab"},
                      WordCase{" =?utf-8?Q?a?= and =?utf-8?Q?b?=\n", "a and b"},
                      WordCase{" =?utf-8?Q?=C3?= =?utf-8?Q?=A9?=\n", "\xC3\xA9"},  // a character cut in two
                      WordCase{" x=?utf-8?Q?a?=y\n", "xay"},                       // in the middle of a word
                      WordCase{" =?utf-8?X?a?=\n", "=?utf-8?X?a?="},               // no such encoding
                      WordCase{" =?utf-8?Q?never ends\n", "=?utf-8?Q?never ends"},
                      WordCase{" =??Q?a?=\n", "=??Q?a?="}, WordCase{" ==?utf-8?Q?a?=\n", "=a"},
                      WordCase{" =?utf-8?Q?\?=\n", ""}));

TEST(DecodeHeader, GuessesEightBitBytes) {
  EXPECT_EQ(DecodeHeader(" caf\xC3\xA9\n"), "caf\xC3\xA9");
  EXPECT_EQ(DecodeHeader(" caf\xE9\n"), "caf\xC3\xA9");
}

TEST(DecodeHeader, LeavesWordsAloneInFieldsThatHaveNone) {
  EXPECT_EQ(DecodeHeader(HeaderField{"Message-Id", " <=?utf-8?Q?a?=@b>\n"}), "<=?utf-8?Q?a?=@b>");
  EXPECT_EQ(DecodeHeader(HeaderField{"List-Unsubscribe", " =?utf-8?Q?a?=\n"}), "=?utf-8?Q?a?=");
  EXPECT_EQ(DecodeHeader(HeaderField{"Resent-Date", " =?utf-8?Q?a?=\n"}), "=?utf-8?Q?a?=");
  EXPECT_EQ(DecodeHeader(HeaderField{"Subject", " =?utf-8?Q?a?=\n"}), "a");
}

TEST(DecodeHeader, ManyWordsAreLinear) {
  std::string raw;
  while (raw.size() < kMaxHeaderValueBytes) raw += "=?a?q?";
  EXPECT_EQ(DecodeHeader(raw).size(), kMaxHeaderValueBytes);
}

TEST(ParseParameterizedValue, ReadsValueAndParameters) {
  const ParameterizedValue value = ParseParameterizedValue("Text/HTML; Charset=utf-8 ; format = flowed");
  EXPECT_EQ(value.value, "text/html");
  EXPECT_THAT(value.parameters, ElementsAre(Pair("charset", "utf-8"), Pair("format", "flowed")));
  EXPECT_EQ(value.Parameter("CHARSET"), "utf-8");
  EXPECT_EQ(value.Parameter("name"), std::nullopt);
}

TEST(ParseParameterizedValue, HonoursQuotedStrings) {
  EXPECT_EQ(ParseParameterizedValue("a/b; boundary=\"a;b\"; x=1").Parameter("boundary"), "a;b");
  EXPECT_EQ(ParseParameterizedValue("a/b; name=\"say \\\"hi\\\"\"").Parameter("name"), "say \"hi\"");
  EXPECT_EQ(ParseParameterizedValue("a/b; name=\"never ends; x=1").Parameter("name"), "never ends; x=1");
  EXPECT_EQ(ParseParameterizedValue("a/b; name=\"a\" junk; x=1").Parameter("x"), "1");
}

TEST(ParseParameterizedValue, FirstOfTwoWins) {
  EXPECT_EQ(ParseParameterizedValue("a/b; x=1; X=2").Parameter("x"), "1");
}

TEST(ParseParameterizedValue, JoinsAndDecodesRfc2231) {
  EXPECT_EQ(ParseParameterizedValue("a; name*1=\"c.txt\"; name*0=\"ab\"").Parameter("name"), "abc.txt");
  EXPECT_EQ(ParseParameterizedValue("a; name*=iso-8859-1'fr'caf%E9").Parameter("name"), "caf\xC3\xA9");
  EXPECT_EQ(ParseParameterizedValue("a; name*0*=utf-8''%C3; name*1*=%A9; name*2=%41").Parameter("name"),
            "\xC3\xA9%41");
  EXPECT_EQ(ParseParameterizedValue("a; name*0*=%zz%4").Parameter("name"), "%zz%4");
}

TEST(ParseParameterizedValue, KeepsOddNames) {
  EXPECT_EQ(ParseParameterizedValue("a; n*x=1").Parameter("n*x"), "1");
  EXPECT_EQ(ParseParameterizedValue("a; name*99999999=1").Parameter("name*99999999"), "1");
  EXPECT_THAT(ParseParameterizedValue(";;;=1;a;b=").parameters, ElementsAre(Pair("b", "")));
}

// Facts read off SpamAssassin 4.0.1's Util::parse_content_type.
TEST(ContentType, SettlesTheTypeAsSpamAssassinDoes) {
  const auto type = [](std::string_view value) { return ParseContentType(value).type; };
  EXPECT_EQ(type("TEXT/HTML"), "text/html");
  EXPECT_EQ(type("text/html charset=x"), "text/html");
  EXPECT_EQ(type("text"), "text/plain");
  EXPECT_EQ(type("text/enriched"), "text/plain");
  EXPECT_EQ(type("text / html"), "text/plain");
  EXPECT_EQ(type("text/calendar; x"), "text/calendar");
  EXPECT_EQ(type("textual/x"), "textual/x");
  EXPECT_EQ(type("image/(gif)"), "image/gif");
  EXPECT_EQ(type("a/b/c"), "a/b");
}

TEST(ContentType, KnowsWhenThereIsNone) {
  EXPECT_TRUE(ParseContentType("").missing);
  EXPECT_EQ(ParseContentType("").charset, "us-ascii");
  EXPECT_TRUE(ParseContentType("; charset=utf-8").missing);
  EXPECT_EQ(ParseContentType("; charset=utf-8").charset, "utf-8");
  EXPECT_FALSE(ParseContentType("text/plain").missing);
}

TEST(ContentType, FindsTheBoundary) {
  const auto boundary = [](std::string_view value) { return ParseContentType(value).boundary; };
  EXPECT_EQ(boundary("multipart/mixed; boundary=abc"), "abc");
  EXPECT_EQ(boundary("multipart/mixed; BOUNDARY = \"a b\" ; x"), "a b");
  EXPECT_EQ(boundary("multipart/mixed; boundary=\"never closed"), "never closed");
  EXPECT_EQ(boundary("multipart/mixed; boundary=\"abc  \""), "abc");  // RFC 2046: such space was added
  EXPECT_EQ(boundary("multipart/mixed; boundary=\"a;b\""), "a;b");
  EXPECT_EQ(boundary("multipart/mixed; boundary*0=ab; boundary*1=cd"), "abcd");
  EXPECT_EQ(boundary("multipart/mixed; boundary=\"\""), std::nullopt);
  EXPECT_EQ(boundary("multipart/mixed; xboundary=abc"), std::nullopt);
}

TEST(ContentType, FindsCharsetAndName) {
  const ContentType type = ParseContentType("text/plain; charset='UTF-8'; name=\"a b.txt\"");
  EXPECT_EQ(type.charset, "utf-8");
  EXPECT_EQ(type.name, "a b.txt");
  EXPECT_EQ(ParseContentType("a/b; name*1=cd; name*0=\"ab\"").name, "abcd");
  EXPECT_EQ(ParseContentType("a/b; filename*1=cd; filename*0=\"ab\"").name, "abcd");
  EXPECT_EQ(ParseContentType("a/b; filename*1=cd").name, "") << "its beginning is missing";
  EXPECT_EQ(ParseContentType("a/b; name*=utf-8''caf%C3%A9").name, "caf\xC3\xA9");
}

TEST(Disposition, NameComesFromEitherForm) {
  EXPECT_EQ(DispositionName("attachment; filename=\"a.txt\""), "a.txt");
  EXPECT_EQ(DispositionName("attachment; FileName = x"), "");
  EXPECT_EQ(DispositionName("attachment; filename=a.txt; size=1"), "a.txt");
  EXPECT_EQ(DispositionName("attachment; filename*=utf-8''caf%C3%A9.txt"), "");
  EXPECT_EQ(ContinuedDispositionName("attachment; filename*=utf-8''caf%C3%A9.txt"), "caf\xC3\xA9.txt");
  EXPECT_EQ(DispositionName("inline"), "");
}

TEST(EncodingWord, DropsCommentsAndParameters) {
  bool exact = false;
  EXPECT_EQ(EncodingWord(" BASE64 ", &exact), "base64");
  EXPECT_TRUE(exact);
  EXPECT_EQ(EncodingWord("base64 (really)", &exact), "base64");
  EXPECT_FALSE(exact);
  EXPECT_EQ(EncodingWord("(x) quoted-printable; y", &exact), "quoted-printable");
  EXPECT_EQ(EncodingWord("\"base64\"", &exact), "base64");
  EXPECT_EQ(EncodingWord("", &exact), "");
  EXPECT_TRUE(exact);
}

TEST(FindFields, FindsAllOfANameInOrder) {
  const std::string mail = "To: a\nX: 1\ntO: b\n\n";
  const Message message = Message::Parse(mail, Limits{});
  const auto fields = FindFields(message.root(), "TO");
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0]->raw, " a\n");
  EXPECT_EQ(fields[1]->name, "tO");
  EXPECT_TRUE(FindFields(message.root(), "T").empty());
}

}  // namespace
}  // namespace gatepost

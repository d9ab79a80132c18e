#include "razor/preprocess.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

std::string Clean(const std::string& part, bool without_html = true) {
  return CleanRazorPart(part, without_html);
}

TEST(RazorPreprocess, DecodesBase64) {
  const std::string field = "X: y\ncontent-transfer-encoding: BASE64\n\n";
  EXPECT_EQ(Clean(field + "SGVsbG8s\nIHdvcmxk"), "Hello, world");
  EXPECT_EQ(Clean(field + "SGVsbG8=\nIHdvcmxk"), "Hello") << "ends at the padding";
  EXPECT_EQ(Clean(field + "SGVsbG\n!*"), "Hell");
  EXPECT_EQ(Clean("X: y\n\nContent-Transfer-Encoding: base64\n\nSGVsbG8s"), "Hello,") << "also in a body";
  EXPECT_EQ(Clean(field + "SGVsbG8sD"), std::string("Hello,\0\0\0", 9)) << "a letter too many";
  EXPECT_EQ(Clean(field), "");
}

TEST(RazorPreprocess, DecodesQuotedPrintable) {
  const std::string field = "Content-Transfer-Encoding: quoted-printable; x\n\n";
  EXPECT_EQ(Clean(field + "a=3db=\nc=\r\nd=e=FCf ==\n41 =4"),
            "a=bcd=e\xfc"
            "f A =4");
  EXPECT_EQ(Clean("X: y\n\n" + field + "a=3db"), field + "a=3db") << "not in a body";
}

TEST(RazorPreprocess, TakesHtmlOutAndEmptyLinesOff) {
  EXPECT_EQ(Clean("X: y\n\n<b>bold</b> text\n\n\n"), "bold text");
  EXPECT_EQ(Clean("X: y\n\n<b>bold</b> text\n\n\n", false), "<b>bold</b> text");
  EXPECT_EQ(Clean("X: y\n\nplain text \n"), "plain text ");
  EXPECT_EQ(Clean("X: <\n\n>text<br>"), "") << "the empty line was in a tag";
}

TEST(RazorPreprocess, SeesThatThereIsNothing) {
  EXPECT_TRUE(IsEmptyRazorBody(""));
  EXPECT_TRUE(IsEmptyRazorBody(" \r\n\t"));
  EXPECT_FALSE(IsEmptyRazorBody("x"));
  EXPECT_TRUE(IsEmptyRazorBody("Content-Type: text/plain\n "));
  EXPECT_TRUE(IsEmptyRazorBody("Content-Type: text/plain\nContent-X: y"));
  EXPECT_TRUE(IsEmptyRazorBody("Content-Type: text/plain\nanything\n\rContent-X: y"));
  EXPECT_FALSE(IsEmptyRazorBody("Content-Type: text/plain"));
  EXPECT_FALSE(IsEmptyRazorBody("Content-Type: text/plain\ntext"));
  EXPECT_FALSE(IsEmptyRazorBody("Content : x\n "));
  const std::string field = "Content-Type: " + std::string(111, 'x');
  EXPECT_TRUE(IsEmptyRazorBody(field + "\n "));
  EXPECT_FALSE(IsEmptyRazorBody(field + "x\n ")) << "128 bytes are text";
}

}  // namespace
}  // namespace gatepost

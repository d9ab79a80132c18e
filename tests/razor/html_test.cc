#include "razor/html.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(RazorHtml, KnowsTagsOfMail) {
  for (const char* text : {"<a>", "x < BR y>", "</Td>", "<!html x>", "<nosuch><p><hr>"})
    EXPECT_TRUE(IsRazorHtml(text)) << text;
  for (const char* text : {"", "<", "<>", "<a", "<nosuch>", "<h1>", "< a<", "a>b"})
    EXPECT_FALSE(IsRazorHtml(text)) << text;
  EXPECT_FALSE(IsRazorHtml(std::string_view("x\0<a>", 6)));
}

// The last byte is lost each time.
TEST(RazorHtml, TakesTagsAndCommentsOut) {
  EXPECT_EQ(StripRazorHtml("a<b>c</b>d\n"), "acd");
  EXPECT_EQ(StripRazorHtml("a<!-- b > c -- d>e\n"), "ae");
  EXPECT_EQ(StripRazorHtml("a<!-- b -> c\n"), "a");
  EXPECT_EQ(StripRazorHtml("a<b c=\">\" d='>'>e\n"), "ae");
  EXPECT_EQ(StripRazorHtml("a > b - \"c\" 'd'\n"), "a  b - \"c\" 'd'");
  EXPECT_EQ(StripRazorHtml("a<>b>c\n"), "ac") << "what follows < is not looked at";
  EXPECT_EQ(StripRazorHtml(std::string_view("ab\0cd\n", 6)), "ab");
  EXPECT_EQ(StripRazorHtml(""), "");
}

TEST(RazorHtml, NamesOfCharactersAreLatin1) {
  EXPECT_EQ(StripRazorHtml("&lt;&gt&amp;&quot;&nbsp;x\n"), "<>&\" x");
  EXPECT_EQ(StripRazorHtml("&iexcl;&Agrave;&yuml;&notit;\n"), "\xa1\xc0\xff\xacit;");
  EXPECT_EQ(StripRazorHtml("&nosuch; &65; &\n"), "&nosuch; &65; &");
  EXPECT_EQ(StripRazorHtml("<b x=&lt;y>z\n"), "<z") << "also within a tag";
}

TEST(RazorHtml, HostileTextTakesNoLonger) {
  std::string text;
  for (int i = 0; i < 400000; ++i) text += "<a";
  EXPECT_FALSE(IsRazorHtml(text));
  text += '>';
  EXPECT_TRUE(IsRazorHtml(text));
  EXPECT_EQ(StripRazorHtml(text), "");
}

}  // namespace
}  // namespace gatepost

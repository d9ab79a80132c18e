#include "razor/text.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(RazorText, EndsAHeaderAtAnEmptyLine) {
  EXPECT_EQ(SplitRazorText("a\nb\n\nbody\n\nmore").head, "a\nb");
  EXPECT_EQ(SplitRazorText("a\nb\n\nbody\n\nmore").body, "body\n\nmore");
  EXPECT_EQ(SplitRazorText("a\n\r\r\nbody").body, "body");
  EXPECT_EQ(SplitRazorText("a\n\rb\n\nbody").head, "a\n\rb");
  EXPECT_EQ(SplitRazorText("\n\nbody").head, "");
  EXPECT_EQ(SplitRazorText("no body\n").body, std::nullopt);
  EXPECT_FALSE(SplitRazorText("a\n\n").has_body());
  EXPECT_FALSE(SplitRazorText("a\n\n0").has_body());
  EXPECT_TRUE(SplitRazorText("a\n\n00").has_body());
}

TEST(RazorText, JoinsContinuedLines) {
  EXPECT_EQ(JoinRazorLines("A: b\n c\n\t\n d\nE: f"), "A: bcd\nE: f");
  EXPECT_EQ(JoinRazorLines("A\n"), "A\n");
}

TEST(RazorText, CutsAsPerlDoes) {
  EXPECT_EQ(RazorSubstr("abcdef", 2, 3), "cde");
  EXPECT_EQ(RazorSubstr("abcdef", 2, 30), "cdef");
  EXPECT_EQ(RazorSubstr("abcdef", 2, -1), "cde");
  EXPECT_EQ(RazorSubstr("abcdef", 4, -3), "");
  EXPECT_EQ(RazorSubstr("abcdef", 7, 1), "");
}

// Values of Razor2::String::hextobase64.
TEST(RazorText, Unescapes) {
  EXPECT_EQ(RazorUnescape("a%41%7e%zz%4", '%'), "aA~%zz%4");
  EXPECT_EQ(RazorUnescape("=3D%41", '='), "=%41");
}

TEST(RazorText, WritesDigitsInTheServersLetters) {
  EXPECT_EQ(RazorBase64("abc"), "XT");
  EXPECT_EQ(RazorBase64("1"), "gA");
  EXPECT_EQ(RazorBase64("11f6ad8ec52a2984abaafd7c3b516503785c2072"), "iPZbFzpFSRJdVfvjzahqDOGjQOQA");
  EXPECT_EQ(RazorBase64(""), "");
}

}  // namespace
}  // namespace gatepost

#include "base/ascii.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using ::testing::ElementsAre;

TEST(Ascii, ComparesWithoutCase) {
  EXPECT_TRUE(EqualsIgnoreCase("Content-Type", "cONTENT-tYPE"));
  EXPECT_FALSE(EqualsIgnoreCase("a", "ab"));
  EXPECT_TRUE(StartsWithIgnoreCase("Subject: x", "SUBJECT:"));
  EXPECT_FALSE(StartsWithIgnoreCase("Sub", "Subject"));
  EXPECT_TRUE(EndsWithIgnoreCase("page.HTM", ".htm"));
  EXPECT_TRUE(EndsWithIgnoreCase("x", ""));
  EXPECT_FALSE(EndsWithIgnoreCase("htm", ".htm"));
  EXPECT_FALSE(EndsWithIgnoreCase("page.htm ", ".htm"));
}

TEST(Ascii, FindsWithoutCaseFromAPosition) {
  EXPECT_EQ(FindIgnoreCase("abcABC", "bC"), 1u);
  EXPECT_EQ(FindIgnoreCase("abcABC", "bC", 2), 4u);
  EXPECT_EQ(FindIgnoreCase("abc", "d"), std::string_view::npos);
  EXPECT_EQ(FindIgnoreCase("abc", "a", 9), std::string_view::npos);
}

TEST(Ascii, LeavesEightBitBytesAlone) { EXPECT_EQ(AsciiLower("\xC4Z"), "\xC4z"); }

TEST(Ascii, TrimsAndSplits) {
  EXPECT_EQ(Trim(" \t a b\r\n"), "a b");
  EXPECT_THAT(Split("a,,b", ','), ElementsAre("a", "", "b"));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
  EXPECT_THAT(SplitWhitespace("  a\tb \n"), ElementsAre("a", "b"));
}

TEST(Ascii, CutsAWordOffTheFront) {
  std::string_view rest = "score RULE  1 ";
  EXPECT_EQ(CutWord(&rest), "score");
  EXPECT_EQ(rest, "RULE  1 ");
  EXPECT_EQ(CutWord(&rest), "RULE");
  EXPECT_EQ(CutWord(&rest), "1");
  EXPECT_EQ(rest, "");
  EXPECT_EQ(CutWord(&rest), "");
}

TEST(Ascii, SaysWhatATextIsMadeOf) {
  EXPECT_TRUE(AllDigits("0129"));
  EXPECT_FALSE(AllDigits(""));
  EXPECT_FALSE(AllDigits("12a"));
  EXPECT_EQ(SkipSpace("a \t\nb", 1), 4u);
  EXPECT_EQ(SkipSpace("a ", 1), 2u);
  EXPECT_EQ(SkipSpace("a", 7), 7u);
  EXPECT_TRUE(Contains("abc", "bc"));
  EXPECT_FALSE(Contains("abc", "cb"));
}

TEST(Ascii, AWordEdgeIsWhereOneByteOfTwoIsOfAWord) {
  EXPECT_FALSE(IsWordEdge("", 0));
  const std::string_view text = "a_1 -b";
  std::string edges;
  for (std::size_t at = 0; at <= text.size(); ++at) edges += IsWordEdge(text, at) ? '|' : '.';
  EXPECT_EQ(edges, "|..|.||");
  EXPECT_FALSE(IsWordEdge("-", 1));
}

TEST(Ascii, CutLineTakesTheLineWithItsEnd) {
  std::string_view rest = "one\r\n\nlast";
  EXPECT_EQ(CutLine(&rest), "one\r\n");
  EXPECT_EQ(CutLine(&rest), "\n");
  EXPECT_EQ(CutLine(&rest), "last");
  EXPECT_EQ(CutLine(&rest), "");
  EXPECT_EQ(rest, "");
}

}  // namespace
}  // namespace gatepost

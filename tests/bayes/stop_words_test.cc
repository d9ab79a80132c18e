#include "bayes/stop_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatepost {
namespace {

using testing::UnorderedElementsAre;

TEST(SpellOut, GroupsClassesAndOptions) {
  auto spelled = SpellOut("(?:a(?:n[dy]|re)|ov?er|it\\'s|\\xc3\\xa5)", 100);
  ASSERT_TRUE(spelled);
  EXPECT_TRUE(spelled->any_case);
  EXPECT_THAT(spelled->words, UnorderedElementsAre("and", "any", "are", "over", "oer", "it's", "\xC3\xA5"));
}

TEST(SpellOut, OptionalGroupAndFinalAnchor) {
  auto spelled = SpellOut("(?:mail(?:ing|to)?)$", 100);
  ASSERT_TRUE(spelled);
  EXPECT_THAT(spelled->words, UnorderedElementsAre("mail", "mailing", "mailto"));
}

TEST(SpellOut, CaseMattersWithinCaretGroup) {
  auto spelled = SpellOut("(?^:(?:de|het))", 100);
  ASSERT_TRUE(spelled);
  EXPECT_FALSE(spelled->any_case);
}

TEST(SpellOut, RefusesWhatIsNoListOfWords) {
  for (const char* pattern : {"a.b", "a*", "(?:a+)", "[a-z]", "[^a]", "\\d", "(?:ab", "ab)", "a|b", "(a)",
                              "^a", "(?:a){2}", "[ab", "(?:(?:a)?)+"}) {
    EXPECT_FALSE(SpellOut(pattern, 100)) << pattern;
  }
}

TEST(SpellOut, StopsAtItsLimit) {
  std::string pattern;
  for (int i = 0; i < 30; ++i) pattern += "[ab]";
  EXPECT_FALSE(SpellOut(pattern, 1000));
  EXPECT_TRUE(SpellOut("[ab][ab][ab]", 8));
  EXPECT_FALSE(SpellOut("[ab][ab][ab]", 7));
  std::string deep(5000, '(');
  EXPECT_FALSE(SpellOut(deep, 1000));
}

TEST(StopWords, MatchesWholeTokensInAnyCase) {
  StopWords words;
  ASSERT_TRUE(words.Add("(?:the|you(?:r|'re)?)").ok());
  EXPECT_EQ(words.pattern_count(), 0u);
  EXPECT_TRUE(words.Contains("The"));
  EXPECT_TRUE(words.Contains("you're"));
  EXPECT_FALSE(words.Contains("then"));
  EXPECT_FALSE(words.Contains("youre"));
}

TEST(StopWords, CaretGroupKeepsCase) {
  StopWords words;
  ASSERT_TRUE(words.Add("(?^:(?:het))").ok());
  EXPECT_TRUE(words.Contains("het"));
  EXPECT_FALSE(words.Contains("Het"));
}

TEST(StopWords, RunsRealPatterns) {
  StopWords words;
  ASSERT_TRUE(words.Add("(?:v[i1]agra+|\\d{4})").ok());
  EXPECT_EQ(words.pattern_count(), 1u);
  EXPECT_TRUE(words.Contains("V1AGRAAA"));
  EXPECT_TRUE(words.Contains("2002"));
  EXPECT_FALSE(words.Contains("20023"));
  EXPECT_FALSE(words.Add("(?:broken").ok());
}

}  // namespace
}  // namespace gatepost

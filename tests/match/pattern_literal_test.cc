#include <gtest/gtest.h>

#include "match/regex.h"

namespace gatepost {
namespace {

void ExpectSource(std::string_view literal, std::string_view pattern, std::string_view modifiers) {
  const Result<PatternSource> source = ParsePatternLiteral(literal);
  ASSERT_TRUE(source.has_value()) << literal;
  EXPECT_EQ(source->pattern, pattern) << literal;
  EXPECT_EQ(source->modifiers, modifiers) << literal;
}

TEST(ParsePatternLiteral, TakesEveryDelimiterOfPerl) {
  ExpectSource("/a b/", "a b", "");
  ExpectSource("m/ab/i", "ab", "i");
  ExpectSource("m{a{2}b}x", "a{2}b", "x");
  ExpectSource("m(a(b)c)", "a(b)c", "");
  ExpectSource("m<a>s", "a", "s");
  ExpectSource("m[[ab]c]", "[ab]c", "");
  ExpectSource("m!a!", "a", "");
  ExpectSource("m,a/b,", "a/b", "");
  ExpectSource("qr/a/m", "a", "m");
  ExpectSource("  /a/  ", "a", "");
}

TEST(ParsePatternLiteral, SortsModifiers) { ExpectSource("/a/xsmi", "a", "imsx"); }

TEST(ParsePatternLiteral, KeepsEscapedDelimiters) {
  ExpectSource("/a\\/b/", "a\\/b", "");
  ExpectSource("m!a\\!b!", "a\\!b", "");
}

TEST(ParsePatternLiteral, RefusesWhatIsNoPattern) {
  for (std::string_view literal : {"", "a", "/", "/a", "m", "ma/a/", "m\\a\\", "/a/b/", "/a/ trailing",
                                   "/a/g", "/a/k", "m{a", "m<a<b>c>", "m<a>b>"}) {
    EXPECT_FALSE(ParsePatternLiteral(literal).has_value()) << literal;
  }
}

TEST(ParsePatternLiteral, AnEscapedBackslashDoesNotEscapeTheDelimiter) {
  EXPECT_FALSE(ParsePatternLiteral("/a\\\\/b/").has_value());
  ExpectSource("/a\\\\/", "a\\\\", "");
}

}  // namespace
}  // namespace gatepost

#include "match/parser.h"

#include <gtest/gtest.h>

#include <string>

#include "match/analysis.h"
#include "match/writer.h"

namespace gatepost::match {
namespace {

// What PCRE2 is given: shows how the tree was understood.
std::string Rewritten(std::string_view pattern, std::string_view modifiers = "") {
  const Result<Syntax> syntax = Parse(pattern, modifiers);
  if (!syntax) return "refused: " + syntax.error().message();
  const auto written = Write(*syntax, MeasureLengths(*syntax), Dialect::kPcre2, true);
  return written ? written->text : "refused: " + written.error().message();
}

TEST(Parser, ResolvesFlagsIntoTheTree) {
  EXPECT_EQ(Rewritten("a.b"), "a[^\\x0A]b");
  EXPECT_EQ(Rewritten("a.b", "s"), "a.b");
  EXPECT_EQ(Rewritten("^a$"), "\\Aa\\Z");
  EXPECT_EQ(Rewritten("^a$", "m"), "(?m:^)a(?m:$)");
  EXPECT_EQ(Rewritten("a b # c", "x"), "ab");
  EXPECT_EQ(Rewritten("a(?i)b"), "(?-i:a)b");
  EXPECT_EQ(Rewritten("(?x: a b ) c"), "ab c");
}

TEST(Parser, KeepsTheStructureOfGroups) {
  EXPECT_EQ(Rewritten("(a|b)c"), "(a|b)c");
  EXPECT_EQ(Rewritten("(?:a|b)c"), "(?:a|b)c");
  EXPECT_EQ(Rewritten("(?:ab)*"), "(?:ab)*");
  EXPECT_EQ(Rewritten("(?:a*)+?"), "(?:a*)+?");
  EXPECT_EQ(Rewritten("a{,3}b{2}c{2,}+"), "a{0,3}b{2}c{2,}+");
  EXPECT_EQ(Rewritten("(?<n>a)(?|(b)|(c))(d)\\k<n>"), "(a)(?|(b)|(c))(d)\\g{1}");
}

TEST(Parser, ClassesBecomeByteSets) {
  EXPECT_EQ(Rewritten("[[:alpha:]_\\d]"), "\\w");
  EXPECT_EQ(Rewritten("[^\\W]"), "\\w");
  EXPECT_EQ(Rewritten("[a-c-]"), "[\\-a-c]");
  EXPECT_EQ(Rewritten("\\x{2019}"), "(?!)");
}

TEST(Parser, UnrollsLookBehindOfSeveralLengths) {
  EXPECT_EQ(Rewritten("(?<=a|bc)d"), "(?<=a|bc)d");
  EXPECT_EQ(Rewritten("(?<!a{1,2})d"), "(?<!(?:a)|(?:a)(?:a))d");
}

TEST(Parser, SaysWhatIsWrongAndWhere) {
  const Result<Syntax> syntax = Parse("ab(c", "");
  ASSERT_FALSE(syntax.has_value());
  EXPECT_EQ(syntax.error().message(), "missing ) (at byte 4 of the pattern)");
}

TEST(Parser, DepthAndSizeHaveLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "a" + std::string(depth, ')');
  };
  EXPECT_TRUE(Parse(nested(199), "").has_value());
  EXPECT_FALSE(Parse(nested(200), "").has_value());
  EXPECT_FALSE(Parse(nested(100000), "").has_value());
  EXPECT_TRUE(Parse(std::string(1 << 20, 'a'), "").has_value());
  EXPECT_FALSE(Parse(std::string((1 << 20) + 1, 'a'), "").has_value());
}

TEST(Parser, TakesAnyBytesWithoutHarm) {
  // Each prefix of a pattern that uses most of the syntax.
  const std::string pattern =
      "^(?<n>a[b-d\\w[:alpha:]]{2,3}+)(?i:\\x{41}|\\k<n>)(?(1)x|y)(?<!a|bc)(?#c)(?|(a)|(b))(*F)\\p{L}(?R)?$";
  for (std::size_t length = 0; length <= pattern.size(); ++length) {
    (void)Parse(std::string_view(pattern).substr(0, length), "x");
    (void)Parse(std::string_view(pattern).substr(length), "imsx");
  }
  EXPECT_TRUE(Parse(pattern, "").has_value());
}

bool Re2Decides(std::string_view pattern, std::string_view modifiers = "") {
  const Result<Syntax> syntax = Parse(pattern, modifiers);
  return syntax && Analyze(*syntax, MeasureLengths(*syntax)).re2_decides;
}

TEST(Analysis, GivesRe2OnlyWhatItSaysTheSame) {
  EXPECT_TRUE(Re2Decides("a(b|c)*d+?\\b$", ""));
  EXPECT_TRUE(Re2Decides("^a", "m"));
  EXPECT_FALSE(Re2Decides("a\\n^", "m"));  // Perl's ^ is not behind a final newline
  EXPECT_FALSE(Re2Decides("a$b"));         // $ is a newline's width away from the end
  EXPECT_FALSE(Re2Decides("a$\\b"));
  EXPECT_FALSE(Re2Decides("a{1001}"));
  EXPECT_FALSE(Re2Decides("(?:a{40}){40}"));
  EXPECT_TRUE(Re2Decides("a{1000}"));
  for (std::string_view pattern : {"a(?=b)", "(?<!a)b", "(a)\\1", "a++", "(?>a)", "\\Ga", "a\\Kb", "\\R"}) {
    EXPECT_FALSE(Re2Decides(pattern)) << pattern;
  }
}

}  // namespace
}  // namespace gatepost::match

#include "match/sharing.h"

#include <gtest/gtest.h>

#include <string>

#include "match/parser.h"
#include "match/pcre2_program.h"
#include "match/random_pattern.h"
#include "match/regex.h"
#include "match/writer.h"

namespace gatepost::match {
namespace {

std::string Written(const std::string& pattern, bool captures) {
  const Syntax syntax = Parse(pattern, "").value();
  return Write(syntax, MeasureLengths(syntax), Dialect::kPcre2, captures, true)->text;
}

TEST(Sharing, WritesTheBodyOnceAndCallsIt) {
  const std::string text = Written("x(?:abc|defg){2,5}", false);
  EXPECT_NE(text.find("){2,5}(?(DEFINE)(?<r"), std::string::npos) << text;
  EXPECT_EQ(text.find("defg"), text.rfind("defg")) << text;
}

TEST(Sharing, WritesAChoiceThatComesAgainOnce) {
  const std::string text = Written("x(?:abc|defg|[h-k]l)y(?:abc|defg|[h-k]l)z(?:abc|defg|[h-k]m)", false);
  EXPECT_EQ(text.find("defg|[h-k]l"), text.rfind("defg|[h-k]l")) << text;
  EXPECT_NE(text.find("defg|[h-k]m"), std::string::npos) << text;
}

TEST(Sharing, LeavesWhatMeansSomethingElseInACall) {
  EXPECT_EQ(Written("(?:(abc)|defgh){2,5}", true).find("DEFINE"), std::string::npos);
  EXPECT_EQ(Written("(?:(abc)\\1|defgh){2,5}", false).find("DEFINE"), std::string::npos);
  EXPECT_EQ(Written("(?:abcdefgh\\K){2,5}", false).find("DEFINE"), std::string::npos);
  EXPECT_EQ(Written("(?<=(?:abcdefgh){2})x", false).find("DEFINE"), std::string::npos);
  EXPECT_EQ(Written("(?:abcdefgh){2,5}+", false).find("DEFINE"), std::string::npos);
  EXPECT_EQ(Written("(?:ab){2,5}(?:abcdefgh)?", false).find("DEFINE"), std::string::npos);
}

// 5 * 100 copies of a group of alternatives: over PCRE2's 64 KiB as it stands.
TEST(Sharing, LetsPcre2RunWhatIsTooLargeForIt) {
  const std::string item = "(?:(?:alpha|beta|gamma){1,3}(?:one|two|[-.]|&#\\d{1,3};){3,100})";
  const Regex regex("(?=a)(?:" + item + "){5}", "i");
  EXPECT_TRUE(regex.Validate().ok());
  EXPECT_EQ(regex.Search("alpha...BETA---gammaonetwoonealpha&#12;..beta-two-"), MatchOutcome::kYes);
  EXPECT_EQ(regex.Search("alpha...BETA--gammaonetwoonealpha&#12;..beta-two-"), MatchOutcome::kNo);
}

TEST(Sharing, MatchesTheSame) {
  PatternMaker patterns(31, false);
  TextMaker texts(9);
  int shared = 0;
  int matched = 0;
  for (int round = 0; round < 6000; ++round) {
    const std::string choice = "(?:" + patterns.Make() + "|" + patterns.Make() + ")";
    const std::string pattern = round % 2 == 0 ? "(?:" + patterns.Make() + "){1,3}" + patterns.Make()
                                               : choice + patterns.Make() + choice + choice;
    SCOPED_TRACE(pattern);
    const Result<Syntax> syntax = Parse(pattern, "");
    if (!syntax) continue;
    const std::vector<Lengths> lengths = MeasureLengths(*syntax);
    const auto plain_text = Write(*syntax, lengths, Dialect::kPcre2, false);
    const auto shared_text = Write(*syntax, lengths, Dialect::kPcre2, false, true);
    if (!plain_text) continue;
    ASSERT_TRUE(shared_text.has_value());
    if (shared_text->text == plain_text->text) continue;
    ++shared;
    const auto plain = Pcre2Program::Compile(*plain_text, true, Limits{});
    const auto other = Pcre2Program::Compile(*shared_text, true, Limits{});
    if (!plain) continue;
    ASSERT_TRUE(other.has_value()) << other.error().message() << " " << shared_text->text;
    for (int i = 0; i < 4; ++i) {
      const std::string text = texts.Make(*syntax);
      std::vector<std::size_t> plain_spans;
      std::vector<std::size_t> other_spans;
      const MatchOutcome outcome = plain->Match(text, 0, false, &plain_spans);
      const MatchOutcome other_outcome = other->Match(text, 0, false, &other_spans);
      if (outcome == MatchOutcome::kUndecided || other_outcome == MatchOutcome::kUndecided) continue;
      ASSERT_EQ(other_outcome, outcome) << text;
      if (outcome != MatchOutcome::kYes) continue;
      ++matched;
      ASSERT_EQ(other_spans[0], plain_spans[0]) << text;
      ASSERT_EQ(other_spans[1], plain_spans[1]) << text;
    }
  }
  EXPECT_GT(shared, 1000);
  EXPECT_GT(matched, 1000);
}

}  // namespace
}  // namespace gatepost::match

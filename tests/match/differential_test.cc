// Everything RE2 is given must give what PCRE2 gives: yes or no, the match, its groups, and the count.
#include <gtest/gtest.h>

#include <string>

#include "match/analysis.h"
#include "match/parser.h"
#include "match/pcre2_program.h"
#include "match/random_pattern.h"
#include "match/re2_program.h"
#include "match/writer.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

TEST(Differential, Re2AgreesWithPcre2) {
  PatternMaker patterns(20261124, true);
  TextMaker texts(7);
  int compared = 0;
  int matched = 0;
  int decided = 0;
  int located = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string pattern = patterns.Make();
    const std::string modifiers = patterns.Modifiers();
    SCOPED_TRACE(pattern + " /" + modifiers);
    const Result<Syntax> syntax = Parse(pattern, modifiers);
    if (!syntax) continue;
    const std::vector<Lengths> lengths = MeasureLengths(*syntax);
    const Analysis analysis = Analyze(*syntax, lengths);
    if (!analysis.re2_decides) continue;
    ++decided;
    if (analysis.re2_locates) ++located;
    const auto re2 = Re2Program::Compile(Write(*syntax, lengths, Dialect::kRe2, true).value());
    const auto pcre2 =
        Pcre2Program::Compile(Write(*syntax, lengths, Dialect::kPcre2, true).value(), true, Limits{});
    ASSERT_TRUE(re2.has_value()) << re2.error().message();
    ASSERT_TRUE(pcre2.has_value()) << pcre2.error().message();
    for (int i = 0; i < 8; ++i) {
      const std::string text = texts.Make(*syntax);
      const std::size_t start = i < 6 || text.empty() ? 0 : patterns.Below(text.size());
      std::vector<std::size_t> expected;
      const MatchOutcome outcome = pcre2->Match(text, start, false, &expected);
      if (outcome == MatchOutcome::kUndecided) continue;
      ++compared;
      ASSERT_EQ(re2->Matches(text, start), outcome == MatchOutcome::kYes) << text << " from " << start;
      if (outcome != MatchOutcome::kYes) continue;
      ++matched;
      if (!analysis.re2_locates) continue;
      std::vector<std::size_t> spans;
      ASSERT_TRUE(re2->Locate(text, start, &spans, static_cast<std::size_t>(syntax->captures)));
      ASSERT_EQ(spans, expected) << text << " from " << start;
    }
  }
  // The seeds must go on to say something.
  EXPECT_GT(decided, 1500);
  EXPECT_GT(located, 700);
  EXPECT_GT(matched, compared / 3);
}

// A search cut into many must be the same as one.
TEST(Differential, CutSearchesAgreeWithWholeOnes) {
  PatternMaker patterns(99, false);
  TextMaker texts(8);
  int matched = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string pattern = patterns.Make();
    SCOPED_TRACE(pattern);
    const Result<Syntax> syntax = Parse(pattern, "");
    if (!syntax) continue;
    const std::vector<Lengths> lengths = MeasureLengths(*syntax);
    const auto written = Write(*syntax, lengths, Dialect::kPcre2, true);
    if (!written) continue;
    const auto cut = Pcre2Program::Compile(*written, true, Limits{});
    const auto whole = Pcre2Program::Compile(*written, false, Limits{});
    ASSERT_EQ(cut.has_value(), whole.has_value());
    if (!cut) continue;
    for (int i = 0; i < 4; ++i) {
      std::string text;
      for (int repeat = 0; repeat < 10; ++repeat) text += texts.Make(*syntax);
      std::vector<std::size_t> cut_spans;
      std::vector<std::size_t> whole_spans;
      const MatchOutcome outcome = whole->Match(text, 0, false, &whole_spans);
      if (outcome == MatchOutcome::kUndecided) continue;
      ASSERT_EQ(cut->Match(text, 0, false, &cut_spans), outcome) << text;
      if (outcome != MatchOutcome::kYes) continue;
      ++matched;
      ASSERT_EQ(cut_spans, whole_spans) << text;
      EXPECT_NE(whole_spans[1], kNowhere);
    }
  }
  EXPECT_GT(matched, 3000);
}

}  // namespace
}  // namespace gatepost::match

// A pattern that is not a candidate cannot match: with and without the prefilter, the same matches.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "match/parser.h"
#include "match/pattern_set.h"
#include "match/prefilter.h"
#include "match/random_pattern.h"
#include "support/candidates.h"
#include "support/wide_test.h"

namespace gatepost {
namespace {

struct Made {
  PatternSet set;
  std::vector<PatternSource> sources;
  std::vector<std::string> texts;
};

Made MakeSet(unsigned seed, int patterns) {
  Made made;
  match::PatternMaker maker(seed, false);
  match::TextMaker texts(seed + 1);
  for (int i = 0; i < patterns; ++i) {
    const PatternSource source{maker.Make(), maker.Modifiers()};
    if (!made.set.Add(source, Limits{})) continue;
    made.sources.push_back(source);
    const Result<match::Syntax> syntax = match::Parse(source.pattern, source.modifiers);
    made.texts.push_back(texts.Make(*syntax));
    made.texts.push_back(texts.Make(*syntax) + texts.Make(*syntax));
  }
  made.set.Build();
  return made;
}

using PrefilterDifferential = WideTest;

TEST_P(PrefilterDifferential, NoMatchIsLost) {
  long matches = 0;
  long spared = 0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Made made = MakeSet(seed, 150);
    for (const std::string& text : made.texts) {
      const std::vector<std::uint32_t> candidates = Candidates(made.set, text);
      for (int p = 0; p < made.set.size(); ++p) {
        const auto times = std::count(candidates.begin(), candidates.end(), static_cast<std::uint32_t>(p));
        ASSERT_LE(times, 1);
        const bool candidate = times != 0;
        if (!candidate) ++spared;
        if (made.set.regex(p).Search(text) != MatchOutcome::kYes) continue;
        ++matches;
        const PatternSource& source = made.sources[static_cast<std::size_t>(p)];
        ASSERT_TRUE(candidate) << source.pattern << " /" << source.modifiers << " on '" << text << "'";
      }
    }
  }
  EXPECT_GT(matches, 10000);
  EXPECT_GT(spared, 10000);
}
INSTANTIATE_TEST_SUITE_P(BothWays, PrefilterDifferential, testing::Bool());

TEST(PatternSet, ATableMadeEarlierGivesTheSameCandidates) {
  const Made made = MakeSet(77, 100);
  const std::vector<std::uint32_t> table(made.set.ScanTable().begin(), made.set.ScanTable().end());
  ASSERT_TRUE(match::Prefilter::IsSound(table, made.sources.size()));
  match::Prefilter other;
  other.Use(table);
  for (const std::string& text : made.texts) {
    std::vector<std::uint32_t> found;
    other.Find(text, &found);
    ASSERT_EQ(found, Candidates(made.set, text));
  }
}

TEST(PatternSet, RefusesATableOfOtherPatterns) {
  const Made made = MakeSet(78, 20);
  const std::vector<std::uint32_t> table(made.set.ScanTable().begin(), made.set.ScanTable().end());
  EXPECT_FALSE(match::Prefilter::IsSound(table, made.sources.size() - 1));
  EXPECT_FALSE(match::Prefilter::IsSound(std::span(table).first(3), made.sources.size()));
}

TEST(PatternSet, AppendsToWhatWasFound) {
  PatternSet set;
  ASSERT_TRUE(set.Add({"quixotic", ""}, Limits{}).has_value());
  set.Build();
  match::Prefilter prefilter;
  prefilter.Use(set.ScanTable());
  std::vector<std::uint32_t> candidates;
  prefilter.Find("a quixotic text, quixotic", &candidates);
  EXPECT_EQ(candidates, std::vector<std::uint32_t>{0});
  prefilter.Find("another", &candidates);
  EXPECT_EQ(candidates.size(), 1u);
}

TEST(PatternSet, AddFailsAsCompileDoes) {
  PatternSet set;
  EXPECT_FALSE(set.Add({"a(", ""}, Limits{}).has_value());
  EXPECT_EQ(set.size(), 0);
  EXPECT_EQ(set.Add({"a", ""}, Limits{}).value(), 0);
  EXPECT_EQ(set.Add({"b", ""}, Limits{}).value(), 1);
}

}  // namespace
}  // namespace gatepost

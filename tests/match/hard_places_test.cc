// HardPlaces close no place where a match begins, and close what costs a search that goes back most.
#include "match/hard_places.h"

#include <gtest/gtest.h>

#include <string>

#include "match/parser.h"
#include "match/random_pattern.h"
#include "match/regex.h"

namespace gatepost::match {
namespace {

constexpr std::uint64_t kEnough = 1000000;

bool CanMatch(const PatternSource& source, std::string_view text, std::size_t at,
              std::uint64_t visits = kEnough) {
  return HardPlaces(source).CanMatch(text, at, &visits);
}

TEST(HardPlaces, FollowsAMatchToItsEnd) {
  const PatternSource form{"(?:(?:name|first name|address)\\s?:? ?_{1,9}[ ,]{0,3}){3}", "i"};
  const std::string text = "x First Name: ___, address ____ name:__!";
  EXPECT_TRUE(CanMatch(form, text, 2));
  EXPECT_TRUE(CanMatch({"^x", "m"}, "x\nx", 2));
  EXPECT_FALSE(CanMatch(form, text, 0));
  EXPECT_FALSE(CanMatch(form, text, 19)) << "two that follow one another";
  EXPECT_FALSE(CanMatch(form, text.substr(0, 35), 2)) << "the text ends";
  EXPECT_FALSE(CanMatch({"\\bname", ""}, "surname", 3));
}

TEST(HardPlaces, LeavesOpenWhatItCannotTell) {
  EXPECT_TRUE(CanMatch({"(a+)\\1b", ""}, "aab", 0));
  EXPECT_TRUE(CanMatch({"(a+)\\1b", ""}, "aac", 0)) << "behind a back-reference";
  EXPECT_TRUE(CanMatch({"a(?!b)", ""}, "ab", 0)) << "look-around bars no way";
  EXPECT_TRUE(CanMatch({"a(b", ""}, "zz", 0)) << "no pattern";
}

TEST(HardPlaces, SaysPerhapsWhereItWouldLookAtMore) {
  const std::string text(1000, 'a');
  const PatternSource source{"(?:a|aa|aaa)+b", ""};
  std::uint64_t visits = kEnough;
  EXPECT_FALSE(HardPlaces(source).CanMatch(text, 0, &visits));
  const std::uint64_t used = kEnough - visits;
  EXPECT_GT(used, 1000u);
  visits = used / 2;
  EXPECT_TRUE(HardPlaces(source).CanMatch(text, 0, &visits));
  EXPECT_LT(visits, 20u);
}

TEST(HardPlaces, FindTheNextPlaceInOneWalk) {
  const PatternSource source{"\\S+(?<!x)<\\w+", ""};
  const HardPlaces places(source);
  const std::string run(20000, '(');
  std::uint64_t visits = 10 * run.size();
  EXPECT_EQ(places.NextPlace(run + " <a", 0, &visits), std::string::npos);
  EXPECT_GT(visits, 0u);
  visits = kEnough;
  EXPECT_EQ(places.NextPlace(run + " ((<a", 0, &visits), run.size() + 1) << "not before, though not the last";
  EXPECT_EQ(places.NextPlace(run + " ((<a", run.size() + 2, &visits), run.size() + 2);
  visits = 100;
  EXPECT_EQ(places.NextPlace(run, 7, &visits), 7u) << "where it would look at more";
  // An earlier match that ends later, and one that ends first.
  visits = kEnough;
  EXPECT_EQ(HardPlaces({"abcd|c", ""}).NextPlace("xabcd", 0, &visits), 1u);
  EXPECT_EQ(HardPlaces({"abcd|c", ""}).NextPlace("xabce", 0, &visits), 3u);
  EXPECT_EQ(HardPlaces({"$", ""}).NextPlace("ab", 0, &visits), 2u);
  // From each of the places alone it would be more than a search may cost.
  const Result<Regex> regex = Regex::Compile(source, Limits{});
  ASSERT_TRUE(regex);
  EXPECT_EQ(regex->Search(run + " <a"), MatchOutcome::kNo);
  EXPECT_EQ(regex->Search(run + " (<a"), MatchOutcome::kYes);
}

TEST(HardPlaces, DecideWhatGoesBackForEver) {
  const std::string text(60, 'a');
  // Neither of them can RE2 run.
  EXPECT_EQ(Regex("(?=a)(a+)+$", "").Search(text + "b"), MatchOutcome::kNo);
  EXPECT_EQ(Regex("(?=a)(a+)+$", "").Search(text), MatchOutcome::kYes);
  EXPECT_EQ(Regex("(?=\\w)(?:a?[ab]?a?){30}[xy](?!z)", "").Search(text), MatchOutcome::kNo);
  EXPECT_EQ(Regex("(?=\\w)(?:a?[ab]?a?){30}[xy](?!z)", "").Search(text + text + "x"), MatchOutcome::kYes);
}

TEST(HardPlaces, LoseNoMatchOfRandomPatterns) {
  int matches = 0, closed = 0;
  PatternMaker patterns(31, false);
  TextMaker texts(32);
  for (int i = 0; i < 4000; ++i) {
    const PatternSource source{patterns.Make(), patterns.Modifiers()};
    const Result<Syntax> syntax = Parse(source.pattern, source.modifiers);
    const Result<Regex> regex = Regex::Compile(source, Limits{});
    if (!syntax || !regex || !regex->Facts().stepwise) continue;
    const HardPlaces places(source);
    const std::string text = texts.Make(*syntax) + texts.Noise();
    std::vector<std::string_view> groups;
    const MatchOutcome outcome = regex->Search(text, 0, &groups);
    bool open = false;
    std::uint64_t visits = kEnough;
    const std::size_t first = places.NextPlace(text, 0, &visits);
    for (std::size_t at = 0; at <= text.size(); ++at) {
      visits = kEnough;
      const bool can_match = places.CanMatch(text, at, &visits);
      if (can_match && !open) {
        ASSERT_EQ(first, at) << source.pattern << " /" << source.modifiers << " on " << text;
      }
      open |= can_match;
      closed += can_match ? 0 : 1;
    }
    ASSERT_TRUE(open || first == std::string::npos);
    ASSERT_TRUE(open || outcome != MatchOutcome::kYes)
        << source.pattern << " /" << source.modifiers << " on " << text;
    matches += outcome == MatchOutcome::kYes ? 1 : 0;
  }
  EXPECT_GT(matches, 1000);
  EXPECT_GT(closed, 10000);
}

}  // namespace
}  // namespace gatepost::match

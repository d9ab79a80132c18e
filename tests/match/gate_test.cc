// A gate names every place where a match begins, and a gated search finds what a search without it finds.
#include "match/gate.h"

#include <gtest/gtest.h>

#include <string>

#include "match/parser.h"
#include "match/random_pattern.h"
#include "match/regex.h"

namespace gatepost::match {
namespace {

std::vector<std::uint32_t> Table(std::string_view pattern, std::string_view modifiers = "") {
  return Gate::MakeTable(Nfa(Parse(pattern, modifiers).value()));
}

// The places that it names, with budget enough.
std::vector<std::size_t> Places(const std::vector<std::uint32_t>& table, std::string_view text) {
  EXPECT_FALSE(table.empty());
  const Gate gate(table);
  std::vector<std::size_t> places;
  std::size_t budget = SIZE_MAX;
  for (std::size_t at = gate.Next(text, 0, &budget); at != std::string_view::npos;
       at = gate.Next(text, at + 1, &budget)) {
    places.push_back(at);
  }
  return places;
}

using At = std::vector<std::size_t>;

std::string Times(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Gate, FollowsAMatchAsFarAsIsRare) {
  EXPECT_EQ(Places(Table("v[1i]agra[!?]{2,}"), "viagra v1agra?! vi agra!!"), At{7});
  EXPECT_EQ(Places(Table("(?:[a-z]{5,}[ .]+){4}"), "seven words in which nobody stops"), At{});
  EXPECT_EQ(Places(Table("x[0-9]{3}y"), "x12y x1234y x123y"), At{12});
  EXPECT_EQ(Places(Table("q(?:u[ix]|x)*z"), "quixuiz quiaz qz"), (At{0, 14}));
}

TEST(Gate, KnowsWhatStandsAround) {
  EXPECT_EQ(Places(Table("\\bzeta\\b"), "zeta zetas azeta\nzeta"), (At{0, 17}));
  EXPECT_EQ(Places(Table("\\Bqx"), "qx aqx"), At{4});
  EXPECT_EQ(Places(Table("^qx"), "qx\nqx"), At{0});
  EXPECT_EQ(Places(Table("^qx", "m"), "qx qx\nqx"), (At{0, 6}));
  EXPECT_EQ(Places(Table("qx$", "m"), "qx qx\nqx,qx"), (At{3, 9}));
  EXPECT_EQ(Places(Table("qx\\z"), "qx qx\nqx"), At{6});
  EXPECT_EQ(Places(Table("qx$"), "qx qx\n"), At{3});
}

// What is rarest stands behind letters: it is looked for there, also near both ends of a text.
TEST(Gate, LooksForWhatIsRarest) {
  const std::vector<std::uint32_t> spaced = Table("[a-z]{6} {8}[a-z]{2}");
  const std::string match = "abcdef        gh";
  for (std::size_t before : At{0, 1, 5, 28, 40}) {
    const std::string words = std::string(before, '.') + match;
    EXPECT_EQ(Places(spaced, words), At{before});
    EXPECT_EQ(Places(spaced, words + std::string(50, '.') + match), (At{before, before + match.size() + 50}));
    EXPECT_EQ(Places(spaced, words.substr(0, words.size() - 1)), At{});
  }
  EXPECT_EQ(Places(Table("[a-z]{6}(?:q{4}z)?[0-9]"), "abcdef1 abcdefqqqqz1"), (At{0, 8, 13}));
}

TEST(Gate, WhatIsUnknownMayMatch) {
  EXPECT_EQ(Places(Table("(qx)-\\1y"), "qx-ab qx.ab"), At{0});
  EXPECT_EQ(Places(Table("qx(?!y)z"), "qxz qxy"), At{0});
  EXPECT_EQ(Places(Table("(?<=a)qx"), "qx aqx"), (At{0, 4}));
}

// Of the letters alone "https://" would be too rare to look behind.
TEST(Gate, GoesOnBehindWhatMailIsFullOf) {
  const std::string link = "https://www.example.com/path";
  EXPECT_EQ(Places(Table("https?://[^/?\\s]+:[0-9]"), link + " https://example.com:80"), At{29});
  EXPECT_EQ(Places(Table("^https?:/*(?:\\w+\\.)?shop\\.example/go\\?.*=(?<=[?&]u=)"), link), At{});
  EXPECT_EQ(Places(Table("^\\[ ip=(?!127)[0-9.]+ q(?!x)"), "[ ip=192.0.2.1 rdns=mail ]"), At{});
}

TEST(Gate, SaysWhereItIsCertain) {
  const auto decide = [](std::string_view pattern, std::string_view text, std::string_view modifiers = "") {
    const std::vector<std::uint32_t> table = Table(pattern, modifiers);
    EXPECT_FALSE(table.empty()) << pattern;
    return table.empty() ? MatchOutcome::kUndecided : Gate(table).Decide(text);
  };
  EXPECT_EQ(decide("[a-z]{2}", "A b cd"), MatchOutcome::kYes);
  EXPECT_EQ(decide("[a-z]{2}", "A b c"), MatchOutcome::kNo);
  EXPECT_EQ(decide("^[^\\]]+ rdns=\\S*mail", "[ ip=1.2.3.4 rdns=a.mail.example ]"), MatchOutcome::kYes);
  EXPECT_EQ(decide("\\bx\\b", "ax, x"), MatchOutcome::kYes);
  EXPECT_EQ(decide("x\\z", "x x"), MatchOutcome::kYes);
  EXPECT_EQ(decide("x$", "x x"), MatchOutcome::kYes);
  EXPECT_EQ(decide("x$", "x\n"), MatchOutcome::kUndecided) << "there may be more lines";
  EXPECT_EQ(decide("x$", "x\n", "m"), MatchOutcome::kYes);
  EXPECT_EQ(decide("x\n^", "x\n", "m"), MatchOutcome::kNo);
  EXPECT_EQ(decide("x\n^", "x\ny", "m"), MatchOutcome::kYes);
  EXPECT_EQ(decide("qx(?!y)", "qx"), MatchOutcome::kUndecided);
  EXPECT_EQ(decide("q[xy]++y", "qxyy"), MatchOutcome::kUndecided);
  EXPECT_EQ(decide("(q)x\\1", "qxq"), MatchOutcome::kUndecided);
  EXPECT_EQ(decide("qx{40}y", "q" + std::string(40, 'x') + "y"), MatchOutcome::kYes);
  EXPECT_EQ(decide("q(?:xz){40}y", "q" + Times("xz", 40) + "y"), MatchOutcome::kUndecided);
  EXPECT_EQ(decide("^[^\\n]{998}", std::string(998, 'x'), "m"), MatchOutcome::kYes);
  EXPECT_EQ(decide("^[^\\n]{998}", Times(std::string(997, 'x') + "\n", 3), "m"), MatchOutcome::kNo);
}

TEST(Gate, CountsWhatEndsInOneWayOnly) {
  const auto count = [](std::string_view pattern, std::string_view text, int most = 0) {
    return Gate(Table(pattern, "i")).Count(text, most);
  };
  EXPECT_EQ(count("q|x[yz]", "Q xyz xzq qq"), 6);
  EXPECT_EQ(count("q|x[yz]", "Q xyz xzq qq", 4), 4);
  EXPECT_EQ(count("q|x[yz]", "x y z"), 0);
  EXPECT_EQ(count("qq", "qqqqq"), 2);
  EXPECT_EQ(count("\\bq\\b", "q qx q"), 2);
  EXPECT_EQ(count("qx?", "q qx"), std::nullopt) << "with or without x";
  EXPECT_EQ(count("qx(?!y)", "qx"), std::nullopt);
}

TEST(Gate, IsNotMadeWhereItNamesMost) {
  EXPECT_TRUE(Table("[a-z]+(?!b)").empty());
  EXPECT_TRUE(Table("([a-z])\\1").empty());
}

TEST(Gate, LooksNoFurtherThanItsBudget) {
  const std::vector<std::uint32_t> table = Table("z[a-y ]*!");
  std::string text = "z ";
  for (int i = 0; i < 12; ++i) text += text;
  EXPECT_EQ(Places(table, text), At{});
  const Gate gate(table);
  std::size_t budget = 100;
  EXPECT_NE(gate.Next(text, 0, &budget), std::string_view::npos);
  EXPECT_EQ(budget, 0u);
  EXPECT_EQ(gate.Next(text, 8, &budget), 8u) << "then every place that can begin one";
}

// Whatever word is changed, a table that is sound can be used without harm (see the sanitizers).
TEST(Gate, RefusesWhatDoesHarm) {
  const std::vector<std::uint32_t> table = Table("v[1i]agra");
  EXPECT_TRUE(Gate::IsSound(table));
  EXPECT_FALSE(Gate::IsSound({}));
  EXPECT_FALSE(Gate::IsSound(std::span(table).first(5)));
  EXPECT_FALSE(Gate::IsSound(std::span(table).first(table.size() - 1)));
  int refused = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::uint32_t value : {0U, ~0U, table[i] + 1, table[i] ^ 0x4000400U}) {
      std::vector<std::uint32_t> damaged = table;
      damaged[i] = value;
      if (Gate::IsSound(damaged)) {
        (void)Places(damaged, "a v1agra and viagr or v1gra\nv");
      } else {
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 5);
}

TEST(Gate, LosesNoMatchOfRandomPatterns) {
  long matches = 0;
  long closed = 0;
  long certain = 0;
  PatternMaker patterns(21, false);
  TextMaker texts(22);
  for (std::size_t i = 0; i < 4000; ++i) {
    const PatternSource source{patterns.Make(), patterns.Modifiers()};
    const Result<Syntax> syntax = Parse(source.pattern, source.modifiers);
    const Result<Regex> regex = Regex::Compile(source, Limits{});
    if (!syntax || !regex) continue;
    const std::vector<std::uint32_t> table = regex->GateTable();
    if (table.empty()) continue;
    const Gate gate(table);
    const Regex gated = Regex::Saved(source, Limits{}, regex->Facts(), {}, table);
    for (int t = 0; t < 6; ++t) {
      const std::string text = t < 5 ? texts.Make(*syntax) + texts.Noise() : texts.Noise() + texts.Noise();
      const MatchOutcome outcome = regex->Search(text);
      const auto where = [&] { return source.pattern + " /" + source.modifiers + " on " + text; };
      ASSERT_EQ(gated.Search(text), outcome) << where();
      int count = 0;
      int gated_count = 0;
      (void)regex->Count(text, 0, &count);
      (void)gated.Count(text, 0, &gated_count);
      ASSERT_EQ(gated_count, count) << where();
      std::size_t budget = SIZE_MAX;
      const bool open = gate.Next(text, 0, &budget) != std::string_view::npos;
      ASSERT_TRUE(open || outcome != MatchOutcome::kYes) << where();
      const MatchOutcome decided = gate.Decide(text);
      ASSERT_TRUE(decided == MatchOutcome::kUndecided || outcome == MatchOutcome::kUndecided ||
                  decided == outcome)
          << where();
      certain += decided == MatchOutcome::kYes ? 1 : 0;
      matches += outcome == MatchOutcome::kYes ? 1 : 0;
      closed += open ? 0 : 1;
    }
  }
  EXPECT_GT(matches, 4000);
  EXPECT_GT(closed, 1000);
  EXPECT_GT(certain, 2000);
}

}  // namespace
}  // namespace gatepost::match

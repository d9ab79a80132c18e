// Windows hold whatever a pattern matches; WindowScan says of a table what the windows say.
#include "match/windows.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "match/parser.h"
#include "match/random_pattern.h"
#include "match/regex.h"
#include "match/window_scan.h"

namespace gatepost::match {
namespace {

struct Read {
  explicit Read(std::string_view pattern, std::string_view modifiers = "")
      : syntax(Parse(std::string(pattern), std::string(modifiers)).value()),
        lengths(MeasureLengths(syntax)) {}
  Syntax syntax;
  std::vector<Lengths> lengths;
};

bool Fits(const Window& window, std::string_view text, std::size_t at) {
  if (text.size() - at < window.length) return false;
  for (std::size_t i = 0; i < window.length; ++i) {
    if (!window.bytes[i].Has(static_cast<unsigned char>(text[at + i]))) return false;
  }
  return true;
}

bool OneFits(const WindowSet& set, std::string_view text, std::size_t at) {
  bool ascii = true;
  for (std::size_t i = at; i < text.size() && i < at + kWindowBytes; ++i)
    ascii = ascii && static_cast<unsigned char>(text[i]) < 0x80;
  for (const Window& window : ascii ? set.ascii : set.any) {
    if (Fits(window, text, at)) return true;
  }
  return false;
}

bool OneFitsSomewhere(const WindowSet& set, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (OneFits(set, text, at)) return true;
  }
  return false;
}

bool ScanFinds(const WindowSet& set, std::string_view text) {
  const std::vector<std::uint32_t> table = WindowScan::MakeTable({{0, set}});
  WindowScan scan;
  EXPECT_TRUE(WindowScan::IsSound(table, 1));
  scan.Use(table);
  FoundPatterns found;
  found.Reset(1);
  scan.Find(text, &found);
  return !found.numbers().empty();
}

// Letters that may be written in several ways, with one of them outside ASCII.
constexpr std::string_view kFuzzy =
    "(?:[vV]|\\\\/"
    "|\\xce\\xbd)(?:[i1!]|\\xc3\\xad)(?:[a4@]|\\xc3[\\xa0-\\xa5])(?:[gq9])(?:r|\\xd1\\x8f)(?:[a@])";

TEST(Windows, NarrowAFuzzyWord) {
  const Read fuzzy(kFuzzy);
  const WindowSet set = FindWindows(fuzzy.syntax, fuzzy.lengths, 8);
  ASSERT_FALSE(set.empty());
  for (std::string_view text : {"buy v1@gr@ now", "\\/iagra", "v\xc3\xad\x61gra", "x\xce\xbdi\xc3\xa1gra"})
    EXPECT_TRUE(OneFitsSomewhere(set, text)) << text;
  for (std::string_view text : {"an ordinary text about a garden", "", "v", "via", "v\xc3\xadking"})
    EXPECT_FALSE(OneFitsSomewhere(set, text)) << text;
}

TEST(Windows, AreNotMadeOfWhatFitsEverywhere) {
  for (std::string_view pattern : {"[a-z]+", "a*", "(?=abc)", "\\w{8}", "(?:a|b(*ACCEPT)c)vwxyz"}) {
    const Read read(pattern);
    EXPECT_TRUE(FindWindows(read.syntax, read.lengths, 8).empty()) << pattern;
  }
}

TEST(Windows, CountOneByte) {
  const Read read("[a-z0-9]{6}[ \\t]{8}[a-z0-9]{5}");
  const WindowSet set = FindWindows(read.syntax, read.lengths, 8);
  EXPECT_TRUE(OneFitsSomewhere(set, "abcdef \t \t \t \tabcde"));
  EXPECT_FALSE(OneFitsSomewhere(set, "abcdef       abcde"));
  EXPECT_FALSE(OneFitsSomewhere(set, "abcdef abcde abcdef abcde"));
}

TEST(Windows, StopAtWhatIsUnknown) {
  const Read read("(z[0-9])\\1[0-9]");
  const WindowSet set = FindWindows(read.syntax, read.lengths, 8);
  ASSERT_EQ(set.ascii.size(), 1u);
  EXPECT_EQ(set.ascii[0].length, 2u);
}

TEST(Windows, HaveAtMostTheNumberAskedFor) {
  const Read read("(?:apple|banana|cherry|date|elder|fig|grape|honey|iris|jam)(?:s|es)?[:=]\\d");
  for (std::size_t most : {1u, 2u, 5u, 32u}) {
    const WindowSet set = FindWindows(read.syntax, read.lengths, most, 1);
    EXPECT_LE(set.ascii.size(), most);
    EXPECT_LE(set.any.size(), most);
    EXPECT_TRUE(OneFitsSomewhere(set, "the grapes:5"));
  }
}

// What PCRE2 finds passes a window; tables say what windows say.
TEST(Windows, LoseNoMatchOfRandomPatterns) {
  long matches = 0;
  long spared = 0;
  PatternMaker patterns(11, false);
  TextMaker texts(12);
  for (std::size_t i = 0; i < 3000; ++i) {
    const PatternSource source{patterns.Make(), patterns.Modifiers()};
    const Result<Syntax> syntax = Parse(source.pattern, source.modifiers);
    Result<Regex> regex = Regex::Compile(source, Limits{});
    if (!syntax || !regex) continue;
    const WindowSet passed = FindWindows(*syntax, MeasureLengths(*syntax), 1 + i % 8, 1);
    if (passed.empty()) continue;
    for (int t = 0; t < 6; ++t) {
      const std::string text = t < 5 ? texts.Make(*syntax) + texts.Noise() : texts.Noise() + texts.Noise();
      const bool fits = OneFitsSomewhere(passed, text);
      ASSERT_EQ(ScanFinds(passed, text), fits);
      const bool matched = regex->Search(text) == MatchOutcome::kYes;
      ASSERT_TRUE(fits || !matched) << source.pattern << " /" << source.modifiers << " on " << text;
      matches += matched ? 1 : 0;
      spared += fits ? 0 : 1;
    }
  }
  EXPECT_GT(matches, 5000);
  EXPECT_GT(spared, 500);
}

TEST(WindowScan, RefusesDamage) {
  const Read fuzzy(kFuzzy);
  std::vector<std::uint32_t> table =
      WindowScan::MakeTable({{7, FindWindows(fuzzy.syntax, fuzzy.lengths, 8)}});
  EXPECT_TRUE(WindowScan::IsSound(table, 8));
  EXPECT_FALSE(WindowScan::IsSound(table, 7)) << "a pattern that is not there";
  EXPECT_FALSE(WindowScan::IsSound(std::span(table).first(table.size() - 1), 8));
  EXPECT_FALSE(WindowScan::IsSound({}, 8));
  ++table[1];
  EXPECT_FALSE(WindowScan::IsSound(table, 8)) << "more slots than there are";
  --table[1];
  ++table[0];
  EXPECT_FALSE(WindowScan::IsSound(table, 8));
}

TEST(WindowScan, FindsPatternsOfEveryBlock) {
  std::vector<std::pair<std::uint32_t, WindowSet>> sets;
  const Read fuzzy(kFuzzy);
  const Read other("(?:[qQ]|\\xce\\xbe)[zZ2][xX]");
  for (std::uint32_t i = 0; i < 300; ++i) {
    const Read& read = i == 299 ? other : fuzzy;
    sets.emplace_back(i, FindWindows(read.syntax, read.lengths, 2));
  }
  const std::vector<std::uint32_t> table = WindowScan::MakeTable(sets);
  WindowScan scan;
  ASSERT_TRUE(WindowScan::IsSound(table, 300));
  scan.Use(table);
  FoundPatterns found;
  found.Reset(300);
  scan.Find("a Q2x here", &found);
  ASSERT_EQ(found.numbers().size(), 1u);
  EXPECT_EQ(found.numbers()[0], 299u);
  found.Reset(300);
  scan.Find("v1agra", &found);
  EXPECT_EQ(found.numbers().size(), 299u);
}

}  // namespace
}  // namespace gatepost::match

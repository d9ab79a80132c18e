#include "match/literal_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "match/literals.h"
#include "support/wide_test.h"

namespace gatepost::match {
namespace {

using Literals = std::vector<std::vector<std::string>>;

std::set<std::uint32_t> Find(const std::vector<std::uint32_t>& table, std::string_view text) {
  EXPECT_TRUE(LiteralScan::IsSound(table, 1000));
  LiteralScan scan;
  scan.Use(table);
  FoundPatterns hits;
  hits.Reset(1000);
  scan.Find(text, &hits);
  return {hits.numbers().begin(), hits.numbers().end()};
}

using LiteralScanTest = WideTest;

TEST_P(LiteralScanTest, FindsAtBothEndsAndInAnyCase) {
  const auto table = LiteralScan::MakeTable({{"viagra"}, {"abc", "xyz"}, {}, {"\xe9t\xe9"}});
  using Set = std::set<std::uint32_t>;
  EXPECT_EQ(Find(table, "viagra"), Set{0});
  EXPECT_EQ(Find(table, "buy ViAgRa"), Set{0});
  EXPECT_EQ(Find(table, "viagr"), Set{});
  EXPECT_EQ(Find(table, "iagra"), Set{});
  EXPECT_EQ(Find(table, "xyzabc"), Set{1});
  EXPECT_EQ(Find(table, "\xc9T\xc9"), Set{3});
  EXPECT_EQ(Find(table, ""), Set{});
  EXPECT_EQ(Find(table, "ab"), Set{});
  EXPECT_EQ(Find(table, "ABC" + std::string(40, '-') + "Viagra, \xC9t\xE9"), (Set{0, 1, 3}));
  EXPECT_EQ(Find(table, "\xF7t\xE9 \xD7t\xE9 [bc {bc" + std::string(40, '-')), Set{});
}

TEST(LiteralScan, NoLiteralsFindNothing) {
  const auto table = LiteralScan::MakeTable({{}, {}});
  LiteralScan scan;
  ASSERT_TRUE(LiteralScan::IsSound(table, 2));
  scan.Use(table);
  EXPECT_TRUE(scan.empty());
  EXPECT_TRUE(Find(table, "anything").empty());
}

TEST_P(LiteralScanTest, AgreesWithASimpleSearch) {
  std::mt19937 random(5);
  const auto word = [&](std::size_t least, std::size_t most) {
    std::string made;
    for (std::size_t n = least + random() % (most - least + 1); n > 0; --n) made += "abcxy "[random() % 6];
    return made;
  };
  Literals literals(300);
  for (auto& each : literals) {
    for (std::size_t n = random() % 3; n > 0; --n) each.push_back(word(kMinLiteralBytes, 7));
  }
  const auto table = LiteralScan::MakeTable(literals);
  for (int round = 0; round < 300; ++round) {
    const std::string text = word(0, 80);
    std::set<std::uint32_t> expected;
    for (std::uint32_t p = 0; p < literals.size(); ++p) {
      for (const std::string& literal : literals[p]) {
        if (text.find(literal) != std::string::npos) expected.insert(p);
      }
    }
    ASSERT_EQ(Find(table, text), expected) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(BothWays, LiteralScanTest, testing::Bool());

TEST(LiteralScan, RefusesADamagedTable) {
  const auto table = LiteralScan::MakeTable({{"viagra"}, {"abc", "xyz"}});
  EXPECT_TRUE(LiteralScan::IsSound(table, 2));
  EXPECT_FALSE(LiteralScan::IsSound(table, 1));  // names pattern 1
  EXPECT_FALSE(LiteralScan::IsSound({}, 2));
  EXPECT_FALSE(LiteralScan::IsSound(std::span(table).first(table.size() - 1), 2));
  // Whatever word is changed, a table that is taken can be searched without harm (see the sanitizers).
  std::mt19937 random(6);
  int refused = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::uint32_t value :
         {std::uint32_t{0}, std::uint32_t{0xFFFFFFFF}, static_cast<std::uint32_t>(random())}) {
      auto damaged = table;
      damaged[i] = value;
      if (!LiteralScan::IsSound(damaged, 2)) {
        ++refused;
        continue;
      }
      LiteralScan other;
      other.Use(damaged);
      FoundPatterns hits;
      hits.Reset(2);
      other.Find("buy viagra abc xyz now", &hits);
      for (std::uint32_t hit : hits.numbers()) EXPECT_LT(hit, 2u);
    }
  }
  EXPECT_GT(refused, 20);
}

TEST(Fold, PairsLettersOnly) {
  EXPECT_EQ(FoldForScan('A'), 'a');
  EXPECT_EQ(FoldForScan('['), '[');
  EXPECT_EQ(FoldForScan(0xC9), 0xE9);
  EXPECT_EQ(FoldForScan(0xD7), 0xD7);
}

}  // namespace
}  // namespace gatepost::match

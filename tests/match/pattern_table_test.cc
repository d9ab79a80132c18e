#include "match/pattern_table.h"

#include <gtest/gtest.h>

#include <cstring>

#include "support/candidates.h"

namespace gatepost {
namespace {

TEST(PatternTable, AnswersAsTheSetItWasPackedFrom) {
  PatternSet set;
  for (const char* pattern : {"quixotic", "(?<!a)bcd+", "[aeiou]{3}x", "^$"}) {
    ASSERT_TRUE(set.Add({pattern, "i"}, Limits{}));
  }
  set.Build();
  std::vector<const Regex*> patterns;
  for (int i = 0; i < set.size(); ++i) patterns.push_back(&set.regex(i));
  for (const bool with_code : {false, true}) {
    Packer packer;
    std::size_t root = packer.Reserve<PackedPatterns>(1);
    std::vector<CodeToPlace> codes;
    // Without a scan table one is made.
    const std::span<const std::uint32_t> scan =
        with_code ? set.ScanTable() : std::span<const std::uint32_t>();
    PatternTable::Pack(patterns, scan, &packer, root, with_code ? &codes : nullptr);
    EXPECT_EQ(codes.size(), with_code ? patterns.size() : 0);
    for (const CodeToPlace& code : codes) EXPECT_FALSE(code.code.empty());
    Place(codes, &packer);
    const std::vector<char> bytes = packer.Take();
    std::vector<std::uint64_t> aligned(bytes.size() / 8 + 1);
    std::memcpy(aligned.data(), bytes.data(), bytes.size());
    const std::string_view all(reinterpret_cast<const char*>(aligned.data()), bytes.size());
    const auto& packed = *reinterpret_cast<const PackedPatterns*>(all.data());
    PatternTable table;
    ASSERT_TRUE(PatternTable::IsSound(packed, PackedBounds(all)));
    table.Use(packed, Limits{});
    ASSERT_EQ(table.size(), set.size());
    for (const char* text : {"a quixotic idea", "bcd", "abcd", "IOUX", "", "xyz"}) {
      std::vector<std::uint32_t> mine;
      table.FindCandidates(text, &mine);
      EXPECT_EQ(mine, Candidates(set, text)) << text;
      for (int i = 0; i < set.size(); ++i) {
        EXPECT_EQ(table.regex(i).Search(text), set.regex(i).Search(text)) << i << " on " << text;
        EXPECT_EQ(table.IsRe2(i), set.regex(i).engine() == RegexEngine::kRe2);
      }
    }
    if (with_code) {
      // Where PCRE2's code is not what it was, the text is asked.
      std::vector<std::uint64_t> damaged = aligned;
      auto& cut = *reinterpret_cast<PackedPatterns*>(damaged.data());
      for (const PackedPattern& pattern : cut.patterns.get())
        --const_cast<PackedPattern&>(pattern).shared_code.count;
      PatternTable other;
      other.Use(cut, Limits{});
      EXPECT_EQ(other.regex(1).Search("bcd"), MatchOutcome::kYes);
      EXPECT_EQ(other.regex(1).Search("abcd"), MatchOutcome::kNo);
    }
    EXPECT_FALSE(PatternTable::IsSound(packed, PackedBounds(all.substr(0, sizeof(PackedPatterns) + 8))));
  }
}

}  // namespace
}  // namespace gatepost

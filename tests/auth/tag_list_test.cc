#include "auth/tag_list.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(TagList, Tags) {
  const std::string_view text = " v=1; a = b=c ;; h=x\r\n\ty ;";
  const std::optional<TagList> tags = TagList::Parse(text);
  ASSERT_TRUE(tags);
  EXPECT_EQ(tags->Find("v"), "1");
  EXPECT_EQ(tags->Find("a"), "b=c");
  EXPECT_EQ(tags->Find("h"), "x\r\n\ty");
  EXPECT_EQ(tags->Find("V"), std::nullopt);
  EXPECT_EQ(tags->Value("q"), "");
  EXPECT_FALSE(tags->has_duplicates());
  const TagList::Tag* tag = tags->FindTag("a");
  EXPECT_EQ(text.substr(tag->begin, tag->end - tag->begin), " b=c ");
}

TEST(TagList, WhatIsNone) {
  EXPECT_FALSE(TagList::Parse("v=1; what"));
  EXPECT_TRUE(TagList::Parse(""));
  EXPECT_TRUE(TagList::Parse(" ; "));
  EXPECT_TRUE(TagList::Parse("=1"));
}

TEST(TagList, TheLastOfANameCounts) {
  const std::optional<TagList> tags = TagList::Parse("a=1; b=2; a=3");
  ASSERT_TRUE(tags);
  EXPECT_EQ(tags->Find("a"), "3");
  EXPECT_TRUE(tags->has_duplicates());
}

TEST(TagList, Most) {
  std::string text;
  for (std::size_t i = 0; i < TagList::kMostTags; ++i) text += "t" + std::to_string(i) + "=1;";
  EXPECT_TRUE(TagList::Parse(text));
  EXPECT_FALSE(TagList::Parse(text + "v=1"));
}

TEST(ListWord, Blanks) {
  EXPECT_TRUE(HasListWord("a : b\r\n :c", "b"));
  EXPECT_FALSE(HasListWord("a:B:c", "b"));
  EXPECT_FALSE(HasListWord("ab:c", "b"));
  EXPECT_FALSE(HasListWord("", "b"));
}

TEST(Digits, Numbers) {
  EXPECT_EQ(ReadDigits("0"), 0U);
  EXPECT_EQ(ReadDigits("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(ReadDigits("18446744073709551616"), UINT64_MAX);
  EXPECT_EQ(ReadDigits("99999999999999999999999"), UINT64_MAX);
  EXPECT_EQ(ReadDigits("18446744073709551614"), UINT64_MAX - 1);
  EXPECT_EQ(ReadDigits(""), std::nullopt);
  EXPECT_EQ(ReadDigits("-1"), std::nullopt);
  EXPECT_EQ(ReadDigits("1 "), std::nullopt);
}

TEST(Base64, Text) {
  EXPECT_EQ(ReadBase64("Zm9v"), "foo");
  EXPECT_EQ(ReadBase64(" Z m\r\n9v\tYg = ="), "foob");
  EXPECT_EQ(ReadBase64("Zm9vYmE"), "fooba");
  EXPECT_EQ(ReadBase64("/+8="), "\xff\xef");
  EXPECT_EQ(ReadBase64(""), "");
  for (const char* bad : {"Z", "Zm9vY", "Zm9v=", "Zm=v", "Zm9v-A==", "Zm9vYg=", "Zm9vY===", "Zm9vYg==="})
    EXPECT_EQ(ReadBase64(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace gatepost

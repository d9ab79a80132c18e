#include "text/html_color.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace gatepost {
namespace {

TEST(ColorToHex, ReadsWhatSpamAssassinReads) {
  const std::pair<const char*, const char*> cases[] = {
      {"red", "#ff0000"},
      {" ReD ", "#ff0000"},
      {"lightgoldenrodyellow", "#fafad2"},
      {"#fff", "#ffffff"},
      {"#ABCDEF", "#abcdef"},
      {"#abcdef12", "#abcdef"},
      {"#12345", "#112233"},
      {"#1", "#110000"},
      {"#", "#"},
      {"abcdef", "invalid"},
      {"", "invalid"},
      {"reddish", "invalid"},
      {"rgb(1, 2,255)", "#0102ff"},
      {"rgb(100%,50%,0%)", "#ff7f00"},
      {"rgb(1,2)", "invalid"},
      {"hsl(1,2,3)", "invalid"},
  };
  for (const auto& [written, hex] : cases) EXPECT_EQ(ColorToHex(written), hex) << written;
}

TEST(ColorToHex, SurvivesHugeNumbers) {
  EXPECT_EQ(ColorToHex("rgb(99999999999999999999999,0,0)").substr(0, 1), "#");
  EXPECT_EQ(ColorToHex(std::string(100000, '#')), "#");
}

TEST(ColorDistance, IsWeightedByBrightness) {
  const Rgb black{0, 0, 0}, white{255, 255, 255};
  EXPECT_NEAR(ColorDistance(black, white), 191.15, 0.01);
  EXPECT_GT(ColorDistance(black, Rgb{0, 255, 0}), ColorDistance(black, Rgb{0, 0, 255}));
}

TEST(ParseHexColor, TakesSixDigits) {
  ASSERT_TRUE(ParseHexColor("#0a0b0c"));
  EXPECT_EQ(ParseHexColor("#0a0b0c")->blue, 12);
  for (const char* bad : {"", "#", "#12345", "#1234567", "#00000g", "invalid"})
    EXPECT_FALSE(ParseHexColor(bad)) << bad;
}

TEST(LastBackgroundLayer, KeepsFunctionsAndStringsWhole) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(LastBackgroundLayer("url(a b) red"), (Words{"url(a b)", "red"}));
  EXPECT_EQ(LastBackgroundLayer("url(\"a)b\"), #fff left"), (Words{"#fff", "left"}));
  EXPECT_EQ(LastBackgroundLayer("'a, b' x"), (Words{"'a, b'", "x"}));
  EXPECT_EQ(LastBackgroundLayer(""), Words{});
  EXPECT_EQ(LastBackgroundLayer("a,"), Words{"a"});
}

}  // namespace
}  // namespace gatepost

// Expected texts are Python's.
#include "pyzor/python_text.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using namespace std::string_literals;

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) lines.emplace_back(CutPythonLine(&text));
  return lines;
}

TEST(PythonText, StripsAllWhiteSpace) {
  EXPECT_EQ(StripSpace("\xC2\xA0\t x \xE3\x80\x80\x1F"), "x");
  EXPECT_EQ(StripSpace(" \xE2\x80\xA8 "), "");
  EXPECT_EQ(StripSpace("\xC3\xA9"), "\xC3\xA9");
  EXPECT_EQ(StripSpace(""), "");
}

TEST(PythonText, LinesEndInMoreThanLineFeeds) {
  EXPECT_THAT(Lines("a\nb\r\nc\rd\fe\x1Cg\xC2\x85h\xE2\x80\xA9i"),
              ElementsAre("a", "b", "c", "d", "e", "g", "h", "i"));
  EXPECT_THAT(Lines("\n\nx"), ElementsAre("", "", "x"));
  EXPECT_THAT(Lines("a\x1F"
                    "b\xC2\xA0"
                    "c\n"),
              ElementsAre("a\x1F"
                          "b\xC2\xA0"
                          "c"));
}

TEST(PythonText, ResolvesReferences) {
  EXPECT_EQ(UnescapeHtml("&#8364;&#x80;&#0;&#1;&#x110000;&#xD800;"),
            "\xE2\x82\xAC\xE2\x82\xAC\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(UnescapeHtml("&notit;&notin;&amp &bogus; &"), "\xC2\xACit;\xE2\x88\x89& &bogus; &");
  EXPECT_EQ(UnescapeHtml("&NotEqualTilde;"), "\xE2\x89\x82\xCC\xB8");
  EXPECT_EQ(UnescapeHtml("&#;&#x;&&lt;&hellip"), "&#;&#x;&<&hellip");
  EXPECT_EQ(UnescapeHtml("&#" + std::string(10000, '9') + ";"), "\xEF\xBF\xBD");
  EXPECT_EQ(UnescapeHtml("&\xC3"s), "&\xC3"s);
}

}  // namespace
}  // namespace gatepost

#include "rules/replace_tags.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

class ReplaceTagsTest : public ::testing::Test {
 protected:
  std::string Apply(std::string pattern) const { return tags_.Apply({std::move(pattern), "i"}).pattern; }
  ReplaceTags tags_{{{"A", "[a4]"}, {"B", "[b8]"}, {"AB", "<A><B>"}, {"L", "<L>x"}, {"0x", ""}},
                    {{"G", "\\W?"}},
                    {{"P", "\\b"}},
                    {{"Q", "{1,2}"}}};
};

// The right sides are what SpamAssassin 4.0.1 makes of these tables.
TEST_F(ReplaceTagsTest, ReplacesKnownTags) {
  EXPECT_EQ(Apply("x<A>y<B>"), "x[a4]y[b8]");
  EXPECT_EQ(Apply("<A><B>"), "[a4][b8]");
  EXPECT_EQ(Apply("<C>(?<name>a)<0x>"), "<C>(?<name>a)<0x>");
  EXPECT_EQ(Apply("no tags"), "no tags");
  EXPECT_EQ(Apply("a<b>c<"), "a<b>c<");
  EXPECT_EQ(Apply("<<A>"), "<[a4]");
}

TEST_F(ReplaceTagsTest, ReplacesInsideReplacements) {
  EXPECT_EQ(Apply("x<AB>"), "x[a4][b8]");
  // Six passes, then it stops.
  EXPECT_EQ(Apply("<L>"), "<L>xxxxxx");
}

TEST_F(ReplaceTagsTest, PutsBetweenNeighbours) {
  EXPECT_EQ(Apply("<inter G><A><B><A>"), "[a4]\\W?[b8]\\W?[a4]");
  EXPECT_EQ(Apply("x<inter G><A>-<B>"), "x[a4]-[b8]");
  EXPECT_EQ(Apply("<inter none><A><B>"), "[a4][b8]");
}

TEST_F(ReplaceTagsTest, PutsBeforeAndAfter) {
  EXPECT_EQ(Apply("<pre P><A>c<B>"), "\\b[a4]c\\b[b8]");
  EXPECT_EQ(Apply("<post Q><A>c<B>"), "[a4]{1,2}c[b8]{1,2}");
  EXPECT_EQ(Apply("<inter G><post Q><A><B>"), "[a4]{1,2}\\W?[b8]{1,2}");
}

TEST_F(ReplaceTagsTest, KeepsModifiersAndGivesUpWhenTooLarge) {
  PatternSource source = tags_.Apply({"<A>", "im"});
  EXPECT_EQ(source.modifiers, "im");
  tags_.tags["BOOM"] = std::string(2 << 20, 'x');
  EXPECT_EQ(Apply("<BOOM>"), "<BOOM>");
}

}  // namespace
}  // namespace gatepost

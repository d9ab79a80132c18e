#include "base/fixed_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace gatepost {
namespace {

TEST(FixedText, IsTheLiteral) {
  const FixedText<5> full = "five5", empty = "", inner = "a\0b";
  EXPECT_EQ(full.view(), "five5");
  EXPECT_STREQ(full.c_str(), "five5");
  EXPECT_TRUE(empty.empty());
  EXPECT_EQ(inner.view(), std::string_view("a\0b", 3));
}

TEST(FixedText, ComparesAsATextDoes) {
  const std::array<FixedText<4>, 3> words = {"a", "ab", "b"};
  const auto found = std::lower_bound(words.begin(), words.end(), std::string_view("ab"));
  EXPECT_TRUE(found != words.end() && *found == "ab");
  EXPECT_FALSE(words[0] == std::string_view("a\0", 2));
}

}  // namespace
}  // namespace gatepost

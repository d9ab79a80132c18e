#include "base/number_text.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(NumberText, IsPrintfsAndNoLongerThanItsRoom) {
  EXPECT_EQ(NumberText(2.25, "%2.1f"), "2.2");
  EXPECT_EQ(NumberText(-1.5, "%.2f %%"), "-1.50 %");
  EXPECT_EQ(NumberText(1e300, "%.3f").size(), 63u);
}

TEST(NumberText, TheNumberBehindATextIsRounded) {
  EXPECT_EQ(RoundedAsText(1.23456, "%.3f"), 1.235);
  EXPECT_EQ(RoundedAsText(-0.0004, "%.3f"), 0);
  EXPECT_EQ(RoundedAsText(0.1 + 0.2, "%.15g"), 0.3);
}

}  // namespace
}  // namespace gatepost

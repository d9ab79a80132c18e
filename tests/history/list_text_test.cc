#include "history/list_text.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(ListText, IsInTheFormOfSaAwl) {
  EXPECT_EQ(SenderLine({"a@example.com", "192.0.2", ""}, {3, 15.7}),
            "     5.2      (15.700/3)  --  a@example.com|ip=192.0.2");
  EXPECT_EQ(SenderLine({"x y", "none", "spf-x"}, {0, 0}),
            "     0.0       (0.000/0)  --  x y|ip=none|signedby=spf-x");
}

TEST(ListText, IsReadAsItWasWritten) {
  for (const SenderKey& key :
       {SenderKey{"a@example.com", "192.0.2", ""}, SenderKey{"x  --  y", "none", "spf-x"},
        SenderKey{"(1/2)", "2001:0DB8::", ""}}) {
    const auto read = ReadSenderLine(SenderLine(key, {7, -1234.567}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->first, key);
    EXPECT_EQ(read->second.count, 7);
    EXPECT_DOUBLE_EQ(read->second.total, -1234.567);
  }
}

TEST(ListText, ReadsWhatSaAwlWrites) {
  const auto read = ReadSenderLine("    -2.9       (-5.8/2)  --  Ann@Example.com|ip=2001:0DB8::");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first, (SenderKey{"ann@example.com", "2001:0DB8::", ""}));
  EXPECT_EQ(read->second.count, 2);
  EXPECT_DOUBLE_EQ(read->second.total, -5.8);
}

TEST(ListText, RefusesOtherLines) {
  for (const char* line :
       {"", "text", "  --  ", "1 (1/1)  --  a@x", "1 (1/1)  --  |ip=none", "1 (x/1)  --  a|ip=none",
        "1 (1/x)  --  a|ip=none", "1 (nan/1)  --  a|ip=none", "1 (1/-1)  --  a|ip=none",
        "1 1/1  --  a|ip=none", "(1/1  --  a|ip=none", "1 (1e999/1)  --  a|ip=none"}) {
    EXPECT_FALSE(ReadSenderLine(line)) << line;
  }
}

}  // namespace
}  // namespace gatepost

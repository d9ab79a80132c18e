#include "razor/plan.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(RazorPlanFiles, ReadsConfiguration) {
  EXPECT_THAT(
      ReadRazorConfig("# a = b\n min_cf = ac + 5 \nempty =\n= x = y\nlogic_method=4\r\nlogic_method = 5\n"),
      UnorderedElementsAre(Pair("min_cf", "ac + 5"), Pair("logic_method", "5"), Pair("= x", "y")));
  EXPECT_THAT(ReadRazorConfig("word\n\n"), IsEmpty());
}

TEST(RazorPlanFiles, ReadsServers) {
  EXPECT_THAT(
      ReadRazorServers("# c0.example\n c1.example \n192.0.2.1:2704 x\nlocalhost\nc2.example:0\nc3.example:x\n"
                       "c4.example:70000\n../x.y\nc5.example.\n"),
      ElementsAre(RazorServer{"c1.example", 2703}, RazorServer{"192.0.2.1", 2704}));
  std::string many;
  for (int i = 0; i < 100; ++i) many += "c.example\n";
  EXPECT_THAT(ReadRazorServers(many), SizeIs(kMostRazorServers));
}

TEST(RazorPlanFiles, ReadsTheWhitelist) {
  EXPECT_THAT(ReadRazorWelcome("# from a\nFrom  friend@example\\.com$\nsha1 abc\nto\nto list @x\n"),
              ElementsAre(Pair("from", "friend@example\\.com$"), Pair("to", "list @x")));
}

}  // namespace
}  // namespace gatepost

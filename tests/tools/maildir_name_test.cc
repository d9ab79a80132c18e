#include "maildir_name.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using ::testing::EndsWith;
using ::testing::MatchesRegex;

TEST(MaildirName, KeepsFlagsAndGivesNewMessagesAnEmptyList) {
  EXPECT_EQ(NameInCur("1.a.host:2,FS"), "1.a.host:2,FS");
  EXPECT_EQ(NameInCur("1.a.host:2,"), "1.a.host:2,");
  EXPECT_EQ(NameInCur("1.a.host,S=12"), "1.a.host,S=12:2,");
  EXPECT_EQ(NameInCur("1.a.host:1,x"), "1.a.host:1,x:2,");
  EXPECT_EQ(NameInCur(""), ":2,");
}

TEST(MaildirName, FreshNamesDifferAndKeepSizeAndFlags) {
  std::string one = FreshNameInCur("1.a.host,S=123,W=125:2,RS", "mx/1:x");
  EXPECT_THAT(one, MatchesRegex("[0-9]+[.]M[0-9]+P[0-9]+Q[0-9]+[.]mx_1_x,S=123:2,RS"));
  EXPECT_NE(one, FreshNameInCur("1.a.host,S=123,W=125:2,RS", "mx/1:x"));
  EXPECT_THAT(FreshNameInCur("1", "mx"), EndsWith(".mx:2,"));
  EXPECT_THAT(FreshNameInCur("1,S=:2,T", "mx"), EndsWith(".mx:2,T"));
}

TEST(MaildirName, FreshNamesFitIntoAFolder) {
  std::string name = "1,S=" + std::string(100, '9') + ":2," + std::string(300, 'S');
  EXPECT_LE(FreshNameInCur(name, std::string(300, 'h')).size(), 255U);
}

}  // namespace
}  // namespace gatepost

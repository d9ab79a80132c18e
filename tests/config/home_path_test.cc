#include "config/home_path.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace gatepost {
namespace {

TEST(HomePath, PutsFoldersInPlaceOfSpamAssassinsWords) {
  setenv("HOME", "/home/anna", 1);
  EXPECT_EQ(WithHome("~/.spamassassin/bayes"), "/home/anna/.spamassassin/bayes");
  EXPECT_EQ(WithHome("__userstate__/bayes"), "/home/anna/.spamassassin/bayes");
  EXPECT_EQ(WithHome("__local_state_dir__/bayes"), "/var/lib/spamassassin/bayes");
  EXPECT_EQ(WithHome("/srv/~/bayes~"), "/srv/~/bayes~");
}

TEST(HomePath, WithoutAHomeThereIsNoPathInIt) {
  unsetenv("HOME");
  EXPECT_EQ(WithHome("~/bayes"), "");
  EXPECT_EQ(WithHome("__userstate__/bayes"), "");
  EXPECT_EQ(WithHome("/srv/bayes"), "/srv/bayes");
}

}  // namespace
}  // namespace gatepost

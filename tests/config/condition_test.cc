#include "config/condition.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

class ConditionTest : public ::testing::Test {
 protected:
  bool True(std::string_view text) {
    Result<bool> answer = EvaluateCondition(text, {plugins_, compat_}, &remark_);
    EXPECT_TRUE(answer) << text;
    return answer && *answer;
  }
  std::string Error(std::string_view text) {
    Result<bool> answer = EvaluateCondition(text, {plugins_, compat_}, &remark_);
    return answer ? "" : answer.error().message();
  }
  PluginSet plugins_ = {"Mail::SpamAssassin::Plugin::SPF", "Mail::SpamAssassin::Plugin::WelcomeListSubject"};
  std::string remark_;
  std::set<std::string, std::less<>> compat_ = {"welcomelist_blocklist"};
};

TEST_F(ConditionTest, Versions) {
  EXPECT_TRUE(True("(version >= 3.004002)"));
  EXPECT_TRUE(True("version == 4.000001"));
  EXPECT_FALSE(True("version < 4.000000"));
  EXPECT_FALSE(True("!((version >= 3.003000))"));
  EXPECT_TRUE(True("perl_version >= 5.010000"));
  EXPECT_TRUE(True("local_tests_only"));
}

TEST_F(ConditionTest, Plugins) {
  EXPECT_TRUE(True("plugin(Mail::SpamAssassin::Plugin::SPF)"));
  EXPECT_TRUE(True("plugin (Mail::SpamAssassin::Plugin::SPF)"));
  EXPECT_FALSE(True("!plugin(Mail::SpamAssassin::Plugin::SPF)"));
  EXPECT_FALSE(True("plugin(Mail::SpamAssassin::Plugin::TextCat)"));
  EXPECT_TRUE(True("plugin(Mail::SpamAssassin::Plugin::WhiteListSubject)"));
  EXPECT_TRUE(True("plugin(Mail::SpamAssassin::Plugin::SPF) && version > 4"));
}

TEST_F(ConditionTest, SignsThatNoNameHasArePassedOver) {
  for (const char* name : {"\"Mail::SpamAssassin::Plugin::SPF\"", "'Mail::SpamAssassin::Plugin::SPF'",
                           "Mail::SpamAssassin::Plugin::SPF;", "\\Mail::SpamAssassin::Plugin::SPF,"})
    EXPECT_TRUE(True("plugin(" + std::string(name) + ")")) << name;
  EXPECT_THAT(Error("plugin(Mail::SpamAssassin::Plugin::SPF/)"), ::testing::HasSubstr("not a name"));
  EXPECT_TRUE(True("can('Mail::SpamAssassin::Plugin::SPF::has_check_for_spf_errors')"));
}

TEST_F(ConditionTest, Features) {
  EXPECT_TRUE(True("can(Mail::SpamAssassin::Conf::feature_bug6558_free)"));
  EXPECT_TRUE(True("has(Mail::SpamAssassin::Conf::perl_min_version_5010000)"));
  EXPECT_TRUE(True("can(Mail::SpamAssassin::Conf::compat_welcomelist_blocklist)"));
  EXPECT_FALSE(True("can(Mail::SpamAssassin::Conf::compat_something_else)"));
  EXPECT_FALSE(True("can(Mail::SpamAssassin::Conf::feature_of_the_future)"));
  EXPECT_TRUE(True("can(Mail::SpamAssassin::Plugin::SPF::has_check_for_spf_errors)"));
  // Not loaded: no features.
  EXPECT_FALSE(True("can(Mail::SpamAssassin::Plugin::DKIM::has_arc)"));
}

TEST_F(ConditionTest, SaysWhatIsWrong) {
  EXPECT_THAT(Error("plugin(a b)"), ::testing::HasSubstr("not a name"));
  EXPECT_THAT(Error("can(nothing)"), ::testing::HasSubstr("MODULE::NAME"));
  EXPECT_THAT(Error("1 / 0"), ::testing::HasSubstr("zero"));
  EXPECT_NE(Error("(version"), "");
}

// Those are strings to SpamAssassin, which hands them to Perl.
TEST_F(ConditionTest, OtherWordsAreTrue) {
  EXPECT_TRUE(True("(nope)"));
  EXPECT_THAT(remark_, ::testing::HasSubstr("true: nope"));
  EXPECT_FALSE(True("!Mail::SpamAssassin::Plugin::SPF"));
}

TEST_F(ConditionTest, WhatIsNoNumberOrNameIsNotRead) {
  for (const char* text :
       {"version >= 4.0.1", "A:B", "plugin(A:::B)", "x", "version > .5", "1 + 2.", "4.0.1"})
    EXPECT_FALSE(IsReadableCondition(text)) << text;
  for (const char* text :
       {"version >= 4.000001", "plugin(A::B)", "-1 > +2.5", "1 - 1", "", "(1", "can(A::b_2)"})
    EXPECT_TRUE(IsReadableCondition(text)) << text;
}

}  // namespace
}  // namespace gatepost

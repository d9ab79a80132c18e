#include "config/plugins.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

TEST(Plugins, KnowsNamesAndRenames) {
  EXPECT_TRUE(IsKnownPlugin("Mail::SpamAssassin::Plugin::TextCat"));
  EXPECT_FALSE(IsKnownPlugin("Mail::SpamAssassin::Plugin::Nonsense"));
  EXPECT_FALSE(IsKnownPlugin("TextCat"));
  EXPECT_EQ(CanonicalPluginName("Mail::SpamAssassin::Plugin::Dmarc"), "Mail::SpamAssassin::Plugin::DMARC");
  EXPECT_EQ(CanonicalPluginName("My::Own"), "My::Own");
}

TEST(Plugins, TheDefaultSetIsThatOfAnUnchangedInstallation) {
  PluginSet names = DefaultPlugins();
  EXPECT_EQ(names.size(), 29u);
  EXPECT_TRUE(names.contains("Mail::SpamAssassin::Plugin::Bayes"));
  EXPECT_FALSE(names.contains("Mail::SpamAssassin::Plugin::Shortcircuit"));
  for (const std::string& name : names) EXPECT_TRUE(IsKnownPlugin(name)) << name;
}

TEST(Plugins, WhatIsMissingIsSaidOfThoseThatNobodyHasUnasked) {
  EXPECT_EQ(WorkMissingOf("Mail::SpamAssassin::Plugin::AccessDB"), "no access database is read");
  EXPECT_EQ(WorkMissingOf("Mail::SpamAssassin::Plugin::TextCat"), "");
  EXPECT_EQ(WorkMissingOf("My::Own"), "");
  for (const std::string& name : DefaultPlugins()) EXPECT_EQ(WorkMissingOf(name), "") << name;
}

TEST(Plugins, FeaturesNeedTheirPlugin) {
  PluginSet none;
  PluginSet mime = {"Mail::SpamAssassin::Plugin::MIMEHeader"};
  EXPECT_FALSE(HasFeature("Mail::SpamAssassin::Plugin::MIMEHeader::has_tflags_range", none));
  EXPECT_TRUE(HasFeature("Mail::SpamAssassin::Plugin::MIMEHeader::has_tflags_range", mime));
  EXPECT_FALSE(HasFeature("Mail::SpamAssassin::Plugin::MIMEHeader::has_tflags", mime));
  EXPECT_TRUE(HasFeature("Mail::SpamAssassin::Conf::feature_capture_rules", none));
  EXPECT_FALSE(HasFeature("feature_capture_rules", none));
}

}  // namespace
}  // namespace gatepost

#include <gmock/gmock.h>

#include <filesystem>

#include "config/directive.h"
#include "config/reader.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> Values(const ConfigText& config) {
  std::vector<std::string> values;
  for (const Directive& directive : config.directives) values.push_back(directive.value);
  return values;
}

TEST(ReadConfig, UserPrefsWithAllRightsMayLoadAndInclude) {
  TempFolder folder;
  folder.Write("more.cf", "header H Subject =~ /x/\n");
  folder.Write("user_prefs",
               "loadplugin Mail::SpamAssassin::Plugin::TextCat\nbayes_path x\ninclude more.cf\n");
  Options options;
  options.prefs_path = folder / "user_prefs";
  options.config_lines = {"score last 1"};
  EXPECT_THAT(Values(ReadConfig(options).value()), ElementsAre("last 1"));
  options.prefs_have_all_rights = true;
  EXPECT_THAT(Values(ReadConfig(options).value()),
              ElementsAre("Mail::SpamAssassin::Plugin::TextCat", "x", "H Subject =~ /x/", "last 1"));
}

TEST(ReadConfig, ReadsFilesInTheOrderThatCounts) {
  TempFolder folder;
  folder.Write("site/init.pre", "loadplugin Mail::SpamAssassin::Plugin::Check\nscore site-pre 1\n");
  folder.Write("site/local.cf", "score site 1\n");
  folder.Write("site/A.CF", "score site-upper 1\n");
  folder.Write("rules/10.pre", "score rules-pre 1\n");
  folder.Write("rules/20_b.cf", "score rules-b 1\n");
  folder.Write("rules/10_a.cf", "score rules-a 1\n");
  folder.Write("rules/updates_spamassassin_org.cf", "score channel 1\n");
  folder.Write("rules/notes.txt", "score never 1\n");
  folder.Write("rules/folder.cf/x", "score never 1\n");
  folder.Write("user_prefs", "score user 1\n");
  Options options;
  options.rules_path = folder / "rules";
  options.site_path = folder / "site";
  options.prefs_path = folder / "user_prefs";
  options.config_lines = {"if 1", "score line 1", "endif"};
  options.pre_lines = {"loadplugin Mail::SpamAssassin::Plugin::TextCat", "score pre 1"};
  Result<ConfigText> config = ReadConfig(options);
  ASSERT_TRUE(config);
  EXPECT_THAT(Values(*config),
              ElementsAre("Mail::SpamAssassin::Plugin::TextCat", "pre 1", "Mail::SpamAssassin::Plugin::Check",
                          "site-pre 1", "rules-pre 1", "channel 1", "rules-a 1", "rules-b 1", "site-upper 1",
                          "site 1", "line 1", "user 1"));
  EXPECT_EQ(config->directives.front().scope, ConfigScope::kCommandLine);
  EXPECT_EQ(config->directives[2].scope, ConfigScope::kSite);
  EXPECT_EQ(config->directives[7].scope, ConfigScope::kRules);
  EXPECT_EQ(config->directives[10].scope, ConfigScope::kCommandLine);
  EXPECT_EQ(config->directives[11].scope, ConfigScope::kUser);
  EXPECT_THAT(config->plugins,
              ElementsAre("Mail::SpamAssassin::Plugin::Check", "Mail::SpamAssassin::Plugin::TextCat"));
  EXPECT_TRUE(config->diagnostics.empty());
}

TEST(ReadConfig, TakesASingleFileAsRules) {
  TempFolder folder;
  Options options;
  options.rules_path = folder.Write("only.cf", "score A 1\n");
  Result<ConfigText> config = ReadConfig(options);
  ASSERT_TRUE(config);
  EXPECT_THAT(Values(*config), ElementsAre("A 1"));
}

TEST(ReadConfig, WithoutPreFilesTheDefaultPluginsAreThere) {
  TempFolder folder;
  Options options;
  options.rules_path =
      folder.Write("only.cf", "ifplugin Mail::SpamAssassin::Plugin::FreeMail\nscore A 1\nendif\n");
  Result<ConfigText> config = ReadConfig(options);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->directives.size(), 1u);
}

TEST(ReadConfig, APluginWithoutCheckComesBesideTheDefaultPlugins) {
  TempFolder folder;
  folder.Write("site/senders.pre", "loadplugin Mail::SpamAssassin::Plugin::AWL\n");
  Options options;
  options.site_path = folder / "site";
  Result<ConfigText> config = ReadConfig(options);
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->plugins.contains("Mail::SpamAssassin::Plugin::AWL"));
  EXPECT_TRUE(config->plugins.contains("Mail::SpamAssassin::Plugin::FreeMail"));
}

// As editors of Windows write them.
TEST(ReadConfig, AByteOrderMarkIsNoPartOfTheFirstLine) {
  TempFolder folder;
  folder.Write("site/10.cf", "\xEF\xBB\xBFscore a 1\r\ninclude more\r\n");
  folder.Write("site/more", "\xEF\xBB\xBFscore b 1\n");
  folder.Write("site/20.cf", std::string("\xFF\xFEs\0c\0", 6));
  Options options;
  options.site_path = folder / "site";
  Result<ConfigText> config = ReadConfig(options);
  ASSERT_TRUE(config);
  EXPECT_THAT(Values(*config), ElementsAre("a 1", "b 1"));
  std::vector<std::string> said;
  for (const Diagnostic& diagnostic : config->diagnostics) said.push_back(diagnostic.ToString());
  EXPECT_THAT(said, testing::UnorderedElementsAre(AllOf(HasSubstr("10.cf: "), HasSubstr("byte order mark")),
                                                  AllOf(HasSubstr("more: "), HasSubstr("byte order mark")),
                                                  AllOf(HasSubstr("20.cf: "), HasSubstr("UTF-16"))));
}

// Half of "score X 15" would be another score.
TEST(ReadConfig, OfAFileThatIsTooLongNoLineIsReadInPart) {
  TempFolder folder;
  std::string text = "score a 1\n";
  text += "#" + std::string(ConfigReader::kMaxUserFileBytes - text.size() - 11, 'x') + "\nscore b 15\n";
  Options options;
  options.prefs_path = folder.Write("prefs", text);
  Result<ConfigText> config = ReadConfig(options);
  ASSERT_TRUE(config);
  EXPECT_THAT(Values(*config), ElementsAre("a 1"));
  ASSERT_EQ(config->diagnostics.size(), 1u);
  EXPECT_THAT(config->diagnostics[0].text, HasSubstr("larger than"));
}

TEST(ReadConfig, ARulesFolderWithoutRulesIsNamed) {
  TempFolder folder;
  folder.Write("rules/notes.txt", "score never 1\n");
  Options options;
  options.rules_path = folder / "rules";
  Result<ConfigText> config = ReadConfig(options);
  ASSERT_TRUE(config);
  ASSERT_EQ(config->diagnostics.size(), 1u);
  EXPECT_EQ(config->diagnostics[0].ToString(), options.rules_path + ": no .cf file, so no rules");
}

TEST(ReadConfig, ASiteFolderThatCannotBeReadIsNamedAndTheRestCounts) {
  TempFolder folder;
  Options options;
  options.rules_path = folder.Write("only.cf", "score A 1\n");
  std::filesystem::create_symlink("circle", folder / "circle");
  for (const char* name : {"none", "circle"}) {
    options.site_path = folder / name;
    Result<ConfigText> config = ReadConfig(options);
    ASSERT_TRUE(config);
    EXPECT_THAT(Values(*config), ElementsAre("A 1"));
    ASSERT_EQ(config->diagnostics.size(), 1u);
    EXPECT_EQ(config->diagnostics[0].severity, Diagnostic::Severity::kError) << name;
    EXPECT_THAT(config->diagnostics[0].ToString(), StartsWith("cannot open " + options.site_path)) << name;
  }
}

TEST(ReadConfig, FailsWhereANamedPathCannotBeRead) {
  TempFolder folder;
  Options options;
  options.rules_path = folder / "none";
  EXPECT_EQ(ReadConfig(options).error().code(), StatusCode::kNotFound);
  options.rules_path = folder.Write("only.cf", "score A 1\n");
  options.prefs_path = folder / "none";
  EXPECT_EQ(ReadConfig(options).error().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace gatepost

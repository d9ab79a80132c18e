#include "config/reader.h"

#include <gmock/gmock.h>

#include "support/cpu_time.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ConfigText Read(std::string_view text, ConfigScope scope = ConfigScope::kRules) {
  return ReadConfigText(text, "t.cf", scope);
}

// "keyword=value" of every directive.
std::vector<std::string> Said(const ConfigText& config) {
  std::vector<std::string> lines;
  for (const Directive& directive : config.directives)
    lines.push_back(directive.keyword + "=" + directive.value);
  return lines;
}

std::vector<std::string> Remarks(const ConfigText& config) {
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : config.diagnostics) lines.push_back(diagnostic.ToString());
  return lines;
}

TEST(ConfigReader, TrimsLinesAndLowersKeywords) {
  ConfigText config = Read("  Score   A  1 2 3 4 \t\r\n\n\nREQUIRED-SCORE 4\nclear_headers\n0\nreport\n");
  EXPECT_THAT(Said(config), ElementsAre("score=A  1 2 3 4", "required_score=4", "clear_headers=", "report="));
  EXPECT_EQ(config.directives[1].line, 4);
  EXPECT_THAT(config.files, ElementsAre("t.cf"));
  EXPECT_THAT(config.diagnostics, IsEmpty());
}

TEST(ConfigReader, CutsCommentsAndKeepsEscapedHashes) {
  EXPECT_THAT(Said(Read("# all\nscore A 1 # one\nbody A /a\\#b/ #c\\#d\n  #\nscore B 2#3")),
              ElementsAre("score=A 1", "body=A /a#b/", "score=B 2"));
}

TEST(ConfigReader, SkipsOtherLanguages) {
  EXPECT_THAT(
      Said(Read("lang de describe A x\nlang en describe A y\nlang EN_us describe B z\nlang pt_BR report a")),
      ElementsAre("describe=A y", "describe=B z"));
  EXPECT_THAT(Remarks(Read("lang de")), ElementsAre(HasSubstr("t.cf:1: unknown keyword 'lang'")));
  EXPECT_THAT(Remarks(Read("lang")), ElementsAre(HasSubstr("t.cf:1: unknown keyword 'lang'")));
}

TEST(ConfigReader, FollowsConditions) {
  ConfigText config = Read(
      "if (version >= 4)\nscore A 1\nif (version > 5)\nscore B 1\nelse\nscore C 1\nendif\nelse\nscore D 1\n"
      "if 1\nscore E 1\nelse\nscore F 1\nendif\nendif\n"
      "ifplugin Mail::SpamAssassin::Plugin::SPF\nscore G 1\nendif\n"
      "ifplugin No::Such\nscore H 1\nendif\nscore I 1\n");
  EXPECT_THAT(Said(config), ElementsAre("score=A 1", "score=C 1", "score=G 1", "score=I 1"));
  EXPECT_THAT(config.diagnostics, IsEmpty());
}

TEST(ConfigReader, NamesTheLineOfBadConditions) {
  EXPECT_THAT(Remarks(Read("score A 1\nif (\nscore B 1\nendif\nscore C 1")),
              ElementsAre(HasSubstr("t.cf:2: bad condition")));
  EXPECT_THAT(Said(Read("if (\nscore B 1\nendif\nscore C 1")), ElementsAre("score=C 1"));
  EXPECT_THAT(Remarks(Read("endif")), ElementsAre(HasSubstr("t.cf:1: 'endif' without 'if'")));
  EXPECT_THAT(Remarks(Read("else")), ElementsAre(HasSubstr("'else' without 'if'")));
  EXPECT_THAT(Remarks(Read("if")), ElementsAre(HasSubstr("without a condition")));
  EXPECT_THAT(Remarks(Read("if 1\nendif now\nendif")),
              ElementsAre(HasSubstr("t.cf:2: 'endif' must stand alone")));
  EXPECT_THAT(Remarks(Read("\nif 1\n\nscore A 1")), ElementsAre(HasSubstr("t.cf:2: 'if' without 'endif'")));
}

TEST(ConfigReader, ConditionsEndWithTheirFile) {
  ConfigReader reader;
  reader.ReadText("if 0\n", "a.cf", ConfigScope::kRules);
  reader.ReadText("score A 1\n", "b.cf", ConfigScope::kRules);
  EXPECT_THAT(Said(reader.Finish()), ElementsAre("score=A 1"));
}

TEST(ConfigReader, TellsUnknownKeywordsFromThoseOfOtherPlugins) {
  ConfigText config = Read("no_such_thing 1\nok_languages en\nuse_dcc 1\nscore A 1");
  EXPECT_THAT(Remarks(config),
              ElementsAre(HasSubstr("t.cf:1: unknown keyword 'no_such_thing'"),
                          HasSubstr("t.cf:2: warning: "), HasSubstr("the plugin is not loaded")));
  EXPECT_THAT(Said(config), ElementsAre("score=A 1"));
  EXPECT_THAT(Said(Read("loadplugin Mail::SpamAssassin::Plugin::DCC\nuse_dcc 1")),
              ElementsAre("loadplugin=Mail::SpamAssassin::Plugin::DCC", "use_dcc=1"));
}

TEST(ConfigReader, AnUnknownPluginIsANoteAndExcusesItsKeywords) {
  ConfigText config = Read("loadplugin My::Own /tmp/Own.pm\nmy_own 1\nloadplugin ;rm\n");
  EXPECT_THAT(Remarks(config),
              ElementsAre(HasSubstr("note: Gatepost does not have the plugin My::Own"),
                          HasSubstr("warning: unknown keyword 'my_own'"), HasSubstr("t.cf:3: bad")));
}

TEST(ConfigReader, APluginWhoseWorkIsNotDoneIsANote) {
  const ConfigText config = Read("loadplugin Mail::SpamAssassin::Plugin::PhishTag\ntrigger_target PT x\n");
  EXPECT_THAT(Remarks(config),
              ElementsAre(HasSubstr("t.cf:1: note: Mail::SpamAssassin::Plugin::PhishTag: links")));
}

TEST(ConfigReader, EnablesCompatibilityFlags) {
  EXPECT_THAT(
      Said(Read("enable_compat x_y\nif can(Mail::SpamAssassin::Conf::compat_x_y)\nscore A 1\nendif\n")),
      ElementsAre("score=A 1"));
  EXPECT_EQ(Read("enable_compat a-b").diagnostics.size(), 1u);
}

TEST(ConfigReader, RequireVersionSkipsTheRestOfTheFile) {
  EXPECT_THAT(Said(Read("require_version @@VERSION@@\nscore A 1\nrequire_version 4.000001\nscore B 1\n"
                        "require_version 3.2.0\nscore C 1")),
              ElementsAre("score=A 1", "score=B 1"));
}

TEST(ConfigReader, UsersMayNotDefineRulesOrSetAdminThings) {
  ConfigText config = Read(
      "score A 1\nbody A /x/\nbayes_path /tmp/x\nallow_user_rules 1\nmeta B A\nwelcomelist_from a@b.test\n"
      "loadplugin My::Own\ninclude /etc/passwd\nrequired_score 3\n",
      ConfigScope::kUser);
  EXPECT_THAT(Said(config), ElementsAre("score=A 1", "welcomelist_from=a@b.test", "required_score=3"));
  EXPECT_EQ(config.diagnostics.size(), 6u);
  for (const Diagnostic& diagnostic : config.diagnostics) {
    EXPECT_EQ(diagnostic.severity, Diagnostic::Severity::kWarning);
    EXPECT_THAT(diagnostic.text, HasSubstr("users may not"));
  }
}

TEST(ConfigReader, UsersMayDefineRulesWhereTheSiteSaysSo) {
  ConfigReader reader;
  reader.ReadText("allow_user_rules 1\n", "site", ConfigScope::kSite);
  reader.ReadText("body A /x/\nbayes_path /tmp/x\n", "prefs", ConfigScope::kUser);
  ConfigText config = reader.Finish();
  EXPECT_THAT(Said(config), ElementsAre("allow_user_rules=1", "body=A /x/"));
  EXPECT_EQ(config.diagnostics.size(), 1u);
}

TEST(ConfigReader, IncludesFilesBesideTheFile) {
  TempFolder folder;
  folder.Write("main.cf", "score A 1\ninclude sub/b.cf\nscore D 1\ninclude sub/b.cf\ninclude none.cf\n");
  folder.Write("sub/b.cf", "score B 1\ninclude c.cf");
  folder.Write("sub/c.cf", "score C 1\n");
  ConfigReader reader;
  ASSERT_TRUE(reader.ReadFile(folder / "main.cf", ConfigScope::kSite).ok());
  ConfigText config = reader.Finish();
  // A file counts once.
  EXPECT_THAT(Said(config), ElementsAre("score=A 1", "score=B 1", "score=C 1", "score=D 1"));
  EXPECT_THAT(Remarks(config), ElementsAre(::testing::AllOf(HasSubstr("main.cf:5: "), HasSubstr("none.cf"))));
  EXPECT_EQ(config.files[static_cast<std::size_t>(config.directives[2].file)], folder / "sub/c.cf");
  EXPECT_EQ(config.directives[3].line, 3);
}

// SpamAssassin would read it whatever the condition says, and then all up to the `endif`.
TEST(ConfigReader, AnIncludeCountsWithItsCondition) {
  TempFolder folder;
  folder.Write("main.cf", "if 0\ninclude b.cf\nelse\ninclude c.cf\nscore A 1\nelse\nscore D 1\nendif\n");
  folder.Write("b.cf", "score B 1\n");
  folder.Write("c.cf", "score C 1\n");
  ConfigReader reader;
  ASSERT_TRUE(reader.ReadFile(folder / "main.cf", ConfigScope::kSite).ok());
  ConfigText config = reader.Finish();
  EXPECT_THAT(Said(config), ElementsAre("score=C 1", "score=A 1"));
  EXPECT_THAT(Remarks(config),
              ElementsAre(HasSubstr("main.cf:2: warning: SpamAssassin ends all conditions"),
                          HasSubstr("main.cf:4: warning: SpamAssassin ends all conditions")));
}

TEST(ConfigReader, IncludeLoopsAndTowersEnd) {
  TempFolder folder;
  folder.Write("a.cf", "include b.cf\nscore A 1\n");
  folder.Write("b.cf", "include a.cf\nscore B 1\n");
  for (std::size_t i = 0; i < 30; ++i) {
    folder.Write("t" + std::to_string(i) + ".cf", "include t" + std::to_string(i + 1) + ".cf\nscore T 1\n");
  }
  ConfigReader reader;
  ASSERT_TRUE(reader.ReadFile(folder / "a.cf", ConfigScope::kSite).ok());
  ASSERT_TRUE(reader.ReadFile(folder / "t0.cf", ConfigScope::kSite).ok());
  ConfigText config = reader.Finish();
  EXPECT_EQ(config.directives.size(), 2 + ConfigReader::kMaxIncludeDepth);
  EXPECT_THAT(Remarks(config), ElementsAre(HasSubstr("b.cf:1: the file includes itself"),
                                           HasSubstr("includes are nested too deeply")));
}

TEST(ConfigReader, OddBytesAreToldAndKept) {
  using namespace std::string_view_literals;
  ConfigText config = Read("describe A a\0b\n"sv);
  EXPECT_THAT(Remarks(config), ElementsAre(HasSubstr("t.cf:1: warning: a NUL byte")));
  EXPECT_EQ(config.directives[0].value, "A a\0b"sv);
  config = Read("describe A \xE4\n");
  EXPECT_THAT(Remarks(config), ElementsAre(HasSubstr("note: not all of it is UTF-8")));
  EXPECT_EQ(config.directives[0].value, "A \xE4");
}

TEST(ConfigReader, LongLinesAndManyErrorsStayCheap) {
  const double start_s = CpuSeconds();
  std::string line = "score " + std::string(1 << 20, 'A') + " 1\n";
  EXPECT_EQ(
      Read(line + std::string(1 << 20, '#') + "\n" + std::string(1 << 20, '\\') + "\n").directives.size(),
      1u);
  std::string bad;
  for (int i = 0; i < 100000; ++i) bad += "nonsense\n";
  ConfigText config = Read(bad);
  EXPECT_EQ(config.diagnostics.size(), ConfigReader::kMaxDiagnostics + 1);
  EXPECT_THAT(config.diagnostics.back().text, HasSubstr("99000 more"));
  EXPECT_LT(CpuSeconds() - start_s, 5);
}

TEST(ConfigReader, DoesNotRepeatWhatItWasTold) {
  ConfigText config = Read(std::string(100, '\x1b') + "x 1\n");
  ASSERT_EQ(config.diagnostics.size(), 1u);
  EXPECT_EQ(config.diagnostics[0].text.find('\x1b'), std::string::npos);
  EXPECT_LT(config.diagnostics[0].text.size(), 100u);
}

}  // namespace
}  // namespace gatepost

#include "rules/ruleset.h"

#include <gmock/gmock.h>

#include "support/candidates.h"
#include "support/rule_number.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RulesetTest : public ::testing::Test {
 protected:
  Ruleset Build(std::string_view text, ConfigScope scope = ConfigScope::kRules) {
    ConfigText config = ReadConfigText(text, "t.cf", scope);
    std::vector<Diagnostic> diagnostics = config.diagnostics;
    Settings settings = Settings::Build(config, &diagnostics);
    Ruleset ruleset = Ruleset::Build(
        config, settings, Limits{},
        [](std::string_view name) { return name == "check_known" || name == "check_uri_local_bl"; },
        &diagnostics);
    remarks_.clear();
    for (const Diagnostic& diagnostic : diagnostics) remarks_.push_back(diagnostic.ToString());
    return ruleset;
  }
  static const Rule& Get(const Ruleset& ruleset, std::string_view name) {
    static const Rule none;
    int number = NumberOf(ruleset, name);
    EXPECT_GE(number, 0) << name;
    return number < 0 ? none : ruleset.rules()[static_cast<std::size_t>(number)];
  }
  std::vector<std::string> remarks_;
};

TEST_F(RulesetTest, ScoresOfAllKinds) {
  Ruleset ruleset = Build(
      "score BEFORE 1 2 3 4\nbody BEFORE /x/\nbody PLAIN /x/\nbody T_TEST /x/\nbody NICE /x/\ntflags NICE "
      "nice\n"
      "body REL /x/\nscore REL 2\nscore REL (1)\nscore REL (-0.5) (0) (0) (1)\nscore NONE (1)\nbody BAD /x/\n"
      "score BAD x\nscore BAD 1 2\nscore BAD +1\nbody ZERO /x/\nscore ZERO 0\n");
  EXPECT_THAT(Get(ruleset, "BEFORE").scores, ElementsAre(1, 2, 3, 4));
  EXPECT_TRUE(Get(ruleset, "BEFORE").scored);
  EXPECT_THAT(Get(ruleset, "PLAIN").scores, ElementsAre(1, 1, 1, 1));
  EXPECT_FALSE(Get(ruleset, "PLAIN").scored);
  EXPECT_EQ(Get(ruleset, "T_TEST").scores[0], 0.01);
  EXPECT_EQ(Get(ruleset, "NICE").scores[3], -1);
  EXPECT_THAT(Get(ruleset, "REL").scores, ElementsAre(2.5, 3, 3, 4));
  EXPECT_EQ(Get(ruleset, "BAD").scores[0], 1);
  EXPECT_EQ(Get(ruleset, "ZERO").scores[0], 0);
  EXPECT_THAT(remarks_,
              ElementsAre(HasSubstr("t.cf:11: score: a relative"), HasSubstr("t.cf:13: score: not a number"),
                          HasSubstr("t.cf:14: score: needs"), HasSubstr("t.cf:15: score: not a number")));
}

TEST_F(RulesetTest, TextsFlagsAndPriorities) {
  Ruleset ruleset = Build(
      "body A /x/\ndescribe A  two  words\ndescribe A last one\ntflags A net multiple\ntflags A multiple "
      "maxhits=3\n"
      "priority A -5\npriority A x\nbody B /x/\nmeta TEN 1\nheader H exists:X\n");
  EXPECT_EQ(Get(ruleset, "A").description, "last one");
  EXPECT_EQ(Get(ruleset, "B").description, "No description available.");
  EXPECT_FALSE(Get(ruleset, "A").flags.net);
  EXPECT_EQ(Get(ruleset, "A").flags.max_hits, 3);
  EXPECT_EQ(Get(ruleset, "A").priority, -5);
  EXPECT_EQ(Get(ruleset, "A").line, 1);
  EXPECT_STREQ(Get(ruleset, "A").area(), "BODY: ");
  EXPECT_STREQ(Get(ruleset, "H").area(), "");
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:7: priority")));
  EXPECT_EQ(NumberOf(ruleset, "NOT_THERE"), -1);
}

TEST_F(RulesetTest, TheLastDefinitionThatCompilesCounts) {
  Ruleset ruleset = Build(
      "body A /first/\nscore A 3\nheader A Subject =~ /second/\nbody A /(third/\nreuse A\nbody GONE "
      "/(/\nbody B /x/\nmeta B 1 +\n");
  EXPECT_EQ(Get(ruleset, "A").type, RuleType::kHeader);
  EXPECT_EQ(Get(ruleset, "A").scores[0], 3);
  EXPECT_EQ(Get(ruleset, "B").type, RuleType::kBody);
  EXPECT_EQ(NumberOf(ruleset, "GONE"), -1);
  EXPECT_THAT(remarks_,
              ElementsAre(HasSubstr("t.cf:4: A: "), HasSubstr("t.cf:6: GONE: "), HasSubstr("t.cf:8: B: ")));
  EXPECT_EQ(ruleset.rules().size(), 2u);
}

TEST_F(RulesetTest, PatternsOfOneTextShareAGroup) {
  Ruleset ruleset = Build(
      "body A /aa/\nheader B Subject =~ /bb/i\nbody C /cc/\nheader D Subject =~ /dd/\nheader E Subject:raw "
      "=~ /ee/\n"
      "mimeheader F Content-Type =~ /ff/\nmimeheader G Content-Type =~ /gg/\n");
  ASSERT_EQ(ruleset.groups().size(), 4u);
  int c = NumberOf(ruleset, "C");
  const PatternGroup& body = ruleset.groups()[static_cast<std::size_t>(ruleset.group_of(c))];
  EXPECT_EQ(body.type, RuleType::kBody);
  EXPECT_THAT(body.rules, ElementsAre(NumberOf(ruleset, "A"), c));
  EXPECT_EQ(body.patterns.regex(ruleset.pattern_of(c)).Search("xccx"), MatchOutcome::kYes);
  EXPECT_EQ(ruleset.group_of(NumberOf(ruleset, "B")), ruleset.group_of(NumberOf(ruleset, "D")));
  EXPECT_NE(ruleset.group_of(NumberOf(ruleset, "B")), ruleset.group_of(NumberOf(ruleset, "E")));
  EXPECT_EQ(ruleset.groups()[static_cast<std::size_t>(ruleset.group_of(NumberOf(ruleset, "G")))].query_text,
            "Content-Type");
  // The prefilter works on it.
  ruleset.BuildScans();
  EXPECT_THAT(Candidates(body.patterns, "some cc text"), ::testing::Contains(1));
}

TEST_F(RulesetTest, MetasKnowTheirRules) {
  Ruleset ruleset = Build(
      "body A /a/\nbody __B /b/\nmeta M A && __B && NOBODY\nmeta SUM rules_matching(__S_*) > 1\nbody __S_1 "
      "/x/\n"
      "body __S_2 /x/\nscore __S_SCORED 1\nmeta __S_SELF rules_matching(__S_*)\n");
  EXPECT_THAT(ruleset.meta_operands(NumberOf(ruleset, "M")),
              ElementsAre(NumberOf(ruleset, "A"), NumberOf(ruleset, "__B"), -1));
  EXPECT_THAT(ruleset.meta(NumberOf(ruleset, "SUM")).names(),
              ElementsAre("__S_1", "__S_2", "__S_SCORED", "__S_SELF"));
  EXPECT_THAT(ruleset.meta(NumberOf(ruleset, "__S_SELF")).names(),
              ElementsAre("__S_1", "__S_2", "__S_SCORED"));
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:3: note: M: names rules that do not exist: NOBODY"),
                                    HasSubstr("note: "), HasSubstr("note: ")));
}

TEST_F(RulesetTest, CirclesAreToldAndSeeNothing) {
  Ruleset ruleset = Build("body A /a/\nmeta X Y && A\nmeta Y X\nmeta FINE A\n");
  EXPECT_THAT(remarks_,
              ElementsAre(HasSubstr("t.cf:2: X: the meta rule names itself"), HasSubstr("t.cf:3: Y: ")));
  EXPECT_THAT(ruleset.meta_operands(NumberOf(ruleset, "X")), ElementsAre(-1, -1));
  EXPECT_EQ(ruleset.order().size(), 4u);
}

TEST_F(RulesetTest, EvalTestsNeedTheirPlugin) {
  // As SpamAssassin's --lint; check_asn is the plugin ASN's, which is not loaded by default.
  Ruleset ruleset = Build(
      "header A eval:check_known()\nheader B eval:nobody()\nheader __C eval:nobody()\n"
      "header D eval:nobody()\nscore D 0\nheader E eval:check_asn('a')\n"
      "if plugin(Mail::SpamAssassin::Plugin::ASN)\nheader F eval:check_asn('a')\nendif\n");
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:2: B: there is no eval test nobody()"),
                                    HasSubstr("t.cf:3: __C: there is no"), HasSubstr("note: D: there is no"),
                                    HasSubstr("t.cf:6: E: eval test check_asn() needs the plugin ASN")));
  EXPECT_EQ(Get(ruleset, "A").eval_name, "check_known");
  EXPECT_EQ(Get(ruleset, "E").eval_name, "");
  Build("loadplugin Mail::SpamAssassin::Plugin::Foreign\nheader B eval:nobody()\n");
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("note: "), HasSubstr("t.cf:2: warning: B: there is no")));
}

TEST_F(RulesetTest, EvalTestsAreForOneKindOfRule) {
  Build(
      "body A eval:check_dkim_testing()\nfull B eval:check_bayes('0','1')\n"
      "rawbody C eval:check_bayes('0','1')\nheader D eval:check_bayes('0','1')\n");
  EXPECT_THAT(
      remarks_,
      ElementsAre(HasSubstr("t.cf:1: A: no rule of this kind may call check_dkim_testing()"),
                  HasSubstr("t.cf:2: B: no rule of this kind may call check_bayes()"),
                  HasSubstr("t.cf:3: note: C: there is no"), HasSubstr("t.cf:4: D: no rule of this kind")));
}

TEST_F(RulesetTest, TheOrderHoldsEveryRuleOnce) {
  Ruleset ruleset = Build(
      "meta M A + B > 1\nbody B /b/\nheader A X =~ /a/\npriority B 5\nmeta EARLY B\npriority EARLY -7\n");
  std::vector<std::string> names;
  for (int number : ruleset.order()) names.push_back(ruleset.rules()[static_cast<std::size_t>(number)].name);
  EXPECT_THAT(names, ElementsAre("B", "EARLY", "A", "M"));
}

TEST_F(RulesetTest, TagsAreReplacedWhereAskedFor) {
  Ruleset ruleset = Build(
      "replace_tag A [a4]\nreplace_tag BAD (\nbody X /<A>b/\nbody Y /<A>b/\nbody Z /<BAD>z/\nreplace_rules X "
      "Z\n");
  EXPECT_EQ(Get(ruleset, "X").pattern.pattern, "[a4]b");
  EXPECT_EQ(Get(ruleset, "Y").pattern.pattern, "<A>b");
  EXPECT_EQ(Get(ruleset, "Z").pattern.pattern, "<BAD>z");
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("Z: with its tags replaced")));
}

TEST_F(RulesetTest, UriDetailAndExistence) {
  Ruleset ruleset = Build(
      "uri_detail U raw =~ /x/\nuri_detail U type =~ /a/\nheader H exists:X-Y\nuri_detail BAD raw =~ /(/\n");
  EXPECT_EQ(ruleset.uri_detail_patterns(NumberOf(ruleset, "U")).size(), 2u);
  EXPECT_EQ(Get(ruleset, "U").conditions.size(), 2u);
  EXPECT_EQ(Get(ruleset, "H").type, RuleType::kHeaderExists);
  EXPECT_EQ(NumberOf(ruleset, "BAD"), -1);
}

TEST_F(RulesetTest, ShortcircuitSetsPriorityAndFlags) {
  Ruleset ruleset = Build(
      "loadplugin Mail::SpamAssassin::Plugin::Shortcircuit\nbody A /a/\nbody B /b/\npriority B -3\nbody C "
      "/c/\n"
      "shortcircuit A ham\nshortcircuit B spam\nshortcircuit C on\nshortcircuit C maybe\n");
  EXPECT_EQ(Get(ruleset, "A").shortcircuit, ShortcircuitType::kHam);
  EXPECT_EQ(Get(ruleset, "A").priority, -200);
  EXPECT_TRUE(Get(ruleset, "A").flags.nice && Get(ruleset, "A").flags.noautolearn);
  EXPECT_EQ(Get(ruleset, "B").priority, -3);
  EXPECT_EQ(Get(ruleset, "C").shortcircuit, ShortcircuitType::kOn);
  EXPECT_EQ(remarks_.size(), 1u);
}

TEST_F(RulesetTest, UsersRescoreButDoNotRedefine) {
  ConfigText config = ReadConfigText("body A /a/\n", "site", ConfigScope::kSite);
  ConfigText prefs = ReadConfigText("score A 7\nbody A /z/\ndescribe A mine\n", "prefs", ConfigScope::kUser);
  config.directives.insert(config.directives.end(), prefs.directives.begin(), prefs.directives.end());
  Ruleset ruleset = Ruleset::Build(
      config, Settings::Build(config, nullptr), Limits{}, [](std::string_view) { return true; }, nullptr);
  EXPECT_EQ(Get(ruleset, "A").scores[0], 7);
  EXPECT_EQ(Get(ruleset, "A").pattern.pattern, "a");
  EXPECT_EQ(Get(ruleset, "A").description, "mine");
}

TEST_F(RulesetTest, AlwaysMatchingPatterns) {
  EXPECT_EQ(Build("body A /a|/\n").rules().size(), 1u);
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("warning: A: the pattern always matches")));
  EXPECT_THAT(Build("ignore_always_matching_regexps 1\nbody A /a|/\n").rules(), IsEmpty());
}

TEST_F(RulesetTest, ValidationBuildsEveryPattern) {
  ConfigText config =
      ReadConfigText("body A /a(?=b)/\nuri_detail U raw =~ /x/\nmeta M A\n", "t.cf", ConfigScope::kRules);
  Ruleset ruleset = Ruleset::Build(
      config, Settings::Build(config, nullptr), Limits{}, [](std::string_view) { return true; }, nullptr);
  std::vector<Diagnostic> diagnostics;
  ruleset.ValidatePatterns(config, &diagnostics);
  EXPECT_THAT(diagnostics, IsEmpty());
}

TEST_F(RulesetTest, TheSameTextGivesTheSameRuleset) {
  const char* text = "meta M A + B\nbody B /b/\nbody A /a/\nmeta N rules_matching(*)\n";
  Ruleset one = Build(text);
  Ruleset two = Build(text);
  EXPECT_EQ(one.order(), two.order());
  EXPECT_EQ(one.meta(NumberOf(one, "N")).names(), two.meta(NumberOf(two, "N")).names());
}

TEST_F(RulesetTest, ALineOfUriDnsSaysWhatItsRuleLooksUp) {
  const Ruleset ruleset = Build(
      "urirhssub A multi.example.org. A 0x10\nbody A eval:check_uridnsbl('A')\ntflags A net domains_only "
      "odd\n"
      "uridnsbl B bl.example.org txt\nbody B eval:check_uridnsbl('B')\nbody C eval:check_uridnsbl('C')\n"
      "urinsrhssub D ns.example.org A 127.0.0.2\nbody D eval:check_uridnsbl('D')\n"
      "urifullnsrhssub D full.example.org A 127.0.1.1-127.0.1.9\nuridnssub E bl.example.org A 4/0.0.0.6\n"
      "body E eval:check_uridnsbl('E')\n"
      "urirhssub F bl.example.org A\nurirhsbl F bl.example.org A 2\nurirhsbl F bl.example.org MX\n"
      "urirhssub F bl.example.org A 2-x\nurirhssub F bl.example.org A 12345678901\nurirhsbl F\n");
  const auto arguments = [&](const char* name) { return Get(ruleset, name).eval_arguments; };
  EXPECT_THAT(arguments("A"), ElementsAre("domain", "multi.example.org", "A", "16", "domains_only"));
  EXPECT_THAT(arguments("B"), ElementsAre("address", "bl.example.org", "TXT", ""));
  EXPECT_THAT(arguments("C"), ElementsAre("C"));
  EXPECT_THAT(arguments("D"), ElementsAre("ns_host", "full.example.org", "A", "2130706689-2130706697"));
  EXPECT_THAT(arguments("E"), ElementsAre("address", "bl.example.org", "A", "4/6"));
  const std::string value = "not an address, a number, a range or a value and a mask: ";
  std::erase_if(remarks_,
                [](const std::string& remark) { return remark.find("note: ") != std::string::npos; });
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:12: urirhssub: needs a rule, a zone, a type and"),
                                    HasSubstr("t.cf:13: urirhsbl: needs a rule, a zone and a type"),
                                    HasSubstr("t.cf:14: urirhsbl: the type is neither A nor TXT"),
                                    HasSubstr("t.cf:15: urirhssub: " + value + "2-x"),
                                    HasSubstr("t.cf:16: urirhssub: " + value + "12345678901"),
                                    HasSubstr("t.cf:17: urirhsbl: a value is missing")));
}

TEST_F(RulesetTest, LinesOfBlockedHostsAddUp) {
  const Ruleset ruleset = Build(
      "loadplugin Mail::SpamAssassin::Plugin::URILocalBL\nuri_block_cc A de A1\nuri_block_cc A fr\n"
      "uri_block_isp A \"Example Net\" Other  \"\" \"open\nuri_block_cidr A 192.0.2.1 2001:db8::/32\n"
      "uri_block_exclude A www.Example.com\nuri_block_cont B !eu !AS\npriority B 5\n"
      "uri_block_cc A !se\nuri_block_cc C de !se\nuri_block_cc C deu\nuri_block_cont C a1\n"
      "uri_block_cidr C 192.0.2.0/33\nuri_block_cidr C 192.0.2.0/24 example.com\nuri_block_cc C\n"
      "uri_block_cc 1C de\nuri_block_isp C \"\"\n");
  EXPECT_THAT(Get(ruleset, "A").eval_arguments,
              ElementsAre("cc DE", "cc A1", "cc FR", "isp EXAMPLENET", "isp OTHER", "isp OPEN",
                          "cidr 192.0.2.1", "cidr 2001:db8::/32", "exclude www.example.com"));
  EXPECT_EQ(Get(ruleset, "A").priority, -100);
  EXPECT_EQ(Get(ruleset, "A").eval_phase, EvalPhase::kBody);
  EXPECT_THAT(Get(ruleset, "B").eval_arguments, ElementsAre("cont !EU", "cont !AS"));
  EXPECT_EQ(Get(ruleset, "B").priority, 5);
  const std::string mixed = "either all words begin with '!' or none does";
  EXPECT_THAT(remarks_,
              ElementsAre(HasSubstr("note: "), HasSubstr("t.cf:9: uri_block_cc: " + mixed),
                          HasSubstr("t.cf:10: uri_block_cc: " + mixed),
                          HasSubstr("t.cf:11: uri_block_cc: not a country: DEU"),
                          HasSubstr("t.cf:12: uri_block_cont: not a continent: A1"),
                          HasSubstr("t.cf:13: uri_block_cidr: not an address or a network: 192.0.2.0/33"),
                          HasSubstr("t.cf:14: uri_block_cidr: not an address or a network: example.com"),
                          HasSubstr("t.cf:15: uri_block_cc: a value is missing"),
                          HasSubstr("t.cf:16: uri_block_cc: bad rule name: 1C"),
                          HasSubstr("t.cf:17: uri_block_isp: a value is missing")));
}

}  // namespace
}  // namespace gatepost

#include "rules/rule_parser.h"

#include <gmock/gmock.h>

#include "support/cpu_time.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Rule Parse(std::string_view keyword, std::string_view value) {
  Result<Rule> rule = ParseRule(keyword, value);
  EXPECT_TRUE(rule) << value << ": " << (rule ? "" : rule.error().message());
  return rule ? std::move(*rule) : Rule();
}

std::string Error(std::string_view keyword, std::string_view value) {
  Result<Rule> rule = ParseRule(keyword, value);
  return rule ? "" : rule.error().message();
}

TEST(ParseRule, PatternRules) {
  Rule rule = Parse("body", "A_RULE   m{a/b}i");
  EXPECT_EQ(rule.name, "A_RULE");
  EXPECT_EQ(rule.type, RuleType::kBody);
  EXPECT_EQ(rule.pattern, (PatternSource{"a/b", "i"}));
  EXPECT_EQ(Parse("rawbody", "A /x/").type, RuleType::kRawBody);
  EXPECT_EQ(Parse("full", "A /x/").type, RuleType::kFull);
  EXPECT_EQ(Parse("uri", "A /x/").type, RuleType::kUri);
  EXPECT_NE(Error("body", "A x"), "");
  EXPECT_NE(Error("uri", "A eval:check()"), "");
}

TEST(ParseRule, HeaderRules) {
  Rule rule = Parse("header", "A Subject =~ /x y/i");
  EXPECT_EQ(rule.type, RuleType::kHeader);
  EXPECT_EQ(rule.query, "Subject");
  EXPECT_FALSE(rule.negated);
  rule = Parse("header", "A From:addr!~/x/");
  EXPECT_EQ(rule.query, "From:addr");
  EXPECT_TRUE(rule.negated);
  EXPECT_EQ(Parse("header", "A To:addr:first =~ /x/").query, "To:addr:first");
  EXPECT_EQ(Parse("header", "A X-A: =~ /a =~ b/").pattern.pattern, "a =~ b");
  EXPECT_THAT(Error("header", "A From:nonsense =~ /x/"), HasSubstr("modifier"));
  EXPECT_THAT(Error("header", "A From:a:b:c =~ /x/"), HasSubstr("header name"));
  EXPECT_THAT(Error("header", "A Fr(om =~ /x/"), HasSubstr("header name"));
  EXPECT_THAT(Error("header", "A =~ /x/"), HasSubstr("header name"));
  EXPECT_THAT(Error("header", "A From"), HasSubstr("neither"));
}

TEST(ParseRule, HeaderExistence) {
  Rule rule = Parse("header", "A exists:X-Mailer:");
  EXPECT_EQ(rule.type, RuleType::kHeaderExists);
  EXPECT_EQ(rule.query, "X-Mailer");
  EXPECT_NE(Error("header", "A exists:"), "");
  EXPECT_NE(Error("header", "A exists:a b"), "");
}

TEST(ParseRule, IfUnset) {
  Rule rule = Parse("header", "A X =~ /^UNSET$/  [if-unset:  a b ]");
  EXPECT_TRUE(rule.if_unset_given);
  EXPECT_EQ(rule.if_unset, "a b ");
  EXPECT_EQ(rule.pattern.pattern, "^UNSET$");
  rule = Parse("header", "A X =~ /[if-unset: a]/");
  EXPECT_FALSE(rule.if_unset_given);
  EXPECT_EQ(Parse("mimeheader", "A Content-Type:raw !~ /x/ [if-unset: y]").if_unset, "y");
}

TEST(ParseRule, MimeHeaderRules) {
  Rule rule = Parse("mimeheader", "A Content-Type:raw =~ /x/");
  EXPECT_EQ(rule.type, RuleType::kMimeHeader);
  EXPECT_EQ(rule.query, "Content-Type:raw");
  EXPECT_EQ(Parse("mimeheader", "A ALL: =~ /x/").query, "ALL");
  EXPECT_NE(Error("mimeheader", "A X:addr =~ /x/"), "");
  EXPECT_NE(Error("mimeheader", "A X Y =~ /x/"), "");
}

TEST(ParseRule, EvalTests) {
  Rule rule = Parse("header", "A eval:check_it('a, b', \"c'd\", 1.5, example.com)");
  EXPECT_EQ(rule.type, RuleType::kEval);
  EXPECT_EQ(rule.eval_phase, EvalPhase::kHeader);
  EXPECT_EQ(rule.eval_name, "check_it");
  EXPECT_THAT(rule.eval_arguments, ElementsAre("a, b", "c'd", "1.5", "example.com"));
  EXPECT_EQ(Parse("rawbody", "A eval:check()").eval_phase, EvalPhase::kRawBody);
  EXPECT_EQ(Parse("full", "A eval:check( )").eval_phase, EvalPhase::kFull);
  EXPECT_EQ(Parse("header", "A rbleval:check_rbl('x', 'y')").eval_name, "check_rbl");
  EXPECT_NE(Error("body", "A eval:check"), "");
  EXPECT_NE(Error("body", "A eval:check(a b)"), "");
  EXPECT_NE(Error("body", "A eval:check('a)"), "");
  EXPECT_NE(Error("body", "A eval:(a)"), "");
}

TEST(ParseEvalArguments, Forms) {
  EXPECT_THAT(*ParseEvalArguments(""), IsEmpty());
  EXPECT_THAT(*ParseEvalArguments("'a',"), ElementsAre("a"));
  EXPECT_THAT(*ParseEvalArguments("'it's', ''"), ElementsAre("it's", ""));
  EXPECT_THAT(*ParseEvalArguments("::1,-5"), ElementsAre("::1", "-5"));
  EXPECT_FALSE(ParseEvalArguments("a_b"));
  EXPECT_FALSE(ParseEvalArguments(",a"));
}

TEST(ParseRule, UriDetailRules) {
  Rule rule = Parse("uri_detail", "A text =~ /click here/i  type !~ /^a$/ raw=~m#/x#");
  EXPECT_EQ(rule.type, RuleType::kUriDetail);
  ASSERT_EQ(rule.conditions.size(), 3u);
  EXPECT_EQ(rule.conditions[0].field, "text");
  EXPECT_EQ(rule.conditions[0].pattern, (PatternSource{"click here", "i"}));
  EXPECT_TRUE(rule.conditions[1].negated);
  EXPECT_EQ(rule.conditions[2].pattern.pattern, "/x");
  EXPECT_THAT(Error("uri_detail", "A colour =~ /x/"), HasSubstr("colour"));
  EXPECT_THAT(Error("uri_detail", "A raw /x/"), HasSubstr("no condition"));
  // The last pattern for a field counts.
  EXPECT_EQ(Parse("uri_detail", "A raw =~ /x/ raw =~ /y/").conditions.size(), 1u);
}

TEST(ParseRule, UriDetailStaysLinear) {
  std::string value = "A ";
  for (int i = 0; i < 100000; ++i) value += "raw=~/x";
  const double start_s = CpuSeconds();
  EXPECT_NE(Error("uri_detail", value), "");
  EXPECT_LT(CpuSeconds() - start_s, 2);
}

TEST(ParseRule, NamesAndEmptyRules) {
  EXPECT_THAT(Error("body", "1A /x/"), HasSubstr("rule name"));
  EXPECT_THAT(Error("body", "A-B /x/"), HasSubstr("rule name"));
  EXPECT_THAT(Error("body", std::string(101, 'A') + " /x/"), HasSubstr("100"));
  EXPECT_THAT(Error("body", "A"), HasSubstr("missing"));
  EXPECT_NE(Error("body", ""), "");
  EXPECT_EQ(Parse("reuse", "A").type, RuleType::kEmpty);
  EXPECT_EQ(Parse("askdns", "A _X_.test A 1").type, RuleType::kAskDns);
  EXPECT_THAT(Error("meta", "A B ** C"), HasSubstr("**"));
  EXPECT_THAT(Error("meta", "A B * * C"), HasSubstr("**"));
  EXPECT_EQ(Parse("meta", "A B && C").expression, "B && C");
}

TEST(ParseRule, CapturesAndTheirTemplates) {
  Rule rule = Parse("header", "A To:addr =~ /(?<NAME>.*)/");
  EXPECT_TRUE(rule.captures);
  EXPECT_EQ(rule.priority, -10000);
  EXPECT_FALSE(Parse("body", "A /(?<name>x)(?<!y)/").captures);
  rule = Parse("uri", "A /x%{NAME}y%{HEADER(From:addr)}z%{NAME}/");
  EXPECT_THAT(rule.capture_templates, ElementsAre("NAME", "HEADER(From:addr)"));
  EXPECT_EQ(rule.pattern.pattern, "x%\\{NAME\\}y%\\{HEADER(From:addr)\\}z%\\{NAME\\}");
  EXPECT_THAT(Parse("body", "A /5%{1,2} \\%{NAME} %{name} %{NA__ME} %{}/").capture_templates, IsEmpty());
}

TEST(ParseTestFlags, ReadsWordsAndNumbers) {
  TestFlags flags = ParseTestFlags("net nice,learn multiple maxhits=12 nosubject noautolearn");
  EXPECT_TRUE(flags.net && flags.nice && flags.learn && flags.multiple && flags.nosubject &&
              flags.noautolearn);
  EXPECT_FALSE(flags.userconf);
  EXPECT_EQ(flags.max_hits, 12);
  EXPECT_FALSE(ParseTestFlags("network nicer").net);
  EXPECT_EQ(ParseTestFlags("maxhits=x").max_hits, 0);
  flags = ParseTestFlags("range=2-4 concat");
  EXPECT_EQ(flags.range_min, 2);
  EXPECT_EQ(flags.range_max, 4);
  EXPECT_TRUE(flags.concat);
  EXPECT_EQ(ParseTestFlags("range=3").range_max, 3);
  EXPECT_EQ(ParseTestFlags("range=3-").range_max, 1000);
  EXPECT_EQ(ParseTestFlags("range=-3").range_min, 0);
}

TEST(AlwaysMatches, NamesTheReason) {
  EXPECT_EQ(AlwaysMatches("a|b"), "");
  EXPECT_EQ(AlwaysMatches("a\\||b\\|"), "");
  EXPECT_NE(AlwaysMatches(""), "");
  EXPECT_NE(AlwaysMatches("a||b"), "");
  EXPECT_NE(AlwaysMatches("|a"), "");
  EXPECT_NE(AlwaysMatches("a|"), "");
}

}  // namespace
}  // namespace gatepost

#include "rules/meta.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>

#include "config/expression_guess.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Hits = std::map<std::string, double>;

double Evaluate(const MetaExpression& meta, const Hits& hits) {
  std::vector<Guess> operands;
  for (const std::string& name : meta.names()) operands.push_back(Guess::Known(hits.at(name)));
  const Guess guess = GuessValue(meta.steps(), operands);
  EXPECT_TRUE(guess.known);
  return guess.low;
}

MetaExpression Parse(std::string_view text) {
  Result<MetaExpression> meta = MetaExpression::Parse(text);
  EXPECT_TRUE(meta) << text << ": " << (meta ? "" : meta.error().message());
  return meta ? std::move(*meta) : MetaExpression();
}

std::string Error(std::string_view text) {
  Result<MetaExpression> meta = MetaExpression::Parse(text);
  return meta ? "" : meta.error().message();
}

TEST(MetaExpression, CountsAndCombines) {
  MetaExpression meta = Parse("(__A + __B + __C > 1) && !D");
  EXPECT_THAT(meta.names(), ElementsAre("__A", "__B", "__C", "D"));
  EXPECT_EQ(Evaluate(meta, {{"__A", 1}, {"__B", 0}, {"__C", 1}, {"D", 0}}), 1);
  EXPECT_EQ(Evaluate(meta, {{"__A", 2}, {"__B", 0}, {"__C", 0}, {"D", 1}}), 0);
  EXPECT_EQ(Evaluate(meta, {{"__A", 1}, {"__B", 0}, {"__C", 0}, {"D", 0}}), 0);
}

TEST(MetaExpression, TheValueIsWhatPerlGives) {
  EXPECT_EQ(Evaluate(Parse("A * 3 + B"), {{"A", 2}, {"B", 1}}), 7);
  EXPECT_EQ(Evaluate(Parse("A / 2"), {{"A", 3}}), 1.5);
  EXPECT_EQ(Evaluate(Parse("A && B"), {{"A", 2}, {"B", 5}}), 5);
  EXPECT_EQ(Evaluate(Parse("0"), {}), 0);
  EXPECT_EQ(Evaluate(Parse("1"), {}), 1);
}

TEST(MetaExpression, NamesAreListedOnceAndLocalTestsOnlyIsNone) {
  EXPECT_THAT(Parse("A && B || A && C").names(), ElementsAre("A", "B", "C"));
  MetaExpression meta = Parse("A && local_tests_only && B && A");
  EXPECT_THAT(meta.names(), ElementsAre("A", "B"));
  EXPECT_EQ(Evaluate(meta, {{"A", 1}, {"B", 1}}), 1);
  EXPECT_EQ(Evaluate(meta, {{"A", 1}, {"B", 0}}), 0);
}

TEST(MetaExpression, RulesMatchingIsTheSumOfTheNamesThatFit) {
  MetaExpression meta = Parse("rules_matching(__X_*) > 1 && !rules_matching( Y? )");
  EXPECT_THAT(meta.names(), IsEmpty());
  EXPECT_TRUE(meta.has_matching());
  meta.ExpandMatching({"Y1", "Y10", "Z", "__X_A", "__X_B", "__X_C"});
  EXPECT_THAT(meta.names(), ElementsAre("__X_A", "__X_B", "__X_C", "Y1"));
  EXPECT_EQ(Evaluate(meta, {{"__X_A", 1}, {"__X_B", 0}, {"__X_C", 1}, {"Y1", 0}}), 1);
  EXPECT_EQ(Evaluate(meta, {{"__X_A", 1}, {"__X_B", 0}, {"__X_C", 1}, {"Y1", 1}}), 0);
  MetaExpression none = Parse("rules_matching(NONE_*) + A");
  none.ExpandMatching({"B"});
  EXPECT_EQ(Evaluate(none, {{"A", 1}}), 1);
}

TEST(MetaExpression, EmptyParenthesesAreAMetaThatNeverHits) {
  EXPECT_EQ(Evaluate(Parse("()"), {}), 0);
  EXPECT_NE(Error("A && ()"), "");
}

TEST(MetaExpression, RefusesWhatSpamAssassinRefuses) {
  EXPECT_THAT(Error("A::B"), HasSubstr("'::'"));
  EXPECT_THAT(Error("A; system"), HasSubstr("';'"));
  EXPECT_THAT(Error("$x"), HasSubstr("'$'"));
  EXPECT_THAT(Error("A % 2"), HasSubstr("'%'"));
  EXPECT_THAT(Error("A -1"), HasSubstr("not a number"));
  EXPECT_THAT(Error("A B"), HasSubstr("operator"));
  EXPECT_THAT(Error("3A"), HasSubstr("operator"));
  EXPECT_THAT(Error("A:B"), HasSubstr("not a rule name"));
  EXPECT_THAT(Error(std::string(129, 'A')), HasSubstr("not a rule name"));
  EXPECT_THAT(Error("rules_matching(a-b)"), HasSubstr("rules_matching"));
  EXPECT_THAT(Error("A / B"), HasSubstr("zero"));
  EXPECT_EQ(Error("B && A / B"), "");
  EXPECT_THAT(Error(""), HasSubstr("empty"));
}

TEST(MetaExpression, ADivisionByZeroAtLastIsNoNumber) {
  EXPECT_TRUE(std::isnan(Evaluate(Parse("B && A / (B - 1)"), {{"A", 1}, {"B", 1}})));
}

}  // namespace
}  // namespace gatepost

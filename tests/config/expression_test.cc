#include "config/expression.h"

#include <gmock/gmock.h>

#include <cmath>

#include "support/cpu_time.h"

namespace gatepost {
namespace {

// A is 1, B is 0, C is 3, D is -2; call() is 7.
double Value(std::string_view text, bool signed_numbers = true) {
  Result<Expression> expression = Expression::Parse(text, {signed_numbers, {"call"}, true});
  EXPECT_TRUE(expression) << text << ": " << (expression ? "" : expression.error().message());
  if (!expression) return -99;
  return expression->Evaluate(
      [&](int i) {
        const std::string& name = expression->names[static_cast<std::size_t>(i)];
        return name == "A" ? 1.0 : name == "C" ? 3.0 : name == "D" ? -2.0 : 0.0;
      },
      [](int) { return 7.0; });
}

bool Fails(std::string_view text, bool signed_numbers = true) {
  Result<Expression> expression = Expression::Parse(text, {signed_numbers, {"call"}, false});
  if (expression) return false;
  EXPECT_EQ(expression.error().code(), StatusCode::kInvalidArgument);
  return !expression.error().message().empty();
}

// The right sides are what Perl 5.36 answers with the names as numbers.
TEST(Expression, AnswersAsPerlDoes) {
  EXPECT_EQ(Value("1 + 2 * 3"), 7);
  EXPECT_EQ(Value("(1 + 2) * 3"), 9);
  EXPECT_EQ(Value("8 / 4 / 2"), 1);
  EXPECT_EQ(Value("7 - 2 - 1"), 4);
  EXPECT_EQ(Value("!A + 1"), 1);
  EXPECT_EQ(Value("!!C"), 1);
  EXPECT_EQ(Value("!(A && B)"), 1);
  EXPECT_EQ(Value("A || B && B"), 1);
  EXPECT_EQ(Value("C && A"), 1);
  EXPECT_EQ(Value("A && C"), 3);
  EXPECT_EQ(Value("B || C"), 3);
  EXPECT_EQ(Value("C > 2"), 1);
  EXPECT_EQ(Value("C >= 4"), 0);
  EXPECT_EQ(Value("A + C > 3 == 1"), 1);
  EXPECT_EQ(Value("A != B"), 1);
  EXPECT_EQ(Value("C ^ A"), 2);
  EXPECT_EQ(Value("A ^ B || B"), 1);
  EXPECT_EQ(Value("B ? 5 : 6"), 6);
  EXPECT_EQ(Value("A ? B ? 1 : 2 : 3"), 2);
  EXPECT_EQ(Value("B ? 1 : C ? 2 : 3"), 2);
  EXPECT_EQ(Value("A ? 4 : 5 + 1"), 4);
  EXPECT_EQ(Value("-C + 5"), 2);
  EXPECT_EQ(Value("3 +- C"), 0);
  EXPECT_EQ(Value("- D"), 2);
  EXPECT_EQ(Value("call(x y) + 1"), 8);
  EXPECT_EQ(Value("call (x)"), 7);
}

TEST(Expression, ComparisonsChainAsInPerl) {
  EXPECT_EQ(Value("C > 2 > 1"), 1);
  EXPECT_EQ(Value("C > 2 > 2"), 0);
  EXPECT_EQ(Value("1 > 2 < 3"), 0);
  EXPECT_EQ(Value("5 == 5 != 3"), 1);
  EXPECT_EQ(Value("A == A == C"), 0);
  EXPECT_EQ(Value("5 == 5 > 3"), 0) << "one level at a time";
  EXPECT_EQ(Value("2 > 1 == A"), 1);
  EXPECT_EQ(Value("C >= A + 1 > !C + B"), 1) << "the operand is all of A + 1";
  EXPECT_EQ(Value("5 > 4 > C > 2 > A"), 1);
  EXPECT_EQ(Value("5 > 4 > C > 3 > A"), 0);
  EXPECT_EQ(Value("B < A < C && C > 2 > 1 || B"), 1);
  EXPECT_EQ(Value("(B < A < C) < 2 < C"), 1);
  // Each level would write its middle twice.
  std::string nested = "A";
  for (int i = 0; i < 40; ++i) nested = "A < (" + nested + ") < 2";
  EXPECT_TRUE(Fails(nested));
}

TEST(Expression, SkipsBytesThatBeginNoToken) {
  EXPECT_EQ(Value("A,"), 1);
  EXPECT_EQ(Value("\"A\" && ~C"), 3);
  EXPECT_TRUE(Fails("A & C"));
  EXPECT_TRUE(Fails("A = C"));
}

TEST(Expression, SaysWhatIsWrong) {
  for (const char* text :
       {"",       " ",    "A B",   "A (",    "(A",          "A)",      "A &&",   "&& A",   "A ! B",
        "1 2",    "()",   "A ?",   "A ? B",  "A : B",       "? A : B", "A ++ B", "A -- B", "A ... B",
        "1. + 2", "call", "call(", "call()", "(A ? B) : C", "1 +",     "!",      "-"}) {
    EXPECT_TRUE(Fails(text)) << text;
  }
}

TEST(Expression, SignedNumbersAreAMatterOfSyntax) {
  EXPECT_EQ(Value("A == -1"), 0);
  EXPECT_TRUE(Fails("A == -1", false));
  EXPECT_TRUE(Fails("A -1", false));
  EXPECT_EQ(Value("C - 1", false), 2);
  EXPECT_TRUE(Fails("C-1", false));
}

TEST(Expression, ADivisionByZeroIsNotANumberUnlessNobodyLooks) {
  EXPECT_TRUE(std::isnan(Value("1 / B")));
  EXPECT_TRUE(std::isnan(Value("!(1 / B)")));
  EXPECT_TRUE(std::isnan(Value("(1 / B) > 2")));
  EXPECT_TRUE(std::isnan(Value("A && 1 / B")));
  EXPECT_EQ(Value("B && 1 / B"), 0);
  EXPECT_EQ(Value("A || 1 / B"), 1);
  EXPECT_EQ(Value("A ? 2 : 1 / B"), 2);
}

TEST(Expression, EmptyParenthesesWhereTheyAreAllowed) {
  EXPECT_EQ(Value("()"), 0);
  EXPECT_EQ(Value("( )"), 0);
  EXPECT_TRUE(Fails("(()) + 1"));
}

TEST(Expression, DeepAndLongInputNeedsNoStackAndLinearTime) {
  const double start_s = CpuSeconds();
  std::string deep(200000, '(');
  EXPECT_TRUE(Fails(deep));
  EXPECT_EQ(Value(deep + "A" + std::string(200000, ')')), 1);
  EXPECT_EQ(Value(std::string(200000, '!') + "A"), 1);
  std::string chain = "A";
  for (int i = 0; i < 100000; ++i) chain += " + A";
  EXPECT_EQ(Value(chain), 100001);
  EXPECT_LT(CpuSeconds() - start_s, 5);
}

}  // namespace
}  // namespace gatepost

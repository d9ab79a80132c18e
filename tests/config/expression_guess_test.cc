#include "config/expression_guess.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "support/random_expression.h"

namespace gatepost {
namespace {

Guess Unknown(int ask, std::uint32_t cost = 1, double high = std::numeric_limits<double>::infinity()) {
  Guess guess;
  guess.known = false;
  guess.zero_or_one = high == 1;
  guess.high = high;
  guess.ask = ask;
  guess.cost = cost;
  return guess;
}

Expression Parsed(std::string_view text) {
  Result<Expression> expression = Expression::Parse(text, {false, {}, true});
  EXPECT_TRUE(expression) << text;
  return expression ? *expression : Expression();
}

// The names are A, B ... in that order of the text.
Guess Value(std::string_view text, const std::vector<Guess>& operands) {
  return GuessValue(Parsed(text).steps, operands);
}

TEST(ExpressionGuess, OneOperandOftenTellsAll) {
  const Guess zero = Guess::Known(0);
  const Guess one = Guess::Known(1);
  EXPECT_TRUE(Value("A && B", {Unknown(0), zero}).known);
  EXPECT_EQ(Value("A && B", {Unknown(0), zero}).low, 0);
  EXPECT_EQ(Value("A && (B || C)", {zero, Unknown(1), Unknown(2)}).low, 0);
  EXPECT_TRUE(Value("A && !B", {Unknown(0), one}).known);
  EXPECT_EQ(Value("A || B", {one, Unknown(1)}).low, 1);
  EXPECT_EQ(Value("A || B", {Unknown(0, 1, 1), one}).low, 1);
  EXPECT_TRUE(Value("A + B + C > 3", {one, Unknown(1, 1, 1), Unknown(2, 1, 1)}).known);
  EXPECT_EQ(Value("(A + B) >= 1", {one, Unknown(1)}).low, 1);
  EXPECT_EQ(Value("A ? B : C", {one, Guess::Known(7), Unknown(2)}).low, 7);
}

TEST(ExpressionGuess, WhatMayBeOtherwiseIsNotKnown) {
  const Guess one = Guess::Known(1);
  // Perl gives back the operand that decided: more than 1 where it counts.
  EXPECT_FALSE(Value("A || B", {Unknown(0), one}).known);
  EXPECT_FALSE(Value("A + B > 3", {one, Unknown(1)}).known);
  EXPECT_FALSE(Value("(1 / A) && B", {Unknown(0), Guess::Known(0)}).known) << "NaN is no 0";
  EXPECT_FALSE(Value("A == B", {one, Unknown(1)}).known);
}

TEST(ExpressionGuess, AsksForTheCheapestThatCouldHelp) {
  EXPECT_EQ(Value("A && B && C", {Unknown(0, 9), Unknown(1, 2), Unknown(2, 5)}).ask, 1);
  EXPECT_EQ(Value("(A && B) || C", {Guess::Known(0), Unknown(1, 1), Unknown(2, 5)}).ask, 2);
  EXPECT_EQ(Value("A ? B : C", {Unknown(0, 9), Unknown(1, 1), Unknown(2, 1)}).ask, 0);
}

// Whatever is asked first, the end is what Evaluate says; and what is said to be known stays so.
TEST(ExpressionGuess, EndsAsTheWholeExpressionDoes) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  const std::vector<std::string> names_of_all = {"A", "B", "C", "D", "E", "F"};
  long asked = 0;
  long all = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string text =
        RandomExpression(random, std::span(names_of_all).first(1 + below(names_of_all.size())));
    const Result<Expression> expression = Expression::Parse(text, {false, {}, true});
    if (!expression) continue;
    const std::size_t names = expression->names.size();
    std::vector<double> values;
    std::vector<Guess> guesses;
    for (std::size_t i = 0; i < names; ++i) {
      const bool counts = below(3) == 0;
      values.push_back(static_cast<double>(below(counts ? 5 : 2)));
      guesses.push_back(Unknown(static_cast<int>(i), static_cast<std::uint32_t>(below(5)),
                                counts ? std::numeric_limits<double>::infinity() : 1));
    }
    const double value = expression->Evaluate([&](int i) { return values[static_cast<std::size_t>(i)]; },
                                              [](int) { return 0.0; });
    all += static_cast<long>(names);
    Guess guess = GuessValue(expression->steps, guesses);
    while (!guess.known) {
      const auto ask = static_cast<std::size_t>(guess.ask);
      ASSERT_LT(ask, names) << text;
      ASSERT_FALSE(guesses[ask].known) << text;
      if (!std::isnan(value)) {
        ASSERT_GE(value, guess.low) << text;
        ASSERT_LE(value, guess.high) << text;
      }
      ++asked;
      guesses[ask] = Guess::Known(values[ask]);
      guess = GuessValue(expression->steps, guesses);
    }
    ASSERT_TRUE(guess.low == value || (std::isnan(guess.low) && std::isnan(value)))
        << text << ": " << guess.low << ", not " << value;
  }
  EXPECT_LT(asked * 10, all * 9);
}

}  // namespace
}  // namespace gatepost

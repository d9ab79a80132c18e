#include "match/literals.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "match/literal_rates.h"
#include "match/parser.h"
#include "match/requirements.h"

namespace gatepost::match {
namespace {

using Strings = std::vector<std::string>;

Requirements Of(std::string_view pattern, std::string_view modifiers = "") {
  const Result<Syntax> syntax = Parse(pattern, modifiers);
  EXPECT_TRUE(syntax.has_value()) << pattern;
  return FindRequirements(*syntax, MeasureLengths(*syntax));
}

TEST(Literals, AreFoldedAndTakenWhole) {
  EXPECT_EQ(Of("Free Viagra").literals, Strings{"free viagra"});
  EXPECT_EQ(Of("viagra", "i").literals, Strings{"viagra"});
  EXPECT_EQ(Of("\\bmort(?:gage)\\b").literals, Strings{"mortgage"});
}

TEST(Literals, AlternationsGiveSets) {
  EXPECT_EQ(Of("(?:lottery|jackpot) winner").literals, (Strings{"jackpot winner", "lottery winner"}));
  EXPECT_EQ(Of("quiz|zebra").literals, (Strings{"quiz", "zebra"}));
  EXPECT_EQ(Of("\\d+ quiz|zebra.*x").literals, (Strings{" quiz", "zebra"}));
  EXPECT_EQ(Of("quiz|\\d+").literals, Strings{});
}

TEST(Literals, SmallClassesAndOptionsAreMultipliedOut) {
  EXPECT_EQ(Of("viagr[ao]").literals, (Strings{"viagra", "viagro"}));
  EXPECT_EQ(Of("colou?r quiz").literals, (Strings{"color quiz", "colour quiz"}));
}

TEST(Literals, TakesTheRarerSideOfAGap) {
  EXPECT_EQ(Of("you .*quixotic").literals, Strings{"quixotic"});
  EXPECT_EQ(Of("quixotic\\d+you ").literals, Strings{"quixotic"});
}

TEST(Literals, WhatMayBeAbsentIsNotRequired) {
  EXPECT_EQ(Of("(?:quixotic)*").literals, Strings{});
  EXPECT_EQ(Of("(?!quixotic)[a-z]+").literals, Strings{});
  EXPECT_EQ(Of("(?=.*quixotic)[a-z]+").literals, Strings{"quixotic"});
  EXPECT_EQ(Of("quixotic(*ACCEPT)zebra").literals, Strings{});
  EXPECT_EQ(Of("(?(1)quixotic)(a)?").literals, Strings{});
}

TEST(Literals, ObfuscatedWordsAreFoundInTheSqueezedText) {
  const Requirements required = Of("\\bx[_\\W]?a[_\\W]?n[_\\W]?a[_\\W]?x\\b", "i");
  EXPECT_TRUE(required.squeezed);
  EXPECT_EQ(required.literals, Strings{"xanax"});
}

TEST(Requirements, BytesAndLength) {
  const Requirements required = Of("[a-z]{8}\\^[0-9]*");
  EXPECT_EQ(required.literals, Strings{});
  EXPECT_EQ(required.min_length, 9);
  ASSERT_EQ(required.bytes.size(), 1u);
  EXPECT_TRUE(required.bytes[0].Has('^'));
  EXPECT_EQ(required.bytes[0].Count(), 1);
}

TEST(Requirements, Runs) {
  const Requirements address = Of("\\b[13][a-zA-Z0-9]{26,33}\\b");
  EXPECT_EQ(address.min_word_run, 27);
  EXPECT_EQ(address.min_dense_run, 27);
  const Requirements guid = Of("[0-9a-f]{8}-[0-9a-f]{4} ?x");
  EXPECT_EQ(guid.min_word_run, 8);
  EXPECT_EQ(guid.min_dense_run, 13);
  EXPECT_EQ(Of("(?:ab ?){5}").min_word_run, 2);
  EXPECT_EQ(Of("(?:abc|de)(?:f|g)").min_word_run, 3);
  EXPECT_EQ(Of("(?:abc)*d").min_word_run, 1);
  EXPECT_EQ(Of("(?=abcdef)a").min_word_run, 1);
  EXPECT_EQ(Of(".{9}").min_word_run, 0);
}

TEST(ExpectedRate, CommonTextIsCommon) {
  EXPECT_GT(ExpectedRate("the"), ExpectedRate("qzx"));
  EXPECT_GT(ExpectedRate("the"), ExpectedRate("them"));
  EXPECT_EQ(LiteralCost({}), 1);
  EXPECT_EQ(LiteralCost({"quixotic", "q"}), 1);
}

}  // namespace
}  // namespace gatepost::match

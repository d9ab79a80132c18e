#include "rules/rule_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "support/random_expression.h"

namespace gatepost {
namespace {

class RuleTableTest : public ::testing::Test {
 protected:
  void Build(const std::string& text) {
    const ConfigText config = ReadConfigText(text, "t.cf", ConfigScope::kRules);
    std::vector<Diagnostic> diagnostics = config.diagnostics;
    const Settings settings = Settings::Build(config, &diagnostics);
    ruleset_ = Ruleset::Build(
        config, settings, Limits{}, [](std::string_view) { return true; }, &diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.ToString();
    Packer packer;
    const std::size_t root = packer.Reserve<PackedRules>(1);
    RuleTable::Pack(ruleset_, &packer, root, nullptr);
    const std::vector<char> bytes = packer.Take();
    packed_.resize(bytes.size() / sizeof(std::uint64_t) + 1);
    std::memcpy(packed_.data(), bytes.data(), bytes.size());
    table_ = RuleTable();
    table_.Use(*reinterpret_cast<const PackedRules*>(packed_.data()), Limits{});
  }
  const PackedRule& Rule(std::string_view name) { return table_.rule(table_.Find(name)); }
  std::vector<std::string> Required(std::string_view name) {
    std::vector<std::string> names;
    for (std::int32_t number : Rule(name).required.get()) names.emplace_back(table_.rule(number).name.view());
    return names;
  }
  std::set<std::string> Support(std::string_view name) {
    std::set<std::string> names;
    for (std::int32_t number : Rule(name).support.get()) names.emplace(table_.rule(number).name.view());
    return names;
  }
  std::vector<double> ValuesOf(std::int32_t operand) {
    const PackedRule& rule = table_.rule(operand);
    if (rule.flags.max_hits > 0) return {0, 1, 2, 3};
    return rule.flags.multiple ? std::vector<double>{0, 1, 40} : std::vector<double>{0, 1};
  }

  Ruleset ruleset_;
  RuleTable table_;
  std::vector<std::uint64_t> packed_;
};

TEST_F(RuleTableTest, WhatARuleCanCountIsKnownBeforeItRuns) {
  Build(
      "body A /a/\nbody B /b/\nbody M /m/\ntflags M multiple\nbody N /n/\ntflags N multiple maxhits=3\n"
      "meta AND A && B\nmeta SUM A + B + N\nmeta OPEN A + M\nmeta ASKS (SUM + AND) > 3\nmeta LESS A - B\n");
  EXPECT_EQ(Rule("A").most, 1);
  EXPECT_EQ(Rule("A").zero_or_one, 1);
  EXPECT_EQ(Rule("N").most, 3);
  EXPECT_TRUE(std::isinf(Rule("M").most));
  EXPECT_EQ(Rule("AND").zero_or_one, 1);
  EXPECT_EQ(Rule("SUM").most, 5);
  EXPECT_EQ(Rule("SUM").zero_or_one, 0);
  EXPECT_TRUE(std::isinf(Rule("OPEN").most));
  EXPECT_EQ(Rule("ASKS").most, 1);
  EXPECT_EQ(Required("ASKS"), std::vector<std::string>{"SUM"}) << "AND alone makes 1";
  EXPECT_EQ(Rule("LESS").most, 1) << "less than nothing counts as 1";
}

TEST_F(RuleTableTest, ACheapRuleIsAskedBeforeOneThatGoesBack) {
  Build("header A ALL =~ /(x+)y\\1/\nheader B Subject =~ /b/\nmeta BOTH A && B\n");
  EXPECT_EQ(Required("BOTH"), (std::vector<std::string>{"B", "A"}));
}

TEST_F(RuleTableTest, WhereAFewRulesAreZeroAMetaIs) {
  using Names = std::set<std::string>;
  Build(
      "body A /a/\nbody B /b/\nbody LONG /a pattern that says more/\nheader E exists:X\nheader N To !~ /n/\n"
      "meta OR A || B\nmeta AND A && LONG\nmeta NOT !A\nmeta EVEN !A && B\nmeta NESTED OR && !AND\n"
      "meta PLAIN E && N && B\nmeta TWO (A + B + LONG) > 1\nmeta NEVER A && !A\nmeta OPEN NOT || B\n"
      "meta ONE A || OPEN\n");
  EXPECT_EQ(Support("OR"), (Names{"A", "B"}));
  EXPECT_EQ(Support("AND"), (Names{"LONG"})) << "the rarer one";
  EXPECT_EQ(Support("NOT"), Names());
  EXPECT_EQ(Support("EVEN"), (Names{"B"}));
  EXPECT_EQ(Support("NESTED"), (Names{"A", "B"})) << "those of OR";
  EXPECT_EQ(Support("PLAIN"), (Names{"B"})) << "known without a look at the fields";
  EXPECT_EQ(Support("TWO").size(), 2U);
  EXPECT_EQ(Support("OPEN"), Names());
  EXPECT_EQ(Support("ONE"), Names()) << "a part that has none leaves the whole without";
}

// No value of a meta is beyond its bounds, and without what it requires it is 0.
TEST_F(RuleTableTest, BoundsHoldForWhateverTheOperandsAre) {
  std::mt19937 random(11);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  const std::vector<std::string> names = {"A", "B", "C", "M", "N"};
  std::size_t bounded = 0, required = 0, supported = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> operands_of_text(2 + below(3));
    for (std::string& operand : operands_of_text) operand = names[below(names.size())];
    const std::string text = RandomExpression(random, operands_of_text);
    if (!MetaExpression::Parse(text)) continue;
    Build(
        "body A /a/\nbody B /b/\nbody C /c/\nbody M /m/\ntflags M multiple\nbody N /n/\n"
        "tflags N multiple maxhits=3\nmeta X " +
        text + "\n");
    const PackedRule& rule = Rule("X");
    const std::span<const std::int32_t> operands = rule.operands.get();
    bounded += std::isinf(rule.most) ? 0 : 1;
    required += rule.required.count;
    supported += rule.support.count > 0 ? 1 : 0;
    std::vector<std::size_t> at(operands.size());
    bool more = true;
    while (more) {
      std::vector<Guess> guesses;
      const std::span<const std::int32_t> support = rule.support.get();
      bool lacks_required = false, lacks_support = !support.empty();
      for (std::size_t i = 0; i < operands.size(); ++i) {
        guesses.push_back(Guess::Known(ValuesOf(operands[i])[at[i]]));
        const std::span<const std::int32_t> needed = rule.required.get();
        lacks_required |=
            guesses[i].low == 0 && std::find(needed.begin(), needed.end(), operands[i]) != needed.end();
        lacks_support &=
            guesses[i].low == 0 || std::find(support.begin(), support.end(), operands[i]) == support.end();
      }
      const double found = GuessValue(rule.steps.get(), guesses).low;
      const double value = std::isnan(found) ? 0 : found < 0 ? 1 : found;
      ASSERT_LE(value, rule.most) << text;
      ASSERT_TRUE(rule.zero_or_one == 0 || value == 0 || value == 1) << text << ": " << value;
      ASSERT_TRUE(!lacks_required || value == 0) << text << ": " << value;
      ASSERT_TRUE(!lacks_support || value == 0) << text << ": " << value;
      more = false;
      for (std::size_t i = 0; i < at.size() && !more; ++i) {
        more = ++at[i] < ValuesOf(operands[i]).size();
        if (!more) at[i] = 0;
      }
    }
  }
  EXPECT_GT(bounded, 100U);
  EXPECT_GT(required, 100U);
  EXPECT_GT(supported, 100U);
}

}  // namespace
}  // namespace gatepost

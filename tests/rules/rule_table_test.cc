#include "rules/rule_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
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
  // Whether the table is sound after `edit` has changed it: its head, and its rules by name.
  using Edit = std::function<void(PackedRules&, const std::function<PackedRule&(std::string_view)>&)>;
  bool IsSoundAfter(const Edit& edit) {
    std::vector<std::uint64_t> bytes = packed_;
    auto& packed = *reinterpret_cast<PackedRules*>(bytes.data());
    edit(packed, [&](std::string_view name) -> PackedRule& {
      return const_cast<PackedRule&>(packed.rules.get()[static_cast<std::size_t>(table_.Find(name))]);
    });
    return RuleTable::IsSound(
        packed, PackedBounds({reinterpret_cast<const char*>(bytes.data()), bytes.size() * sizeof bytes[0]}));
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

template <class T>
T& Item(const PackedSpan<T>& span, std::size_t number) {
  return const_cast<T&>(span.get()[number]);
}

// A table from a file is used only where each number in it names what is there.
TEST_F(RuleTableTest, ADamagedTableIsNotSound) {
  Build(
      "header S Subject =~ /s/\nheader E exists:X\nbody B /b/\nbody F eval:f('a')\nuri_detail U domain =~ "
      "/u/\n"
      "meta M S && B\n");
  using Find = const std::function<PackedRule&(std::string_view)>&;
  EXPECT_TRUE(IsSoundAfter([](PackedRules&, Find) {}));
  constexpr std::uint32_t kFar = 1U << 30;
  const std::pair<const char*, Edit> damages[] = {
      {"rules", [](PackedRules& all, Find) { all.rules.count = kFar; }},
      {"fewer names", [](PackedRules& all, Find) { --all.by_name.count; }},
      {"fewer in order", [](PackedRules& all, Find) { --all.order.count; }},
      {"name of none", [](PackedRules& all, Find) { Item(all.by_name, 0) = -1; }},
      {"order of none", [](PackedRules& all, Find) { Item(all.order, 0) = 6; }},
      {"groups", [](PackedRules& all, Find) { all.groups.count = kFar; }},
      {"group's field", [](PackedRules& all, Find) { Item(all.groups, 0).query.count = kFar; }},
      {"group's type", [](PackedRules& all, Find) { Item(all.groups, 0).type = static_cast<RuleType>(99); }},
      {"group's plain rules", [](PackedRules& all, Find) { Item(all.groups, 0).plain_rules.count = kFar; }},
      {"query of nothing", [](PackedRules& all, Find) { Item(all.exists, 0).count = 0; }},
      {"queries", [](PackedRules& all, Find) { all.exists.count = kFar; }},
      {"name", [](PackedRules&, Find rule) { rule("B").name.count = kFar; }},
      {"query", [](PackedRules&, Find rule) { rule("S").query.count = kFar; }},
      {"if_unset", [](PackedRules&, Find rule) { rule("S").if_unset.count = kFar; }},
      {"description", [](PackedRules&, Find rule) { rule("B").description.count = kFar; }},
      {"eval_name", [](PackedRules&, Find rule) { rule("F").eval_name.count = kFar; }},
      {"arguments", [](PackedRules&, Find rule) { rule("F").eval_arguments.count = kFar; }},
      {"argument", [](PackedRules&, Find rule) { Item(rule("F").eval_arguments, 0).count = kFar; }},
      {"templates", [](PackedRules&, Find rule) { rule("B").capture_templates.count = kFar; }},
      {"steps", [](PackedRules&, Find rule) { rule("M").steps.count = kFar; }},
      {"operands", [](PackedRules&, Find rule) { rule("M").operands.count = kFar; }},
      {"operand", [](PackedRules&, Find rule) { Item(rule("M").operands, 0) = 6; }},
      {"required", [](PackedRules&, Find rule) { rule("M").required.count = kFar; }},
      {"required one", [](PackedRules&, Find rule) { Item(rule("M").required, 0) = -2; }},
      {"support", [](PackedRules&, Find rule) { rule("M").support.count = kFar; }},
      {"support one", [](PackedRules&, Find rule) { Item(rule("M").support, 0) = -1; }},
      {"flag", [](PackedRules&, Find rule) { reinterpret_cast<unsigned char&>(rule("B").flags) = 2; }},
      {"type", [](PackedRules&, Find rule) { rule("B").type = static_cast<RuleType>(99); }},
      {"phase", [](PackedRules&, Find rule) { rule("F").eval_phase = static_cast<EvalPhase>(99); }},
      {"no group", [](PackedRules&, Find rule) { rule("B").group = -2; }},
      {"group", [](PackedRules& all, Find rule) { rule("B").group = static_cast<int>(all.groups.count); }},
      {"pattern", [](PackedRules&, Find rule) { rule("B").pattern = 1; }},
      {"no pattern", [](PackedRules&, Find rule) { rule("B").pattern = -1; }},
      {"no query", [](PackedRules&, Find rule) { rule("E").exists = -1; }},
      {"exists", [](PackedRules&, Find rule) { rule("E").exists = 1; }},
      {"no detail", [](PackedRules&, Find rule) { rule("U").pattern = -1; }},
      {"detail", [](PackedRules&, Find rule) { rule("U").pattern = 1; }},
      {"conditions", [](PackedRules&, Find rule) { rule("U").conditions.count = kFar; }},
      {"condition", [](PackedRules&, Find rule) { Item(rule("U").conditions, 0).field.count = kFar; }},
  };
  for (const auto& [name, damage] : damages) EXPECT_FALSE(IsSoundAfter(damage)) << name;
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

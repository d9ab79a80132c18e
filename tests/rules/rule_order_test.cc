#include "rules/rule_order.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Rule Make(std::string name, RuleType type, int priority = 0) {
  Rule rule;
  rule.name = std::move(name);
  rule.type = type;
  rule.priority = priority;
  return rule;
}

std::vector<std::string> Names(const std::vector<Rule>& rules, const std::vector<int>& numbers) {
  std::vector<std::string> names;
  for (int number : numbers) names.push_back(rules[static_cast<std::size_t>(number)].name);
  return names;
}

TEST(OrderRules, ByPriorityThenKindThenName) {
  std::vector<Rule> rules = {Make("Z", RuleType::kHeader),       Make("A", RuleType::kBody),
                             Make("B", RuleType::kHeader),       Make("LATE", RuleType::kHeader, 500),
                             Make("EARLY", RuleType::kFull, -5), Make("RAW", RuleType::kRawBody),
                             Make("URI", RuleType::kUri)};
  rules.push_back(Make("NET", RuleType::kFull));
  rules.back().flags.net = true;
  RuleOperands none(rules.size());
  EXPECT_THAT(Names(rules, OrderRules(rules, none)),
              ElementsAre("NET", "EARLY", "B", "Z", "A", "URI", "RAW", "LATE"));
}

TEST(OrderRules, MetasComeAfterWhatTheyName) {
  std::vector<Rule> rules = {Make("M_OF_M", RuleType::kMeta),  Make("M_LATE", RuleType::kMeta, -900),
                             Make("A", RuleType::kBody),       Make("M", RuleType::kMeta),
                             Make("LATE", RuleType::kBody, 5), Make("M_UNKNOWN", RuleType::kMeta),
                             Make("M_NONE", RuleType::kMeta)};
  RuleOperands operands = {{3, 2}, {4, 2}, {}, {2}, {}, {-1}, {}};
  EXPECT_THAT(Names(rules, OrderRules(rules, operands)),
              ElementsAre("A", "M", "M_NONE", "M_OF_M", "LATE", "M_LATE", "M_UNKNOWN"));
}

TEST(FindCircles, TellsCirclesAndWhatHangsOnThem) {
  std::vector<Rule> rules = {Make("A", RuleType::kMeta),    Make("B", RuleType::kMeta),
                             Make("USER", RuleType::kMeta), Make("SELF", RuleType::kMeta),
                             Make("FINE", RuleType::kMeta), Make("T", RuleType::kBody)};
  RuleOperands operands = {{1, 5}, {0}, {0, 5}, {3}, {5, 5}, {}};
  EXPECT_THAT(Names(rules, FindCircles(rules, operands)), ElementsAre("A", "B", "USER", "SELF"));
}

TEST(FindCircles, AChainOfAHundredThousandIsNone) {
  std::vector<Rule> rules;
  RuleOperands operands;
  for (int i = 0; i < 100000; ++i) {
    rules.push_back(Make("M" + std::to_string(i), RuleType::kMeta));
    operands.push_back(i + 1 < 100000 ? std::vector<int>{i + 1} : std::vector<int>{});
  }
  EXPECT_THAT(FindCircles(rules, operands), IsEmpty());
  EXPECT_EQ(OrderRules(rules, operands).front(), 99999);
}

TEST(LowerPriorities, DrawsWhatAMetaNamesToItsPriority) {
  std::vector<Rule> rules = {Make("TOP", RuleType::kMeta, -500), Make("MID", RuleType::kMeta, 10),
                             Make("LEAF", RuleType::kBody, 20), Make("EARLY", RuleType::kBody, -900),
                             Make("NET", RuleType::kHeader)};
  rules[4].flags.net = true;
  RuleOperands operands = {{1, 3, 4, -1}, {2}, {}, {}, {}};
  LowerPriorities(&rules, operands);
  EXPECT_EQ(rules[1].priority, -500);
  EXPECT_EQ(rules[2].priority, -500);
  EXPECT_EQ(rules[3].priority, -900);
  EXPECT_EQ(rules[4].priority, -100);
}

TEST(InheritNet, GoesUpTheMetas) {
  std::vector<Rule> rules = {Make("TOP", RuleType::kMeta), Make("MID", RuleType::kMeta),
                             Make("NET", RuleType::kEval), Make("OTHER", RuleType::kMeta)};
  rules[2].flags.net = true;
  InheritNet(&rules, {{1}, {2}, {}, {-1}});
  EXPECT_TRUE(rules[0].flags.net);
  EXPECT_TRUE(rules[1].flags.net);
  EXPECT_FALSE(rules[3].flags.net);
}

}  // namespace
}  // namespace gatepost

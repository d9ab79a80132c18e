#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

bool HitsAt(double probability, const EvalArguments& arguments, const std::string& config = "") {
  EvalFixture mail("Subject: x\n\nx\n", config);
  mail.context().bayes_probability = [=] { return std::optional<double>(probability); };
  return mail.Hits("check_bayes", arguments);
}

TEST(BayesEvals, RangesAreOpenBelowAndClosedAbove) {
  EXPECT_TRUE(HitsAt(0.0, {"0.00", "0.01"}));
  EXPECT_TRUE(HitsAt(0.01, {"0.00", "0.01"}));
  EXPECT_FALSE(HitsAt(0.01, {"0.01", "0.05"}));
  EXPECT_TRUE(HitsAt(1.0, {"0.99", "1.00"}));
  EXPECT_TRUE(HitsAt(1.0, {"0.99", "undef"}));
  EXPECT_FALSE(HitsAt(0.99, {"0.99", "1.00"}));
}

TEST(BayesEvals, NothingWithoutAProbabilityOrRules) {
  EvalFixture mail("Subject: x\n\nx\n");
  EXPECT_FALSE(mail.Hits("check_bayes", {"0.00", "1.00"}));
  mail.context().bayes_probability = [] { return std::optional<double>(); };
  EXPECT_FALSE(mail.Hits("check_bayes", {"0.00", "1.00"}));
  EXPECT_FALSE(HitsAt(0.5, {"0.40", "0.60"}, "use_bayes_rules 0\n"));
}

TEST(BayesEvals, WhatIsLearnedAltogetherHasATestOfItsOwn) {
  EvalFixture mail("Subject: x\n\nx\n");
  mail.context().bayes_probability = [] { return std::optional<double>(0.5); };
  EXPECT_FALSE(mail.Hits("check_learned", {"0.00", "1.00"}));
  mail.context().learned_probability = [] { return std::optional<double>(0.97); };
  EXPECT_TRUE(mail.Hits("check_learned", {"0.95", "0.99"}));
  EXPECT_FALSE(mail.Hits("check_learned", {"0.40", "0.60"}));
}

}  // namespace
}  // namespace gatepost

#include "scan/auto_learn.h"

#include <gtest/gtest.h>

#include "gatepost/trainer.h"
#include "scan/engine_impl.h"
#include "support/engine_fixture.h"

namespace gatepost {
namespace {

const std::string kLearningRules =
    "header HEAD Subject =~ /watches/\nscore HEAD 6 6 2 2\n"
    "body BODY /replica/\nscore BODY 6 6 2 2\n"
    "full FULL /replica/\nscore FULL 1\n"
    "header __A Subject =~ /watches/\nbody __B /replica/\nbody __C /replica/\n"
    "meta BOTH __A && __B && __C\nscore BOTH 3\n"
    "body NICE /garden/\nscore NICE -2\ntflags NICE nice\n"
    "header LISTED Subject =~ /friend/\nscore LISTED -100\ntflags LISTED userconf noautolearn\n";

Options AutoLearning() {
  Options options;
  options.config_lines = {"bayes_auto_learn 1"};
  return options;
}

std::string Mail(const std::string& subject, const std::string& body,
                 const std::string& from = "a@example.org") {
  return "From: " + from + "\nTo: b@example.net\nMessage-ID: <" + subject + "@x>\nSubject: " + subject +
         "\n\n" + body + "\n";
}
const std::string kSpam = Mail("watches", "cheap replica shop");
const std::string kHam = Mail("tulips", "my garden");

TEST(AutoLearn, RulesDoNotTurnItOn) {
  EngineFixture engine("bayes_auto_learn 1\n" + kLearningRules);
  EXPECT_EQ(engine.Check(kSpam).auto_learn, AutoLearn::kDisabled);
}

TEST(AutoLearn, CountsPointsBySide) {
  EngineFixture engine(kLearningRules, AutoLearning());
  const RuleTable& ruleset = engine.engine().impl().rules;
  Verdict verdict = engine.Check(kSpam);
  AutoLearnPoints points = CountAutoLearnPoints(ruleset, HitsOf(verdict), {.bayes = true});
  EXPECT_DOUBLE_EQ(points.total, 16) << "of the score set without Bayes";
  EXPECT_DOUBLE_EQ(points.header, 6 + 1) << "a third of the meta";
  EXPECT_DOUBLE_EQ(points.body, 6 + 2) << "two thirds of it, nothing of the full rule";
  verdict = engine.Check(Mail("friend", "hello"));
  AutoLearnPoints listed = CountAutoLearnPoints(ruleset, HitsOf(verdict), {.bayes = false});
  EXPECT_EQ(listed.total, 0) << "lists teach nothing";
}

TEST(AutoLearn, CountsWhatWasLearnedByTheScoresInUse) {
  EngineFixture engine(
      "body BAYES_99 eval:check_bayes('0.99', '1.00')\ntflags BAYES_99 learn\nscore BAYES_99 1 1 4 4\n");
  Verdict verdict;
  verdict.hits.emplace_back().rule = "BAYES_99";
  const RuleTable& rules = engine.engine().impl().rules;
  EXPECT_EQ(CountAutoLearnPoints(rules, HitsOf(verdict), {.bayes = true}).learned, 4);
  EXPECT_EQ(CountAutoLearnPoints(rules, HitsOf(verdict), {.bayes = false}).learned, 1);
}

TEST(AutoLearn, ClearMailTeachesAndOnlyOnce) {
  EngineFixture engine(kLearningRules, AutoLearning());
  Trainer trainer(engine.engine());
  Verdict spam = engine.Check(kSpam), ham = engine.Check(kHam);
  EXPECT_EQ(spam.auto_learn, AutoLearn::kSpam);
  EXPECT_EQ(ham.auto_learn, AutoLearn::kHam);
  EXPECT_EQ(engine.Totals().token_count, 0u) << "a check writes nothing";
  EXPECT_EQ(*trainer.AutoLearn(kSpam, spam), Trainer::Outcome::kLearned);
  EXPECT_EQ(*trainer.AutoLearn(kSpam, spam), Trainer::Outcome::kAlreadyKnown);
  EXPECT_EQ(*trainer.AutoLearn(kHam, ham), Trainer::Outcome::kLearned);
  EXPECT_EQ(engine.Totals().spam_count, 1u);
  EXPECT_EQ(engine.Totals().ham_count, 1u);
}

TEST(AutoLearn, AnOpenSessionSeesWhatWasLearned) {
  EngineFixture engine(kLearningRules, AutoLearning());
  {
    Trainer person(engine.engine());
    ASSERT_TRUE(person.Learn(kHam, LearnedAs::kHam));
    ASSERT_TRUE(person.Commit().ok());
  }
  Session session(engine.engine());
  Verdict verdict = session.Check(kSpam);
  EXPECT_NE(verdict.bayes_note.find("ham 1 of "), std::string::npos) << verdict.bayes_note;
  Trainer trainer(engine.engine());
  Result<Trainer::Outcome> outcome = trainer.AutoLearn(kSpam, verdict);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(*outcome, Trainer::Outcome::kLearned);
  EXPECT_NE(session.Check(kSpam).bayes_note.find("spam 1 of "), std::string::npos);
}

TEST(AutoLearn, WhatAPersonTaughtStays) {
  EngineFixture engine(kLearningRules, AutoLearning());
  Trainer person(engine.engine()), trainer(engine.engine());
  ASSERT_TRUE(person.Learn(kSpam, LearnedAs::kHam));
  ASSERT_TRUE(person.Commit().ok());
  EXPECT_EQ(*trainer.AutoLearn(kSpam, engine.Check(kSpam)), Trainer::Outcome::kAlreadyKnown);
  EXPECT_EQ(engine.Totals().ham_count, 1u);
}

TEST(AutoLearn, UnclearMailSaysWhyNot) {
  EngineFixture engine(kLearningRules, AutoLearning());
  Verdict verdict = engine.Check(Mail("watches", "hello"));
  EXPECT_EQ(verdict.auto_learn, AutoLearn::kNo);
  EXPECT_EQ(verdict.auto_learn_note, "between the thresholds");
  Trainer trainer(engine.engine());
  EXPECT_EQ(*trainer.AutoLearn(kSpam, verdict), Trainer::Outcome::kAlreadyKnown);
  EXPECT_EQ(engine.Totals().spam_count, 0u);
}

TEST(AutoLearn, IsOffUnlessAskedFor) {
  EngineFixture engine(kLearningRules);
  EXPECT_EQ(engine.Check(kSpam).auto_learn, AutoLearn::kDisabled);
  EngineFixture without(kLearningRules + "use_bayes 0\n", AutoLearning());
  EXPECT_EQ(without.Check(kSpam).auto_learn, AutoLearn::kDisabled);
}

TEST(AutoLearn, IgnoredAddressesAreNeitherJudgedNorLearned) {
  EngineFixture engine(kLearningRules + "bayes_ignore_from *@quiet.example\nbayes_ignore_to c@example.net\n",
                       AutoLearning());
  Verdict verdict = engine.Check(Mail("watches", "cheap replica shop", "me@quiet.example"));
  EXPECT_EQ(verdict.auto_learn, AutoLearn::kUnavailable);
  EXPECT_EQ(verdict.auto_learn_note.substr(0, 10), "the sender");
  EXPECT_EQ(engine.Check(kSpam).auto_learn, AutoLearn::kSpam);
  EXPECT_EQ(engine.Check("To: c@example.net\n" + kSpam).auto_learn, AutoLearn::kUnavailable);
}

TEST(AutoLearn, DoesNotWaitForALearnersBatch) {
  EngineFixture engine(kLearningRules, AutoLearning());
  Trainer person(engine.engine()), trainer(engine.engine());
  ASSERT_TRUE(person.Learn(kHam, LearnedAs::kHam));  // its batch is open
  Result<Trainer::Outcome> outcome = trainer.AutoLearn(kSpam, engine.Check(kSpam));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), StatusCode::kUnavailable);
  ASSERT_TRUE(person.Commit().ok());
  EXPECT_EQ(*trainer.AutoLearn(kSpam, engine.Check(kSpam)), Trainer::Outcome::kLearned);
}

}  // namespace
}  // namespace gatepost

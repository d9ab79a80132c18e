// Plans: what is learned before what is checked.
#include "evaluate/plan.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace gatepost {
namespace {

using Mode = PlanOptions::Mode;
using Kind = Step::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// h ham, then s spam.
std::vector<char> Labels(std::size_t ham, std::size_t spam) {
  std::vector<char> labels;
  for (std::size_t i = 0; i < ham + spam; ++i) labels.push_back(i < ham ? 0 : 1);
  return labels;
}

std::vector<Step> Plan(const std::vector<char>& labels, const PlanOptions& options, std::size_t first = 0) {
  Result<std::vector<Step>> plan = MakePlan(labels, first, options);
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().message());
  return plan ? *plan : std::vector<Step>();
}

std::size_t Count(const std::vector<Step>& steps, Kind kind) {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [&](const Step& step) { return step.kind == kind; }));
}

TEST(Plan, ChecksAllAndLearnsNothing) {
  EXPECT_THAT(Plan(Labels(1, 1), {}),
              ElementsAre(Step{Kind::kCheck, 0, false}, Step{Kind::kCheck, 1, false}));
}

TEST(Plan, OddHalfOfEachClassIsLearned) {
  PlanOptions options;
  options.mode = Mode::kOddEven;
  EXPECT_THAT(
      Plan(Labels(3, 2), options),
      ElementsAre(Step{Kind::kLearn, 0, false}, Step{Kind::kLearn, 2, false}, Step{Kind::kLearn, 3, true},
                  Step{Kind::kCheck, 1, false}, Step{Kind::kCheck, 4, false}));
}

TEST(Plan, EachFoldIsCheckedByWhatTheOthersTaught) {
  PlanOptions options;
  options.mode = Mode::kFolds;
  options.folds = 3;
  std::vector<Step> steps = Plan(Labels(7, 5), options);
  EXPECT_EQ(Count(steps, Kind::kForgetAll), 3u);
  EXPECT_EQ(Count(steps, Kind::kCheck), 12u);
  EXPECT_EQ(Count(steps, Kind::kLearn), 24u);
  std::set<std::size_t> learned, checked;
  for (const Step& step : steps) {
    if (step.kind == Kind::kForgetAll) learned.clear();
    if (step.kind == Kind::kLearn) learned.insert(step.message);
    if (step.kind != Kind::kCheck) continue;
    EXPECT_EQ(learned.count(step.message), 0u);
    EXPECT_TRUE(checked.insert(step.message).second);
  }
}

TEST(Plan, OnlineChecksEachMessageBeforeItIsLearned) {
  PlanOptions options;
  options.mode = Mode::kOnline;
  std::vector<Step> steps = Plan(Labels(20, 20), options);
  ASSERT_EQ(steps.size(), 80u);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < steps.size(); i += 2) {
    EXPECT_EQ(steps[i].kind, Kind::kCheck);
    EXPECT_EQ(steps[i + 1].kind, Kind::kLearn);
    EXPECT_EQ(steps[i + 1].message, steps[i].message);
    EXPECT_EQ(steps[i + 1].as_spam, steps[i].message >= 20);
    order.push_back(steps[i].message);
  }
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(Plan(Labels(20, 20), options), steps) << "the same seed, the same plan";
  options.seed = 2;
  EXPECT_NE(Plan(Labels(20, 20), options), steps);
  options.shuffle = false;
  EXPECT_EQ(Plan(Labels(20, 20), options)[2].message, 1u);
}

TEST(Plan, ShuffleIsTheSameOnEveryMachine) {
  PlanOptions options;
  options.mode = Mode::kOnline;
  std::vector<std::size_t> order;
  for (const Step& step : Plan(Labels(3, 3), options)) {
    if (step.kind == Kind::kCheck) order.push_back(step.message);
  }
  EXPECT_THAT(order, ElementsAre(1, 3, 0, 4, 5, 2));
}

TEST(Plan, LateFeedback) {
  PlanOptions options;
  options.mode = Mode::kOnline;
  options.shuffle = false;
  options.delay = 2;
  std::vector<Step> steps = Plan(Labels(3, 3), options);
  EXPECT_EQ(Count(steps, Kind::kLearn), 4u);
  EXPECT_EQ(steps[3], (Step{Kind::kLearn, 0, false}));
  EXPECT_EQ(steps[5], (Step{Kind::kLearn, 1, false}));
}

TEST(Plan, WrongLabelsChangeWhatIsLearnedAlone) {
  PlanOptions options;
  options.mode = Mode::kOnline;
  options.wrong_labels = 0.1;
  std::vector<Step> steps = Plan(Labels(1000, 1000), options);
  std::size_t wrong = 0;
  for (const Step& step : steps)
    wrong += step.kind == Kind::kLearn && step.as_spam != (step.message >= 1000) ? 1 : 0;
  EXPECT_GT(wrong, 150u);
  EXPECT_LT(wrong, 250u);
  options.feedback = 0.25;
  std::size_t learned = Count(Plan(Labels(1000, 1000), options), Kind::kLearn);
  EXPECT_GT(learned, 430u);
  EXPECT_LT(learned, 570u);
  EXPECT_EQ(Count(Plan(Labels(1000, 1000), options), Kind::kCheck), 2000u);
}

TEST(Plan, ThinsTheLargerClass) {
  PlanOptions options;
  options.ham_per_spam = 10;
  std::vector<Step> steps = Plan(Labels(1000, 500), options);
  auto spam =
      std::count_if(steps.begin(), steps.end(), [](const Step& step) { return step.message >= 1000; });
  EXPECT_EQ(spam, 100);
  EXPECT_EQ(steps.size(), 1100u);
  options.ham_per_spam = 0.5;
  EXPECT_EQ(Plan(Labels(1000, 500), options).size(), 750u);
}

TEST(Plan, AnotherCorpusIsLearnedFirst) {
  std::vector<char> labels = {0, 1, 0, 1};
  EXPECT_THAT(Plan(labels, {}, 2), ElementsAre(Step{Kind::kLearn, 0, false}, Step{Kind::kLearn, 1, true},
                                               Step{Kind::kCheck, 2, false}, Step{Kind::kCheck, 3, false}));
}

TEST(Plan, SaysWhatIsMissing) {
  auto reason = [](const std::vector<char>& labels, const PlanOptions& options, std::size_t first = 0) {
    Result<std::vector<Step>> plan = MakePlan(labels, first, options);
    return plan ? std::string("none") : plan.error().message();
  };
  EXPECT_THAT(reason(Labels(5, 0), {}), HasSubstr("no spam to check"));
  EXPECT_THAT(reason(Labels(0, 5), {}), HasSubstr("no ham to check"));
  EXPECT_THAT(reason({}, {}), HasSubstr("no ham to check"));
  EXPECT_THAT(reason({0, 0, 1}, {}, 1), HasSubstr("no spam to learn"));
  PlanOptions options;
  options.mode = Mode::kOddEven;
  EXPECT_THAT(reason(Labels(1, 2), options), HasSubstr("no ham to check"));
  options.mode = Mode::kFolds;
  options.folds = 1;
  EXPECT_THAT(reason(Labels(5, 5), options), HasSubstr("2 folds"));
  options = {};
  options.folds = 1;
  EXPECT_EQ(reason(Labels(5, 5), options), "none") << "there are no folds";
  for (const double share : {1.5, -0.1}) {
    options.wrong_labels = share;
    EXPECT_THAT(reason(Labels(5, 5), options), HasSubstr("between 0 and 100"));
  }
}

}  // namespace
}  // namespace gatepost

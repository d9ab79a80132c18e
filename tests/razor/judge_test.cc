#include <gmock/gmock.h>

#include "razor/check.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(RazorJudge, LeastConfidence) {
  EXPECT_EQ(LeastRazorConfidence("ac", 30), 30);
  EXPECT_EQ(LeastRazorConfidence(" ac + 5", 30), 35);
  EXPECT_EQ(LeastRazorConfidence("ac-5", 30), 25);
  EXPECT_EQ(LeastRazorConfidence("70", 30), 70);
  EXPECT_EQ(LeastRazorConfidence("ac+90", 30), 100);
  EXPECT_EQ(LeastRazorConfidence("ac-90", 30), 0);
  for (const char* bad : {"", "ac5", "+5", "x", "ac+", "-5"})
    EXPECT_EQ(LeastRazorConfidence(bad, 30), 30) << bad;
}

// One signature a part; `replies` are its.
RazorVerdict Judge(int method, const std::vector<RazorPart>& parts, const std::vector<std::string>& replies) {
  RazorPlan plan;
  plan.logic_method = method;
  std::vector<RazorSignature> signatures;
  std::vector<RazorFields> read;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].is_skipped) continue;
    signatures.push_back({i, 4, "x"});
    read.push_back(ParseRazorLine(replies[i]));
  }
  return JudgeRazor(plan, parts, signatures, read, 50);
}
RazorPart Part(bool is_text, bool is_inline = false, bool is_skipped = false) {
  return {"", "", is_skipped, is_text, is_inline};
}
bool IsSpamReply(const std::string& reply) { return Judge(4, {Part(true)}, {reply}).is_spam; }

TEST(RazorJudge, OneReply) {
  EXPECT_TRUE(IsSpamReply("p=1&cf=50"));
  EXPECT_FALSE(IsSpamReply("p=1&cf=49"));
  EXPECT_TRUE(IsSpamReply("p=1")) << "without a confidence";
  EXPECT_FALSE(IsSpamReply("p=1&cf=90&ct=1")) << "contested";
  EXPECT_TRUE(IsSpamReply("p=1&cf=90&ct=0"));
  EXPECT_FALSE(IsSpamReply("p=1&cf=90&err=230"));
  for (const char* other : {"p=0", "", "p=11", "cf=90", "p=1&cf=x"})
    EXPECT_FALSE(IsSpamReply(other)) << other;
}

constexpr char kYes[] = "p=1&cf=90", kNo[] = "p=0", kContested[] = "p=1&cf=90&ct=1";

TEST(RazorJudge, MethodsOverParts) {
  const auto is_spam = [](int method, const std::vector<RazorPart>& parts,
                          const std::vector<std::string>& replies) {
    return Judge(method, parts, replies).is_spam;
  };
  const std::vector<RazorPart> two = {Part(false), Part(true)}, texts = {Part(true), Part(true, true)};
  const std::vector<RazorPart> images = {Part(false), Part(false)};
  EXPECT_TRUE(is_spam(1, two, {kNo, kContested}));
  EXPECT_FALSE(is_spam(1, two, {kNo, kNo}));
  EXPECT_TRUE(is_spam(2, two, {kNo, kYes})) << "the first text decides";
  EXPECT_FALSE(is_spam(2, two, {kYes, kNo}));
  EXPECT_TRUE(is_spam(2, texts, {kNo, kYes})) << "the first that is shown decides";
  EXPECT_TRUE(is_spam(2, images, {kYes, kNo})) << "the first decides";
  EXPECT_TRUE(is_spam(3, two, {kNo, kYes})) << "all texts are";
  EXPECT_FALSE(is_spam(3, texts, {kYes, kNo}));
  EXPECT_TRUE(is_spam(3, images, {kYes, kNo}));
  EXPECT_FALSE(is_spam(3, images, {kNo, kYes}));
  EXPECT_TRUE(is_spam(4, two, {kNo, kYes}));
  EXPECT_FALSE(is_spam(4, two, {kNo, kContested}));
  EXPECT_FALSE(is_spam(5, two, {kNo, kYes}));
  EXPECT_TRUE(is_spam(5, two, {kContested, kYes}));
  EXPECT_FALSE(is_spam(5, two, {kContested, kContested}));
  EXPECT_TRUE(is_spam(5, {Part(true, false, true), Part(true)}, {"", kYes})) << "a part with nothing in it";
  EXPECT_FALSE(is_spam(6, two, {kYes, kYes}));
  EXPECT_FALSE(is_spam(4, {}, {}));
}

TEST(RazorJudge, EnginesAndConfidence) {
  RazorPlan plan;
  const std::vector<RazorPart> parts = {Part(true)};
  const std::vector<RazorSignature> signatures = {{0, 4, "a"}, {0, 8, "b"}, {0, 8, "c"}, {0, 8, "d"}};
  const std::vector<RazorFields> replies = {{{"p", "0"}},
                                            {{"p", "1"}, {"cf", "60"}},
                                            {{"p", "1"}, {"cf", "99"}, {"ct", "1"}},
                                            {{"p", "1"}, {"cf", "70"}}};
  const RazorVerdict verdict = JudgeRazor(plan, parts, signatures, replies, 50);
  EXPECT_TRUE(verdict.is_spam) << "the last reply contests nothing";
  EXPECT_THAT(verdict.confidence, ElementsAre(Pair(8, 70)));
  plan.all_engines = true;
  EXPECT_FALSE(JudgeRazor(plan, parts, signatures, replies, 50).is_spam);
  EXPECT_TRUE(JudgeRazor(plan, parts, {signatures.begin() + 1, signatures.end()},
                         {replies.begin() + 1, replies.end()}, 50)
                  .is_spam);
  EXPECT_THAT(JudgeRazor(plan, parts, signatures, {}, 50).confidence, IsEmpty()) << "no reply";
}

}  // namespace
}  // namespace gatepost

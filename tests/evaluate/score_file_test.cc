// Score files: numbers change, all else stays.
#include "evaluate/score_file.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(ScoreFile, OneNumberOrFour) {
  EXPECT_EQ(FormatScores({1, 1, 1, 1}), "1");
  EXPECT_EQ(FormatScores({1.004, 1, 1, 1}), "1");
  EXPECT_EQ(FormatScores({-0.25, -0.25, -1.999, -2}), "-0.25 -0.25 -2 -2");
  EXPECT_EQ(FormatScores({0.001, 0.001, 0.001, 0.001}), "0.001");
}

TEST(ScoreFile, KeepsCommentsOrderAndOtherLines) {
  const char* old_text =
      "#: made by an earlier run\n# Scores.\nrequired_score 5.0\n\n# A\nscore B 1 # why\n  score\tA 2\nscore "
      "OTHER 7\n"
      "describe A Not a score";
  const std::vector<RuleScores> scores = {
      {"A", {3, 3, 4, 4}}, {"B", {1.5, 1.5, 1.5, 1.5}}, {"NEW", {1, 1, 1, 1}}};
  EXPECT_EQ(WriteScores(old_text, scores, {"made by tune", "seed 1"}),
            "#: made by tune\n#: seed 1\n# Scores.\nrequired_score 5.0\n\n# A\nscore B 1.5  # why\nscore A 3 "
            "3 4 4\n"
            "score OTHER 7\ndescribe A Not a score\n\nscore NEW 1\n");
}

TEST(ScoreFile, Anew) {
  EXPECT_EQ(WriteScores("", {{"A", {1, 1, 2, 2}}, {"B", {0, 0, 0, 0}}}, {"x"}),
            "#: x\nscore A 1 1 2 2\nscore B 0\n");
}

}  // namespace
}  // namespace gatepost

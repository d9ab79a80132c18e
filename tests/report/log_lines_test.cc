// spamd's lines, as its log has them.
#include <gmock/gmock.h>

#include "report/report.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

Verdict Found(double score) {
  Verdict verdict;
  verdict.scanned = true;
  verdict.score = score;
  verdict.is_spam = score >= verdict.required;
  verdict.hits = {{"RULE_B", 2, "", "", "", 1}, {"RULE_A", 1, "", "", "", 1}};
  return verdict;
}

TEST(LogLines, OfSpam) {
  Verdict verdict = Found(15.26);
  verdict.bayes_probability = 0.75;
  verdict.auto_learn = AutoLearn::kNo;
  EXPECT_THAT(
      LogLines(verdict,
               {"anna", 1000, 1234, 0.04, "<1@example.org>", "", "rhost=localhost,raddr=127.0.0.1,rport=0"}),
      ElementsAre("identified spam (15.3/5.0) for anna:1000 in 0.0 seconds, 1234 bytes.",
                  "result: Y 15 - RULE_A,RULE_B scantime=0.0,size=1234,user=anna,uid=1000,required_score=5.0,"
                  "rhost=localhost,raddr=127.0.0.1,rport=0,mid=<1@example.org>,bayes=0.750000,autolearn=no "
                  "autolearn_force=no"));
}

TEST(LogLines, OfHam) {
  Verdict verdict = Found(-1.96);
  verdict.hits.clear();
  verdict.tags["SCTYPE"] = "ham";
  EXPECT_THAT(
      LogLines(verdict, {"1000", 1000, 7, 1.26, "", "<2@example.org>", ""}),
      ElementsAre("clean message (-2.0/5.0) for 1000:1000 in 1.3 seconds, 7 bytes.",
                  "result: . -1 -  scantime=1.3,size=7,user=1000,uid=1000,required_score=5.0,mid=(unknown),"
                  "rmid=<2@example.org>,autolearn=disabled,shortcircuit=ham"));
  EXPECT_THAT(LogLines(Found(0.5), {}).back(), HasSubstr("result: .  0 - RULE_A,RULE_B scantime"));
}

// 4.96 of 5 is no spam, and must not look like it.
TEST(LogLines, RoundAsSpamc) { EXPECT_THAT(LogLines(Found(4.96), {})[0], HasSubstr("(4.9/5.0)")); }

// Who may choose a name or an ID must not write lines or fields of their own.
TEST(LogLines, KeepTheirShape) {
  const std::vector<std::string> lines =
      LogLines(Found(0), {"a b\nc,user=root", 1, 2, 0, "<a,mid=b\\c>", "", ""});
  EXPECT_THAT(lines[0], HasSubstr("for a_b_c_user=root:1 in"));
  EXPECT_THAT(lines[1], HasSubstr(",mid=<a_mid=b\\\\c>,"));
}

TEST(LoggedId, IsWhatStandsInBrackets) {
  EXPECT_EQ(LoggedId(" <1@example.org>\r\n"), "<1@example.org>");
  EXPECT_EQ(LoggedId(" (a (b) <c>) x <1@example.org> y"), "<1@example.org>");
  EXPECT_EQ(LoggedId("bare@example.org\n"), "<bare@example.org>");
  EXPECT_EQ(LoggedId(" \n"), "");
  EXPECT_EQ(LoggedId("<>"), "");
}

TEST(LoggedId, IsPrintable) {
  EXPECT_EQ(LoggedId("<a\x01\xff\tb \n c>"), "<a??\?b?c>");
  EXPECT_EQ(LoggedId("<a<b>"), "<a?b>");
  EXPECT_EQ(LoggedId("a)b(c"), "<a)b(c>");
  EXPECT_THAT(LoggedId("<" + std::string(100000, 'x') + ">"), EndsWith("x>"));
  EXPECT_LE(LoggedId("<" + std::string(100000, 'x') + ">").size(), 1002u);
  EXPECT_EQ(LoggedId(std::string(100000, '(')).size(), 1002u);
}

}  // namespace
}  // namespace gatepost

#include "report/markup_fixture.h"
#include "report/report.h"

namespace gatepost {
namespace {

class Tags : public MarkupTest {
 protected:
  std::string Of(std::string_view text) const { return ReplaceTags(text, markup()); }
};

TEST_F(Tags, OfTheVerdict) {
  EXPECT_EQ(Of("_YESNO_ _YESNO(spam,ham)_ _YESNOCAPS_ _YESNO(x)_"), "Yes spam YES x");
  EXPECT_EQ(Of("_SCORE_/_REQD_ _HITS_ _SCORE(00)_ _SCORE(  )_"), "7.2/5.0 7.2 007.2   7.2");
  verdict_.score = 12.3;
  EXPECT_EQ(Of("_SCORE(0)_ _SCORE(00)_"), "12.3 012.3") << "two digits are one to fill up less";
  verdict_.score = 7.25;
  EXPECT_EQ(Of("_TESTS_ _TESTS( )_"), "A_SENDER,BAD_WORD,TWICE,TWICE A_SENDER BAD_WORD TWICE TWICE");
  EXPECT_EQ(Of("_TESTSSCORES_"), "A_SENDER=1,BAD_WORD=5.25,TWICE=0.5,TWICE=0.5");
  EXPECT_EQ(Of("_STARS_ _STARS(ab)_"), "******* ababababababab");
  EXPECT_EQ(Of("_VERSION_ (_SUBVERSION_) on _HOSTNAME_"), "4.0.1 (Gatepost) on mx.example.org");
  EXPECT_EQ(Of("_BAYES_"), "0.5");
  MakeHam();
  verdict_.hits.clear();
  verdict_.score = -3;
  EXPECT_EQ(Of("_YESNO_ _YESNO(spam,ham)_ _TESTS_ _STARS_|"), "No ham none |");
}

TEST_F(Tags, HamIsNotShownAsIfItHadReachedTheThreshold) {
  MakeHam();
  verdict_.score = 4.96;
  EXPECT_EQ(Of("_SCORE_"), "4.9");
  EXPECT_EQ(BriefReport(verdict_), "4.9/5.0\n");
}

TEST_F(Tags, SubrulesWithCounts) {
  verdict_.subrules = {{"__B", 1}, {"__A", 3}};
  EXPECT_EQ(Of("_SUBTESTS_ _SUBTESTSCOLLAPSED(;)_"), "__A,__A,__A,__B __A(3),__B");
}

TEST_F(Tags, AutoLearningSaysWhatForcedIt) {
  EXPECT_EQ(Of("_AUTOLEARN_"), "disabled");
  verdict_.auto_learn = AutoLearn::kNo;
  EXPECT_EQ(Of("_AUTOLEARN_"), "no autolearn_force=no");
  verdict_.auto_learn = AutoLearn::kSpam;
  verdict_.auto_learn_force = "A,B";
  EXPECT_EQ(Of("_AUTOLEARN_"), "spam autolearn_force=yes (A,B)");
  verdict_.auto_learn = AutoLearn::kUnavailable;
  EXPECT_EQ(Of("_AUTOLEARN_"), "unavailable autolearn_force=yes (A,B)");
}

TEST_F(Tags, OfTheCheck) {
  verdict_.tags["SCTYPE"] = "ham";
  EXPECT_EQ(Of("_SCTYPE_ _SC_"), "ham _SC_");
}

TEST_F(Tags, OfTokens) {
  EXPECT_EQ(Of("_HAMMYTOKENS_|_SPAMMYTOKENS(2,short)_|"), "||") << "no Bayes";
  verdict_.tags["TOKENSUMMARY"] = "Bayes not run.";
  EXPECT_EQ(Of("_HAMMYTOKENS_"), "Tokens not available.");
  verdict_.tags["BAYESTC"] = "9";
  constexpr std::int64_t kDay = std::int64_t{24} * 3600;
  verdict_.bayes_tokens = {{"watch", 0.998, 40, 1, facts_.now_unix_s - 3 * kDay, 12},
                           {"noon", 0.0123, 0, 3, facts_.now_unix_s - kDay + 1, 2},
                           {"H*r:x", 0.9, 2, 0, facts_.now_unix_s, 1}};
  EXPECT_EQ(Of("_SPAMMYTOKENS_"), "0.998-+--watch, 0.900-1--H*r:x");
  EXPECT_EQ(Of("_SPAMMYTOKENS(1,long)_"), "0.998-12--1h-40s--3d--watch");
  EXPECT_EQ(Of("_SPAMMYTOKENS(9,medium)_"), "0.998-+-+--watch, 0.900-1-2--H*r:x");
  EXPECT_EQ(Of("_HAMMYTOKENS(1)_ _HAMMYTOKENS(3,short)_"), "0.012-2--noon noon");
  EXPECT_EQ(Of("_HAMMYTOKENS(1,Short)_"), "Token: \"noon\"");
  EXPECT_EQ(Of("_HAMMYTOKENS(1,Compact)_"),
            "Probability 0.012 -declassification distance 2 (\"+\" means > 9) --token: \"noon\"");
  EXPECT_EQ(
      Of("_HAMMYTOKENS(1,Long)_"),
      "Probability 0.012 -declassification distance 2 --in 3 ham messages -and 0 spam messages --0 days "
      "old--token:\"noon\"");
  EXPECT_EQ(Of("_SPAMMYTOKENS(,short)_ _SPAMMYTOKENS(x)_ _SPAMMYTOKENS(-1)_|"), "  |");
  EXPECT_THAT(Of("_SPAMMYTOKENS(1,nope)_"), testing::StartsWith("Invalid format, must be one of: Compact,"));
}

TEST_F(Tags, UnknownAndBrokenOnesStay) {
  for (const char* text :
       {"_NOSUCH_", "_", "__", "_SCORE", "SCORE_", "_score_", "_SCORE(_", "_TESTS(a)", "a_b_c"})
    EXPECT_EQ(Of(text), text);
  EXPECT_EQ(Of("_SCORE__REQD_"), "7.25.0");
  EXPECT_EQ(Of("_NOSUCH_SCORE_"), "_NOSUCH_SCORE_");
  EXPECT_EQ(Of("_NOSUCH_ and more"), "_NOSUCH_ and more");
  EXPECT_EQ(Of("_TESTS())_"), "A_SENDER)BAD_WORD)TWICE)TWICE");
}

TEST_F(Tags, OthersAreAskedFor) {
  facts_.tag = [](std::string_view tag, std::string_view argument) -> std::optional<std::string> {
    if (tag == "HEADER") return "<" + std::string(argument) + ">";
    return std::nullopt;
  };
  EXPECT_EQ(Of("_HEADER(From:addr)_ _NO_TAG_"), "<From:addr> _NO_TAG_");
}

TEST_F(Tags, SummaryIsATable) {
  EXPECT_EQ(Of("_SUMMARY_"),
            " 5.2 BAD_WORD               BODY: A word that should not be here\n"
            " 1.0 A_SENDER               Not to be trusted\n"
            "                            [mallory[at]example.com]\n"
            " 0.5 TWICE                  URI: Hits more than once\n"
            " 0.5 TWICE                  URI: Hits more than once\n");
  verdict_.hits = {{"LONG", -12.4, std::string(20, 'a') + " " + std::string(50, 'b'), "", "", 1}};
  EXPECT_EQ(Of("_SUMMARY_"), " -12 LONG                   " + std::string(20, 'a') + "\n" +
                                 std::string(28, ' ') + std::string(50, 'b') + "\n");
  verdict_.hits = {{"TARGETS", 1, "x", "", "http://a.example/\nhttp://b.example/", 1}};
  EXPECT_EQ(Of("_SUMMARY_"), " 1.0 TARGETS                x\n" + std::string(28, ' ') +
                                 "[http://a.example/]\n" + std::string(28, ' ') + "[http://b.example/]\n");
}

TEST(TestNames, AreSortedAndMayBeNone) {
  Verdict verdict;
  EXPECT_EQ(TestNames(verdict), "");
  verdict.hits = {{"B", 1, "", "", "", 1}, {"A", 1, "", "", "", 1}};
  EXPECT_EQ(TestNames(verdict), "A,B");
}

}  // namespace
}  // namespace gatepost

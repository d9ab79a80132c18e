// Session::Rewrite and Report: settings, verdict and message brought together.
#include <gmock/gmock.h>

#include "gatepost/trainer.h"
#include "support/engine_fixture.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const char kLunchMail[] =
    "Received: from far.example.net (far.example.net [203.0.113.9]) by mx.example.org with SMTP id 1\n"
    "From: Ann <ann@Example.NET>\nSubject: lunch\n\nSee you at noon.\n";

std::string Rewrite(EngineFixture& fixture, const std::string& mail = kLunchMail) {
  Session session(fixture.engine());
  MarkupOptions options;
  options.hostname = "mx.example.org";
  CheckOptions check;
  check.tags = true;
  auto text = session.Rewrite(mail, session.Check(mail, check), options);
  return text ? text->Text() : text.error().message();
}

TEST(Rewrite, UsesTheSettings) {
  EngineFixture fixture(
      "body A /noon/\nscore A 6\nsubjprefix A [noon]\nreport_safe 0\nuse_bayes 0\nremove_header all Report\n"
      "rewrite_header Subject SPAM _SCORE_\nadd_header spam Note _TESTS_ _BAYES_ _AUTOLEARN_\n");
  EXPECT_THAT(Rewrite(fixture),
              StartsWith("X-Spam-Checker-Version: SpamAssassin 4.0.1 (Gatepost) on mx.example.org\n"
                         "X-Spam-Note: A 0.5 disabled\nReceived: "));
  EXPECT_THAT(Rewrite(fixture),
              HasSubstr("\nSubject: SPAM 6.0 [noon] lunch\nX-Spam-Prev-Subject: lunch\n\n"));
}

TEST(Rewrite, TheSitesVersionTags) {
  EngineFixture fixture("use_bayes 0\nversion_tag Foo_1\nversion_tag a/b c.d\nversion_tag foo_1\n");
  EXPECT_THAT(Rewrite(fixture), StartsWith("X-Spam-Checker-Version: SpamAssassin 4.0.1-foo_1-a_b_c.d ("));
}

TEST(Rewrite, SubjectsShowSubrulesThatNoMetaAsksFor) {
  EngineFixture fixture(
      "body __A /noon/\nbody __B /nothing/\nuse_bayes 0\nreport_safe 0\nrequired_score -1\n"
      "subjprefix __A [noon]\nsubjprefix __B [b]\nrewrite_header Subject S\n");
  EXPECT_THAT(Rewrite(fixture), HasSubstr("\nSubject: S [noon] lunch\n"));
}

TEST(Rewrite, TagsOfTheMessage) {
  EngineFixture fixture(
      "use_bayes 0\nadd_header all Relay _LASTEXTERNALIP_ _LASTEXTERNALREVIP_ _LASTEXTERNALRDNS_\n"
      "add_header all From _HEADER(From:addr)_ _AUTHORDOMAIN_ _HEADER(No-Such)_|\n"
      "add_header all Preview _PREVIEW_\n");
  std::string text = Rewrite(fixture);
  EXPECT_THAT(text, HasSubstr("\nX-Spam-Relay: 203.0.113.9 9.113.0.203 far.example.net\n"));
  EXPECT_THAT(text, HasSubstr("\nX-Spam-From: ann@Example.NET example.net |\n"));
  EXPECT_THAT(text, HasSubstr("\nX-Spam-Preview: See you at noon. \n"));
}

// As in SpamAssassin they are there where the name shows another address, and stay as written elsewhere.
TEST(Rewrite, TagsOfFromNameSpoof) {
  EngineFixture fixture(
      "loadplugin Mail::SpamAssassin::Plugin::FromNameSpoof\nheader S eval:check_fromname_spoof()\n"
      "use_bayes 0\nadd_header all Fns _FNSFNAMEADDR_ _FNSFNAMEDOMAIN_ _FNSFNAMEOWNER_ _FNSFADDRADDR_ "
      "_FNSFADDRDOMAIN_ _FNSFADDROWNER_|\nfold_headers 0\n");
  EXPECT_THAT(
      Rewrite(fixture, "From: \"Boss@Mail.Example.com\" <ann@example.net>\n\nx\n"),
      HasSubstr(
          "\nX-Spam-Fns: boss@mail.example.com example.com example ann@example.net example.net example|\n"));
  EXPECT_THAT(Rewrite(fixture), HasSubstr("\nX-Spam-Fns: _FNSFNAMEADDR_ _FNSFNAMEDOMAIN_ _FNSFNAMEOWNER_ "));
}

TEST(Rewrite, TokensThatTemplatesAskFor) {
  const std::string settings =
      "bayes_min_spam_num 1\nbayes_min_ham_num 1\nbody BAYES eval:check_bayes('0', '1.0')\n"
      "tflags BAYES learn\nscore BAYES 1\nfold_headers 0\n";
  EngineFixture fixture(settings + "add_header all Tokens _HAMMYTOKENS(1,short)_|_SPAMMYTOKENS(9,short)_|\n");
  Trainer trainer(fixture.engine());
  ASSERT_TRUE(trainer.Learn("Subject: watches\n\ncheap replica\n", LearnedAs::kSpam));
  ASSERT_TRUE(trainer.Learn("Subject: x\n\nmeeting tomorrow\n", LearnedAs::kHam));
  ASSERT_TRUE(trainer.Commit().ok());
  EXPECT_THAT(Rewrite(fixture, "Subject: x\n\ntomorrow cheap\n"),
              HasSubstr("\nX-Spam-Tokens: tomorrow|cheap|\n"));
}

TEST(Rewrite, TheTimeThatACheckTook) {
  EngineFixture fixture("use_bayes 0\nadd_header all Time _TIMING_|\n");
  EXPECT_THAT(Rewrite(fixture), testing::ContainsRegex("\nX-Spam-Time: total [0-9]+ ms[|]\n"));
}

TEST(Rewrite, PreviewIsShortAndPlain) {
  EngineFixture fixture("use_bayes 0\nclear_report_template\nreport Content preview:  _PREVIEW_|\n");
  Session session(fixture.engine());
  auto preview = [&](const std::string& body) {
    std::string mail = "Subject: x\n\n" + body;
    return *session.Report(mail, session.Check(mail));
  };
  EXPECT_EQ(preview("a --------------- b\n"), "Content preview:  a b |\n\n");
  EXPECT_EQ(preview(""), "Content preview:  |\n\n");
  EXPECT_LT(preview(std::string(5000, 'x') + "\n\nmore").size(), 300u);
}

TEST(Rewrite, HeaderTagsShowTheFirstOfWhatWasCutOut) {
  EngineFixture fixture(
      "use_bayes 0\nadd_header all To _HEADER(To:addr)_|\nadd_header all Rcvd "
      "_HEADER(Received:raw:first)_|\n");
  std::string text =
      Rewrite(fixture, "To: a@example.org, b@example.org\nReceived: one\nReceived: two\n\nx\n");
  EXPECT_THAT(text, HasSubstr("\nX-Spam-To: a@example.org|\n"));
  EXPECT_THAT(text, HasSubstr("\nX-Spam-Rcvd:  one\n"));
}

TEST(Rewrite, TagsOfTheCheck) {
  EngineFixture fixture(
      "loadplugin Mail::SpamAssassin::Plugin::Shortcircuit\nuse_bayes 0\nheader A Subject =~ "
      "/(?<WORD>\\w+)/\n"
      "score A 1.5\nbody B /noon/\npriority B -20\nshortcircuit B spam\n"
      "add_header all T _WORD_ _SC_ _SCRULE_ _SCTYPE_ _AUTOLEARNSCORE_ _PYZOR_ _NOSUCH_\n");
  Session session(fixture.engine());
  CheckOptions options;
  options.tags = true;
  auto line = [&](const std::string& mail) {
    std::string text = session.Rewrite(mail, session.Check(mail, options))->Text();
    std::size_t begin = text.find("X-Spam-T:");
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  EXPECT_EQ(line("Subject: lunch\n\nAt one.\n"), "X-Spam-T: lunch no none no 1.5  _NOSUCH_");
  EXPECT_EQ(line("Subject: lunch\n\nAt noon.\n"), "X-Spam-T: lunch B (spam) B spam 101.5  _NOSUCH_");
}

TEST(Rewrite, SubrulesWhereTheyWereListed) {
  EngineFixture fixture(
      "use_bayes 0\nbody __A /noon/\nadd_header all Sub _SUBTESTS_\nmeta B __A\nscore B 0.1\n");
  Session session(fixture.engine());
  CheckOptions options;
  options.tags = true;
  EXPECT_THAT(session.Rewrite(kLunchMail, session.Check(kLunchMail, options))->Text(),
              HasSubstr("\nX-Spam-Sub: __A\n"));
}

TEST(Rewrite, MboxLineStaysInFront) {
  EngineFixture fixture("use_bayes 0\n");
  std::string mail = "From a Mon Jan  2 10:00:00 2023\n" + std::string(kLunchMail);
  std::string marked = Rewrite(fixture, mail);
  EXPECT_THAT(marked, StartsWith("From a Mon Jan  2 10:00:00 2023\nX-Spam-Checker-Version: "));
  EXPECT_EQ(RemoveMarkup(marked)->Text(), mail);
}

}  // namespace
}  // namespace gatepost

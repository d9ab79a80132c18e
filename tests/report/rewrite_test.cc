#include "report/rewrite.h"

#include "report/markup_fixture.h"

namespace gatepost {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const char kMail[] = "From: a@example.org\nSubject: lunch\n\nSee you.\n";

TEST_F(MarkupTest, HeadersGoInFrontAndTheBodyStays) {
  EXPECT_EQ(Rewrite(kMail), "X-Spam-Flag: YES\n" + std::string(kMail));
  MakeHam();
  EXPECT_EQ(Rewrite(kMail), "X-Spam-Level: ***\n" + std::string(kMail));
}

TEST_F(MarkupTest, BodyPassesByteForByte) {
  std::string body = "a\0b\r\n\nlone\rcr\xff\xfe no end";
  body[1] = '\0';
  std::string mail = "Subject: x\n\n" + body;
  EXPECT_THAT(Rewrite(mail), EndsWith("\n\n" + body));
  settings_.report_safe = 1;
  EXPECT_THAT(Rewrite(mail), HasSubstr(mail));
}

TEST(WrapText, EndsWhereThePrefixIsWiderThanALine) {
  EXPECT_EQ(WrapText("one two three", "    ", "", 3, false, false), "one\n    two\n\n    three");
  EXPECT_EQ(WrapText("one two", "    ", "        ", 1, false, false), "\n    one\n\n    two");
}

TEST_F(MarkupTest, ReturnPathStaysOnTop) {
  EXPECT_THAT(Rewrite("Return-Path: <a@example.org>\nSubject: x\n\n"),
              StartsWith("Return-Path: <a@example.org>\nX-Spam-Flag: YES\nSubject: x\n"));
}

TEST_F(MarkupTest, MarkupOfTheSenderIsRemovedButPrevStays) {
  EXPECT_EQ(
      Rewrite("X-Spam-Flag: NO\nx-spam-status: No,\n\ttests=\nX-Spam-Prev-Subject: old\nSubject: x\n\n"),
      "X-Spam-Flag: YES\nX-Spam-Prev-Subject: old\nSubject: x\n\n");
}

TEST_F(MarkupTest, LinesThatAreAddedEndAsTheMessagesDo) {
  EXPECT_EQ(Rewrite("Subject: x\r\n\r\nbody\r\n"), "X-Spam-Flag: YES\r\nSubject: x\r\n\r\nbody\r\n");
}

TEST_F(MarkupTest, RewriteHeaderKeepsWhatWasThere) {
  settings_.rewrite = {{"Subject", "[SPAM _SCORE_]"}, {"From", "_REQD_"}};
  EXPECT_EQ(Rewrite(kMail),
            "X-Spam-Flag: YES\nFrom: (5.0) a@example.org\nSubject: [SPAM 7.2] lunch\n"
            "X-Spam-Prev-From: a@example.org\nX-Spam-Prev-Subject: lunch\n\nSee you.\n");
  MakeHam();
  EXPECT_EQ(Rewrite(kMail), "X-Spam-Level: ***\n" + std::string(kMail));
}

TEST_F(MarkupTest, TagIsNotPutInTwice) {
  settings_.rewrite = {{"Subject", "[SPAM]"}};
  EXPECT_THAT(Rewrite("Subject: [spam] x\n\n"), HasSubstr("\nSubject: [SPAM] x\n"));
}

TEST_F(MarkupTest, MissingSubjectIsMade) {
  settings_.rewrite = {{"Subject", "[SPAM]"}};
  EXPECT_EQ(Rewrite("To: b\n\nbody"),
            "X-Spam-Flag: YES\nTo: b\nSubject: [SPAM] \nX-Spam-Prev-Subject: (nonexistent)\n\nbody");
}

TEST_F(MarkupTest, SubjprefixStandsBeforeTheSubjectOfHamToo) {
  settings_.rewrite = {{"Subject", "[SPAM]"}};
  settings_.subject_prefixes = {{"TWICE", "[twice]"}, {"OTHER", "[other]"}};
  MakeHam();
  EXPECT_THAT(Rewrite(kMail), HasSubstr("\nSubject: [twice] lunch\n"));
  settings_.rewrite.clear();
  EXPECT_THAT(Rewrite(kMail), HasSubstr("\nSubject: lunch\n"));
}

TEST_F(MarkupTest, FoldsBehindCommasBefore79Columns) {
  settings_.spam_headers = {
      {"Status", "_YESNO_, score=_SCORE_ required=_REQD_ tests=_TESTS_ version=_VERSION_"}};
  verdict_.hits.clear();
  for (const char* name : {"AAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBB", "CCCCCCCCCCCCCCCCCCCC"})
    verdict_.hits.push_back({name, 1, "", "", "", 1});
  EXPECT_THAT(Rewrite("\nbody"),
              StartsWith("X-Spam-Status: Yes, score=7.2 required=5.0 tests=AAAAAAAAAAAAAAAAAAAA,\n"
                         "\tBBBBBBBBBBBBBBBBBBBB,CCCCCCCCCCCCCCCCCCCC version=4.0.1\n"));
  settings_.fold_headers = false;
  EXPECT_THAT(Rewrite("\nbody"), StartsWith("X-Spam-Status: Yes, score=7.2 required=5.0 "
                                            "tests=AAAAAAAAAAAAAAAAAAAA,BBBBBBBBBBBBBBBBBBBB,"));
}

TEST_F(MarkupTest, ManyLinesInATemplateAreFolded) {
  settings_.spam_headers = {{"Report", "_REPORT_"}};
  EXPECT_THAT(Rewrite("\nbody"),
              StartsWith("X-Spam-Report: \n\t*  5.2 BAD_WORD BODY: A word that should not be here\n"
                         "\t*  1.0 A_SENDER Not to be trusted\n\t*      [mallory[at]example.com]\n"));
}

TEST_F(MarkupTest, TextThatIsNotAsciiIsEncoded) {
  settings_.spam_headers = {{"Note", "caf\xc3\xa9 here"}};
  EXPECT_THAT(Rewrite("\n"), StartsWith("X-Spam-Note: =?UTF-8?Q?caf=C3=A9?= here\n"));
}

TEST_F(MarkupTest, ReportSafeWrapsTheWholeMessage) {
  settings_.report_safe = 1;
  settings_.copied_headers = {"X-Loop", "Received", "Subject"};
  std::string mail = "Received: one\nX-Loop: yes\nFrom: a@example.org\nSubject:  lunch\n\nSee you.";
  std::string out = Rewrite(mail);
  EXPECT_THAT(
      out,
      StartsWith("Received: from localhost by mx.example.org\n\twith SpamAssassin (version 4.0.1);\n\t"));
  EXPECT_THAT(
      out, HasSubstr("\nReceived: one\nFrom: a@example.org\nSubject: lunch\nX-Spam-Flag: YES\nX-Loop: yes\n"
                     "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\""));
  EXPECT_THAT(out, HasSubstr("\n\n7.2 of 5.0\n"));
  EXPECT_THAT(out, HasSubstr("\nContent-Type: message/rfc822; x-spam-type=original\n"));
  EXPECT_THAT(
      out, HasSubstr("\nContent-Disposition: inline\nContent-Transfer-Encoding: 8bit\n\n" + mail + "\n--"));
  EXPECT_THAT(out, Not(HasSubstr("Careful.")));
  settings_.report_safe = 2;
  EXPECT_THAT(Rewrite(mail), HasSubstr("\nContent-Type: text/plain; x-spam-type=original\n"));
  EXPECT_THAT(Rewrite("Content-Type: text/html\n\n<p>"), HasSubstr("Careful.\n"));
}

TEST_F(MarkupTest, BoundaryIsNotInTheMail) {
  settings_.report_safe = 1;
  auto boundary_of = [](const std::string& text) {
    std::size_t at = text.find("boundary=\"") + 10;
    return text.substr(at, text.find('"', at) - at);
  };
  // A mail that guesses the boundary it would get has another hash: what counts is that the result holds.
  std::string mail = "Subject: x\n\n";
  for (int i = 0; i < 5; ++i) mail += "--" + boundary_of(Rewrite(mail)) + "\n";
  EXPECT_EQ(mail.find(boundary_of(Rewrite(mail))), std::string::npos);
}

}  // namespace
}  // namespace gatepost

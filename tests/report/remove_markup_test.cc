#include "report/markup_fixture.h"
#include "support/cpu_time.h"

namespace gatepost {
namespace {

TEST_F(MarkupTest, RoundTripsGiveTheSameBytes) {
  const std::string mails[] = {
      "From: a@example.org\nSubject: lunch\n\nSee you.\n",
      "From: a@example.org\r\nSubject: lunch\r\n\r\nSee you.\r\n",
      "Return-Path: <x>\nTo: b\nSubject: folded\n\tover lines\n two\n\nno end",
      "Subject: x\n\n",
      "Subject: x\n\n\n\n",
      "Subject: twice\nSubject: the other\nFrom: one\nFrom: two\n\nbody\n",
      "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n\npart\n--b--\n",
      "To: no subject\n\nbody\n",
  };
  settings_.rewrite = {{"Subject", "[SPAM]"}, {"From", "spam"}, {"To", "_SCORE_"}};
  settings_.spam_headers = {{"Status", "_YESNO_"}, {"Report", "_REPORT_"}};
  for (settings_.report_safe = 0; settings_.report_safe <= 2; ++settings_.report_safe) {
    for (const std::string& mail : mails) EXPECT_EQ(Remove(Rewrite(mail)), mail) << settings_.report_safe;
  }
}

TEST_F(MarkupTest, WrappedTwiceIsUnwrappedOnce) {
  settings_.report_safe = 1;
  std::string once = Rewrite("Subject: x\n\nbody\n");
  EXPECT_EQ(Remove(Rewrite(once)), once);
}

TEST_F(MarkupTest, MailWithoutMarkupStays) {
  for (const char* mail : {"", "\n", "body", "Subject: x\n", "Subject: x\n\nX-Spam-Flag: YES\n"})
    EXPECT_EQ(Remove(mail), mail);
}

TEST_F(MarkupTest, WholeFoldedFieldsThatWereKeptComeBack) {
  EXPECT_EQ(Remove("Subject: [SPAM] a\n b\nX-Spam-Prev-Subject: a\n b\n\n"), "Subject: a\n b\n\n");
  EXPECT_EQ(Remove("X-Spam-Prev-Subject: gone\nTo: b\n\n"), "To: b\nSubject: gone\n\n");
}

TEST_F(MarkupTest, EachKeptFieldComesBackForTheNextOfItsName) {
  EXPECT_EQ(Remove("To: 1\nto: 2\nTo: 3\nX-Spam-Prev-To: a\nX-Spam-Prev-TO: b\nX-Spam-Prev-Cc: c\n\n"),
            "To: a\nTO: b\nTo: 3\nCc: c\n\n");
  EXPECT_EQ(Remove("Subject: [SPAM] \nX-Spam-Prev-Subject: (nonexistent)\nTo: a\n\n"), "To: a\n\n");
}

// Marking rewrites fields with the colon directly behind the name alone.
TEST_F(MarkupTest, FieldsThatAreNotRewrittenTakeNoneThatWasKept) {
  EXPECT_EQ(Remove("Subject : a\nSubject: [SPAM] b\nX-Spam-Prev-Subject: b\n\n"),
            "Subject : a\nSubject: b\n\n");
}

// Each kept field looked for among all others would take minutes.
TEST_F(MarkupTest, ManyKeptFieldsTakeLinearTime) {
  std::string kept, fields;
  for (int i = 0; i < 100000; ++i) {
    kept += "X-Spam-Prev-A" + std::to_string(i) + ": x\n";
    fields += "B" + std::to_string(i) + ": y\n";
  }
  const double start_s = CpuSeconds();
  EXPECT_EQ(Remove(kept + fields + "\n").size(), kept.size() - 12 * 100000 + fields.size() + 1);
  EXPECT_LT(CpuSeconds() - start_s, 10);
}

TEST_F(MarkupTest, TagsOfOtherProgramsAreCutOff) {
  settings_.rewrite = {{"Subject", "[SPAM]"}, {"From", "spam"}};
  EXPECT_EQ(RemoveTags("Subject: [SPAM] lunch\n\nx\n"), "Subject: lunch\n\nx\n");
  EXPECT_EQ(RemoveTags("Subject: [SPAM] [SPAM] lunch\r\n\r\n"), "Subject: lunch\r\n\r\n");
  EXPECT_EQ(RemoveTags("From: a@b.example\t(spam 7.3)\nTo: c\t(spam)\n\n"),
            "From: a@b.example\nTo: c\t(spam)\n\n");
  // What SpamAssassin leaves: another case, no blank, a field that says what it was, another comment.
  for (const char* mail : {"Subject: [spam] lunch\n\n", "Subject: [SPAM]lunch\n\n", "Subject:  [SPAM] x\n\n",
                           "From: a\t(b) c\n\n", "From: a (spam)\n\n"})
    EXPECT_EQ(RemoveTags(mail), mail);
  EXPECT_EQ(RemoveTags("Subject: [SPAM] [SPAM] x\nX-Spam-Prev-Subject: [SPAM] x\n\n"),
            "Subject: [SPAM] x\n\n");
  settings_.rewrite = {{"Subject", "*SPAM* _HITS_"}};
  EXPECT_EQ(RemoveTags("Subject: *SPAM* 07.30 lunch\n\n"), "Subject: lunch\n\n");
  EXPECT_EQ(RemoveTags("Subject: *SPAM* 7.30 lunch\n\n"), "Subject: *SPAM* 7.30 lunch\n\n");
}

TEST_F(MarkupTest, ReportsOfOldVersionsAreTakenOut) {
  EXPECT_EQ(Remove("To: a\n\n\nSPAM: ---- x\nSPAM: why\nSPAM: ---- y\n\nHello\n"), "To: a\n\nHello\n");
  for (const char* mail :
       {"To: a\n\nSPAM: ---- x\nSPAM: why\n\nHello\n", "To: a\n\nSPAM: ----\nSPAM: ----\n\n",
        "To: a\n\nHi\nSPAM: ---- x\nSPAM: ---- y\n\n", "To: a\n\nSPAM: ---- x\nSPAM: ---- y\nz"})
    EXPECT_EQ(Remove(mail), mail);
  EXPECT_EQ(
      Remove("Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: message/rfc822\n"
             "Content-Description: original message before SpamAssassin\n\nSubject: x\n\nbody\n\n--b--\n"),
      "Subject: x\n\nbody\n");
}

TEST_F(MarkupTest, BrokenWrappingIsLeftAlone) {
  const char* mails[] = {
      "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain; x-spam-type=original",
      "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\n",
      "Content-Type: multipart/mixed; boundary\n\n--b\n",
      ("Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: "
       "x-spam-type=original\n\nx\n--b--\n")};
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(Remove(mails[i]), mails[i]);
  EXPECT_EQ(Remove(mails[0]), "") << "an original that was cut off before its first line";
}

}  // namespace
}  // namespace gatepost

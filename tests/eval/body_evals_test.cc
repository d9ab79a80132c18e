#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

TEST(BodyEvals, DifferenceOfTheAlternatives) {
  EXPECT_FALSE(EvalFixture(AlternativeMail("one two three four", "one two three four"))
                   .Hits("multipart_alternative_difference", {"1", "100"}));
  EvalFixture half(AlternativeMail("one two", "one two three four"));
  EXPECT_TRUE(half.Hits("multipart_alternative_difference", {"49", "50"}));
  EXPECT_FALSE(half.Hits("multipart_alternative_difference", {"50", "100"}));
  EXPECT_TRUE(half.Hits("multipart_alternative_difference_count", {"0.4", "3"}));
  EXPECT_FALSE(half.Hits("multipart_alternative_difference_count", {"0.4", "4"}));
}

TEST(BodyEvals, BlankLines) {
  EvalFixture mail(PlainMail("a\n\n\n\nb\n"));
  EXPECT_TRUE(mail.Hits("check_blank_line_ratio", {"40", "70", "4"}));
  EXPECT_FALSE(mail.Hits("check_blank_line_ratio", {"70", "100", "4"}));
  EXPECT_FALSE(mail.Hits("check_blank_line_ratio", {"40", "70", "99"}));
}

TEST(BodyEvals, LettersThatStandApart) {
  EXPECT_TRUE(EvalFixture(PlainMail("b u y  n o w  h e r e\n")).Hits("tvd_vertical_words", {"60", "100"}));
  EXPECT_FALSE(EvalFixture(PlainMail("buy it now, right here\n")).Hits("tvd_vertical_words", {"60", "100"}));
}

TEST(BodyEvals, FieldsOfAStockTip) {
  EvalFixture tip(PlainMail("Company Name: Acme\nStock: ACME\nPrice Target: 5\nTicker: ACM\nHello: you\n"));
  EXPECT_TRUE(tip.Hits("check_stock_info", {"4"}));
  EXPECT_FALSE(tip.Hits("check_stock_info", {"5"}));
  EXPECT_TRUE(EvalFixture(PlainMail("S t x ock: A\n")).Hits("check_stock_info", {"1"}));
}

TEST(BodyEvals, TextThatAReaderSees) {
  const auto hits = [](const std::string& type, const std::string& body) {
    return EvalFixture("MIME-Version: 1.0\nContent-Type: " + type + "\n\n" + body + "\n")
        .Hits("gatepost_text_within", {"20"});
  };
  EXPECT_TRUE(hits("text/plain", "short enough"));
  EXPECT_FALSE(hits("text/plain", "this line is longer than that"));
  EXPECT_TRUE(hits("text/html", "<p style='margin-top:20px;color:#333333'>short</p>"));
  EXPECT_FALSE(hits("text/html", "<p>this line is longer than that</p>"));
  // The plain text beside HTML and what is attached do not count.
  EXPECT_TRUE(
      hits("multipart/mixed; boundary=b",
           "--b\nContent-Type: text/plain\n\nthis line is longer than that\n--b\nContent-Type: text/html\n\n"
           "<p>short</p>\n--b\nContent-Type: application/pdf\n\nthis is a file, and it is long\n--b--"));
}

TEST(BodyEvals, SignatureAndBody) {
  EvalFixture mail(PlainMail("12345\n-- \nabcdef\n"));
  EXPECT_TRUE(mail.Hits("plaintext_body_length", {"6", "6"}));
  EXPECT_TRUE(mail.Hits("plaintext_sig_length", {"8", "8"}));
  EXPECT_TRUE(mail.Hits("plaintext_body_sig_ratio", {"0.7", "0.8"}));
  EXPECT_TRUE(EvalFixture(PlainMail("12345\n")).Hits("plaintext_body_sig_ratio", {"1000"}));
  EXPECT_TRUE(EvalFixture(PlainMail("12345\n")).Hits("check_body_length", {"6"}));
  EXPECT_FALSE(EvalFixture(PlainMail("12345\n")).Hits("check_body_length", {"5"}));
}

TEST(BodyEvals, BounceOfOurOwnMail) {
  const char kConfig[] = "welcomelist_bounce_relays *.ours.example\n";
  std::string bounce = PlainMail("Sorry.\n\nReceived: from x by mx1.ours.example with SMTP\n\tid 1\n");
  EXPECT_TRUE(EvalFixture(bounce, kConfig).Hits("have_any_bounce_relays"));
  EXPECT_TRUE(EvalFixture(bounce, kConfig).Hits("check_welcomelist_bounce_relays"));
  EXPECT_FALSE(EvalFixture(bounce).Hits("check_welcomelist_bounce_relays"));
  EXPECT_FALSE(
      EvalFixture(PlainMail("mx1.ours.example is down\n"), kConfig).Hits("check_welcomelist_bounce_relays"));
  std::string folded = PlainMail("> Received: from x\n\tby mx1.ours.example with SMTP\n");
  EXPECT_TRUE(EvalFixture(folded, kConfig).Hits("check_whitelist_bounce_relays"));
}

}  // namespace
}  // namespace gatepost

#include "mail/message.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "mail/build_mail.h"
#include "mail/header.h"

namespace gatepost {
namespace {

using namespace std::string_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Limits kLimits;

std::string Multipart(const std::string& boundary, const std::string& body,
                      const std::string& subtype = "mixed") {
  return "Content-Type: multipart/" + subtype + "; boundary=\"" + boundary + "\"\n\n" + body;
}

// Ten kinds of mail that mimetic alone gets wrong.

TEST(MimeParser, M1_DeepNestingOfRfc822DoesNotCrash) {
  std::string mail;
  for (int i = 0; i < 130'000; ++i) mail += "Content-Type: message/rfc822\n\n";
  mail += "Subject: innermost\n\nhidden text\n";
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_THAT(message.limits_met(), Contains("max_part_depth"));
  EXPECT_EQ(message.parts().size(), kLimits.max_part_depth + 1);
  EXPECT_EQ(message.parts().back().type, "text/plain");
  EXPECT_TRUE(AnyLeafHas(message, "hidden text"));
}

TEST(MimeParser, M1_DeepNestingOfEncodedRfc822DoesNotCrash) {
  std::string mail;
  for (int i = 0; i < 5'000; ++i) {
    mail += "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n";
  }
  mail += "Subject: innermost\n\nhidden text\n";
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_THAT(message.limits_met(), Contains("max_nested_bytes"));
  EXPECT_TRUE(AnyLeafHas(message, "hidden text"));
}

TEST(MimeParser, M2_LongHeaderLineIsLinearAndCut) {
  std::string mail = "Subject: ";
  mail.append(16 << 20, 'x');
  mail += "\nX-After: seen\n\nbody\n";
  const Message message = Message::Parse(mail, kLimits);
  ASSERT_EQ(message.root().fields.size(), 2u);
  EXPECT_EQ(message.root().fields[0].name.size() + 1 + message.root().fields[0].raw.size(),
            kLimits.max_header_field_bytes);
  EXPECT_EQ(message.root().fields[1].raw, " seen\n");
  EXPECT_THAT(message.limits_met(), ElementsAre("max_header_field_bytes"));
  EXPECT_EQ(message.raw_body(), "body\n");
}

TEST(MimeParser, M3_MultipartWithoutBoundaryIsOnePart) {
  std::string mail = "Content-Type: multipart/mixed\n\n";
  for (int i = 0; i < 100'000; ++i) mail += "--\n";
  const Message message = Message::Parse(mail, kLimits);
  ASSERT_EQ(message.parts().size(), 1u);
  EXPECT_EQ(message.root().type, "text/plain");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kMissingBoundary));
}

TEST(MimeParser, M4_OuterPartAfterUnclosedInnerIsFound) {
  const std::string mail =
      Multipart("outer", "--outer\n" + Multipart("inner", "--inner\n\ninner text\n") +
                             "--outer\nContent-Transfer-Encoding: base64\n\nYnV5IG5vdw==\n--outer--\n");
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 multipart/mixed; 2 text/plain; 1 text/plain");
  EXPECT_EQ(LeafOf(message, 2), "inner text");
  EXPECT_EQ(LeafOf(message, 3), "buy now");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kUnclosedMultipart));
}

TEST(MimeParser, M5_BoundaryInTheMiddleOfALineIsText) {
  const Message message = Message::Parse(Keep(Multipart("b", "--b\n\none --b\ntwo --b--\n--b--\n")), kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 text/plain");
}

TEST(MimeParser, M6_NulInAHeaderValueDoesNotCutIt) {
  const std::string mail = "Subject: before\0after\nX-After: seen\n\n"s;
  const Message message = Message::Parse(mail, kLimits);
  ASSERT_EQ(message.root().fields.size(), 2u);
  EXPECT_EQ(DecodeHeader(message.root().fields[0]),
            "before\xEF\xBF\xBD"
            "after");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kNulInHeader));
}

TEST(MimeParser, M7_QuotedBoundaryMayHoldASemicolon) {
  const Message message = Message::Parse(Keep(Multipart("a;b", "--a;b\n\ntext\n--a;b--\n")), kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 text/plain");
  EXPECT_EQ(message.root().boundary, "a;b");
}

TEST(MimeParser, M8_BoundaryMayBeContinuedAsRfc2231Says) {
  const std::string mail =
      "Content-Type: multipart/mixed; boundary*0=\"ab\";\n boundary*1=\"cd\"\n\n--abcd\n\ntext\n--abcd--\n";
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 text/plain");
  EXPECT_EQ(LeafOf(message, 1), "text");
}

TEST(MimeParser, M9_EightBitBytesInAHeaderNameDoNotEndTheHeader) {
  const std::string mail =
      "A\xE9: 1\nB\xE9: 2\nC\xE9: 3\nD\xE9: 4\nE\xE9: 5\nContent-Transfer-Encoding: base64\n\nYnV5\n";
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_EQ(message.root().fields.size(), 6u);
  EXPECT_EQ(LeafOf(message, 0), "buy");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kEightBitHeaderName));
  EXPECT_FALSE(message.anomalies().Has(Anomaly::kMalformedHeaderLine));
}

TEST(MimeParser, M9_EightBitBytesInAPartsHeaderNameDoNotEndItEither) {
  for (const std::string header : {"X: 1\nA\xE9: 1\n", "A\xE9: 1\n", "A\xE9: 1\nB\xE9: 2\n"}) {
    const std::string mail =
        Multipart("b", "--b\n" + header + "Content-Transfer-Encoding: base64\n\nYnV5\n--b--\n");
    const Message message = Message::Parse(mail, kLimits);
    EXPECT_EQ(LeafOf(message, 1), "buy") << header;
    EXPECT_TRUE(message.anomalies().Has(Anomaly::kEightBitHeaderName));
  }
}

TEST(MimeParser, EightBitTextRightAfterABoundaryIsText) {
  const Message message = Message::Parse(Keep(Multipart("b",
                                                        "--b\nGr\xC3\xB6\xC3\x9F"
                                                        "e: 5 cm\nis text\n--b--\n")),
                                         kLimits);
  EXPECT_EQ(LeafOf(message, 1),
            "Gr\xC3\xB6\xC3\x9F"
            "e: 5 cm\nis text");
}

TEST(MimeParser, M10_MboxFromLineIsSkipped) {
  const std::string mail = "From alice@example.com Tue Nov 24 03:12:07 2026\nSubject: hello\n\nbody\n";
  const Message message = Message::Parse(mail, kLimits);
  ASSERT_EQ(message.root().fields.size(), 1u);
  EXPECT_EQ(message.root().fields[0].name, "Subject");
  EXPECT_EQ(message.raw_header(), "Subject: hello\n");
  EXPECT_EQ(message.mbox_line(), "From alice@example.com Tue Nov 24 03:12:07 2026\n");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kMboxFromLine));
}

TEST(MimeParser, M10_MbxSeparatorIsSkippedButOldHeaderSyntaxIsNot) {
  const std::string mbx = "24-Nov-2026 03:12:07 +0000,1234;000000000001-00000001\nSubject: a\n\n";
  EXPECT_EQ(Message::Parse(mbx, kLimits).root().fields.size(), 1u);
  EXPECT_TRUE(Message::Parse(mbx, kLimits).anomalies().Has(Anomaly::kMboxFromLine));
  const Message old = Message::Parse("From : alice@example.com\n\n", kLimits);
  ASSERT_EQ(old.root().fields.size(), 1u);
  EXPECT_EQ(old.root().fields[0].name, "From");
  EXPECT_FALSE(old.anomalies().Has(Anomaly::kMboxFromLine));
}

// The header of a message.

TEST(MessageHeader, FieldsKeepFoldingAndLeadingSpace) {
  const std::string mail = "Subject:  one\n\ttwo\r\nX:y\n\nbody";
  const Message message = Message::Parse(mail, kLimits);
  ASSERT_EQ(message.root().fields.size(), 2u);
  EXPECT_EQ(message.root().fields[0].raw, "  one\n\ttwo\r\n");
  EXPECT_EQ(message.root().fields[1].raw, "y\n");
  EXPECT_EQ(message.raw_body(), "body");
}

TEST(MessageHeader, WhiteSpaceBeforeTheColonIsOldSyntax) {
  const Message message = Message::Parse("Subject \t: x\n\n", kLimits);
  ASSERT_EQ(message.root().fields.size(), 1u);
  EXPECT_EQ(message.root().fields[0].name, "Subject");
}

TEST(MessageHeader, ThreeMalformedLinesAreSkippedAFourthEndsIt) {
  const Message three = Message::Parse("a b\nc d\ne f\nSubject: x\n\nbody\n", kLimits);
  EXPECT_EQ(three.root().fields.size(), 1u);
  EXPECT_EQ(three.raw_body(), "body\n");
  EXPECT_TRUE(three.anomalies().Has(Anomaly::kMalformedHeaderLine));
  EXPECT_FALSE(three.anomalies().Has(Anomaly::kMissingBlankLine));
  const Message four = Message::Parse("a b\nc d\ne f\ng h\nSubject: x\n\nbody\n", kLimits);
  EXPECT_EQ(four.raw_body(), "g h\nSubject: x\n\nbody\n");
  EXPECT_TRUE(four.anomalies().Has(Anomaly::kMissingBlankLine));
}

TEST(MessageHeader, ABoundaryEndsIt) {
  const std::string mail = "Content-Type: multipart/mixed; boundary=b\n--b\n\ntext\n--b--\n";
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 text/plain");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kMissingBlankLine));
}

TEST(MessageHeader, EndOfInputInAFieldKeepsTheField) {
  const Message message = Message::Parse("Subject: cut\n off", kLimits);
  ASSERT_EQ(message.root().fields.size(), 1u);
  EXPECT_EQ(message.root().fields[0].raw, " cut\n off");
  EXPECT_EQ(message.raw_body(), "");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kMissingBlankLine));
}

TEST(MessageHeader, EmptyInputIsOneEmptyPart) {
  const Message message = Message::Parse("", kLimits);
  EXPECT_EQ(Shape(message), "0 text/plain");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kEmptyMessage));
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kNoHeader));
  EXPECT_EQ(LeafOf(message, 0), "");
}

TEST(MessageHeader, TooLongForSpamAssassinIsSaid) {
  const std::string fitting = "X: " + std::string(8000, 'x') + "\n\n";
  const Message fits = Message::Parse(fitting, kLimits);
  EXPECT_FALSE(fits.anomalies().Has(Anomaly::kTruncatedHeader));
  const std::string too_long = "X: " + std::string(9000, 'x') + "\n\n";
  const Message long_value = Message::Parse(too_long, kLimits);
  EXPECT_TRUE(long_value.anomalies().Has(Anomaly::kTruncatedHeader));
  const std::string long_name = std::string(300, 'N') + ": x\n\n";
  const Message named = Message::Parse(long_name, kLimits);
  EXPECT_EQ(named.root().fields.at(0).name.size(), 256u);
}

// Parts.

TEST(MimeParser, FactsOfAPartComeFromItsLastContentFields) {
  const std::string mail = Multipart(
      "b",
      "--b\nContent-Type: image/png\nContent-Type: TEXT/Html; charset=\"ISO-8859-1\"; name=ct.html\n"
      "Content-Disposition: ATTACHMENT; filename=\"=?utf-8?Q?caf=C3=A9?=.html\"\n"
      "Content-Transfer-Encoding: Quoted-Printable\n\nx=3D1\n--b--\n");
  const Message message = Message::Parse(mail, kLimits);
  const Part& part = message.parts().at(1);
  EXPECT_EQ(part.type, "text/html");
  EXPECT_EQ(part.charset, "iso-8859-1");
  EXPECT_EQ(part.name, "caf\xC3\xA9.html");
  EXPECT_EQ(part.disposition, "attachment");
  EXPECT_EQ(part.encoding, "quoted-printable");
  EXPECT_EQ(LeafOf(message, 1), "x=1");
  EXPECT_EQ(part.parent, 0);
  EXPECT_THAT(message.root().children, ElementsAre(1));
}

// Readers differ about an encoding with a word too many: some undo it, others show the text.
TEST(MimeParser, DoubtfulBase64IsUndoneWhereTheTextLooksLikeIt) {
  const auto text = [](const std::string& encoding, const std::string& body) {
    const std::string mail = "Content-Transfer-Encoding: " + encoding + "\n\n" + body;
    return LeafOf(Message::Parse(mail, kLimits), 0);
  };
  for (const char* encoding : {"\"base64\"", "base64 x"}) {
    EXPECT_EQ(text(encoding, "b25lIHR3byB0aHJlZQ==\n"), "one two three");
    EXPECT_EQ(text(encoding, "b25lIHR3byB0aHJlZSBm\nb3Vy\n-- \n"), "one two three four");
    EXPECT_EQ(text(encoding, "tree\nstairway\nriverside\nBuy now!\n"),
              "tree\nstairway\nriverside\nBuy now!\n");
    EXPECT_EQ(text(encoding, "Dear friend,\nhello\n"), "Dear friend,\nhello\n");
    EXPECT_EQ(text(encoding, ""), "");
  }
  EXPECT_NE(text("base64", "Dear friend,\nhello\n"), "Dear friend,\nhello\n");
}

TEST(MimeParser, LineEndBeforeABoundaryBelongsToTheBoundary) {
  const std::string mail = Multipart("b", "--b\n\none\n\n--b\n\ntwo\n--b--\n");
  for (const std::string& text : {mail, ToCrlf(mail)}) {
    const Message message = Message::Parse(text, kLimits);
    EXPECT_EQ(LeafOf(message, 1), "one\n");
    EXPECT_EQ(LeafOf(message, 2), "two");
  }
}

TEST(MimeParser, NestedMessageIsAPartWithOneChild) {
  const std::string mail =
      Multipart("b", "--b\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner text\n--b--\n");
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 message/rfc822; 2 text/plain");
  EXPECT_EQ(message.parts().at(2).fields.at(0).raw, " inner\n");
  EXPECT_EQ(LeafOf(message, 2), "inner text");
}

TEST(MimeParser, EncodedNestedMessageIsParsedAndItsOffsetsCountInItsOwnSource) {
  // "Subject: inner\n\ninner text\n"
  const std::string mail =
      Multipart("b",
                "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
                "U3ViamVjdDogaW5uZXIKCmlubmVyIHRleHQK\n--b\n\nlast\n--b--\n");
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 message/rfc822; 2 text/plain; 1 text/plain");
  const Part& inner = message.parts().at(2);
  EXPECT_EQ(inner.source, 1);
  EXPECT_EQ(message.Source(inner).substr(inner.header_begin, inner.header_end), "Subject: inner\n");
  EXPECT_EQ(LeafOf(message, 2), "inner text\n");
  EXPECT_EQ(LeafOf(message, 3), "last");
}

TEST(MimeParser, ViewsOfAnEncodedNestedMessageSurviveMoveAndCopy) {
  const std::string mail =
      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW5uZXIKCng=\n";
  Message copy;
  {
    Message first = Message::Parse(mail, kLimits);
    Message moved = std::move(first);
    copy = moved;
  }
  EXPECT_EQ(copy.parts().at(1).fields.at(0).raw, " inner\n");
  EXPECT_EQ(LeafOf(copy, 1), "x");
}

TEST(MimeParser, NestedMessageWithoutContentIsALeaf) {
  EXPECT_EQ(
      Shape(Message::Parse(Keep(Multipart("b", "--b\nContent-Type: message/rfc822\n\n--b--\n")), kLimits)),
      "0 multipart/mixed; 1 message/rfc822");
  EXPECT_EQ(Shape(Message::Parse("Content-Type: message/rfc822\n\n", kLimits)), "0 message/rfc822");
}

TEST(MimeParser, OtherMessageTypesAreLeaves) {
  EXPECT_EQ(Shape(Message::Parse("Content-Type: message/delivery-status\n\nA: b\n\nC: d\n", kLimits)),
            "0 message/delivery-status");
}

TEST(MimeParser, DigestHoldsMessages) {
  const Message message = Message::Parse(
      Keep(Multipart("b", "--b\n\nSubject: one\n\ntext\n--b\nContent-Type: text/plain\n\ntwo\n--b--\n",
                     "digest")),
      kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/digest; 1 message/rfc822; 2 text/plain; 1 text/plain");
}

TEST(MimeParser, NestedMultipartMayUseTheOuterBoundary) {
  const std::string mail =
      Multipart("b", "--b\n" + Multipart("b", "--b\n\none\n--b\n\ntwo\n--b--\n") + "--b\n\nthree\n--b--\n");
  EXPECT_EQ(Shape(Message::Parse(mail, kLimits)),
            "0 multipart/mixed; 1 multipart/mixed; 2 text/plain; 2 text/plain; 1 text/plain");
}

// SpamAssassin takes every line of the outer boundary for the outer multipart's. Text that would be the
// preamble of the nested one is read like that.
TEST(MimeParser, OuterBoundaryEndsANestedMultipartThatHasText) {
  const std::string mail = Multipart("b", "--b\n" + Multipart("b", "one\n--b\n\ntwo\n--b--\n") + "three\n");
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 multipart/mixed; 2 text/plain; 1 text/plain");
  EXPECT_EQ(LeafOf(message, 2), "one");
  EXPECT_EQ(LeafOf(message, 3), "two");
  const std::string blank = Multipart("b", "--b\n" + Multipart("b", " \n\n--b\n\ntwo\n--b--\n") + "--b--\n");
  EXPECT_EQ(Shape(Message::Parse(blank, kLimits)), "0 multipart/mixed; 1 multipart/mixed; 2 text/plain");
}

TEST(MimeParser, LongestBoundaryThatMatchesWins) {
  // "--foo--" closes foo, but it also is foo--'s own line.
  const std::string mail = Multipart(
      "foo", "--foo\n" + Multipart("foo--", "--foo--\n\none\n--foo----\n") + "--foo\n\ntwo\n--foo--\n");
  EXPECT_EQ(Shape(Message::Parse(mail, kLimits)),
            "0 multipart/mixed; 1 multipart/mixed; 2 text/plain; 1 text/plain");
}

TEST(MimeParser, BoundaryThatIsAPrefixOfAnotherDoesNotMatchIt) {
  const std::string mail =
      Multipart("ab", "--ab\n" + Multipart("abc", "--abc\n\none\n--abc--\n") + "--ab\n\ntwo\n--ab--\n");
  EXPECT_EQ(Shape(Message::Parse(mail, kLimits)),
            "0 multipart/mixed; 1 multipart/mixed; 2 text/plain; 1 text/plain");
}

TEST(MimeParser, WhiteSpaceAfterABoundaryIsIgnoredOtherTextIsNot) {
  EXPECT_EQ(Shape(Message::Parse(Keep(Multipart("b", "--b \t\n\none\n--bx\n--b--  \n")), kLimits)),
            "0 multipart/mixed; 1 text/plain");
}

TEST(MimeParser, MultipartWithoutABoundaryLineIsOnePart) {
  const Message message = Message::Parse(Keep(Multipart("b", "Content-Type: text/html\n\ntext\n")), kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 text/plain");
  EXPECT_EQ(LeafOf(message, 1), "Content-Type: text/html\n\ntext\n");
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kMissingBoundary));
}

TEST(MimeParser, BlankLineStandsBeforeTheTextOfAMessageThatNamesNoBoundary) {
  const std::string header = "Content-Type: multipart/mixed\n\n";
  for (const char* prefix : {"", "Content-Type: message/rfc822\n\n"}) {
    const auto text = [&](const std::string& body) {
      const std::string mail = prefix + header + body;
      const Message message = Message::Parse(mail, kLimits);
      return LeafOf(message, message.parts().size() - 1);
    };
    EXPECT_EQ(text("one\ntwo\n"), "\none\ntwo\n");
    EXPECT_EQ(text("one\ntwo"), "\none\ntwo");
    EXPECT_EQ(text("one\n"), "one\n");
    EXPECT_EQ(text(" \ntwo\n"), " \ntwo\n");
  }
}

TEST(MimeParser, BlankLineThatIsAllOfAMultipartStays) {
  for (const char* line : {"\n", "\r\n"}) {
    const std::string mail = Multipart("b", line);
    EXPECT_EQ(LeafOf(Message::Parse(mail, kLimits), 1), "\n");
  }
  const std::string more = Multipart("b", "\n\n");
  EXPECT_EQ(LeafOf(Message::Parse(more, kLimits), 1), "\n");
}

TEST(MimeParser, TextBehindABoundaryThatClosesOnlyIsAnEpilogueToo) {
  const std::string dots = Multipart("b", "one\n--b--\n . \n");
  EXPECT_FALSE(Message::Parse(dots, kLimits).anomalies().Has(Anomaly::kMimeEpilogue));
  const std::string mail = Multipart("b", "one\n--b--\ntwo\n");
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_TRUE(message.anomalies().Has(Anomaly::kMimeEpilogue));
  EXPECT_EQ(LeafOf(message, 1), "one\n--b--\ntwo\n");
}

TEST(MimeParser, LineThatBeginsAsABoundaryIsNoHeader) {
  const auto lacks_blank_line = [](const std::string& body) {
    const std::string mail = Multipart("b", body);
    return Message::Parse(mail, kLimits).anomalies().Has(Anomaly::kMissingMimeBlankLine);
  };
  EXPECT_TRUE(lacks_blank_line("--b more\ntext\n"));
  EXPECT_FALSE(lacks_blank_line("--b more\n"));
  EXPECT_FALSE(lacks_blank_line("more --b\ntext\n"));
}

TEST(MimeParser, NestedMultipartWithoutABoundaryLineIsOnePartWithItsHeader) {
  const std::string mail =
      Multipart("b", "--b\n" + Multipart("x", "Content-Type: text/html\n\none\n") + "--b\n\ntwo\n--b--\n");
  const Message message = Message::Parse(mail, kLimits);
  EXPECT_EQ(Shape(message), "0 multipart/mixed; 1 multipart/mixed; 2 text/html; 1 text/plain");
  EXPECT_EQ(LeafOf(message, 2), "one");
}

TEST(MimeParser, NestedMultipartsThatNeverOpenStayLinear) {
  std::string mail = Multipart("b", "--b\n");
  for (int i = 0; i < 90; ++i) mail += Multipart("never" + std::to_string(i), "");
  std::string filler;
  for (int i = 0; i < 200'000; ++i) filler += "text\n";
  const Message message = Message::Parse(Keep(mail + filler + "the end\n"), kLimits);
  EXPECT_TRUE(AnyLeafHas(message, "the end"));
  EXPECT_LE(message.parts().size(), kLimits.max_part_depth + 1);
}

TEST(MimeParser, ClosingBoundaryThatNothingOpenedIsOverlooked) {
  EXPECT_EQ(Shape(Message::Parse(Keep(Multipart("b", "--b--\n--b\n\none\n--b--\n")), kLimits)),
            "0 multipart/mixed; 1 text/plain");
}

TEST(MimeParser, TextAfterTheClosingBoundaryIsSaid) {
  const std::string mail = Multipart("b", "--b\n\none\n--b--\n");
  EXPECT_FALSE(Message::Parse(mail + "\n.\n", kLimits).anomalies().Has(Anomaly::kMimeEpilogue));
  EXPECT_TRUE(Message::Parse(mail + "more\n", kLimits).anomalies().Has(Anomaly::kMimeEpilogue));
}

TEST(MimeParser, PartsThatLackAHeaderAreSaid) {
  const Message fine = Message::Parse(Keep(Multipart("b", "--b\nX: y\n\none\n--b--\n")), kLimits);
  EXPECT_FALSE(fine.anomalies().Has(Anomaly::kMissingMimeHeaders));
  EXPECT_FALSE(fine.anomalies().Has(Anomaly::kMissingMimeBlankLine));
  const Message none = Message::Parse(Keep(Multipart("b", "--b\none\n--b--\n")), kLimits);
  EXPECT_TRUE(none.anomalies().Has(Anomaly::kMissingMimeHeaders));
  EXPECT_TRUE(none.anomalies().Has(Anomaly::kMissingMimeBlankLine));
  EXPECT_EQ(LeafOf(none, 1), "one");
}

TEST(MimeParser, MixedLineEndsAreSaid) {
  EXPECT_TRUE(Message::Parse("A: b\r\n\nx\n", kLimits).anomalies().Has(Anomaly::kMixedLineEnds));
  EXPECT_FALSE(Message::Parse("A: b\r\n\r\nx\r\n", kLimits).anomalies().Has(Anomaly::kMixedLineEnds));
  EXPECT_FALSE(Message::Parse("A: b\n\nx\rx\n", kLimits).anomalies().Has(Anomaly::kMixedLineEnds));
}

// The text of leaves.

TEST(DecodeLeaf, UndoesCrlfInTextButNotInBinary) {
  const Message text = Message::Parse("Content-Transfer-Encoding: base64\n\nYQ0KYg==\n", kLimits);
  EXPECT_EQ(LeafOf(text, 0), "a\nb");
  const Message binary = Message::Parse(
      "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\nYQ0KYg==\n", kLimits);
  EXPECT_EQ(LeafOf(binary, 0), "a\r\nb");
}

TEST(DecodeLeaf, TakesUuencodeByItsThreeNames) {
  for (const std::string name : {"x-uuencode", "uuencode", "X-UUE"}) {
    const std::string mail = "Content-Transfer-Encoding: " + name + "\n\nbegin 644 x\n#0V%T\n`\nend\n";
    EXPECT_EQ(LeafOf(Message::Parse(mail, kLimits), 0), "Cat") << name;
  }
}

TEST(DecodeLeaf, UnknownEncodingIsTextAndSaid) {
  const Message message = Message::Parse("Content-Transfer-Encoding: rot13\n\ntext\n", kLimits);
  AnomalySet anomalies;
  EXPECT_EQ(message.DecodeLeaf(message.root(), &anomalies), "text\n");
  EXPECT_TRUE(anomalies.Has(Anomaly::kUnknownEncoding));
}

// As SpamAssassin: more than 20 blank lines in a row become 20.
TEST(DecodeLeaf, RunsOfBlankLinesAreCutToTwenty) {
  const auto body = [](std::size_t blank) {
    return LeafOf(Message::Parse("A: b\n\nx\n" + std::string(blank, '\n') + "y\n", kLimits), 0);
  };
  EXPECT_EQ(body(20), "x\n" + std::string(20, '\n') + "y\n");
  EXPECT_EQ(body(21), "x\n" + std::string(20, '\n') + "y\n");
  EXPECT_EQ(body(5000), "x\n" + std::string(20, '\n') + "y\n");
}

// As SpamAssassin: in multiparts, lines are broken after 2,048 bytes, once more by each multipart.
TEST(DecodeLeaf, LongLinesInMultipartsAreBroken) {
  const std::string line(5000, 'x');
  const std::string one = Multipart("b", "--b\n\n" + line + "\n--b--\n");
  EXPECT_EQ(LeafOf(Message::Parse(one, kLimits), 1),
            line.substr(0, 2048) + "\n" + line.substr(0, 2048) + "\n" + line.substr(0, 904));
  const std::string two = Multipart("a", "--a\n" + one + "--a--\n");
  EXPECT_EQ(LeafOf(Message::Parse(two, kLimits), 2),
            line.substr(0, 2048) + "\n\n" + line.substr(0, 2048) + "\n\n" + line.substr(0, 904));
  EXPECT_EQ(LeafOf(Message::Parse("A: b\n\n" + line, kLimits), 0), line);
}

TEST(DecodeLeaf, ReturnsNothingHiddenForCrlfMail) {
  const std::string mail = Multipart("b", "--b\nContent-Type: text/html\n\n<b>x</b>\n\ny\n--b--\n");
  EXPECT_EQ(LeafOf(Message::Parse(ToCrlf(mail), kLimits), 1), "<b>x</b>\n\ny");
}

}  // namespace
}  // namespace gatepost

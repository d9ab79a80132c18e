// Expected digests are those of `pyzor digest` (1.0).
#include "pyzor/digest.h"

#include <gtest/gtest.h>

#include <string>

namespace gatepost {
namespace {

constexpr char kOfNothing[] = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

std::string DigestOf(const std::string& mail) {
  return PyzorDigest(Message::Parse(mail, Limits())).value_or("none");
}

TEST(PyzorLine, LeavesOutWhatDiffersBetweenRecipients) {
  EXPECT_EQ(PyzorLine("Hello, this is a line of words"), "Hello,thisisalineofwords");
  EXPECT_EQ(PyzorLine("mail me@example.com now please dear"), "mailnowpleasedear");
  EXPECT_EQ(PyzorLine("see http://x.y/ or (ftp:z) and a: b"), "seeor(anda:b");
  EXPECT_EQ(PyzorLine("@example x@ abc@d efghi"), "@examplex@efghi");
  EXPECT_EQ(PyzorLine("12345678901 shortest"), "shortest");
  EXPECT_EQ(PyzorLine("\xC4\xB1:secret a\xC2\xA0"
                      "b\xE3\x80\x80"
                      "cdefgh"),
            "abcdefgh");
}

TEST(PyzorLine, CountsCharacters) {
  EXPECT_EQ(PyzorLine("1234567"), "");
  EXPECT_EQ(PyzorLine("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"), "");
  EXPECT_EQ(PyzorLine("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9").size(), 16u);
  EXPECT_EQ(PyzorLine("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"),
            "");
}

TEST(PyzorDigest, OfPlainText) {
  EXPECT_EQ(DigestOf("Subject: x\n\nHello, this is a line\nof some words\n\nand a third one\n"),
            "ef78463754ba6d5e5ded816aa77ac8ee25461fd2");
  EXPECT_EQ(DigestOf("Subject: x\r\n\r\nHello, this is a line\r\nof some words\r\n"),
            "e8ee0ccea2ecb91dbe379a7458d399f98481df3e");
  EXPECT_EQ(DigestOf("Subject: x\n\n"), kOfNothing);
  EXPECT_EQ(DigestOf(""), kOfNothing);
}

TEST(PyzorDigest, OfLongTextTwoPlacesCount) {
  std::string text = "Subject: x\n\n";
  for (int i = 0; i < 40; ++i)
    text += "word" + std::string(i < 10 ? "0" : "") + std::to_string(i) + " a line\n";
  EXPECT_EQ(DigestOf(text), "1333c29948f28a7d1dfe430da7edb4375e24cd8a");
  std::string other = text;
  other.replace(other.find("word05"), 6, "Word05");
  EXPECT_EQ(DigestOf(other), DigestOf(text));
  other.replace(other.find("word08"), 6, "Word08");
  EXPECT_NE(DigestOf(other), DigestOf(text));
}

TEST(PyzorDigest, OfEncodedParts) {
  EXPECT_EQ(
      DigestOf("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
               "caf=E9 au lait et=\n du pain =3D\n"),
      "7d2807d2ae61c0f36c34cf5bb3aa9f7a8f2f95d4");
  EXPECT_EQ(DigestOf("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
                     "PHA+SGVsbG8gdGhlcmUsIDxiPnlvdTwvYj48L3A+\n"),
            "0873c864a0b01ff00d41b7ef9f6d241a1bb27b6f");
  // A quote that never ends holds all that follows: there is no charset.
  EXPECT_EQ(DigestOf("Content-Type: text/plain; name=\"a; charset=iso-8859-1\n\ncaf\xE9 au lait for me\n"),
            DigestOf("Subject: x\n\ncaf au lait for me\n"));
  EXPECT_EQ(DigestOf("Subject: x\n\ncaf\xE9 au lait \xFF for me\n"),
            "c6b4daca81edd2599e170095879efbf37dc1f260");
}

TEST(PyzorDigest, OfAllParts) {
  EXPECT_EQ(
      DigestOf(
          "Content-Type: multipart/mixed; boundary=\"==\"\n\npre\n--==\n\nHello there, you\n"
          "--==\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAAAAAAAAAAAAAAA\nAAAAAAAA\n"
          "--==\nContent-Type: message/rfc822\n\nSubject: inner\n\nan inner message\n--==--\nepilogue "
          "here\n"),
      "850ae51fe0b8a77409a5a38726fb29899d0dc42a");
}

TEST(PyzorDigest, ALineThatIsNoFieldEndsTheHeader) {
  EXPECT_EQ(DigestOf("Subject: x\nno field here at all\nContent-Type: text/html\n\n<b>a line of text</b>\n"),
            "9092b65a4c313e44a930fed5edd8124a4f7a7691");
}

TEST(PyzorDigest, NoneWhereItCannotBeMade) {
  EXPECT_EQ(DigestOf("Content-Type: text/html\n\n<![endif--]>a line of text"), "none");
  EXPECT_EQ(DigestOf("Subject: x\n\n" + std::string(kMostPyzorBytes, 'x')), "none");
}

}  // namespace
}  // namespace gatepost

#include "mail/codec.h"

#include <gmock/gmock.h>

#include <string>
#include <tuple>

namespace gatepost {
namespace {

using ::testing::Values;

// Expected texts were read off SpamAssassin 4.0.1's Util::base64_decode and Util::qp_decode.
using Case = std::tuple<std::string, std::string, bool>;  // text, decoded, whether it is an anomaly

class Base64Decoding : public ::testing::TestWithParam<Case> {};
TEST_P(Base64Decoding, DecodesAsSpamAssassinDoes) {
  const auto& [text, decoded, odd] = GetParam();
  AnomalySet anomalies;
  EXPECT_EQ(DecodeBase64(text, &anomalies), decoded);
  EXPECT_EQ(anomalies.Has(Anomaly::kBadBase64), odd);
  EXPECT_EQ(DecodeBase64(text, nullptr), decoded);
}
INSTANTIATE_TEST_SUITE_P(
    Odd, Base64Decoding,
    Values(Case{"", "", false}, Case{"Zm9vYmFy", "foobar", false}, Case{"Zm9v\r\n YmE=\n", "fooba", false},
           Case{"Zm9vYg==", "foob", false}, Case{"Zm9vYmE", "fooba", false}, Case{"Zm9vYg", "foob", false},
           Case{"Zm9vY", "foo", true},                        // a digit too many
           Case{"Zm*9v", "foo", true},                        // not of the alphabet
           Case{"Zm9v\xE9YmFy", "foobar", true},              // nor is this
           Case{std::string("Zm\0009v", 5), "foo", true},     // nor NUL
           Case{"Zg==Zg==", std::string("f\0\0f", 4), true},  // padding inside: read as "A"
           Case{"Zg==Zg", "f\x0F\xFF\x66", true}, Case{"====", "", true}, Case{"=", "", false}));

class QuotedPrintable : public ::testing::TestWithParam<Case> {};
TEST_P(QuotedPrintable, DecodesAsSpamAssassinDoes) {
  const auto& [text, decoded, odd] = GetParam();
  AnomalySet anomalies;
  EXPECT_EQ(DecodeQuotedPrintable(text, &anomalies), decoded);
  EXPECT_EQ(anomalies.Has(Anomaly::kBadQuotedPrintable), odd);
  EXPECT_EQ(DecodeQuotedPrintable(text, nullptr), decoded);
}
INSTANTIATE_TEST_SUITE_P(
    Odd, QuotedPrintable,
    Values(Case{"", "", false}, Case{"a=3Db", "a=b", false}, Case{"caf=c3=A9", "caf\xC3\xA9", false},
           Case{"soft=\nbreak", "softbreak", false}, Case{"soft= \t\r\nbreak", "softbreak", false},
           Case{"trailing \t\nspace ", "trailing\nspace ", false},
           Case{"crlf \r\nkept", "crlf\r\nkept", false}, Case{"a=zz=4", "a=zz=4", true},
           Case{"==3D", "==", true}, Case{"end=", "end=", true},
           Case{"=3=\nD", "=", false},  // an escape across a soft break
           Case{"bell\x07 nul" + std::string(1, '\0'), "bell\x07 nul" + std::string(1, '\0'), false}));

TEST(Codec, QuotedPrintableOfOneLongLineIsLinear) {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += "=41";
  EXPECT_EQ(DecodeQuotedPrintable(text, nullptr), std::string(1'000'000, 'A'));
}

std::string DecodeUuencode(std::string_view text, AnomalySet* anomalies) {
  UuencodeDecoder decoder(kNpos, anomalies);
  decoder.Take(text);
  return decoder.Finish().value_or("no begin");
}

TEST(Codec, UuencodeDecodesFromBeginToEnd) {
  AnomalySet anomalies;
  EXPECT_EQ(DecodeUuencode("preamble\nbegin 644 cat.txt\n#0V%T\n`\nend\nafter\n", &anomalies), "Cat");
  EXPECT_EQ(DecodeUuencode("begin 644 x\r\n#0V%T\r\n`\r\nend\r\n", &anomalies), "Cat");
  EXPECT_TRUE(anomalies.empty());
}

TEST(Codec, UuencodeGoesOnPastWhatIsNoLine) {
  AnomalySet anomalies;
  EXPECT_EQ(DecodeUuencode("begin 644 x\n\xE9\xE9\n#0V%T\n", &anomalies), "Cat");
  EXPECT_TRUE(anomalies.Has(Anomaly::kUnknownEncoding));
}

TEST(Codec, UuencodeLineThatClaimsTooMuchGivesWhatIsThere) {
  EXPECT_EQ(DecodeUuencode("begin 644 x\nM0V%T\nend\n", nullptr), "Cat");
}

TEST(Codec, UuencodeWithoutBeginIsKeptAsItIs) {
  AnomalySet anomalies;
  EXPECT_EQ(DecodeUuencode("just text\n", &anomalies), "no begin");
  EXPECT_TRUE(anomalies.Has(Anomaly::kUnknownEncoding));
}

TEST(Codec, OutputIsNeverLongerThanInput) {
  for (const std::string& text : {std::string(1000, '='), std::string(1000, 'A'), std::string(1000, '\n'),
                                  std::string("begin 644 x\n") + std::string(1000, 'M')}) {
    EXPECT_LE(DecodeBase64(text, nullptr).size(), text.size());
    EXPECT_LE(DecodeQuotedPrintable(text, nullptr).size(), text.size());
    EXPECT_LE(DecodeUuencode(text, nullptr).size(), text.size());
  }
}

}  // namespace
}  // namespace gatepost

// Values of Razor's client, as bench/razor_signatures.pl prints them.
#include "razor/signatures.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using ::testing::ElementsAre;

constexpr char kRazorMail[] = R"(From: shop@sender.example
To: you@example.com
Subject: offer
MIME-Version: 1.0
Content-Type: multipart/mixed;
	boundary="outer"

preamble
--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe, see http://www.shop.example.co.uk/offer=3Fid=3D1 and our=
 other pages.

--inner
Content-Type: text/html
Content-Transfer-Encoding: base64

PGh0bWw+PGJvZHk+PHA+R3ImdXVtbDtzc2U8L3A+CjxhIGhyZWY9Imh0dHA6Ly91c2Vy
QGltYWdlcy5zaG9wLmV4YW1wbGUubmV0OjgwODAvYSI+aGVyZTwvYT4KPC9ib2R5Pjwv
aHRtbD4K
--inner--
--outer
Content-Disposition: inline

no type first, so all of it is text
--outer
Content-Type: text/plain

   
--outer--
epilogue
)";

TEST(RazorSignaturesTest, OfEachPartAndEngine) {
  const std::vector<RazorPart> parts = ReadRazorParts(kRazorMail);
  EXPECT_THAT(
      RazorSignatures(parts, {}, {}).value(),
      ElementsAre(RazorSignature{0, 4, "NuH0v3qCDEZ0A_e_jka7BuE7fXEA"}, RazorSignature{0, 8, "tJADhX8E1qEA"},
                  RazorSignature{1, 4, "Ikndo9K3OzHfRrDToijaL965K8kA"}, RazorSignature{1, 8, "OK-8mIdLyA0A"},
                  RazorSignature{2, 4, "5HfbGWxwd-Jc21mj3-nXQKMWtpUA"}));
  EXPECT_EQ(RazorSignatures(parts, {true, false}, {})->size(), 3u);
  EXPECT_EQ(RazorSignatures(parts, {false, true}, {})->size(), 2u);
}

TEST(RazorSignaturesTest, SeesWhatPartsAre) {
  const std::vector<RazorPart> parts = ReadRazorParts(kRazorMail);
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_TRUE(parts[3].is_skipped);
  EXPECT_FALSE(parts[2].is_skipped);
  EXPECT_TRUE(parts[2].is_text) << "says nothing";
  const auto only = [](const std::string& fields) { return ReadRazorParts(fields + "\n\nbody").at(0); };
  EXPECT_TRUE(only("Content-Type: text/plain\nContent-Disposition: INLINE").is_inline);
  EXPECT_FALSE(only("Content-Type: text/plain").is_inline);
  EXPECT_FALSE(only("Content-Type: image/png").is_text);
  EXPECT_TRUE(only("Content-Type:image/png").is_text) << "without a blank";
}

TEST(RazorSignaturesTest, OneBadDomainAndNothingIsAsked) {
  EXPECT_FALSE(RazorSignatures(ReadRazorParts("A: b\n\nhttp://&#500;.com/"), {}, {}));
}

}  // namespace
}  // namespace gatepost

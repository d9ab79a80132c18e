#include "mail/pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PdfLinks, AreWhereLinksStand) {
  EXPECT_THAT(
      PdfLinks("<</Type/Action/S/URI/URI(https://a.example/x) >>\n/URI <687474703a2f2f622e6578616d706c65>\n"),
      ElementsAre("https://a.example/x", "http://b.example"));
  // Any order of an action's fields, and all links of a line.
  EXPECT_THAT(PdfLinks("/URI  (c.example/\\(1\\)) /S /URI\r/URI(\\376\\377\\000d\\000.\\000e)"),
              ElementsAre("c.example/(1)", "d.e"));
  // Without its name, where it ends what it stands in.
  EXPECT_THAT(PdfLinks("/Uri (https://e.example/12345678)>> (http://f.example/)>>(http://1234567)>>"),
              ElementsAre("https://e.example/12345678", "http://f.example/"));
}

TEST(PdfLinks, OtherThingsAreNone) {
  for (const char* line :
       {"/URI", "/URI(", "/URI(a.b", "/URI(a.b\\)", "/URI<612e62", "/URI   (a.b)", "/URI(ab)", "/URI(.ab)",
        "/URI(a.b\\000)", "/URI/S(a.b)", "(https://a.example/12345678)", "(https://a.example/1234)> >",
        "(httpx://a.example/12345678)>>", "(http://1.34567)>>"}) {
    EXPECT_THAT(PdfLinks(line), IsEmpty()) << line;
  }
  EXPECT_THAT(PdfLinks("/URI\n(a.b)"), IsEmpty());
}

TEST(PdfLinks, AreLimited) {
  std::string pdf;
  for (int i = 0; i < 30; ++i)
    pdf += "/URI(a." + std::to_string(i) + ")(http://a.example/" + std::to_string(i) + ")>>\n/URI(a.0)";
  EXPECT_EQ(PdfLinks(pdf).size(), 20u);
  EXPECT_THAT(PdfLinks("/URI(a.0)/URI(a.0)"), ElementsAre("a.0"));
  EXPECT_THAT(PdfLinks("/URI(" + std::string(200, 'x') + "." + std::string(200, 'y') + ")"),
              ElementsAre(std::string(200, 'x') + "." + std::string(55, 'y')));
  EXPECT_THAT(PdfLinks("/URI(" + std::string(256, 'x') + ".y)"), IsEmpty());
  EXPECT_THAT(PdfLinks("(http://a.example/" + std::string(247, 'x') + ")>>"), IsEmpty());
  EXPECT_EQ(PdfLinks("(http://a.example/" + std::string(246, 'x') + ")>>").size(), 1u);
}

// Names whose strings never end are not searched again and again.
TEST(PdfLinks, UnfinishedStringsAreCheap) {
  std::string line;
  for (int i = 0; i < 200000; ++i) line += "/URI(http://<";
  EXPECT_THAT(PdfLinks(line), IsEmpty());
}

}  // namespace
}  // namespace gatepost

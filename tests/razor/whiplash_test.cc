// Values of Razor2::Signature::Whiplash.
#include "razor/whiplash.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Links(const std::string& text) {
  return WhiplashSignatures(text).value_or(std::vector<std::string>{"an error"});
}

TEST(Whiplash, SignsTheDomainOfALink) {
  const auto example = ElementsAre("A1X0JdhQ1qEA");
  EXPECT_THAT(Links("see http://www.shop.example.com/x?y"), example);
  EXPECT_THAT(Links("http://&#69;xample.&#99;om/"), example);
  EXPECT_THAT(Links("http://ex%41mple.com/"), example);
  EXPECT_THAT(Links("<a href=\"http://user@mail.example.co.uk:80/\">"), ElementsAre("tJADhX8E1qEA"));
  EXPECT_THAT(Links("http://192.0.2.1/"), ElementsAre("flPnO-kn1qEA"));
  EXPECT_THAT(Links("http:/one.com"), ElementsAre("sf7dfc7D1qEA"));
  EXPECT_THAT(Links("http://q=x.com/ "), ElementsAre("6FPNYluC1qEA"));
  EXPECT_THAT(Links("<a href = 'http://x.com'"), ElementsAre("Wi5I0tRt1qEA")) << "with the quotation mark";
}

TEST(Whiplash, SuffixesCountInTheClientsOrder) {
  EXPECT_THAT(Links("http://a.example.unknown/"), ElementsAre("aS3G5HE01qEA"));
  EXPECT_THAT(Links("http://t.lkd.co.im/"), ElementsAre("5JJ9SZpJ1qEA"));
  EXPECT_THAT(Links("http://t.site.voila.fr"), ElementsAre("gqd8tM8X1qEA"));
  EXPECT_THAT(Links("http://foo.edu.au"), ElementsAre("_x7FWa721qEA")) << "listed without a dot";
}

TEST(Whiplash, LaterLinksStandInTheLastLine) {
  EXPECT_THAT(Links("http://a.com/\nhttp://b.com/ http://c.net/ HTTP://d.org/"),
              ElementsAre("HnMHPIp31qEA", "yEquWHxy1qEA", "Tua35szL1qEA"));
  EXPECT_THAT(Links("href=\"http://a.com\nhttp://b.com\""), ElementsAre("HnMHPIp31qEA", "yEquWHxy1qEA"));
  EXPECT_THAT(Links("https://two.com/ https://three.com"), ElementsAre("2_Vf3Xmu1qEA"));
  EXPECT_THAT(Links("http://x.de http://X.DE http://y.x.de"), ElementsAre("VOSvfZvv1qEA")) << "each once";
  EXPECT_THAT(Links("http://0/ http://b.com"), IsEmpty()) << "ends at a host of nothing";
}

TEST(Whiplash, PlainLinksBesideOthers) {
  EXPECT_THAT(Links("www.a.com\n  www.b.com/x http://c.com"), ElementsAre("e0uCQqge1qEA", "0A_xq13N1qEA"));
  EXPECT_THAT(Links(" www.b.com/x"), IsEmpty()) << "alone they are none";
  EXPECT_THAT(Links("no link at all"), IsEmpty());
  EXPECT_THAT(Links("http://host. /"), IsEmpty()) << "a host without a dot";
  EXPECT_THAT(Links(""), IsEmpty());
}

TEST(Whiplash, LettersBeyondLatin1) {
  EXPECT_FALSE(WhiplashSignatures("http://&#500;.com/"));
  EXPECT_THAT(Links("&#500; http://\xc9x.com/"), ElementsAre("2N-IhGOs1qEA"))
      << "all is Unicode, with small letters";
  EXPECT_THAT(Links("http://\xc9x.com/"), ElementsAre("QzchDNw_1qEA"));
}

}  // namespace
}  // namespace gatepost

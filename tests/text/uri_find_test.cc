#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/cpu_time.h"
#include "text/uri.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

UriConfig FindConfig() {
  UriConfig config;
  for (const char* tld : {"com", "net", "example", "uk"}) config.tlds.insert(tld);
  config.two_tlds.insert("co.uk");
  return config;
}

std::vector<std::string> Find(std::string_view text) {
  std::vector<std::string> found;
  for (const FoundUri& uri : FindUris(text, FindConfig())) found.emplace_back(uri.text);
  return found;
}

TEST(FindUris, SchemesAndWebHosts) {
  EXPECT_THAT(Find("see http://a.example/x, HTTPS://b.example and ftp://c.example."),
              ElementsAre("http://a.example/x", "HTTPS://b.example", "ftp://c.example"));
  EXPECT_THAT(Find("www.nowhere www2.nowhere ftp.nowhere www234.nowhere"),
              ElementsAre("www.nowhere", "www2.nowhere", "ftp.nowhere"));
  EXPECT_THAT(Find("gopher://x.nowhere http:/x.nowhere http://"), IsEmpty());
}

TEST(FindUris, AnAddressHasBothItsSides) {
  EXPECT_THAT(Find("write to joe@ or to @home or to @ us"), IsEmpty());
  EXPECT_THAT(Find("joe@a"), ElementsAre("joe@a"));
}

// "ESC ( B" shifts back to ASCII: what follows begins there. "ESC $ B" shifts away from it.
TEST(FindUris, BehindAShiftSequence) {
  EXPECT_THAT(Find("\x1b(Bhttp://a.nowhere/b"), ElementsAre("http://a.nowhere/b"));
  EXPECT_THAT(Find("\x1b$Bhttp://a.nowhere/b"), IsEmpty());
}

TEST(FindUris, TellsWhatItIs) {
  const std::string text = "http://a.example b@c.example d.example/e";
  const std::vector<FoundUri> found = FindUris(text, FindConfig());
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].kind, FoundUri::Kind::kScheme);
  EXPECT_EQ(found[1].kind, FoundUri::Kind::kMail);
  EXPECT_EQ(found[2].kind, FoundUri::Kind::kSchemeless);
  EXPECT_EQ(found[2].text, "d.example/e");
  EXPECT_EQ(found[2].host, "d.example");
}

TEST(FindUris, PunctuationOfTheSentenceIsNoPart) {
  EXPECT_THAT(Find("(http://a.example/b) http://a.example/(b) http://a.example/b)c(d)"),
              ElementsAre("http://a.example/b", "http://a.example/(b", "http://a.example/b"));
  EXPECT_THAT(Find("http://a.example/b?!... http://a.example/b'"),
              ElementsAre("http://a.example/b", "http://a.example/b"));
}

TEST(FindUris, EndsAtDelimiters) {
  for (char end : std::string_view("<>\"`{}[]| \t\n\x1b\xa0")) {
    EXPECT_THAT(Find(std::string("http://a.example/b") + end + "c"), ElementsAre("http://a.example/b"))
        << end;
  }
}

TEST(FindUris, HostsNeedAKnownTopLevelDomain) {
  EXPECT_THAT(Find("a.example b.nowhere c.d.example e.com.nowhere"), ElementsAre("a.example", "c.d.example"));
  EXPECT_THAT(Find("a.example. a.example:80 a.example:80/x a.example./x"),
              ElementsAre("a.example", "a.example:80", "a.example:80/x", "a.example./x"));
  EXPECT_THAT(Find("a.example:123456 a.example/ a.example_b .example"), IsEmpty());
}

TEST(FindUris, HostsBeginBehindADelimiter) {
  EXPECT_THAT(Find("x=a.example;b.example"), ElementsAre("b.example"));  // "=a.example;b" ends in no space
  EXPECT_THAT(Find("%a.example -a.example"), IsEmpty());
}

TEST(FindUris, MailAddresses) {
  EXPECT_THAT(Find("to b@c.example, mailto:d@e.example(f)"),
              ElementsAre("b@c.example", "mailto:d@e.example"));
  EXPECT_THAT(Find("b\xc3\xa9@c.nowhere"), IsEmpty());
}

TEST(FindUris, LengthsAreBounded) {
  const std::string start = "http://a.example/";
  EXPECT_THAT(Find("http://" + std::string(2048, 'x')), ElementsAre("http://" + std::string(2048, 'x')));
  EXPECT_THAT(Find("http://" + std::string(2049, 'x')), IsEmpty());
  EXPECT_THAT(Find("a.example/" + std::string(2048, 'x')),
              ElementsAre("a.example/" + std::string(2048, 'x')));
  EXPECT_THAT(Find("a.example/" + std::string(2049, 'x')), IsEmpty());
  EXPECT_THAT(Find(std::string(251, 'x') + "@y"), ElementsAre(std::string(251, 'x') + "@y"));
  EXPECT_THAT(Find(std::string(252, 'x') + "@y"), IsEmpty());
  EXPECT_THAT(Find("x@" + std::string(251, 'y')), ElementsAre("x@" + std::string(251, 'y')));
  EXPECT_THAT(Find("x@" + std::string(252, 'y')), IsEmpty());
  EXPECT_THAT(Find(std::string(252, 'x') + ".example"), ElementsAre(std::string(252, 'x') + ".example"));
  EXPECT_THAT(Find(std::string(253, 'x') + ".example"), IsEmpty());
}

TEST(FindUris, ShiftSequencesOfIso2022AreNoPart) {
  EXPECT_THAT(Find("\x1b(Bhttp://a.example\x1b$B"), ElementsAre("http://a.example"));
}

TEST(FindUris, CostStaysLinear) {
  // Each of these would be quadratic where a run was measured from each of its bytes.
  const double start = CpuSeconds();
  for (const char* piece : {"a-", "http://", "a@", "www.", "a.", "mailto:", "("}) {
    std::string text;
    while (text.size() < 2000000) text += piece;
    FindUris(text, FindConfig());
  }
  EXPECT_LT(CpuSeconds() - start, 20);
}

}  // namespace
}  // namespace gatepost

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/cpu_time.h"
#include "text/uri.h"

namespace gatepost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

UriConfig CanonicalConfig() {
  UriConfig config;
  for (const char* tld : {"com", "net", "example"}) config.tlds.insert(tld);
  return config;
}

std::vector<std::string> Variants(std::string_view uri, UriText text = UriText::kBytes) {
  return CanonicalUris(uri, CanonicalConfig(), text);
}

TEST(CanonicalUris, APlainOneStaysAlone) {
  EXPECT_THAT(Variants("http://a.example/b"), ElementsAre("http://a.example/b"));
  EXPECT_THAT(Variants(""), ElementsAre(""));
  EXPECT_THAT(Variants("#x"), ElementsAre("#x"));
  EXPECT_THAT(Variants("/x.gif"), ElementsAre("/x.gif"));
  EXPECT_THAT(Variants("javascript:x()"), ElementsAre("javascript:x()"));
}

TEST(CanonicalUris, LineEndsAndBlanksGo) {
  EXPECT_THAT(Variants(" http://a.exa\r\nmple/b\t"), ElementsAre("http://a.example/b"));
}

TEST(CanonicalUris, SchemeAndSlashesAreCompleted) {
  EXPECT_THAT(Variants("http:a.example"), ElementsAre("http:a.example", "http://a.example"));
  EXPECT_THAT(Variants("https:\\a.example\\b"), ElementsAre("https:\\a.example\\b", "https://a.example/b"));
  EXPECT_THAT(Variants("a.example"), ElementsAre("a.example", "http://a.example"));
  EXPECT_THAT(Variants("ftp.a.example"), ElementsAre("ftp.a.example", "ftp://ftp.a.example"));
  EXPECT_THAT(Variants("http://a.example?b"), ElementsAre("http://a.example?b", "http://a.example/?b"));
}

TEST(CanonicalUris, PercentCodesAndReferences) {
  EXPECT_THAT(Variants("http://a%2Eexample/%41%20%7f"),
              ElementsAre("http://a%2Eexample/%41%20%7f", "http://a.example/A%20%7f"));
  EXPECT_THAT(Variants("http://a.example/&#46;&#x42;&#0066;"), Contains("http://a.example/.BB"));
  EXPECT_THAT(Variants("http://a.example/&#12290;&#XFF0E;"), Contains("http://a.example/.."));
  EXPECT_THAT(Variants("http://a.example/&#32;&#127;&#x7f;&#;&#x;"),
              ElementsAre("http://a.example/&#32;&#127;&#x7f;&#;&#x;"));
}

TEST(CanonicalUris, BytesAndCharacters) {
  EXPECT_THAT(Variants("http://a.example/\u00e9%41"), Contains("http://a.example/%c3%a9A"));
  EXPECT_THAT(Variants("http://a.example/\u00e9\u20ac%41", UriText::kCharacters),
              Contains("http://a.example/%e9\u20acA"));
}

TEST(CanonicalUris, DefaultPortsGo) {
  EXPECT_THAT(Variants("http://a.example:80/b"), Contains("http://a.example/b"));
  EXPECT_THAT(Variants("https://a.example:443/b"), Contains("https://a.example/b"));
  EXPECT_THAT(Variants("http://a.example:8080/b"), ElementsAre("http://a.example:8080/b"));
}

TEST(CanonicalUris, NumericHosts) {
  EXPECT_THAT(Variants("http://2130706433/"), Contains("http://127.0.0.1/"));
  EXPECT_THAT(Variants("http://0x7f000001/"), Contains("http://127.0.0.1/"));
  EXPECT_THAT(Variants("http://0xffffffff7f000001/"), Contains("http://127.0.0.1/"));
  EXPECT_THAT(Variants("http://0177.0x1.02.3/"), Contains("http://127.1.2.3/"));
  // As SpamAssassin shows it.
  EXPECT_THAT(Variants("http://127.0.0.1/"), Contains("http://127...1/"));
  EXPECT_THAT(Variants("http://99999999999999999999999/"), Contains("http://255.255.255.255/"));
}

TEST(CanonicalUris, OddHosts) {
  EXPECT_THAT(Variants("http://a.example!!!/b"), Contains("http://a.example/b"));
  EXPECT_THAT(Variants("http://x@y@a.example/b"), Contains("http://a.example/b"));
  EXPECT_THAT(Variants("http://b\u00fccher.example/"), Contains("http://xn--bcher-kva.example/"));
  EXPECT_THAT(Variants("http://lone/b"), Contains("http://www.lone.com/b"));
  EXPECT_THAT(Variants("http://www.lone"), Contains("http://www.lone.com"));
  EXPECT_THAT(Variants("http://localhost/"), ElementsAre("http://localhost/"));
  EXPECT_THAT(Variants("https://lone/"), ElementsAre("https://lone/"));
}

TEST(CanonicalUris, RedirectorsOpenUp) {
  EXPECT_THAT(Variants("http://a.example/?to=http://b.example/c&d"), Contains("http://b.example/c"));
  EXPECT_THAT(Variants("http://a.example/http:b.example/http:c.example"),
              ElementsAre("http://a.example/http:b.example/http:c.example", "http:b.example/http:c.example",
                          "http:c.example", "http://b.example/http:c.example", "http://c.example"));
  EXPECT_THAT(Variants("http://a.example/?to=http://b"), Not(Contains("http://b")));
}

TEST(CanonicalUris, ConfiguredRedirectorsComeFirst) {
  UriConfig config = CanonicalConfig();
  config.find_redirect = [](std::string_view uri) -> std::optional<std::string> {
    const std::size_t at = uri.find("goto=");
    return at == std::string_view::npos ? std::nullopt : std::optional(std::string(uri.substr(at + 5)));
  };
  EXPECT_THAT(CanonicalUris("http://a.example/?goto=b.example", config),
              ElementsAre("http://a.example/?goto=b.example", "b.example", "http://b.example"));
}

TEST(CanonicalUris, RedirectorsAreBounded) {
  UriConfig config = CanonicalConfig();
  int calls = 0;
  config.find_redirect = [&calls](std::string_view uri) {
    ++calls;
    return std::optional<std::string>(std::string(uri) + "x");
  };
  EXPECT_LE(CanonicalUris("http://a.example/", config).size(), 100U);
  EXPECT_LE(calls, 25);
}

TEST(CanonicalUris, MailAddresses) {
  EXPECT_THAT(Variants("mailto:a@b.example?subject=c"),
              ElementsAre("mailto:a@b.example?subject=c", "mailto:a@b.example"));
  EXPECT_THAT(Variants("mailto:a@b.example&c"), Contains("mailto:a@b.example"));
  EXPECT_THAT(Variants("mailto:%20a@b.example%20"), Contains("mailto:a@b.example"));
  EXPECT_THAT(Variants("mailto:\"A\"%20<a@b.example>"), Contains("mailto:a@b.example"));
  EXPECT_THAT(Variants("mailto:%20%20@b.example"), Contains("mailto:%20@b.example"))
      << "what was cut off has to stand before the sign";
  EXPECT_THAT(Variants("mailto:@b.example%20"), Contains("mailto:mailto:@b.example"));
  EXPECT_THAT(Variants("mailto:%20a@%20"), ElementsAre("mailto:%20a@%20"));
  EXPECT_THAT(Variants("mailto:A<@b.example>"), Not(Contains("mailto:@b.example")));
  EXPECT_THAT(Variants("mailto:A<a@>"), Not(Contains("mailto:a@")));
  EXPECT_THAT(Variants("a@b.example"), ElementsAre("a@b.example"));
}

TEST(CanonicalUris, HostileInputIsCheap) {
  const double start = CpuSeconds();
  for (const char* piece : {"<", "@", "http:", "&#", "%20", "<a@", "http://a.b/"}) {
    std::string uri = "mailto:";
    while (uri.size() < 8000) uri += piece;
    CanonicalUris(uri, CanonicalConfig());
    CanonicalUris("http://a.example/" + uri, CanonicalConfig());
  }
  EXPECT_LT(CpuSeconds() - start, 5);
}

}  // namespace
}  // namespace gatepost

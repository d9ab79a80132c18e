// Lists of links: the plugins Phishing and DecodeShortURLs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "gatepost/engine.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class UrlListTest : public testing::Test {
 protected:
  UrlListTest() { config_ = "util_rb_tld net com ly link\n"; }
  void Open() {
    folder_.Write("rules/10.cf",
                  config_ +
                      "body PHISHING eval:check_phishing()\nbody SHORT eval:short_url()\n"
                      "body OTHER eval:short_url_redir()\nbody CODE eval:short_url_code('200')\n");
    options_.rules_path = folder_ / "rules";
    auto engine = Engine::Open(options_, OpenSqliteStore, &diagnostics_);
    ASSERT_TRUE(engine) << engine.error().message();
    engine_ = std::move(*engine);
    // Each test loads one of the two plugins.
    std::erase_if(diagnostics_, [](const Diagnostic& one) {
      return one.text.ends_with("s the plugin Phishing") || one.text.ends_with("plugin DecodeShortURLs");
    });
  }
  // The rules that hit, each with its detail.
  std::string Hits(const std::string& body) {
    if (engine_ == nullptr) Open();
    const Verdict verdict = Session(*engine_).Check("Subject: x\n\n" + body + "\n", CheckOptions());
    std::string names;
    for (const Hit& hit : verdict.hits) {
      names += (names.empty() ? "" : " ") + hit.rule;
      if (!hit.detail.empty()) names += " " + hit.detail;
    }
    return names;
  }
  void LoadFeeds(const std::string& openphish, const std::string& phishtank, const std::string& phishstats) {
    config_ += "loadplugin Mail::SpamAssassin::Plugin::Phishing\n";
    config_ += "phishing_openphish_feed " + folder_.Write("open", openphish) + "\n";
    config_ += "phishing_phishtank_feed " + folder_.Write("tank", phishtank) + "\n";
    config_ += "phishing_phishstats_feed " + folder_.Write("stats", phishstats) + "\n";
  }

  TempFolder folder_;
  std::string config_;
  Options options_;
  std::vector<Diagnostic> diagnostics_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(UrlListTest, FeedsAndTheirForms) {
  LoadFeeds("http://a.example.net/x\n  # http://no.example.net/\nhttp://last.example.net/y?z",
            "http://heading.example.net/,http://heading.example.net/\n1,\"http://b.example.net/"
            "x\",2\n#1,http://no.example.net/\n"
            "2\n3,http://a.example.net/x\n",
            "http://heading.example.net/\n\"d\",\"7\",\"http://c.example.net/x\"\n\"d\",\"6\",\"http://"
            "six.example.net/x\"\n"
            "d,6.1,http://more.example.net/x\n");
  EXPECT_EQ(Hits("http://a.example.net/x"), "PHISHING OpenPhish (example.net)");
  EXPECT_EQ(Hits("http://last.example.net/y?z"), "PHISHING OpenPhish (example.net)");
  EXPECT_EQ(Hits("http://b.example.net/x"), "PHISHING PhishTank (example.net)");
  EXPECT_EQ(Hits("http://c.example.net/x"), "PHISHING PhishStats (example.net)");
  EXPECT_EQ(Hits("http://more.example.net/x"), "PHISHING PhishStats (example.net)");
  for (const char* url : {"http://no.example.net/", "http://six.example.net/x", "http://heading.example.net/",
                          "http://a.example.net/", "http://last.example.net/y", "mailto:a@example.net"})
    EXPECT_EQ(Hits(url), "") << url;
  EXPECT_THAT(diagnostics_, IsEmpty());
}

TEST_F(UrlListTest, WithoutParameters) {
  LoadFeeds("http://a.example.net/b/c?d=e\nhttp://g.example.net/url?u=v\n", "", "");
  config_ += "phishing_uri_noparam 1\n";
  EXPECT_EQ(Hits("http://a.example.net/b/c?f=g"), "PHISHING OpenPhish (example.net)");
  EXPECT_EQ(Hits("http://a.example.net/b/c"), "PHISHING OpenPhish (example.net)");
  EXPECT_EQ(Hits("http://g.example.net/url?u=v"), "");  // many lead through there
}

TEST_F(UrlListTest, LongFeeds) {
  std::string feed(100000, 'x');
  for (int i = 0; i < 50000; ++i) feed += "\nhttp://h" + std::to_string(i) + ".example.net/";
  LoadFeeds(feed, "", "");
  for (const int number : {0, 1234, 49999})
    EXPECT_EQ(Hits("http://h" + std::to_string(number) + ".example.net/"),
              "PHISHING OpenPhish (example.net)");
  EXPECT_EQ(Hits("http://h50000.example.net/"), "");
}

TEST_F(UrlListTest, MoreUrlsThanTheLimitAreAFailure) {
  LoadFeeds("http://a.example.net/x\nhttp://b.example.net/x\n", "heading\n1,http://c.example.net/x\n", "");
  const std::string last = "Subject: x\n\nhttp://c.example.net/x\n";
  for (const std::size_t limit : {2u, 3u, 4u}) {
    options_.limits.max_phishing_urls = limit;
    Open();
    EXPECT_EQ(Hits("http://b.example.net/x"), "PHISHING OpenPhish (example.net)");
    EXPECT_EQ(Hits("http://c.example.net/x"), limit == 2 ? "" : "PHISHING PhishTank (example.net)");
    const Verdict verdict = Session(*engine_).Check(last, CheckOptions());
    const auto says_so = testing::Contains(HasSubstr("more than 2 URLs; from some point in PhishTank's"));
    EXPECT_EQ(testing::Value(verdict.failures, says_so), limit == 2);
  }
}

TEST_F(UrlListTest, WhatWasOpenedStays) {
  LoadFeeds("http://a.example.net/x\n", "", "");
  Open();
  std::filesystem::remove(folder_ / "open");
  EXPECT_EQ(Hits("http://a.example.net/x"), "PHISHING OpenPhish (example.net)");
}

TEST_F(UrlListTest, AMissingFeedIsTold) {
  LoadFeeds("", "", "");
  std::filesystem::remove(folder_ / "open");
  std::filesystem::remove(folder_ / "tank");
  std::filesystem::create_directory(folder_ / "tank");
  EXPECT_EQ(Hits("http://a.example.net/x"), "");
  ASSERT_EQ(diagnostics_.size(), 2U);
  EXPECT_THAT(diagnostics_[0].text, HasSubstr("No such file"));
  EXPECT_THAT(diagnostics_[1].text, HasSubstr("is no file"));
}

TEST_F(UrlListTest, NotLoaded) {
  folder_.Write("open", "http://a.example.net/x\n");
  EXPECT_EQ(Hits("http://a.example.net/x"), "");
}

TEST_F(UrlListTest, Shorteners) {
  config_ +=
      "loadplugin Mail::SpamAssassin::Plugin::DecodeShortURLs\nurl_shortener TinyURL.com gone.com\n"
      "url_shortener_get bit.ly also.com\nurl_shortener .page.link\nclear_url_shortener GONE.com also.com\n";
  for (const char* url : {"http://tinyurl.com/x", "https://u:p@TINYURL.com:80/x", "http://www.tinyurl.com/",
                          "http://bit.ly/x?y", "http://a.page.link", "http://a.page.link/x", "bit.ly/x"})
    EXPECT_EQ(Hits(url), "SHORT") << url;
  for (const char* url :
       {"http://tinyurl.com", "http://tinyurl.com/?x", "http://tinyurl.com:80/", "http://gone.com/x",
        "http://also.com/x", "http://page.link/x", "http://www.page.link/x", "http://a.b.page.link/x",
        "ftp://bit.ly/x", "http://x.bit.ly/y"})
    EXPECT_EQ(Hits(url), "") << url;
}

TEST_F(UrlListTest, ShortenersThatAreAllGone) {
  config_ +=
      "loadplugin Mail::SpamAssassin::Plugin::DecodeShortURLs\nurl_shortener_get "
      "bit.ly\nclear_url_shortener\n";
  EXPECT_EQ(Hits("http://bit.ly/x"), "");
  EXPECT_THAT(diagnostics_, IsEmpty());
}

}  // namespace
}  // namespace gatepost

#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

std::string Plain(const std::string& body) { return "Subject: x\n\n" + body; }
std::string Html(const std::string& body) {
  return "Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<html><body>" + body + "</body></html>\n";
}

TEST(UriEvals, RedirectorToAnotherDomain) {
  for (const char* uri :
       {"http://a.com/?http://b.org/", "https://a.com/x/http:b.org", "http://a.com/HTTPS:/b.org/c",
        "http://a.com/http://www.a.com/http://b.org", "http://a.com?to=http://b.org"}) {
    EXPECT_TRUE(EvalFixture(Plain(uri)).Hits("check_for_http_redirector")) << uri;
  }
  for (const char* uri : {"http://a.com/", "http://a.com/?http://www.a.com/", "http://a.com/http",
                          "http://a.com/http://", "ftp://a.com/http://b.org"}) {
    EXPECT_FALSE(EvalFixture(Plain(uri)).Hits("check_for_http_redirector")) << uri;
  }
}

TEST(UriEvals, RedirectorWhoseTargetFollowsTheHostAtOnce) {
  EXPECT_TRUE(
      EvalFixture(Html("<a href='http://a.com.http://b.org/'>x</a>")).Hits("check_for_http_redirector"));
}

TEST(UriEvals, LinkToAnAddressWithAnHttpsText) {
  EXPECT_TRUE(
      EvalFixture(Html("<a href='http://10.1.2.3/x'>https://bank.com</a>")).Hits("check_https_ip_mismatch"));
  EXPECT_TRUE(EvalFixture(Html("<a href='https://u:p@10.1.2.3'>see https://bank.com</a>"))
                  .Hits("check_https_ip_mismatch"));
  for (const char* link : {"<a href='http://10.1.2.3/x'>http://bank.com</a>",
                           "<a href='http://10.1.2.3/x'>https://10.1.2.3/x</a>",
                           "<a href='http://bank.com/10.1.2.3'>https://bank.com</a>",
                           "<a href='http://10.1.2/'>https://bank.com</a>"}) {
    EXPECT_FALSE(EvalFixture(Html(link)).Hits("check_https_ip_mismatch")) << link;
  }
}

TEST(UriEvals, TruncatedUri) {
  EXPECT_TRUE(EvalFixture(Html("<a href='http://a.com/" + std::string(8200, 'x') + "'>x</a>"))
                  .Hits("check_uri_truncated"));
  EXPECT_FALSE(EvalFixture(Html("<a href='http://a.com/x'>x</a>")).Hits("check_uri_truncated"));
}

}  // namespace
}  // namespace gatepost

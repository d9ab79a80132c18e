#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

TEST(UriEvals, RedirectorToAnotherDomain) {
  for (const char* uri :
       {"http://a.com/?http://b.org/", "https://a.com/x/http:b.org", "http://a.com/HTTPS:/b.org/c",
        "http://a.com/http://www.a.com/http://b.org", "http://a.com?to=http://b.org"}) {
    EXPECT_TRUE(EvalFixture(PlainMail(uri)).Hits("check_for_http_redirector")) << uri;
  }
  for (const char* uri : {"http://a.com/", "http://a.com/?http://www.a.com/", "http://a.com/http",
                          "http://a.com/http://", "ftp://a.com/http://b.org"}) {
    EXPECT_FALSE(EvalFixture(PlainMail(uri)).Hits("check_for_http_redirector")) << uri;
  }
}

TEST(UriEvals, RedirectorWhoseTargetFollowsTheHostAtOnce) {
  EXPECT_TRUE(
      EvalFixture(HtmlMail("<a href='http://a.com.http://b.org/'>x</a>")).Hits("check_for_http_redirector"));
}

TEST(UriEvals, LinkToAnAddressWithAnHttpsText) {
  EXPECT_TRUE(EvalFixture(HtmlMail("<a href='http://10.1.2.3/x'>https://bank.com</a>"))
                  .Hits("check_https_ip_mismatch"));
  EXPECT_TRUE(EvalFixture(HtmlMail("<a href='https://u:p@10.1.2.3'>see https://bank.com</a>"))
                  .Hits("check_https_ip_mismatch"));
  for (const char* link : {"<a href='http://10.1.2.3/x'>http://bank.com</a>",
                           "<a href='http://10.1.2.3/x'>https://10.1.2.3/x</a>",
                           "<a href='http://bank.com/10.1.2.3'>https://bank.com</a>",
                           "<a href='http://10.1.2/'>https://bank.com</a>"}) {
    EXPECT_FALSE(EvalFixture(HtmlMail(link)).Hits("check_https_ip_mismatch")) << link;
  }
}

TEST(UriEvals, TruncatedUri) {
  EXPECT_TRUE(EvalFixture(HtmlMail("<a href='http://a.com/" + std::string(8200, 'x') + "'>x</a>"))
                  .Hits("check_uri_truncated"));
  EXPECT_FALSE(EvalFixture(HtmlMail("<a href='http://a.com/x'>x</a>")).Hits("check_uri_truncated"));
}

}  // namespace
}  // namespace gatepost

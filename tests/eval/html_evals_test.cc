#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

TEST(HtmlEvals, OnlyOfHtml) {
  EXPECT_TRUE(EvalFixture(HtmlMail("<p>x</p>")).Hits("html_test", {"html"}));
  EXPECT_FALSE(EvalFixture("Subject: x\n\n<p>x</p>\n").Hits("html_test", {"html"}));
  EXPECT_FALSE(EvalFixture(HtmlMail("<p>x</p>")).Hits("html_test", {"embeds"}));
  EXPECT_TRUE(EvalFixture(HtmlMail("<embed src='x'>x</p>")).Hits("html_test", {"embeds"}));
}

TEST(HtmlEvals, TagsAndTheirBalance) {
  EvalFixture mail(HtmlMail("<center><b>x</b><p>x"));
  EXPECT_TRUE(mail.Hits("html_tag_exists", {"center"}));
  EXPECT_FALSE(mail.Hits("html_tag_exists", {"bgsound"}));
  EXPECT_TRUE(mail.Hits("html_tag_balance", {"center", "!= 0"}));
  EXPECT_TRUE(mail.Hits("html_tag_balance", {"center", "== 1"}));
  EXPECT_FALSE(mail.Hits("html_tag_balance", {"b", "!= 0"}));
  EXPECT_FALSE(mail.Hits("html_tag_balance", {"bgsound", "== 0"}));
}

TEST(HtmlEvals, ComparisonsAreArithmeticAlone) {
  EvalFixture mail(HtmlMail("<center>x"));  // balance 1
  for (const char* good : {"> 0", ">= 1", "< 2", "<= 1", "==1", "!= - 1", "<=> 0", "+ 1 == 2", "- 1 == 0", "",
                           "== 3 - 2", ">-1"}) {
    EXPECT_EQ(mail.Hits("html_tag_balance", {"center", good}), *good != '\0') << good;
  }
  for (const char* bad : {"> 1", "- 1", "== 1 == 1", "=", "= 1", "!", "<", "> ", "; 1", "> 0 || 1", "<< 1"}) {
    EXPECT_FALSE(mail.Hits("html_tag_balance", {"center", bad})) << bad;
  }
}

TEST(HtmlEvals, RangesAreOpenBelowAndClosedAbove) {
  EvalFixture mail(HtmlMail("<p>" + std::string(100, 'x') + "</p>"));
  const double length = mail.context().views.TextParts().at(0).html->numbers.at("length");
  ASSERT_GT(length, 99);
  const auto text = [&](double more) { return std::to_string(static_cast<int>(length + more)); };
  EXPECT_TRUE(mail.Hits("html_range", {"length", text(-1), text(0)}));
  EXPECT_FALSE(mail.Hits("html_range", {"length", text(0), text(1)}));
  EXPECT_TRUE(mail.Hits("html_range", {"length", text(-1), "inf"}));
  EXPECT_FALSE(mail.Hits("html_range", {"length", text(0), "inf"}));
  EXPECT_TRUE(mail.Hits("html_eval", {"length", "< " + text(1)}));
  EXPECT_FALSE(mail.Hits("html_eval", {"length", "< " + text(0)}));
  EXPECT_FALSE(mail.Hits("html_eval", {"nothing", "< 1"}));
  EXPECT_FALSE(mail.Hits("html_range", {"nothing", "-1", "1"}));
}

TEST(HtmlEvals, PicturesAndText) {
  EvalFixture picture(HtmlMail("<img src='x' width=100 height=100>" + std::string(50, 'x')));
  EXPECT_TRUE(picture.Hits("html_image_only", {"0000", "0400"}));
  EXPECT_FALSE(picture.Hits("html_image_only", {"0400", "0800"}));
  EXPECT_FALSE(EvalFixture(HtmlMail("<p>x")).Hits("html_image_only", {"0000", "0400"}));
  EXPECT_TRUE(picture.Hits("html_image_ratio", {"0.004", "0.006"}));
  EXPECT_FALSE(picture.Hits("html_image_ratio", {"0.006", "0.008"}));
  EXPECT_FALSE(EvalFixture(HtmlMail("<p>x")).Hits("html_image_ratio", {"0", "1000"}));
}

TEST(HtmlEvals, TextsByName) {
  EvalFixture mail(HtmlMail("<!-- saved --><title>Free</title><a href='x'><img src='y'></a>"));
  EXPECT_TRUE(mail.Hits("html_text_match", {"comment", "<!-- sa"}));
  EXPECT_TRUE(mail.Hits("html_text_match", {"anchor", "<img>"}));
  EXPECT_TRUE(mail.Hits("html_text_match", {"title", "(?i)^free"}));
  EXPECT_FALSE(mail.Hits("html_text_match", {"title", "^free"}));
  EXPECT_TRUE(mail.Hits("html_text_not_match", {"title", "^free"}));
  EXPECT_FALSE(mail.Hits("html_text_not_match", {"title", "Free"}));
  EXPECT_FALSE(mail.Hits("html_text_match", {"title", "(unclosed"}));
  EXPECT_FALSE(mail.Hits("html_text_match", {"nothing", "."}));
}

TEST(HtmlEvals, TitleLongerThanTheSubject) {
  const std::string html = "<title>" + std::string(40, 't') + "</title>";
  EXPECT_TRUE(EvalFixture(HtmlMail(html, "123456789")).Hits("html_title_subject_ratio", {"3.5"}));
  EXPECT_FALSE(EvalFixture(HtmlMail(html, std::string(30, 's'))).Hits("html_title_subject_ratio", {"3.5"}));
  EXPECT_FALSE(EvalFixture("MIME-Version: 1.0\nContent-Type: text/html\n\n" + html)
                   .Hits("html_title_subject_ratio", {"3.5"}));
}

TEST(HtmlEvals, FrameWithASource) {
  EXPECT_TRUE(EvalFixture(HtmlMail("<iframe src='http://a.com/'>")).Hits("check_iframe_src"));
  EXPECT_FALSE(EvalFixture(HtmlMail("<iframe><img src='http://a.com/'>")).Hits("check_iframe_src"));
}

TEST(HtmlEvals, LinksThatShowAnotherDomain) {
  const std::string lie = "<a href='http://www.evil.org/'>https://www.bank.com/login</a>";
  const std::string link = "<a href='http://a.com/1'>x</a><a href='http://a.com/2'>x</a>";
  EXPECT_TRUE(EvalFixture(HtmlMail(lie)).Hits("check_https_http_mismatch", {"1", "10"}));
  EXPECT_TRUE(EvalFixture(HtmlMail(lie + link)).Hits("check_https_http_mismatch", {"1", "4"}));
  EXPECT_FALSE(EvalFixture(HtmlMail(lie + link)).Hits("check_https_http_mismatch", {"1", "3"}));
  EXPECT_TRUE(EvalFixture(HtmlMail(lie + link)).Hits("check_https_http_mismatch", {"3"}));
  EXPECT_FALSE(EvalFixture(HtmlMail(lie + link)).Hits("check_https_http_mismatch", {"4"}));
  for (const char* honest : {"<a href='http://www.bank.com/'>https://bank.com/</a>",
                             "<a href='http://www.evil.org/'>http://bank.com/</a>",
                             "<a href='http://10.1.2.3/'>https://bank.com/</a>",
                             "<a href='http://www.evil.nowhere/'>https://bank.com/</a>",
                             "<a href='http://www.evil.org/'>https://bank/</a>"}) {
    EXPECT_FALSE(EvalFixture(HtmlMail(honest)).Hits("check_https_http_mismatch")) << honest;
  }
  EXPECT_TRUE(EvalFixture(HtmlMail("<a href='http://evil.org/'>https://10.1.2.3/</a>"))
                  .Hits("check_https_http_mismatch"));
}

}  // namespace
}  // namespace gatepost

#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

constexpr const char* kHomeConfig =
    "loadplugin Mail::SpamAssassin::Plugin::FromNameSpoof\n"
    "fns_add_addrlist (CONTOSO) *@contoso.com *@*.contoso.com *@contoso-mail.com\n"
    "fns_add_addrlist (GRAND_BANK) *@grandbank.example\n"
    "enlist_uri_host (LINK_COUNTERS) clicks.example\n"
    "enlist_uri_host (LINK_CARRIERS) social.example\n";

TEST(HomeEvals, PagesWhoseLinksAllLeadToOneOtherSite) {
  const auto hits = [](const std::string& from, const std::string& html) {
    return EvalFixture(PageFrom(from, html), kHomeConfig).Hits("gatepost_links_lead_away");
  };
  EXPECT_TRUE(hits("x@contoso.com", "<a href='https://other.example/x'>here</a>"));
  EXPECT_TRUE(hits("x@contoso.com",
                   "<a href='https://a.other.example/1'>a</a><a href='https://b.other.example/2'>b</a>"));
  // Fonts and pictures come from anywhere.
  EXPECT_TRUE(hits("x@contoso.com",
                   "<img src='https://pictures.example/a.png'><a href='https://other.example/x'>a</a>"));
  EXPECT_FALSE(hits("x@contoso.com",
                    "<a href='https://other.example/x'>a</a><a href='https://third.example/x'>b</a>"));
  EXPECT_FALSE(hits("x@contoso.com",
                    "<a href='https://other.example/x'>a</a><a href='https://www.contoso.com/'>b</a>"));
  EXPECT_FALSE(hits("x@mail.contoso.com", "<a href='https://www.contoso.com/'>home</a>"));
  EXPECT_FALSE(hits("x@contoso.de", "<a href='https://www.contoso.com/'>home</a>"));
  EXPECT_FALSE(hits("x@contoso.com", "<a href='mailto:x@other.example'>write</a>"));
  EXPECT_FALSE(hits("x@contoso.com", "<p>no link</p>"));
  // Who counts clicks.
  EXPECT_FALSE(hits("x@contoso.com", "<a href='https://u7.clicks.example/x'>a</a>"));
  // Another site of the same company.
  EXPECT_FALSE(hits("x@contoso.com", "<a href='https://contoso-mail.com/x'>a</a>"));
  EXPECT_TRUE(hits("x@grandbank.example", "<a href='https://contoso-mail.com/x'>a</a>"));
}

TEST(HomeEvals, LinksAtHome) {
  const auto hits = [](const std::string& from, const std::string& html) {
    return EvalFixture(PageFrom(from, html), kHomeConfig).Hits("gatepost_links_at_home");
  };
  EXPECT_TRUE(hits("x@mail.shop.example", "<a href='https://www.shop.example/x'>a</a>"));
  EXPECT_TRUE(hits("x@shop.com", "<a href='https://www.shop.example/x'>a</a>"));
  EXPECT_TRUE(hits("x@contoso.com", "<a href='https://contoso-mail.com/x'>a</a>"));
  EXPECT_FALSE(hits("x@shop.example", "<a href='https://other.example/x'>a</a>"));
  EXPECT_FALSE(
      hits("x@shop.example", "<a href='https://shop.example/'>a</a><a href='https://other.example/x'>b</a>"));
  EXPECT_FALSE(hits("x@shop.example",
                    "<a href='https://shop.example/'>a</a><form action='https://other.example/x'></form>"));
  // Who counts clicks leads home; a network is no home, and no stranger either.
  EXPECT_TRUE(hits("x@shop.example", "<a href='https://u7.clicks.example/x'>b</a>"));
  EXPECT_TRUE(hits("x@shop.example",
                   "<a href='https://shop.example/'>a</a><a href='https://www.social.example/x'>b</a>"));
  EXPECT_FALSE(hits("x@shop.example", "<a href='https://www.social.example/x'>b</a>"));
  EXPECT_FALSE(hits("x@shop.example", "<p>no link</p>"));
  EXPECT_FALSE(hits("", "<a href='https://shop.example/x'>a</a>"));
}

TEST(HomeEvals, LinksToFollow) {
  const auto hits = [](const std::string& html) {
    return EvalFixture(PageFrom("x@shop.example", html)).Hits("gatepost_has_link_to_follow");
  };
  EXPECT_TRUE(hits("<a href='https://other.example/x'>a</a>"));
  EXPECT_TRUE(hits("<form action='https://other.example/x'></form>"));
  EXPECT_FALSE(hits("<p>beware of other.example</p><img src='https://pictures.example/a.png'>"));
  EXPECT_TRUE(EvalFixture(MailFrom("x@shop.example", "\nsee https://other.example/x\n"))
                  .Hits("gatepost_has_link_to_follow"));
}

TEST(HomeEvals, LinksAtHomeInPlainText) {
  const auto hits = [](const std::string& text) {
    return EvalFixture(MailFrom("x@shop.example", "\n" + text + "\n"), kHomeConfig)
        .Hits("gatepost_links_at_home");
  };
  EXPECT_TRUE(hits("see https://shop.example/x"));
  EXPECT_FALSE(hits("see https://shop.example/x or https://other.example/y"));
  EXPECT_FALSE(hits("see you"));
}

TEST(HomeEvals, SignedByTheDomainOfFrom) {
  const auto hits = [](const std::string& from, const std::string& signatures) {
    return EvalFixture(signatures + MailFrom(from, "\nhello\n")).Hits("gatepost_signed_by_from");
  };
  const std::string shop =
      "DKIM-Signature: v=1; a=rsa-sha256;\n\td=mail.shop.example; s=x; b=d=other.example\n";
  EXPECT_TRUE(hits("x@shop.example", shop));
  EXPECT_TRUE(hits("x@shop.example", "DKIM-Signature: v=1; d=service.example\n" + shop));
  EXPECT_FALSE(hits("x@other.example", shop));
  const std::string google = "DKIM-Signature: v=1; d=shop-example.20230601.gappssmtp.com\n";
  EXPECT_TRUE(hits("x@shop.example", google));
  EXPECT_FALSE(hits("x@other.example", google));
  EXPECT_FALSE(hits("x@shop.example", ""));
  EXPECT_FALSE(hits("", shop));
}

TEST(HomeEvals, SenderAndRecipientOfOneHouse) {
  const auto hits = [](const std::string& from) {
    return EvalFixture(MailFrom(from, "\nhello\n")).Hits("gatepost_from_of_one_house");
  };
  EXPECT_TRUE(hits("x@reader.example"));
  EXPECT_TRUE(hits("x@mail.reader.example"));
  EXPECT_FALSE(hits("Anna@reader.example"));  // herself
  EXPECT_FALSE(hits("x@other.example"));
  EXPECT_FALSE(hits(""));
}

TEST(HomeEvals, AnswersGoElsewhere) {
  const auto hits = [](const std::string& reply_to) {
    return EvalFixture(reply_to + MailFrom("x@mail.shop.example", "\nhello\n"))
        .Hits("gatepost_reply_elsewhere");
  };
  EXPECT_TRUE(hits("Reply-To: X <x@other.example>\n"));
  EXPECT_FALSE(hits("Reply-To: X <y@shop.example>\n"));
  EXPECT_FALSE(hits("Reply-To: nobody\n"));
  EXPECT_FALSE(hits(""));
}

TEST(HomeEvals, NameShowsWhereAnswersGo) {
  const auto hits = [](const std::string& reply_to) {
    return EvalFixture("From: \"Shop (Info@shop.example)\" <system@service.example>\n" + reply_to +
                       "\nhello\n")
        .Hits("gatepost_name_shows_reply_to");
  };
  EXPECT_TRUE(hits("Reply-To: Shop <info@shop.example>\n"));
  EXPECT_FALSE(hits("Reply-To: Shop <info@other.example>\n"));
  EXPECT_FALSE(hits("Reply-To: nobody\n"));
  EXPECT_FALSE(hits(""));
}

TEST(HomeEvals, LinksThatHoldTheRecipient) {
  const auto hits = [](const std::string& uri) {
    return EvalFixture(PageFrom("x@shop.example", "<a href='" + uri + "'>open</a>"))
        .Hits("gatepost_link_holds_recipient");
  };
  // anna@reader.example
  EXPECT_TRUE(hits("https://other.example/?u=YW5uYUByZWFkZXIuZXhhbXBsZQ=="));
  EXPECT_TRUE(hits("https://other.example/?u=YW5uYUByZWFkZXIuZXhhbXBsZQ%3D%3D&x=1"));
  EXPECT_TRUE(hits("https://other.example/a.html#YW5uYUByZWFkZXIuZXhhbXBsZQ"));
  EXPECT_TRUE(hits("https://other.example/QW5uYUBSZWFkZXIuZXhhbXBsZQ/x"));      // in other letters
  EXPECT_FALSE(hits("https://other.example/?u=YmVydEByZWFkZXIuZXhhbXBsZQ=="));  // bert@
  EXPECT_FALSE(hits("https://other.example/?u=xYW5uYUByZWFkZXIuZXhhbXBsZQ=="));
  EXPECT_FALSE(hits("https://other.example/?u=anna@reader.example"));
  EXPECT_FALSE(hits("mailto:YW5uYUByZWFkZXIuZXhhbXBsZQ@other.example"));
}

}  // namespace
}  // namespace gatepost

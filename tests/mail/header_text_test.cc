#include "mail/header_text.h"

#include <gtest/gtest.h>

#include "mail/build_mail.h"

namespace gatepost {
namespace {

constexpr char kManyHeaders[] =
    "Return-Path: <bounce@news.example>\n"
    "X-Top: above\n"
    "Received: from h.example (r.example [10.0.0.1]) by b.example (Postfix) with ESMTP id 1234\n"
    "X-Middle: between\n"
    "Received: from h.example (r.example [192.0.2.1]) by b.example (Postfix) with ESMTP id 1235\n"
    "X-Low: below\n"
    "From: \"'Ann  Lee'\" <ann@mail.home.example>\n"
    "To: =?utf-8?q?B=C3=B6b=2C_x?= <bob@home.example>,\n\tcarol@home.example\n"
    "Cc: dave@home.example\n"
    "Subject: first\n\tline\n"
    "Subject: second\n"
    "Message-Id: <1@home.example>\n"
    "X-Message-Id: <2@home.example>\n"
    "X-Originating-IP: [198.51.100.7]\n"
    "X-Empty:\n"
    "\nbody\n";

class HeaderTextTest : public ::testing::Test {
 protected:
  // "(none)" where the field is absent.
  std::string Get(std::string_view query) {
    const std::optional<HeaderQuery> parsed = HeaderQuery::Parse(query);
    if (!parsed) return "(bad query)";
    return HeaderText(*parsed, message_, relays_, trust_, &uri_).value_or("(none)");
  }

  HeaderTextTest() { uri_.tlds = {"example"}; }

  Limits limits_;
  TrustConfig trust_;
  UriConfig uri_;
  Message message_ = Message::Parse(kManyHeaders, limits_);
  RelayChain relays_ = ParseRelays(message_, trust_, limits_);
};

TEST_F(HeaderTextTest, PlainFieldsEndInALineEndEach) {
  EXPECT_EQ(Get("Subject"), "first line\nsecond\n");
  EXPECT_EQ(Get("subject"), "first line\nsecond\n");
  EXPECT_EQ(Get("X-Empty"), "\n");
  EXPECT_EQ(Get("X-Missing"), "(none)");
}

TEST_F(HeaderTextTest, RawKeepsFoldingAndLeadingSpace) {
  EXPECT_EQ(Get("Subject:raw"), " first\n\tline\n second\n");
  EXPECT_EQ(Get("To:raw"), " =?utf-8?q?B=C3=B6b=2C_x?= <bob@home.example>,\n\tcarol@home.example\n");
}

TEST_F(HeaderTextTest, FirstAndLast) {
  EXPECT_EQ(Get("Subject:first"), "first line\n");
  EXPECT_EQ(Get("Subject:last"), "second\n");
  EXPECT_EQ(Get("Subject:raw:last"), " second\n");
}

TEST_F(HeaderTextTest, AddressesAndNames) {
  EXPECT_EQ(Get("From:addr"), "ann@mail.home.example");
  EXPECT_EQ(Get("From:name"), "Ann Lee");
  EXPECT_EQ(Get("To:addr"), "bob@home.example\ncarol@home.example");
  EXPECT_EQ(Get("To:name"),
            "B\xC3\xB6"
            "b, x");
  EXPECT_EQ(Get("ToCc:addr"), "bob@home.example\ncarol@home.example\ndave@home.example");
  EXPECT_EQ(Get("Subject:addr"), "(none)");
}

TEST_F(HeaderTextTest, HostsDomainsAndAddressesOfMachines) {
  EXPECT_EQ(Get("From:addr:host"), "mail.home.example");
  EXPECT_EQ(Get("From:host"), "mail.home.example");
  EXPECT_EQ(Get("Message-Id:host"), "home.example");
  EXPECT_EQ(Get("X-Originating-IP:ip"), "198.51.100.7");
  EXPECT_EQ(Get("X-Originating-IP:revip"), "7.100.51.198");
  EXPECT_EQ(Get("Subject:ip"), "(none)");
}

TEST_F(HeaderTextTest, PseudoFields) {
  EXPECT_EQ(Get("ToCc"),
            "B\xC3\xB6"
            "b, x <bob@home.example>, carol@home.example\ndave@home.example\n");
  EXPECT_EQ(Get("MESSAGEID"), "<2@home.example>\n<1@home.example>\n");
  EXPECT_EQ(Get("EnvelopeFrom"), "bounce@news.example");
  EXPECT_EQ(Get("EnvelopeFrom:addr:host"), "news.example");
  EXPECT_EQ(Get("X-Spam-Relays-Trusted"), relays_.trusted_text);
  EXPECT_EQ(Get("x-spam-relays-untrusted"), relays_.untrusted_text);
  EXPECT_NE(relays_.trusted_text, relays_.untrusted_text);
  EXPECT_EQ(Get("X-SenderDomain"), "news.example");
  EXPECT_EQ(Get("X-AuthorDomain"), "mail.home.example");
}

TEST_F(HeaderTextTest, AllFields) {
  const std::string all = Get("ALL");
  EXPECT_TRUE(all.starts_with("Return-Path: <bounce@news.example>\nX-Top: above\nReceived: from h.example"))
      << all;
  EXPECT_NE(all.find("\nSubject: first line\n"), std::string::npos);
  EXPECT_NE(Get("ALL:raw").find("\nSubject: first\n\tline\nSubject: second\n"), std::string::npos);
  EXPECT_EQ(Get("all"), "(none)");
}

TEST_F(HeaderTextTest, AllFieldsByTrust) {
  const std::string trusted = Get("ALL-TRUSTED"), untrusted = Get("ALL-UNTRUSTED");
  EXPECT_NE(trusted.find("X-Middle"), std::string::npos);
  EXPECT_NE(trusted.find("[192.0.2.1]"), std::string::npos);
  EXPECT_EQ(trusted.find("X-Low"), std::string::npos);
  EXPECT_TRUE(untrusted.starts_with("Received: from h.example (r.example [192.0.2.1])")) << untrusted;
  EXPECT_NE(untrusted.find("X-Low"), std::string::npos);
  EXPECT_EQ(Get("ALL-INTERNAL"), trusted);
  EXPECT_EQ(Get("ALL-EXTERNAL"), untrusted);
}

TEST_F(HeaderTextTest, UnknownModifiersAreRefused) {
  EXPECT_EQ(Get("From:adr"), "(bad query)");
  EXPECT_EQ(Get(":addr"), "(bad query)");
  EXPECT_EQ(Get(""), "(bad query)");
}

TEST_F(HeaderTextTest, CrlfMailGivesTheSameTexts) {
  const std::string crlf = ToCrlf(kManyHeaders);
  const Message message = Message::Parse(crlf, limits_);
  const RelayChain relays = ParseRelays(message, trust_, limits_);
  for (const char* query :
       {"Subject", "Subject:raw", "To:raw", "From:name", "ALL", "ALL-TRUSTED", "X-Spam-Relays-Untrusted"}) {
    EXPECT_EQ(HeaderText(*HeaderQuery::Parse(query), message, relays, trust_, &uri_).value_or("(none)"),
              Get(query))
        << query;
  }
}

TEST_F(HeaderTextTest, NoMoreThan64KibOfAllFields) {
  for (int bytes : {8000, 8190}) {
    std::string mail;
    for (int i = 0; i < 8; ++i)
      mail += "X-" + std::to_string(i) + ": " + std::string(static_cast<std::size_t>(bytes), 'x') + "\n";
    mail += "X-Last: y\n\nbody\n";
    const Message message = Message::Parse(mail, limits_);
    const std::string all = HeaderText(*HeaderQuery::Parse("ALL"), message, {}, trust_).value_or("");
    EXPECT_EQ(all.find("X-Last") != std::string::npos, bytes == 8000) << bytes;
    EXPECT_LE(all.size(), 65536u);
  }
}

TEST(FindHostName, NamesUnderKnownDomainsOnly) {
  UriConfig uri;
  uri.tlds = {"example", "test"};
  EXPECT_EQ(FindHostName("go to www.shop.example now", uri), "www.shop.example");
  EXPECT_EQ(FindHostName("a.test x@b.example", uri), "b.example");
  EXPECT_EQ(FindHostName("www.shop.examples", uri), std::nullopt);
  EXPECT_EQ(FindHostName("no host here", uri), std::nullopt);
  EXPECT_EQ(FindHostName("a..example b.test", uri), "b.test");
  EXPECT_EQ(FindHostName("x@a.test, y@b.test", uri), "b.test");
  EXPECT_EQ(FindHostName("no@host\nx@a.test y@b.test\nz@c.test", uri), "b.test");
}

}  // namespace
}  // namespace gatepost

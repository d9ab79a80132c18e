#include "mail/uri_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace gatepost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class UriListTest : public ::testing::Test {
 protected:
  UriListTest() {
    for (const char* tld : {"com", "org", "example"}) config_.uri.tlds.insert(tld);
  }

  const std::vector<UriInfo>& Collect(std::string bytes) {
    bytes_ = std::move(bytes);
    message_ = std::make_unique<Message>(Message::Parse(bytes_, limits_));
    views_ = std::make_unique<Views>(*message_, config_, limits_);
    return views_->UriDetails();
  }
  const std::vector<UriInfo>& CollectText(const std::string& body) {
    return Collect("Subject: x\n\n" + body);
  }
  const std::vector<UriInfo>& CollectHtml(const std::string& body) {
    return Collect("Subject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + body);
  }

  std::string bytes_;
  ViewConfig config_;
  Limits limits_;
  std::unique_ptr<Message> message_;
  std::unique_ptr<Views> views_;
};

TEST_F(UriListTest, FromTextAndSubject) {
  const auto& uris = Collect("Subject: www.a.example\n\nor http://B.example:80/c\n");
  ASSERT_EQ(uris.size(), 2U);
  EXPECT_EQ(uris[0].raw, "http://www.a.example");
  EXPECT_THAT(uris[0].types, ElementsAre("parsed", "schemeless"));
  EXPECT_EQ(uris[1].raw, "http://B.example:80/c");
  EXPECT_THAT(uris[1].types, ElementsAre("parsed"));
  EXPECT_THAT(uris[1].cleaned, ElementsAre("http://B.example:80/c", "http://B.example/c"));
  EXPECT_THAT(uris[1].hosts, ElementsAre("b.example"));
  EXPECT_THAT(uris[1].domains, ElementsAre("b.example"));
  EXPECT_THAT(views_->Uris(),
              ElementsAre("http://www.a.example", "http://B.example:80/c", "http://B.example/c"));
}

TEST_F(UriListTest, BareHostsAreMarked) {
  const auto& uris = CollectText("a.example/b\n");
  ASSERT_EQ(uris.size(), 1U);
  EXPECT_EQ(uris[0].raw, "http://a.example/b");
  EXPECT_THAT(uris[0].types, ElementsAre("parsed", "schemeless", "unlinked"));
}

TEST_F(UriListTest, MailAddresses) {
  const auto& uris = CollectText("to e-mail:b@a.example or mailto:c@a%2Eexample or d@a.nowhere or vi@gra\n");
  ASSERT_EQ(uris.size(), 2U);
  EXPECT_EQ(uris[0].raw, "mailto:b@a.example");
  EXPECT_THAT(uris[0].types, ElementsAre("parsed", "schemeless"));
  EXPECT_EQ(uris[1].raw, "mailto:c@a.example");
  EXPECT_THAT(uris[1].types, ElementsAre("parsed"));
}

TEST_F(UriListTest, WhatLeadsNowhereInTextIsNoUri) {
  EXPECT_THAT(
      CollectText("https://nowhere http:// [cid:image001.png@01D4986E.example] www.a.nowhere a_b.com"),
      IsEmpty());
}

TEST_F(UriListTest, FromHtml) {
  const auto& uris = CollectHtml(
      "<base href='http://a.example/d/x.html'><a href='e'>one</a><a href='http://a.example/d/e'> two</a>"
      "<img src='#f'><a href='http://a.example/d/e'> two</a>");
  const auto link = std::find_if(uris.begin(), uris.end(),
                                 [](const UriInfo& uri) { return uri.raw == "http://a.example/d/e"; });
  ASSERT_NE(link, uris.end());
  EXPECT_THAT(link->types, ElementsAre("a"));
  EXPECT_THAT(link->anchor_text, ElementsAre(" two"));
  // Anchor texts stand under the URI as written, which has no tag.
  EXPECT_THAT(uris, Contains(::testing::Field(&UriInfo::raw, "e")));
  EXPECT_THAT(views_->Uris(), Contains("http://a.example/d/e"));
}

TEST_F(UriListTest, UrisOfHtmlAreCharacters) {
  CollectHtml("<a href='http://a.example/\xc3\xa9'>x</a><a href='http://a.example/\xe2\x82\xac'>x</a>");
  EXPECT_THAT(views_->Uris(), Contains("http://a.example/\xe9"));
  EXPECT_THAT(views_->Uris(), Contains("http://a.example/\xe2\x82\xac"));
}

TEST_F(UriListTest, DomainsOfSignatures) {
  const std::string mail =
      "DKIM-Signature: v=1; a=rsa; d=a.example; s=x; bh=d/d=; b=x\nDKIM-Signature: d = B.\n example\n\nx\n";
  config_.parse_dkim_uris = false;
  EXPECT_THAT(Collect(mail), IsEmpty());
  config_.parse_dkim_uris = true;
  const auto& uris = Collect(mail);
  ASSERT_EQ(uris.size(), 2U);
  EXPECT_EQ(uris[0].raw, "domainkeys:a.example");
  EXPECT_THAT(uris[0].types, Contains("domainkeys"));
  EXPECT_THAT(uris[0].domains, ElementsAre("a.example"));
  EXPECT_THAT(uris[1].domains, ElementsAre("b.example"));
  EXPECT_THAT(views_->Uris(), IsEmpty());
}

TEST_F(UriListTest, NumberIsLimited) {
  limits_.max_uris = 3;
  for (int count : {2, 3, 4}) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "http://a.example/" + std::to_string(i) + "\n";
    EXPECT_EQ(CollectText(text).size(), static_cast<std::size_t>(std::min(count, 3)));
    EXPECT_EQ(views_->limits_met(),
              count > 3 ? std::vector<std::string>{"max_uris"} : std::vector<std::string>{});
  }
}

TEST_F(UriListTest, BytesOfVariantsAreLimited) {
  CollectText("http://a.example/1\nhttp://a.example/2\n");  // 18 bytes each
  for (std::size_t bytes : {35u, 36u, 37u}) {
    Limits limits;
    limits.max_text_bytes = bytes;
    std::vector<std::string> met;
    EXPECT_EQ(CollectUris(*views_, limits, &met).size(), bytes < 36 ? 1U : 2U) << bytes;
    EXPECT_EQ(met.size(), bytes < 36 ? 1U : 0U);
  }
}

TEST_F(UriListTest, LongUrisAreCut) {
  CollectHtml("<a href='http://a.example/" + std::string(9000, 'x') + "'>x</a>");
  for (const UriInfo& uri : views_->UriDetails()) {
    for (const std::string& variant : uri.cleaned) EXPECT_LE(variant.size(), 8192U);
  }
  // With a scheme it grows over the limit.
  const auto& uris = CollectHtml("<a href='//" + std::string(8190, 'x') + "'>x</a>");
  EXPECT_THAT(uris, Contains(::testing::Field(&UriInfo::truncated, true)));
  EXPECT_THAT(CollectText("http://a.example/"), Not(Contains(::testing::Field(&UriInfo::truncated, true))));
}

// PDFInfo's: only where that plugin is loaded, and only of what is a PDF.
TEST_F(UriListTest, LinksOfPdfs) {
  const auto mail = [](const std::string& type, const std::string& pdf) {
    return "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
           "boundary=b\n\n--b\n\nwww.a.example\n--b\nContent-Type: " +
           type + "\n\n" + pdf + "\n/URI(http://b.example/%41)\n--b--\n";
  };
  EXPECT_EQ(Collect(mail("application/pdf", "%PDF-1.4")).size(), 1U);
  config_.pdf_links = true;
  const auto& uris = Collect(mail("application/octet-stream; name=A.PDF", "%PDF-1.4"));
  ASSERT_EQ(uris.size(), 2U);
  EXPECT_EQ(uris[1].raw, "http://b.example/%41");
  EXPECT_THAT(uris[1].types, ElementsAre("parsed"));
  EXPECT_THAT(uris[1].cleaned, Contains("http://b.example/A"));
  EXPECT_THAT(uris[1].domains, ElementsAre("b.example"));
  EXPECT_EQ(Collect(mail("application/octet-stream; name=A.txt", "%PDF-1.4")).size(), 1U);
  EXPECT_EQ(Collect(mail("application/pdf", "%FDF-1.4")).size(), 1U);
}

}  // namespace
}  // namespace gatepost
